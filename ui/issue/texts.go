package issue

import (
	"fmt"

	"tapdesk/state/call"
)

// title names the screen.
const title = "Issue a pass"

// help says what the fields take.
var help = []string{
	"Lifetime: minutes (90), or 90m, 8h, 1d, 1d 2h. Empty sends none, so that the policy's default applies.",
	"Start: now, in 2h, 14:30, 9am, tomorrow 9, mon 08:30, next monday 9am, 2026-12-01 09:00, or RFC 3339. " +
		"A zone may follow: 14:30 Europe/Berlin. " +
		"Without one your own applies. What can be read in two ways is refused.",
	"Use: once is sent as such. Policy default sends nothing; what Graph then uses is not documented, and is " +
		"read back from its answer.",
	"A situation fills the fields; they can still be changed.",
	"Ticket and Caller are there where this desk asks for them. Numbers and manager are those of the directory, never " +
		"those the caller names; what people can change themselves proves little. Where you may read Entra's audit log, " +
		"the form reads when they were changed last, and does not offer what was changed within 14 days.",
	"Where: the country and the system that the caller says they sign in from. It can stay empty. The watch compares " +
		"it with the sign-in log once the pass was used. The field is there only with api_version = \"beta\".",
	"If the call drops, what was said in it is remembered for half an hour: g on the person issues again with it.",
}

// helpDeletion says what the fields take.
var helpDeletion = []string{
	"This desk wants to know what each pass is issued and deleted for, and how the caller was verified. " +
		"The journal stores it.",
	"Where nobody is on the phone, as when a pass is deleted because it may be in the wrong hands, choose " +
		call.Nobody.Words() + ".",
}

// titleChallenge names the screen of the security questions.
const titleChallenge = "Security questions"

// helpChallenge says what counts.
var helpChallenge = []string{
	fmt.Sprintf("Ask, type what the caller answers, press Enter. %d answers must match, and there are %d attempts in "+
		"all, which count for %d minutes.",
		call.Needed, call.Attempts, int(call.ChallengeWindow.Minutes())),
	"Case, accents, spaces and the order of names do not matter. What the directory has is never shown, so nobody can " +
		"be talked into saying it.",
	"Each attempt is in the journal, without the answer.",
}

// The fields: their labels, and what an empty one shows.
const (
	labelSituation = "Situation"
	labelLifetime  = "Lifetime"
	labelStart     = "Start"
	labelUse       = "Use"
	labelTicket    = "Ticket"
	labelCaller    = "Caller"
	labelNote      = "Note"
	labelWhere     = "Where"

	noLifetime       = "default"
	noStart          = "now"
	noTicket         = "none"
	noNote           = "what was done"
	noWhere          = "country and system, such as GB, iPhone"
	formatTicketLike = "such as %s"
	ownDraft         = "own" // in place of a situation
	usedOnce         = "once"
	usedOften        = "many times"
	usedDefault      = "policy default"
	formatChosenOf   = "%s %d of %d"
	formatWayOf      = " %d of %d"
	formatUnverified = "not verified: choose how with ←→ (%d)"
	required         = "required"
	formatTakenAs    = "taken as %s"
	callLacks        = "what this desk requires of a call is missing: see the marked field"
)

// The form, and what the draft results in.
const (
	formatIssueFor    = "Issue a Temporary Access Pass for %s"
	labelFrom         = "From"
	noWindow          = "not yet: see the marked field"
	labelOpen         = "Open"
	formatOpenRequest = "an earlier request: %s"
	labelPace         = "Pace"
)

// The site's own check.
const (
	labelCheck         = "Check"
	checking           = "asking the site's own program, up to 10 s..."
	checkSaysNothing   = "waiting"
	checkWaits         = "the site's own program waits, up to 2 min; Esc gives it up"
	formatCheckBroken  = "%s; nothing was sent"
	formatCheckRefuses = "the site's check refuses it: %s; nothing was sent"
	checkGivesNoWord   = "the site's check refuses it, and gives no reason; nothing was sent"
)

// The form of a deletion.
const (
	titleDelete = "Delete the pass"
	deleteWhy   = "Delete this Temporary Access Pass: what for?"
	titleVerify = "Verify the caller"
	verifyHow   = "How was the caller verified?"
	titleRemove = "Remove methods"
	removeWhy   = "Remove sign-in methods: what for?"

	titleUnblock = "Unblock sign-in"
	unblockWhy   = "Let this person sign in again: what for?"
	titleReset   = "Reset the password"
	resetWhy     = "Reset the password: what for?"
)

// The security questions.
const (
	headChallenge     = "Security questions for the caller"
	labelAnswer       = "Answer"
	noAnswer          = "the caller's answer, or - for none"
	labelAttempt      = "Attempt %d"
	match             = "match"
	noMatch           = "no match"
	formatAnswersLeft = "%d of %d needed answers match, %d attempts are left. Do not help: what the directory has " +
		"is not " +
		"shown here either."
	callerPassed = "The caller passed: enough answers match."
	enterGoes    = "Enter goes back to the form."
	callerFailed = "Say only that the caller could not be verified. Another way of verifying them may still work."
	callOver     = "This call is over: go back to the form and start again."
)

// Words for keys.
const (
	doNext      = "next field"
	doField     = "field"
	doConfirm   = "to the confirmation"
	doReadAgain = "read the person again"
	doAsk       = "ask the security questions"
	doBack      = "back to the form"
	doCompare   = "compare"
)

// Why Enter does not lead on.
const (
	offCounting  = "still counting the passes of the last hour"
	offChecking  = "the site's own program is being asked"
	offVerifying = "still reading when the number or the manager was changed last"
)
