package signins

import "tapdesk/state/signins"

// title names the screen.
const title = "Sign-ins"

// While it is read, and how far the log goes.
const (
	reading          = "reading the sign-in log..."
	readingAgain     = "reading again..."
	formatReadFrom   = "It can be read again at %s."
	last24Hours      = "24 hours"
	last7Days        = "7 days"
	formatNothing    = "Nothing in the last %s; the log lags by minutes."
	formatNewest     = "Nothing newer than %s; the log lags by minutes. The last %s were read."
	formatMore       = " There are more than these %d."
	formatInterrupts = " Steps of ordinary sign-ins left out: %d."
)

// What the log does not have. Sources: learn.microsoft.com/graph/api/signin-list and
// learn.microsoft.com/entra/identity/monitoring-health/concept-sign-in-log-activity-details.
const limits = "Graph's v1.0 shows only interactive sign-ins and, for people in a federated domain, only those that " +
	"succeeded. Details may arrive later than the entry. A sign-in with a mistyped user name belongs to nobody and is " +
	"not listed here."

// A sign-in.
const (
	signedIn         = "signed in"
	failed           = "failed"
	codeNotKnown     = "This console does not know what it means."
	formatMeaning    = "%s: %s" // what a code means, and what to do
	formatStopped    = "Conditional Access: %s"
	policiesHidden   = "Conditional Access: the policies are not shown to your role"
	formatGuess      = "%s (a guess from %s)" // a place, and the address
	deviceCompliant  = "compliant"
	deviceUnfit      = "not compliant"
	deviceManaged    = "managed"
	deviceNotManaged = "not managed"
)

// Keys, and why one is off.
const (
	doOpenPerson = "open the person"
	doScroll     = "scroll"
	offReading   = "still reading"
	offWeekRead  = "already read: r reads them again"
)

// help explains what the log has, and what it has not.
var help = []string{
	"What Entra's sign-in log has about this person, newest first: Microsoft's code and reason, then what it means and " +
		"what to do. Sign-ins with the same result are one entry. Steps of an ordinary sign-in that Entra logs as " +
		"errors are left out.",
	"The log lags by minutes and is incomplete, so a missing entry proves nothing. " + limits,
	"Whether a pass helps is judged from what failed since they last got in, their account, their methods and risk. " +
		"It is advice: it never stops a pass.",
	"If something failed in a country or on a system from which nothing succeeded, or if a prompt was declined, " +
		"somebody other than the caller may have tried: " + signins.AskWhere + ", and compare.",
}
