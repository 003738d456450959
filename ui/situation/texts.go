package situation

import (
	"strings"

	"tapdesk/state/situation"
	"tapdesk/ui/kit"
)

// The texts of this screen.
const title = "Checklist"

// The choice.
const (
	formatQuestion = "What has happened to %s?"
	choiceNote     = "The checklist says what to do, and in which order. It is in the journal, so that it is still " +
		"there " +
		"after a dropped call. If the caller is not the person, press ! instead."
)

var when = map[situation.Kind]string{
	situation.LostPhone:   "the person has lost it, and nobody else has the password",
	situation.StolenPhone: "somebody else has it, and perhaps the password too",
	situation.TakenOver:   "somebody else signs in as the person",
}

// The checklist.
const (
	formatSince    = "since %s, by %s"
	formatBy       = "%s, %s"
	skipped        = "skipped"
	notFromHere    = "not from here"
	formatSecurity = "Security: %s."
	allDone        = "Nothing is left to do here."
	labelReason    = "Why skip it"
	noReason       = "a reason, for the journal"
)

// advice is what to know at a step.
var advice = map[situation.Step]string{
	situation.NewMethod: "Ask the caller what they registered, and do not name it. Say yes only if they name what is " +
		"listed as new, and nothing else is. A method that is not theirs means that the account is taken over: press 3.",
	situation.Watch: "Say yes only if the caller names what is listed as new, and nothing else is.",
	situation.Unblock: "A password that somebody else knows signs them in again as soon as sign-in is unblocked: reset " +
		"it first.",
	situation.Remove: "m lists the methods with their dates: remove what the person does not know.",
	situation.Review: "a reads Entra's audit log: numbers and manager changed lately. m lists the methods with " +
		"their dates.",
	situation.HangUp: "Hang up now. From here on, believe only a face: in person or by video.",
}

// shorts are the steps where there is little room.
var shorts = map[situation.Step]string{
	situation.NewMethod: "watch", situation.Watch: "watch", situation.Review: "audit log",
	situation.BlockOrReset: "block",
}

// Keys, and why one is off.
const (
	doDone    = "it is done"
	doSkip    = "skip it"
	doSkipIt  = "skip the step"
	doKeepIt  = "keep it"
	doEnd     = "end the checklist"
	doScroll  = "scroll"
	offNone   = "no new method is listed yet: w watches for it"
	offReason = "say why the step is skipped"
)

// help is what the screen explains.
var help = []string{
	"What is done is read from this journal: each step is ticked by what was sent to Graph and confirmed, and not by " +
		"hand. Only what you alone can know, such as that you hung up, takes a y. What was done from another journal, " +
		"by another user of this machine or on another host, is not in it.",
	"The next step is marked. Its key works here and on the person, and so do the keys of the others: nobody is held to " +
		"the order, but it matters in a theft, where somebody signs in again between two steps.",
	"The checklist ends with 0, or by itself after a week. 1, 2 and 3 begin another.",
}

func join(parts ...string) string { return strings.Join(kit.NonEmpty(parts...), ", ") }
