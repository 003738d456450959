package methods

import "fmt"

// title names the screen.
const title = "Remove methods"

// help says what a removal is.
var help = []string{
	"Space marks a method. 1 marks what goes with a lost or stolen phone, 2 what goes with a laptop, one device after " +
		"another, 3 all that can be removed. Nothing is sent before the next screen has been confirmed.",
	"Each method is one request, in the order that Entra accepts, and each result is shown as it comes. If an " +
		"answer gets lost, the request is not sent again: the screen checks whether the method is still listed. " +
		"The rest goes on, or stops, as you choose.",
	"An Authenticator that is removed here stays on the phone as an entry that does nothing. A Windows Hello key " +
		"stays on the device and is refused. To have the device itself disabled, ask a Cloud Device Administrator (Entra " +
		"or Intune).",
	"Lists lag: a method that was removed may still be listed for a while.",
}

// The marks.
const (
	formatHeadMarks     = "Remove sign-in methods of %s"
	noMethods           = "No method is listed."
	isDefault           = "default"
	formatSince         = "since %s"
	formatLastUsed      = "last used %s"
	readingDefault      = "reading which method is the default..."
	formatDefaultUnread = "The default method could not be read (%s)."
	hardwareHidden      = "A hardware OATH token is registered too, by Entra's registration report. Graph's v1.0 does " +
		"not list it."
	marksLag = "Lists lag: a method that was just added or removed may be missing, or still there."
)

// What was marked.
const (
	markedPhone            = "Marked: what goes with a phone."
	formatMarkedLaptop     = "Marked: what goes with %q."
	formatMarkedLaptopNext = "Marked: what goes with %q. 2 marks the next computer."
	markedAll              = "Marked: everything that can be removed."
	noLaptop               = "No method is listed that goes with a computer. A passkey does not say where it is."
)

// markedDoubtful is markedPhone with n of which nothing tells whether they go with a phone.
func markedDoubtful(n int) string {
	return fmt.Sprintf("%s Ask whether %s with ? went with it too.", markedPhone, count(n))
}

// What would remain.
const (
	labelThen    = "Then"
	noneRemains  = "nothing is listed that they could sign in with: issue a pass"
	passwordOnly = "only a password. Anyone who knows it may be able to register a method, unless Conditional Access " +
		"protects registration (e on the person)"
)

// The question.
const (
	formatAskRemove    = "Remove %s?"
	labelRemove        = "Remove"
	formatMarkDefault  = "%s (default)"
	labelNote          = "Note"
	formatKeepsDefault = "Entra refuses to remove the default while %s stays: the person must make that the default first"
	formatTypeProof    = "Type %s, then Enter."
	proofTicket        = "the last four digits of the ticket"
	proofID            = "the last four characters of the object id"
	labelConfirm       = "Confirm"
)

// The result.
const (
	removing           = "Removing the methods"
	formatRemovingFor  = "Removing the methods: %d s"
	stoppedHere        = "Stopped: choose whether the rest goes on"
	formatAllTold      = "%s. Nothing more is sent"
	formatTallied      = "%d of %d removed"
	formatTalliedDoubt = "%d of %d removed, %d not known"
	formatOnItsWay     = "%s: one request is on its way"
	formatNotSent      = "%s: not sent"
	formatRemoved      = "%s: removed, Graph confirmed it"
	formatNotRemoved   = "%s: not removed: %s"
	sentOnce           = "No request is sent twice. Lists lag: what was removed may still be listed for a while."
)

// What quitting loses.
const (
	loseRest    = "some of the methods have not been removed yet"
	loseOutcome = "the result of a request is not known yet"
)

// Words for keys.
const (
	doAsk       = "to the question"
	doNext      = "next"
	doMarks     = "back to the marks"
	doRemove    = "remove %s"
	doRemoveAll = "remove all of them"
	doPhone     = "phone"
	doLaptop    = "laptop"
	doAll       = "all"
	doGoOn      = "go on with the other %s"
	doLook      = "check again"
	doBack      = "back"
	doStop      = "stop here"
	doScroll    = "scroll"
)

// Why a key is off.
const (
	offNoMark   = "nothing is marked"
	offChecking = "it is being checked"
	offReading  = "still reading which method is the default: it goes last"
	offProof    = "type %s"
	offWrong    = "that is not %s: type it again"
)

// count is a number of methods, as a word where it is one.
func count(n int) string {
	if n == 1 {
		return "one"
	}
	return fmt.Sprint(n)
}

// these are the n methods that are marked.
func these(n int) string {
	if n == 1 {
		return "this method"
	}
	return fmt.Sprintf("these %d methods", n)
}
