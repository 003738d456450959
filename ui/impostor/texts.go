package impostor

import (
	"strings"

	"tapdesk/state/audit"
	"tapdesk/state/journal"
)

// The texts of this screen.
const title = "Impostor"

// The question.
const (
	impostorQuestion = "The caller is not this person?"
	sayToCaller      = `"The system is slow, I will call you back." Then hang up.`
	noBlock          = "sign-in is not blocked from here: the site's file does not turn it on"
	noGrounds        = "no ticket and no verification is needed; it is in the journal"
	doStop           = "stop them"
	doRecord         = "record it"
	labelSay         = "Say"
	labelStops       = "At once"
	labelNote        = "Note"
	labelSecurity    = "Security"
)

// stops and stopped are the writes, before and afterwards.
var stops = map[journal.Operation]string{
	journal.Block:  "block the sign-in",
	journal.Delete: "delete the pass",
	journal.Revoke: "end sessions",
}

var stopped = map[journal.Operation]string{
	journal.Block:  "sign-in blocked, Graph confirmed it",
	journal.Delete: "pass deleted, Graph confirmed it",
}

// What became of it.
const (
	formatStopping = "Stopping the impostor: %d s"
	headDone       = "Impostor: what was done"
	headRecorded   = "Impostor: recorded. Nothing was sent"
	passListed     = "a pass is listed: y deletes it"
	passStays      = "a pass is listed, and cannot be deleted from here"
	unknownOutcome = "whether it was carried out is not known"
	goesOn         = "Tokens may live on for an hour or longer. m on the person removes what is not theirs, f has the " +
		"steps after a take-over, and t the text for the ticket."
)

// What was added.
const (
	labelAdded      = "Added"
	labelMobile     = "mobile"
	labelBusiness   = "business"
	reading         = "reading the person again..."
	methodsUnread   = "the methods could not be read again"
	formatSince     = "since %s"
	formatNothing   = "no method and no number is listed that was added %s; lists lag"
	formatChangedBy = "%s changed at %s by %s, as Entra's audit log has it"
	logReading      = "reading Entra's audit log..."
	logUnread       = "Entra's audit log could not be read: who changed a number or the manager is not known"
	logLags         = "Entra's audit log lags by minutes: r reads again"
)

var fields = map[audit.Field]string{
	audit.Mobile: "mobile number", audit.Business: "business number", audit.Manager: "manager",
}

// orNone are numbers in a row.
func orNone(numbers []string) string {
	if len(numbers) == 0 {
		return "none now"
	}
	return "now " + strings.Join(numbers, ", ")
}

// Keys.
const (
	doPerson    = "to the person"
	doAgain     = "send what is not done again"
	doScroll    = "scroll"
	lossUnknown = "the result of a request is not known yet"
)

// help is what the screen explains.
var help = []string{
	"For a caller whom you do not believe, at any point of a call. y sends one request after another: the sign-in is " +
		"blocked where the site allows it, the pass is deleted where one is listed, the sessions are revoked. One that " +
		"fails does not stop the next. Nothing is asked first: no ticket, no verification.",
	"Sign-in is blocked first, since somebody with the pass or the password would sign in again between the others.",
	"Afterwards the person is read again, and what was added since the call began is listed. Each request and its " +
		"outcome is in the journal, and the person's screen shows for 24 hours that there was an impostor.",
}
