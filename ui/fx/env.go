// Package fx runs what a screen may not do itself: reads, writes and waits. Every effect belongs to a screen and
// carries a sequence number, so that the root can drop answers to screens that are gone and a screen can drop outdated
// ones.
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
	// ID is the screen's own; Context ends when the screen is closed.
	ID      nav.ID
	Context context.Context
	Clock   clock.Clock
	// Now returns the time by Graph's clock, UTC.
	Now func() time.Time
	// Zone is the operator's time zone.
	Zone *time.Location
	// Writes counts the writes in flight.
	Writes *Writes
	// Navigate takes the next destination before the next key is read, so that a key typed right after leaving a screen
	// does not reach that screen. Call it from Update only.
	Navigate func(tea.Msg)
}

// Push opens a screen on top of this one.
func (e Env) Push(to nav.Route) tea.Cmd { return e.send(nav.Push{From: e.ID, To: to}) }

// PushSudden is Push for a screen that opens by itself: after an answer, not after a key.
func (e Env) PushSudden(to nav.Route) tea.Cmd {
	return e.send(nav.Push{From: e.ID, To: to, Sudden: true})
}

// Pop closes this screen with a result for the one below.
func (e Env) Pop(result nav.Result) tea.Cmd { return e.send(nav.Pop{From: e.ID, Result: result}) }

// Swap closes this screen and drop-1 screens below it, and opens another.
func (e Env) Swap(drop int, to nav.Route) tea.Cmd {
	return e.send(nav.Swap{From: e.ID, Drop: drop, To: to})
}

// Burst is Swap for a screen that opens by itself: after an answer, not after a key.
func (e Env) Burst(drop int, to nav.Route) tea.Cmd {
	return e.send(nav.Swap{From: e.ID, Drop: drop, To: to, Sudden: true})
}

// Unwind closes this screen and drop-1 screens below it, with a result for the one that is then in front.
func (e Env) Unwind(drop int, result nav.Result) tea.Cmd {
	return e.send(nav.Unwind{From: e.ID, Drop: drop, Result: result})
}

// Say puts a sentence into the status line.
func (e Env) Say(text string) tea.Cmd { return e.send(nav.Say{From: e.ID, Text: text}) }

// send always returns nil, so that Update can return its result.
func (e Env) send(msg tea.Msg) tea.Cmd {
	e.Navigate(msg)
	return nil
}
