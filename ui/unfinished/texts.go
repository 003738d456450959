package unfinished

// title names the screen.
const title = "Needs attention"

// How much there is.
const (
	nothingLeft       = "Nothing needs attention."
	nothingAnyMore    = "Nothing needs attention any more."
	formatNeed        = "%d to attend to: %s"
	createdOne        = "a pass that was created but may not have reached the caller"
	createdMany       = "passes that were created but may not have reached the caller"
	unknownOne        = "a request whose outcome is unknown"
	unknownMany       = "requests whose outcome is unknown"
	formatCreatedBoth = "%d created that may not have reached the caller, %d whose outcome is unknown"
)

// What was asked for.
const (
	labelFor       = "For"
	labelObjectID  = "Object id"
	labelAsked     = "Asked"
	toCreate       = "to create a pass"
	toDelete       = "to delete the pass"
	toRevoke       = "to revoke the sign-in sessions"
	formatToRemove = "to remove the method %s"
	toBlock        = "to block the sign-in"
	toUnblock      = "to unblock the sign-in"
	toReset        = "to reset the password"
	formatLasting  = "%s of %s"      // a pass of a length
	formatTicket   = "%s, ticket %s" // what was asked for
	formatAskedAt  = "%s, %s"        // what was asked for, and when
)

// What the journal knows.
const (
	labelJournal        = "Journal"
	formatNeverRevealed = "never revealed: Graph %s, and nobody saw its value"
	formatMaybeSeen     = "Graph %s; the journal does not say whether its value was seen"
	formatSeenWiped     = "the %s was on the screen and then wiped (%s): whether it was read out is not known"
	formatSeenNoEnd     = "the %s was on the screen, and the journal does not say how that ended: whether it was read " +
		"out is not known"
	noOutcome  = "outcome unknown: the console ended before it had Graph's answer, or before it could record it"
	brokenOff  = "Graph carried it out, but its answer broke off"
	answerLost = "outcome unknown: Graph's answer was lost"
)

// What has a value that is shown once, and what Graph did for it.
const (
	thePass      = "pass"
	thePassword  = "password"
	madePass     = "created the pass"
	madePassword = "reset the password"
)

// Another console that has the value.
const (
	labelConsole   = "Console"
	formatUnseen   = "%s holds a %s that nobody has seen, as far as the journal shows"
	formatOnScreen = "%s has the %s on its screen"
	pressEAgain    = "Press e again to end that console: it wipes the pass, and waits for a request under way. Any " +
		"other key leaves it alone."
	notEnded = "the other console has not ended: end its process by hand, or wait"
)

// What Graph lists now.
const (
	labelGraph        = "Graph"
	checking          = "checking..."
	formatNotAsked    = "could not be asked: %s; %s"
	formatAsOf        = "%s (as of %s)"
	formatPassIs      = "the pass is %s, %s"
	wasReset          = "the password was reset; if nobody has it, reset it again on the person's screen"
	noLongerListed    = "the pass is no longer listed"
	formatNotListed   = "the pass is not listed; lists lag, so it is checked again at %s"
	formatAnotherIs   = "%s; another is, created %s"
	formatJournalDown = "the journal could not be read: %s"
)

// Keys, and why one is off.
const (
	doLater     = "later"
	doPerson    = "the person"
	doDelete    = "delete"
	doIssue     = "issue a new pass"
	offChecking = "already checking"
	offTold     = "it was told to end"
	offNoPass   = "this is not about a pass: press Enter to open the person and repeat it there"
	offStill    = "still checking"
	offUnknown  = "no pass is known to exist: check again"
	leftAsItIs  = "left as it is" // in the journal
)

// help explains what is shown here and how it ends.
var help = []string{
	"A write to Graph is recorded before it is sent and after it is answered. For these, the journal has no end: the " +
		"console was killed, the connection to its terminal was lost, or Graph's answer was.",
	"Outcome unknown means that Graph may or may not have done it. Never revealed means that Graph did it, and that the " +
		"journal proves that no console showed the value. If the journal says nothing about a reveal, it is not known " +
		"whether the value was seen: a full disk stops a record, but never a pass.",
	"Each stays until you deal with it: delete it, issue a new pass, or leave it as it is with x. Esc puts it off until " +
		"the next sign-in; the log (F2) keeps it on top.",
}
