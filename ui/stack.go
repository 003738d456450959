package ui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"tapdesk/ui/fx"
	"tapdesk/ui/nav"
)

// navigate does what a screen asks. Only the screen in front may open another; a screen that closes takes with it whatever
// (help, at most) was opened above it, since what it has to say has been waited for. One that is gone has no say.
func (a *App) navigate(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case nav.Push:
		if a.inFront(msg.From) {
			return a.announce(a.push(msg.To), msg.Sudden)
		}
	case nav.Pop:
		return a.beneath(msg.From, func() tea.Cmd { return a.unwind(msg.From, 1, msg.Result) })
	case nav.Unwind:
		return a.beneath(msg.From, func() tea.Cmd { return a.unwind(msg.From, msg.Drop, msg.Result) })
	case nav.Swap:
		return a.beneath(msg.From, func() tea.Cmd { return a.swap(msg) })
	case nav.Say:
		if a.inFront(msg.From) {
			a.status = msg.Text
		}
	}
	return nil
}

func (a *App) inFront(id nav.ID) bool { return len(a.stack) > 0 && a.top().id == id }

// push opens a screen with an id of its own and a context that ends when it goes.
func (a *App) push(to nav.Route) tea.Cmd {
	if a.ended {
		return nil
	}
	ctx, cancel := context.WithCancel(a.env.Context)
	a.lastID++
	env := fx.Env{World: a.world, ID: a.lastID, Context: ctx}
	screen := a.build(to, env)
	a.stack = append(a.stack, entry{id: env.ID, screen: screen, cancel: cancel})
	return tea.Batch(screen.Init(), screen.Update(a.bodySize()))
}

// beneath does what a screen asks for. When it stands under the sign-in, that and what is on it stay in front: the end of a pass's time
// must not open a console that is locked.
func (a *App) beneath(from nav.ID, do func() tea.Cmd) tea.Cmd {
	cover := a.signingIn() + 1
	if a.above(from) < cover {
		return do()
	}
	split := len(a.stack) - cover
	over := slices.Clone(a.stack[split:])
	a.stack = a.stack[:split]
	cmd := do()
	a.stack = append(a.stack, over...)
	return cmd
}

// swap puts a screen in the place of others.
func (a *App) swap(msg nav.Swap) tea.Cmd {
	above := a.above(msg.From)
	if above < 0 || a.ended {
		drop(msg.To)
		return nil
	}
	a.status = ""
	a.close(above + msg.Drop)
	return a.announce(a.push(msg.To), msg.Sudden)
}

// announce keeps keys from a screen that opened by itself until the keyboard has been quiet.
func (a *App) announce(opened tea.Cmd, sudden bool) tea.Cmd {
	if !sudden {
		return opened
	}
	return tea.Batch(opened, fx.After(&a.guard, a.env, quiet))
}

// above returns how many screens stand above the one with id, -1 when it is gone.
func (a *App) above(id nav.ID) int {
	for i := len(a.stack) - 1; i >= 0; i-- {
		if a.stack[i].id == id {
			return len(a.stack) - 1 - i
		}
	}
	return -1
}

// drop wipes a route that carries a secret nobody will show.
func drop(to nav.Route) {
	if r, ok := to.(nav.Reveal); ok {
		r.Issued.Wipe()
	}
}

// unwind closes the screen with id and n-1 below it, never home, and tells the one that then stands in front with what result.
func (a *App) unwind(id nav.ID, n int, result any) tea.Cmd {
	above := a.above(id)
	n = min(above+n, len(a.stack)-1)
	if above < 0 || n < 1 {
		return nil
	}
	a.status = ""
	a.close(n)
	if t, ok := result.(told); ok {
		a.status = t.Told()
	}
	return a.top().screen.Update(nav.Returned{Result: result})
}

// told is a result that the status line tells wherever it leads to.
type told interface{ Told() string }

// close takes n screens off the stack: each may wipe, and what it waited for is given up.
func (a *App) close(n int) {
	for range min(n, len(a.stack)) {
		e := a.top()
		if l, ok := e.screen.(nav.Leave); ok {
			l.Leave(nav.Closed)
		}
		e.cancel()
		a.stack = a.stack[:len(a.stack)-1]
	}
}
