package confirm

import "tapdesk/state/pass"

// help says what a confirmation is.
var help = []string{
	"y does it, once; any other key goes back and nothing has happened.",
	"If the answer gets lost on the way, the request is not sent again. The screen checks what " +
		"Graph lists, for two minutes, and says what it found and when. A pass that is found was " +
		"created after your request; it is not known whether it is yours. A pass that is not listed may " +
		"still exist, because lists lag: only checks made some time apart, two minutes after the " +
		"request, count.",
}

// Of a new pass.
const (
	titleIssue = "Confirm the pass"
	askIssue   = "Issue this Temporary Access Pass?"
	issuing    = "Issuing the pass"
	createPass = "create the pass" // after "could not"

	defaultLifetime      = "the tenant's default lifetime"
	formatPolicyLifetime = "%s (the policy's default)"
	formatPolicyUse      = "%s, one-time or multi-use as the policy says"
)

// Of a deletion.
const (
	titleDelete = "Confirm the deletion"
	askDelete   = "Delete this Temporary Access Pass?"
	deleting    = "Deleting the pass"
	deletePass  = "delete the pass" // after "could not"

	formatAsOf = "%s (as of %s)"
	afterward  = "it signs nobody in any more. " + pass.GoesOn
)

// Labels of the rows.
const (
	labelPass   = "Pass"
	labelPassID = "Pass id"
	labelThen   = "Then"
)

// The line below the question.
const (
	readPerson           = "read the person again"
	formatAgainstVerdict = "%s against the verdict"
)

// An answer that was lost.
const (
	formatAnswerLost = "%s: the answer was lost"
	sentOnce         = "the request was sent once"
	formatChecked    = "checks: %d; the request was sent once"
	loseOutcome      = "the result of the request is not known yet"
)

// Words for keys.
const (
	doIssue       = "issue"
	doDelete      = "delete"
	doDeleteAgain = "delete again"
	doIssueAgain  = "issue a new pass"
	doOverride    = "override the verdict"
	doReadAgain   = "read again"
	doPerson      = "back to the person"
)

// Why a key is off.
const (
	offChecking = "it is being checked"
	offUnknown  = "wait until it is known whether a pass was created"
)
