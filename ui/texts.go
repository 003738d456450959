package ui

// The header.
const (
	productName = "Tapdesk"
	notSignedIn = "not signed in"
	roleEnds    = "your role ends "      // before a time
	roleEnded   = "your role's end was " // before a time
)

// The line of the keys.
const (
	doQuit            = "quit"
	doHelp            = "help"
	doMore            = "more"
	doYes             = "yes"
	otherKeyStays     = "any other key stays"
	notYetAnswered    = "(Esc, ^C: not until the answer arrives)"
	openedByItself    = "this screen opened by itself: keys work after half a second of quiet"
	formatOff         = "(%s %s: %s)" // a key, what it does, and why it is off
	formatOffStatus   = "%s (%s): %s" // what a key does, the key, and why it is off
	offReadOnly       = "ISSUING OFF: read-only"
	offNoJournal      = "ISSUING OFF: no journal"
	notNotified       = "NOT NOTIFIED: F2"
	formatNotNotified = "Not notified: %s. What was done is done; F2 shows what."
)

// Questions. Each begins with a sentence, with a space behind it, of what would be lost, or with nothing.
const (
	formatAskQuit    = "Quit Tapdesk? %spress y to quit, any other key stays"
	formatAskSuspend = "Suspend? %spress y to suspend, any other key stays"
	formatAskSignOut = "Sign out? What is open will be closed. %spress y to sign out, any other key stays"
	formatAskLock    = "Lock? Ctrl-L again locks, any other key stays. %s"
	formatLoss       = "%s. "
)

// Why a key does nothing now.
const (
	notDuringWrite    = "not while a request to Graph is under way"
	notDuringWriteEnd = "not while a request to Graph is under way: its outcome would be lost"
	notLockedNow      = "not locked while a request to Graph is under way"
	waitForAnswer     = "the request is under way: wait for its answer"
	cannotSuspend     = "Windows cannot suspend a program; press Ctrl-L twice to lock the console"
	logOpenBelow      = "the log is open below: Esc goes back to it"
	notOverPass       = "not over a pass that has not been wiped: close it first"
	formatForeignKey  = "%s is not a key here: keys are Latin letters. Switch the keyboard layout, and press the key " +
		"again."
	formatForeignCtrl = "Ctrl-%c"
)

// Keys and pastes that are kept or dropped.
const (
	formatKeptAhead    = "Kept until the answer arrives: %s"
	formatDroppedAhead = "Not done, because it was typed before this screen opened: %s."
	enterTyped         = " Enter "
	notPasted          = "Not pasted: still waiting for the answer to what you typed."
	pasteTooLong       = "The paste was longer than 64 KiB, or a key cut it: input is dropped until it pauses for 1.5 " +
		"s. Esc, ^C and ^L always work."
	pasteOver = "A paste that was too long or had no end is over: keys work again. Keys typed during it were dropped."
)

// The lock, and the operator's roles and permissions.
const (
	formatLocking     = "Locking in %d s. Press any key to stay signed in."
	refreshingRoles   = "refreshing your roles..."
	rolesUnreadable   = "a new token was received; its roles cannot be read, so Graph decides"
	formatActiveRoles = "your active roles: %s; r reads them again"
	noKnownRole       = "none that Tapdesk knows"
	noIssuingRole     = "No role that issues passes is active (Authentication Administrator): Graph may refuse. ^R " +
		"reads roles again after you activate one."
	formatNotGranted = "the permission %s was not granted: %s may be refused."
	issuingPasses    = "issuing and deleting passes"
	findingPeople    = "finding people"
)

// The journal, and other consoles.
const (
	journalChanged = "The journal was changed outside Tapdesk: records are missing, added or altered, by tampering or a " +
		"failing disk. 'tapdesk audit verify' says where."
	formatOtherOpen     = "Note: %s is open."
	formatOthersMore    = "%s and %d more,"
	formatAttentionDown = "What needs attention could not be read from the journal: %s."
	needsAttention      = "Something needs attention: press F2."
)

// What the program prints when it has ended.
const (
	formatSignal     = "ended by signal: %s"
	terminalGone     = "ended: the terminal is gone"
	formatUnrecorded = "the journal is missing records of this session: %w"
	formatAnswered   = "%s; a request that changes something was under way and has been answered: check the person " +
		"again: there may be a pass whose value nobody saw"
	formatUnanswered = "%s; a request that changes something was under way and was not answered in time, so its outcome " +
		"is unknown: check the person again"
	outcomeUnknown = "a request to Graph was not answered in time, so its outcome is unknown; check the person again"
	formatFailed   = "the console failed and was closed; a pass on the screen was wiped: %w"
)

// The first run.
const (
	needsToKnow = "Before anybody can sign in, Tapdesk needs to know where:"
	initAsks    = "tapdesk init asks for them and writes your settings."
	demoIsFree  = "The demo needs nothing: a tenant in memory, with invented people."
	demoOrLeave = "d demo  q leave"
)
