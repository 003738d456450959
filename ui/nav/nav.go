// Package nav defines screens and the messages by which they navigate. Screens do not know each other: a Route names a
// destination and carries what it needs, and only the root turns it into a screen.
package nav

import (
	tea "charm.land/bubbletea/v2"

	"tapdesk/state/journal"
	"tapdesk/ui/kit"
)

// ID names one screen for as long as the program runs. It is never reused, so an answer to a screen that is gone cannot
// reach the one that took its place.
type ID uint64

// Screen is one screen of the stack. Update may change the screen. Frame may not, and depends only on the screen's
// state and the size.
type Screen interface {
	Init() tea.Cmd
	Update(tea.Msg) tea.Cmd
	// Frame draws the screen's part of the terminal, which is size cells large.
	Frame(size kit.Size) kit.Frame
	// Title names the screen in the header and at the top of its help.
	Title() string
	// Keys lists the keys that work now, and those that do not with the reason, in the order of use.
	Keys() []kit.Key
}

// Busy is a screen that may have a write in flight. While it has, the operator can neither go back nor quit.
type Busy interface{ Busy() bool }

// Typing is a screen where letters may be text rather than commands.
type Typing interface{ Typing() bool }

// TakesMark is a screen with a field for free text. TakesMark reports whether "!" is part of that text now, and not the
// key of an impostor: where something was typed already.
type TakesMark interface{ TakesMark() bool }

// Waits is a screen that may hold a key's effect until an answer arrives. What is typed meanwhile is for the screen
// that the answer opens.
type Waits interface{ Waits() bool }

// Leave is a screen with something to wipe. The root calls it, perhaps more than once, with the reason: when the screen
// is closed, when the console is locked or suspended, and when the program ends.
type Leave interface{ Leave(Reason) }

// Reason is why a screen must wipe, as the journal words it.
type Reason string

// The reasons.
const (
	// Closed means that the operator left the screen.
	Closed Reason = journal.ReasonClosed
	// Ended means that the time window ran out.
	Ended Reason = "window ended"
	// Locked is a lock by key, Idle a lock by itself; SignedOut is the end of the session.
	Locked    Reason = "locked"
	Idle      Reason = "locked by itself"
	SignedOut Reason = "signed out"
	// Replaced means that the sign-in had lapsed and another operator signed in.
	Replaced Reason = "another operator signed in"
	// Suspended means that the program gives the terminal back for a while.
	Suspended Reason = "suspended"
	// Quit means that the operator ended the program, Signaled that a signal did.
	Quit     Reason = journal.ReasonQuit
	Signaled Reason = "ended by a signal"
	// Gone means that the program ends because its terminal is gone.
	Gone Reason = "the terminal is gone"
	// Failed means that the program ends because it cannot go on.
	Failed Reason = "the console failed"
)

// Back is a screen that decides what going back does. Without it the root closes the screen.
type Back interface{ Back() tea.Cmd }

// OtherKey is a screen where Esc may have to be pressed twice in a row. The root calls OtherKey for every other key,
// including those that it handles itself.
type OtherKey interface{ OtherKey() }

// Loss is a screen where quitting loses something. Loss returns what, in half a sentence, or "".
type Loss interface{ Loss() string }

// Explain is a screen whose help says more than its keys.
type Explain interface{ Explain() []string }

// Route is a destination. Every route is one of this package's types.
type Route interface{ route() }

// Push opens a screen on top of the one that asks.
type Push struct {
	From ID
	To   Route
	// Sudden means the same as in Swap.
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
	// Sudden means that the screen opens by itself: it takes no keys until the keyboard has been quiet for half a
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

// Result is what a closing screen tells the one below: what the operator wants next. What happened is recorded in the
// call.
type Result struct {
	Next Next
	// Press is a key for the screen below, nil for none.
	Press *tea.KeyPressMsg
	// Told is for the status line, whichever screen comes next; empty for nothing.
	Told string
}

// Next is what the operator wants next.
type Next int

// The possible next steps. Nothing leaves the decision to the screen below.
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
