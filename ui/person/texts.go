package person

import (
	"tapdesk/state/card"
	"tapdesk/state/journal"
	"tapdesk/state/verdict"
)

// title names the screen.
const title = "Person"

// titleNote names the screen of the text.
const titleNote = "Text for the ticket"

// help says what a verdict is.
var help = []string{
	"Verdict: what is known before a pass is requested. Graph decides. What could not be read does not count: v shows " +
		"every check, where its facts come from, and which permission or role is missing to read them.",
	verdict.NotEvaluated + ".",
}

// helpNote says what is in the text.
var helpNote = []string{
	"What this desk did, from its journal, and what Graph listed when the person was last read. The pass itself is " +
		"never in it.",
	"c sends the text to the terminal's clipboard (OSC 52). The terminal does not say whether it took it; tmux needs " +
		"set-clipboard on.",
}

// Labels of the rows.
const (
	labelAccount  = "Account"
	labelAudit    = "Audit"
	labelCall     = "This call"
	labelCaller   = "Caller"
	labelDeletion = "Deletion"
	labelFrom     = "From"
	labelID       = "Object id"
	labelLastUsed = "Last used"
	labelManager  = "Manager"
	labelMethods  = "Methods"
	labelPass     = "Pass"
	labelPolicies = "Policies"
	labelRemoval  = "Removal"
	labelReport   = "Report"
	labelRemoved  = "Removed"
	labelRequest  = "Request"
	labelSessions = "Sessions"
	labelReset    = "Reset"
	labelSignIn   = "Sign-in"
	labelSignIns  = "Sign-ins"
	labelUsed     = "Pass used"
	labelValue    = "Value"
)

// Labels of the account's properties, and what stands in their place.
const (
	labelTitle      = "Title"
	labelDepartment = "Department"
	labelMobile     = "Mobile"
	labelBusiness   = "Business"
	labelMail       = "Mail"
	labelOffice     = "Office"
	labelEmployeeID = "Employee id"
	labelSAM        = "sAMAccount"
	labelLocation   = "Location"
	labelCreated    = "Created"
	labelPassword   = "Password"

	formatUsageLocation = "usage location %s"
	formatLanguage      = "language %s"
	noManager           = "none"
	noPhone             = "no phone number in the directory"
	blind               = "a security question, not shown" // in place of a fact that callers are asked for
)

// What kind of account it is.
const (
	isYou         = "this is you"
	isExternal    = "external guest: only the organisation where they sign in can issue a pass"
	isGuest       = "internal guest"
	isMember      = "member"
	formatIsOther = "userType %s"
	isDisabled    = "DISABLED: cannot sign in, with a pass or without"
	isEnabled     = "enabled"
	isSynced      = "synchronised from on-premises"
	isCloudOnly   = "cloud only"
	isUnknown     = "not known"
)

// What has not been read.
const (
	reading    = "reading..."
	unreadable = "could not be read"
)

// The call.
const (
	issuedInCall  = "a pass was issued during this call; press g to repeat it"
	notVerified   = "Not verified: "
	formatDoubted = " · %s, by %s"
	moreDoubts    = "and earlier ones: F2 has them"
)

// The checklist.
const (
	labelChecklist  = "Checklist"
	formatChecklist = "%s: %d of %d done"
	formatNext      = " · next: "
	checklistMore   = " (f shows all)"
	checklistOver   = ", and nothing is left (f shows all)"
	formatKeyOff    = "%s: %s"
)

// The pass.
const (
	passDeleted  = "none: deleted, Graph confirmed it"
	noPass       = "none listed"
	computed     = ", computed from start and lifetime"
	neverShown   = "never shown, and lost: delete the pass, or issue a new one"
	asCreated    = "as Graph answered when it was created"
	listLags     = "as Graph answered when it was created; its list does not have it yet"
	outcomeLater = "The outcome of the request is still unknown; Tapdesk will report it at your next sign-in"
)

