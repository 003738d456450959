package fx

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
)

// Inquiring lets a screen look into writes whose outcome is unknown: it checks, waits and checks again until no further
// check can change what is known. Set Desk before use. Use it from Update only.
type Inquiring struct {
	Desk *desk.Desk

	check Slot[[]desk.Inquiry]
	wait  Slot[time.Time]
}

// Check checks now and cancels any pending check.
func (l *Inquiring) Check(e Env, open []desk.Inquiry) tea.Cmd {
	l.wait.Cancel()
	if len(open) == 0 {
		l.check.Cancel()
		return nil
	}
	return l.check.Read(e, func(ctx context.Context) ([]desk.Inquiry, error) { return l.Desk.Inquire(ctx, open), nil })
}

// Pending reports whether a check is running.
func (l *Inquiring) Pending() bool { return l.check.Pending() }

// Take takes an answer. It returns the updated inquiries, in the order in which they were checked; what to do next; and
// whether the message belonged to this loop.
func (l *Inquiring) Take(e Env, open []desk.Inquiry, msg tea.Msg) ([]desk.Inquiry, tea.Cmd, bool) {
	if _, ok := l.wait.Take(msg); ok {
		return open, l.Check(e, open), true
	}
	a, ok := l.check.Take(msg)
	if !ok {
		return open, nil, false
	}
	var next time.Duration
	for _, q := range a.Value {
		if wait := q.Next(); wait > 0 && (next == 0 || wait < next) {
			next = wait
		}
	}
	if next == 0 {
		return a.Value, nil, true
	}
	return a.Value, After(&l.wait, e, next), true
}

// CheckCall checks the inquiry of a call now, if it has one.
func (l *Inquiring) CheckCall(e Env, c *desk.Call) tea.Cmd { return l.Check(e, inquiries(c)) }

// TakeCall takes an answer for the call. It returns what to do next and whether the message belonged to this loop.
func (l *Inquiring) TakeCall(e Env, c *desk.Call, msg tea.Msg) (next tea.Cmd, ok bool) {
	checked, next, ok := l.Take(e, inquiries(c), msg)
	if ok && c.Inquiry != nil && len(checked) == 1 {
		c.Unsettled(checked[0], e.Now())
	}
	return next, ok
}

func inquiries(c *desk.Call) []desk.Inquiry {
	if c.Inquiry == nil {
		return nil
	}
	return []desk.Inquiry{*c.Inquiry}
}
