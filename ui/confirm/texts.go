package confirm

import "tapdesk/state/pass"

// Explain says what a confirmation is.
func (s *Screen) Explain() []string {
	return []string{
		"y does it, once; any other key goes back and nothing has happened.",
		"If the answer gets lost on the way, the request is not sent again. The screen checks what " +
			"Graph lists, for two minutes, and says what it found and when. A pass that is found was " +
			"created after your request; that it is yours cannot be known. A pass that is not listed may " +
			"exist all the same, because lists lag: only checks apart in time, two minutes after the " +
			"request, count.",
	}
}

// Of a new pass.
const (
	titleIssue = "Confirm the pass"
	askIssue   = "Issue this Temporary Access Pass?"
	issuing    = "Issuing the pass"
	whatIssue  = "create the pass"

	defaultLifetime = "the tenant's default lifetime"
	policyLifetime  = "%s (the policy's default)"
	policyUse       = "%s, one-time or multi-use as the policy has it"
)

// Of a deletion.
const (
	titleDelete = "Confirm the deletion"
	askDelete   = "Delete this Temporary Access Pass?"
	deleting    = "Deleting the pass"
	whatDelete  = "delete the pass"

	asOf      = "%s (as of %s)"
	afterward = "it signs nobody in any more. " + pass.GoesOn
)

// Labels of the rows.
const (
	rowPass   = "Pass"
	rowPassID = "Pass id"
	rowThen   = "Then"
)

// The line below the question.
const (
	readPerson     = "read the person again"
	againstVerdict = "%s against the verdict"
)

// An answer that was lost.
const (
	answerLost  = "%s: the answer was lost"
	sentOnce    = "the request was sent once"
	checked     = "checks: %d; the request was sent once"
	loseOutcome = "the result of the request is not known yet"
)

// Words for keys.
const (
	keyIssue       = "issue"
	keyDelete      = "delete"
	keyDeleteAgain = "delete again"
	keyIssueAgain  = "issue a new pass"
	keyOverride    = "override the verdict"
	keyReadAgain   = "read again"
	keyPerson      = "back to the person"
)

// Why a key is off.
const (
	offChecking = "it is being checked"
	offUnknown  = "wait until it is known whether a pass was created"
)
