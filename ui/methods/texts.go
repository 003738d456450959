package methods

import "fmt"

// Title names the screen.
func (s *Screen) Title() string { return "Remove methods" }

// Explain says what a removal is.
func (s *Screen) Explain() []string {
	return []string{
		"Space marks a method. 1 marks what goes with a lost or stolen phone, 2 what goes with a laptop, one device after " +
			"another, 3 all that can be removed. Nothing is sent before the next screen has been confirmed.",
		"Each method is one request, in the order in which Entra lets them go, and each outcome is told as it comes. If an " +
			"answer gets lost, the request is not sent again: the screen checks whether the method is still listed. " +
			"The rest goes on, or stops, as you choose.",
		"An Authenticator that is removed here stays on the phone as an entry that does nothing. A key of Windows Hello " +
			"stays on the device and is refused. The device itself: a Cloud Device Administrator, in Entra or Intune; " +
			"ask for it to be disabled.",
		"Lists lag: a method that was removed may still be listed for a while.",
	}
}

// The marks.
const (
	headMarks      = "Remove sign-in methods of %s"
	noMethods      = "No method is listed."
	isDefault      = "default"
	since          = "since %s"
	lastUsed       = "last used %s"
	readingDefault = "reading which method is the default..."
	defaultUnread  = "Which method is the default could not be read (%s)."
	whatDefault    = "read the default method"
	marksLag       = "Lists lag: a method that was just added or removed may be missing, or still there."
)

// What was marked.
const (
	markedPhone      = "Marked: what goes with a phone."
	markedLaptop     = "Marked: what goes with %q."
	markedLaptopNext = "Marked: what goes with %q. 2 marks the next computer."
	markedAll        = "Marked: everything that can be removed."
	noLaptop         = "No method is listed that goes with a computer. A passkey does not tell."
)

// markedDoubtful is markedPhone with n of which nothing tells whether they go with a phone.
func markedDoubtful(n int) string {
	return fmt.Sprintf("%s Ask whether %s with ? went with it too.", markedPhone, count(n))
}

// What would remain.
const (
	rowThen      = "Then"
	noneRemains  = "nothing is listed that they could sign in with: issue a pass"
	passwordOnly = "a password alone. Whoever knows it may be able to register a method, unless Conditional Access " +
		"protects registration (e on the person)"
)

// The question.
const (
	askRemove    = "Remove %s?"
	rowRemove    = "Remove"
	markDefault  = "%s (default)"
	rowNote      = "Note"
	keepsDefault = "Entra keeps the default while %s stays: the person makes that the default first, or it is refused"
	typeProof    = "Type %s, then Enter."
	proofTicket  = "the last four digits of the ticket"
	proofID      = "the last four characters of the object id"
	fieldConfirm = "Confirm"
)

// The result.
const (
	removing     = "Removing the methods"
	removingFor  = "Removing the methods: %d s"
	stoppedHere  = "Stopped: choose whether the rest goes on"
	allTold      = "%s. Nothing more is sent"
	tallied      = "%d of %d removed"
	talliedDoubt = "%d of %d removed, %d not known"
	onItsWay     = "%s: one request is on its way"
	notSent      = "%s: not sent"
	removed      = "%s: removed, Graph confirmed it"
	notRemoved   = "%s: not removed: %s"
	sentOnce     = "No request is sent twice. Lists lag: what was removed may still be listed for a while."
)

// What quitting loses.
const (
	loseRest    = "some of the methods have not been removed yet"
	loseOutcome = "the result of a request is not known yet"
)

// Words for keys.
const (
	keyAsk       = "to the question"
	keyMarks     = "back to the marks"
	keyRemove    = "remove %s"
	keyRemoveAll = "remove all of them"
	keyPhone     = "phone"
	keyLaptop    = "laptop"
	keyAll       = "all"
	keyGoOn      = "go on with the other %s"
	keyLook      = "check again"
	keyBack      = "back"
	keyStop      = "stop here"
	keyScroll    = "scroll"
)

// Why a key is off.
const (
	offNoMark   = "nothing is marked"
	offChecking = "it is being checked"
	offReading  = "still reading which method is the default: it goes last"
	offProof    = "type %s"
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