// The methods.
const (
	noMethods      = "no method listed (Graph does not list hardware tokens, certificates or federated sign-in)"
	methodsUnread  = "methods could not be read"
	formatChanged  = "changed %s"
	formatSince    = "since %s"
	formatLastUsed = "last used %s"
	telephonyEnds  = "Microsoft's own text messages and calls end on 1 February 2027: register another " +
		"method on this call"
	telephonyEnded = "Microsoft's own text messages and calls ended on 1 February 2027: register another " +
		"method on this call"
	telephonyElsewhere = "Microsoft ends its own text messages and calls on 1 February 2027 in its worldwide cloud. " +
		"Whether it does in this one too is not known: register another method on this call"
	isDefault      = "default"
	hardwareHidden = "A hardware OATH token is registered too, by Entra's registration report. Graph's v1.0 does " +
		"not list it."
	reportReading   = "reading the registration report..."
	passwordless    = "capable of passwordless sign-in"
	notPasswordless = "not capable of passwordless sign-in"
	formatReportOf  = " (as of %s; the report lags)"
	removedLags     = " (in this call; lists lag)"
)

// The sessions.
const (
	formatRevoked    = "%s Tokens may still work for an hour or longer."
	formatRevocation = "revocation: %s"
	formatNotRevoked = "not revoked: %s"
)

// The account, in this call.
var actDone = map[journal.Operation]string{
	journal.Block: "blocked %s in this call", journal.Unblock: "unblocked %s in this call",
	journal.Reset: "password reset %s in this call",
}

const notDone = "not done: "

// The logs.
const (
	auditReading     = "reading Entra's audit log..."
	auditEmpty       = "Entra's log has no event of a pass in 30 days (it lags by minutes)"
	formatAuditEvent = "%s  %s by %s"
	auditFailed      = ", FAILED"
	formatAuditFrom  = " from %s"
	auditOlder       = "and older ones"
	formatAuditAsOf  = "as of %s, 30 days back; Entra's log lags by minutes"
	signInsReading   = "reading the sign-in log..."
)

// unblocks is what to do about a disabled account where this console unblocks it.
const unblocks = "b unblocks the sign-in"

// Short words for keys.
const (
	doIssue       = "issue"
	doDelete      = "delete"
	doSignIns     = "why out"
	doTicket      = "ticket"
	doMethods     = "methods"
	doSessions    = "sessions"
	doChecks      = "checks"
	doFewerChecks = "fewer checks"
	doAudit       = "audit"
	doPolicies    = "policies"
	doScroll      = "scroll"
	doBlock       = "block"
	doUnblock     = "unblock"
	doUnblockLong = "unblock sign-in"
	doReset       = "reset"
	doSteps       = "steps"
)

// Why a key is off.
const (
	offReading       = "still reading"
	offUnread        = "the person has not been read"
	offAgain         = "nothing was issued in this call: i opens the form"
	offNote          = "the journal of this machine has no pass for this person, and nothing else of the last 24 h"
	offReveal        = "the value of a pass is shown once, when it is issued: issue a new one"
	offSelf          = "you cannot issue a pass for yourself: ask a colleague"
	offSelfDelete    = "you cannot delete your own pass here: ask a colleague, or use " + card.SecurityInfo
	offCloud         = "the %s cloud has no Temporary Access Pass"
	offPassUnread    = "the pass could not be read"
	offNoPass        = "there is no pass"
	offNoWatch       = "there is no pass to watch"
	offMethodsUnread = "the methods could not be read"
	offNoMethods     = "no method is listed"
)

// The status line. Whether something arrived at the clipboard is not known: tmux and many terminals drop it.
const (
	formatCopied = "%s sent to the terminal's clipboard, which does not say whether it took it"
	textCopied   = "text sent to the terminal's clipboard, which does not say whether it took it"
	theUPN       = "UPN"
	theID        = "object id"
)
