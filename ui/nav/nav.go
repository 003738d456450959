// Package nav is what screens say to the root about where to go, and what a screen is. Screens do not know each other:
// a Route names where to go and carries what is needed there, and the root alone turns it into a screen.
package nav

import (
	tea "charm.land/bubbletea/v2"

	"tapdesk/state/journal"
	"tapdesk/ui/kit"
)

// ID names one screen for as long as the program runs. It is never given out twice, so an answer to a screen that is
// gone can never reach the one that took its place.
type ID uint64

// Screen is one screen of the stack. Update may change the screen; Frame may not, and depends on nothing but the
// screen's state and the size.
type Screen interface {
	Init() tea.Cmd
	Update(tea.Msg) tea.Cmd
	// Frame draws the screen's part of the terminal, which is size cells.
	Frame(size kit.Size) kit.Frame
	// Title names the screen in the header and atop its help.
	Title() string
	// Keys lists the keys that work now, and those that do not with the reason, in the order of use.
	Keys() []kit.Key
}

// Busy is a screen with a write in flight. While it is, nothing goes back and nothing quits.
type Busy interface{ Busy() bool }

// Typing is a screen where letters are text and not commands.
type Typing interface{ Typing() bool }

// Waits is a screen that will do what a key asked for once an answer is there. What is typed meanwhile is for what it
// then brings.
type Waits interface{ Waits() bool }

// Leave is a screen with something to wipe. The root calls it when the screen goes off the stack, when the console is
// locked or suspended, and when the program ends, and says which; more than once, perhaps.
type Leave interface{ Leave(Reason) }

// Reason is why a screen has to wipe, in the words of the journal.
type Reason string

// The reasons.
const (
	// Closed is a screen that the operator left.
	Closed Reason = journal.ReasonClosed
	// Ended is a window of time that ran out.
	Ended Reason = "window ended"
	// Locked and Idle are the lock, by a key and by itself; SignedOut is the end of the session.
	Locked    Reason = "locked"
	Idle      Reason = "locked by itself"
	SignedOut Reason = "signed out"
	// Replaced is another operator who signed in where the sign-in of the one before had lapsed.
	Replaced Reason = "another operator signed in"
	// Suspended gives the terminal back for a while.
	Suspended Reason = "suspended"
	// Quit and Signaled are the end of the program, as the operator wanted or not.
	Quit     Reason = journal.ReasonQuit
	Signaled Reason = "ended by a signal"
	// Gone is the end of the program because its terminal is gone.
	Gone Reason = "the terminal is gone"
	// Failed is the end of a program that cannot go on.
	Failed Reason = "the console failed"
)

// Back is a screen with its own idea of going back. Without it the root pops the screen.
type Back interface{ Back() tea.Cmd }

// OtherKey is a screen where Esc may have to be pressed twice in a row. The root calls OtherKey at every other key,
// also one that it takes itself.
type OtherKey interface{ OtherKey() }

// Loss is a screen where quitting loses something: it says what, in half a sentence, or nothing.
type Loss interface{ Loss() string }

// Explain is a screen with more to say in its help than its keys.
type Explain interface{ Explain() []string }

// Route is where to go. Every route is one of this package's types.
type Route interface{ route() }

// Push opens a screen on top of the one that asks.
type Push struct {
	From ID
	To   Route
	// Sudden is that of Swap.
	Sudden bool
}

// Pop closes the screen that asks. The one below gets a Returned with the result.
type Pop struct {
	From   ID
	Result Result
}

// Swap closes the screen that asks and Drop-1 screens below it, then opens another in their place.
type Swap struct {
	From ID
	Drop int
	To   Route
	// Sudden says that the screen opens by itself: keys are not taken until the keyboard has been quiet for half a
	// second.
	Sudden bool
}

// Unwind closes the screen that asks and Drop-1 screens below it. The one below gets a Returned with the result.
type Unwind struct {
	From   ID
	Drop   int
	Result Result
}

// Returned is what a screen gets when the one above it has closed.
type Returned struct{ Result Result }

// Result is what a screen says to the one below when it closes: what the operator wants next, and nothing of what
// happened, which stands in the call.
type Result struct {
	Next Next
	// Told is what the status line tells wherever it leads to, empty for nothing.
	Told string
}

// Next is what the operator wants next.
type Next int

// What may come next. Nothing leaves it to the screen below.
const (
	Nothing Next = iota
	ToPerson
	ToIssue
	ToDelete
	ToWatch
)

// Say puts a sentence into the status line until the next key.
type Say struct {
	From ID
	Text string
}
