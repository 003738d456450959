package watch

import (
	"tapdesk/state/pass"
	"tapdesk/state/watch"
)

// Title names the screen.
func (s *Screen) Title() string { return "Watch" }

// Explain says what the watch is, and what it cannot see.
func (s *Screen) Explain() []string {
	return []string{
		"The screen looks at the pass every 15 seconds at first, and less often as nothing happens. It does not look " +
			"while another screen is in front or the console is locked.",
		"\"Used\" is said only when Graph says so. A multi-use pass shows it on Graph's beta version " +
			"alone. A new method is the better sign.",
		"After the sign-in with a one-time pass there are ten minutes to register a passkey or phone " +
			"sign-in. With a multi-use pass there is no such limit.",
		"Once it is deleted or has expired, a pass signs nobody in any more. " + pass.GoesOn,
		"n leads from what the caller sees to the likely cause. k is what to tell the caller; it never holds the pass.",
	}
}

// The pass, and what happened to it.
const (
	rowUPN     = "UPN"
	rowPass    = "Pass"
	rowValue   = "Value"
	neverShown = "never shown, and lost: delete the pass, or issue a new one"
	rowCleanUp = "Clean up"
	cleanUp    = "once they have signed in with the new method, nobody needs the pass: "
	dDeletes   = "d deletes it"
	announced  = "Now: %s"
	rowSeen    = "Seen"
)

// labels are those of the clocks.
var labels = map[watch.ClockName]string{
	watch.UntilStart: "Begins in", watch.UntilSettled: "Wait", watch.UntilRegistered: "Register",
	watch.UntilEnd: "Expires in",
}

const registerBy = "%s, by %s"

// As of when all of this is known.
const (
	rowChecked    = "Checked"
	notChecked    = "not yet; this is Graph's earlier answer"
	lastChecked   = "last at %s"
	checkedNoMore = "last at %s; no longer checked: %s"
	wasPaused     = "; paused while another screen was open"
	gap           = "; not from %s to %s"
)

// Before the deletion.
const (
	askEnrolled = "Has the caller signed in already with the new method?"
	askUsed     = "The pass was used, and no new method is listed. Can they sign in without it?"
	onceDeleted = " Once deleted, the pass signs nobody in. " + pass.GoesOn
	answerYes   = "y yes, go on to the deletion; any other key keeps the pass"
)

// When it does not work.
const (
	headTrouble = "It does not work"
	askSymptom  = "What does the caller see?"
	rowSymptom  = "They see"
	rowLikely   = "Likely"
	rowDo       = "Do"
	rowHere     = "Here"
	hereIssue   = "i issues a new pass, which ends the old one"
	hereLook    = "l asks Graph again"
)

// What the operator must know of the card.
const (
	noCard      = "there is no text for callers"
	cardYours   = "To read out; times are yours (%s)"
	cardNowhere = "To read out; times are yours (%s): where the caller is cannot be told from the directory"
	cardMany    = "To read out; times are those of %s: the usage location is %s, which has %d zones, so ask " +
		"where the caller is"
	cardPlace = "To read out; times are those of %s, since the usage location is %s; the caller may be elsewhere"
	cardNext  = "%s; z takes the next zone."
	cardOnly  = "%s."
)

// Words for keys.
const (
	keyLeft     = "they have, or no longer need it"
	keyKeep     = "keep the pass"
	keyAdvice   = "what to do"
	keySymptom  = "something else"
	keySignIns  = "sign-ins"
	keyPerson   = "to the person"
	keyWatch    = "back to the watch"
	keyBack     = "back"
	keyDelete   = "delete"
	keyScroll   = "scroll"
	keyLanguage = "language"
)

// Why a key is off.
const (
	offGone     = "the pass is gone"
	offReplaced = "another pass took its place: see the person"
	offChecking = "already checking"
	offWait     = "Graph asks to wait"
)
