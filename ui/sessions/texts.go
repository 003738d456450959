package sessions

// The texts of this screen.
const title = "End sessions"

// The question.
const (
	revokeQuestion = "Revoke the sign-in sessions of this person?"
	doRevoke       = "revoke the sessions"
	labelNote      = "Note"
	labelThen      = "Then"
	externalHome   = "external guest: their sessions in their home tenant are not affected"
	passInUse      = "if the person has just signed in with the pass, this signs them out again, " +
		"even while they register a method"
)

// The wait, and what is known afterwards.
const (
	revoking       = "Revoking the sign-in sessions"
	answerLost     = "The answer was lost"
	revokingLost   = "Revoking the sign-in sessions: the answer was lost"
	nothingRevoked = "Nothing was revoked by this request."
	lossUnknown    = "the result of the request is not known yet"
)

// Keys, and why one is off.
const (
	doRevokeAgain = "revoke again"
	doCheckAgain  = "check again"
	offChecking   = "it is being checked"
)

// The help.
var help = []string{
	"y sends one request, once; any other key goes back and nothing has happened. It needs no ticket and no check of " +
		"who is calling: ending sessions is safe to do before you believe anybody.",
	"If the answer is lost, the request is not sent again by itself. The screen reads Graph's timestamp of the last " +
		"revocation, and u repeats the request, which does no harm.",
}
