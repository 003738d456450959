package watch

import (
	"tapdesk/state/pass"
	"tapdesk/state/watch"
)

// title names the screen.
const title = "Watch"

// help says what the watch is, and what it cannot see.
var help = []string{
	"The screen checks the pass every 15 seconds at first, and less often while nothing happens. It does not check " +
		"while another screen is in front or the console is locked.",
	"\"Used\" is shown only when Graph says so, and for a multi-use pass only Graph's beta version does. A new " +
		"method is the better sign.",
	"After the sign-in with a one-time pass there are ten minutes to register a passkey or phone " +
		"sign-in. With a multi-use pass there is no such limit.",
	"Once it is deleted or has expired, a pass signs nobody in any more. " + pass.GoesOn,
	"With beta the screen also reads the sign-in log, at most four times in ten minutes after a use, to say where the " +
		"pass was used, and compares the country and the system with what the caller said. The country is a guess from " +
		"the address.",
	"n shows in one request what Microsoft logged about refused passes, and leads from what the caller sees to the " +
		"likely cause. k shows what to tell the caller; the pass is never in it.",
}

// The pass, and what happened to it.
const (
	labelUPN        = "UPN"
	labelPass       = "Pass"
	labelValue      = "Value"
	neverShown      = "never shown, and lost: delete the pass, or issue a new one"
	labelCleanUp    = "Clean up"
	cleanUp         = "once they have signed in with the new method, nobody needs the pass: "
	dDeletes        = "d deletes it"
	formatBefore    = "registered before the pass: %s. If the caller has lost any of it: "
	mRemoves        = "m removes it"
	mRemovesUEnds   = "m removes it, u ends sessions"
	formatAnnounced = "Now: %s"
	labelSeen       = "Seen"
)

// labels are those of the clocks.
var labels = map[watch.ClockName]string{
	watch.UntilStart: "Begins in", watch.UntilSettled: "Wait", watch.UntilRegistered: "Register",
	watch.UntilEnd: "Expires in",
}

const formatRegisterBy = "%s, by %s"

// As of when all of this is known.
const (
	labelChecked        = "Checked"
	notChecked          = "not yet; this is Graph's earlier answer"
	formatLastChecked   = "last at %s"
	formatCheckedNoMore = "last at %s; no longer checked: %s"
	wasPaused           = "; paused while another screen was open"
	formatGap           = "; not from %s to %s"
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
	headTrouble  = "It does not work"
	askSymptom   = "What does the caller see?"
	labelSymptom = "They see"
	labelLikely  = "Likely"
	labelDo      = "Do"
	labelHere    = "Here"
	hereIssue    = "i issues a new pass, which ends the old one"
	hereLook     = "l asks Graph again"
)

// What the sign-in log has. It lags by minutes and is not whole, and where an address is, is a guess. Sources:
// learn.microsoft.com/graph/api/signin-list and
// learn.microsoft.com/entra/identity/monitoring-health/concept-sign-in-log-activity-details.
const (
	labelFrom       = "Used from"
	labelLog        = "In the log"
	logReading      = "reading the sign-in log..."
	logLater        = "not known yet: the sign-in log lags by minutes"
	formatNotLogged = "not in the sign-in log at %s; it lags by minutes, and s reads it again"
	notTheirs       = "Ask the caller about it. If it was not them, somebody else has the pass: end the sessions, and " +
		"delete the pass."
	formatUnread        = "the sign-in log could not be read: %s"
	formatBecause       = "%s; %s"
	formatNothingLogged = "no refused pass as of %s; the log lags by minutes, so that proves nothing"
	formatCode          = "%s  %s"
	formatTimes         = "%s, %s"
	formatDo            = "%s: %s"
	formatLogged        = "%s, from %s"
)

// What the operator must know of the card.
const (
	noCard            = "there is no text for callers"
	formatCardYours   = "To read out; times are yours (%s)"
	formatCardNowhere = "To read out; times are yours (%s): the directory does not say where the caller is"
	formatCardMany    = "To read out; times are those of %s: the usage location is %s, which has %d zones, so ask " +
		"where the caller is"
	formatCardPlace = "To read out; times are those of %s, since the usage location is %s; the caller may be elsewhere"
	formatCardNext  = "%s; z takes the next zone."
	formatCardOnly  = "%s."
)

// Words for keys.
const (
	doLeft     = "they have, or no longer need it"
	doKeep     = "keep the pass"
	doAdvice   = "what to do"
	doSymptom  = "something else"
	doSignIns  = "sign-ins"
	doTrouble  = "trouble"
	doMethods  = "methods"
	doSessions = "sessions"
	doPerson   = "to the person"
	doWatch    = "back to the watch"
	doBack     = "back"
	doDelete   = "delete"
	doScroll   = "scroll"
	doLanguage = "language"
)

// Why a key is off.
const (
	offGone     = "the pass is gone"
	offReplaced = "another pass took its place: see the person"
	offChecking = "already checking"
	offWait     = "Graph asks to wait"
)
