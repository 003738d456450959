// Package fx runs what a screen may not do itself: reads, writes and waits. Every effect belongs to a screen and
// carries a sequence, so that the root can drop what has no owner any more and the screen what is not its latest.
package fx

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
	"tapdesk/ui/nav"
)

// Env is what every screen works with. None of it is drawn.
type Env struct {
	// ID is the screen's own; Context ends when the screen goes off the stack.
	ID      nav.ID
	Context context.Context
	Clock   clock.Clock
	// Now returns the time by Graph's clock, UTC.
	Now func() time.Time
	// Zone is the operator's time zone.
	Zone *time.Location
	// Writes knows the writes in flight.
	Writes *Writes
	// Navigate takes where to go before the next key is read: a key typed right after the one that leaves a screen must
	// not reach that screen any more. It is called from Update alone.
	Navigate func(tea.Msg)
}

// Push opens a screen on top of this one.
func (e Env) Push(to nav.Route) tea.Cmd { return e.send(nav.Push{From: e.ID, To: to}) }

// PushSudden is Push for a screen that opens by itself, after an answer and not after a key.
func (e Env) PushSudden(to nav.Route) tea.Cmd {
	return e.send(nav.Push{From: e.ID, To: to, Sudden: true})
}

// Pop closes this screen with a result for the one below.
func (e Env) Pop(result nav.Result) tea.Cmd { return e.send(nav.Pop{From: e.ID, Result: result}) }

// Swap closes this screen and drop-1 below it and opens another.
func (e Env) Swap(drop int, to nav.Route) tea.Cmd {
	return e.send(nav.Swap{From: e.ID, Drop: drop, To: to})
}

// Burst is Swap for a screen that opens by itself, after an answer and not after a key.
func (e Env) Burst(drop int, to nav.Route) tea.Cmd {
	return e.send(nav.Swap{From: e.ID, Drop: drop, To: to, Sudden: true})
}

// Unwind closes this screen and drop-1 below it with a result for the one that then stands in front.
func (e Env) Unwind(drop int, result nav.Result) tea.Cmd {
	return e.send(nav.Unwind{From: e.ID, Drop: drop, Result: result})
}

// Say puts a sentence into the status line.
func (e Env) Say(text string) tea.Cmd { return e.send(nav.Say{From: e.ID, Text: text}) }

// send is always nil, so that Update can return what it calls.
func (e Env) send(msg tea.Msg) tea.Cmd {
	e.Navigate(msg)
	return nil
}
