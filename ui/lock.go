package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/journal"
	"tapdesk/state/session"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// idleWarning is how long before the lock it is announced.
const idleWarning = time.Minute

// idle tracks when the console locks by itself, by the machine's clock.
type idle struct {
	limit   time.Duration // how long without a key until the lock; 0 means never
	lastKey time.Time
	wait    fx.Slot[time.Time]
}

// left returns how long it is until the console locks by itself.
func (i *idle) left(now time.Time) time.Duration { return i.limit - now.Sub(i.lastKey) }

// warns reports whether the lock is being announced.
func (i *idle) warns(now time.Time) bool { return i.limit > 0 && i.left(now) <= idleWarning }

// text returns the announcement of the lock.
func (i *idle) text(now time.Time) string {
	if !i.warns(now) {
		return ""
	}
	return fmt.Sprintf(formatLocking, max(0, int(i.left(now)/time.Second)))
}

// await waits until the lock must be announced, or for the next second of the announcement.
func (i *idle) await(env fx.Env) tea.Cmd {
	now := env.Clock.Now()
	switch {
	case i.limit <= 0:
		return nil
	case i.warns(now):
		return fx.After(&i.wait, env, time.Second)
	}
	return fx.After(&i.wait, env, i.left(now)-idleWarning)
}

// touched notes that the operator is there. It reports whether the key did nothing else than stop the announced lock.
func (a *App) touched() (stays bool) {
	now := a.env.Clock.Now()
	stays = a.who.in() && a.idle.warns(now)
	a.idle.lastKey = now
	return stays
}

// idled locks the console when it is time, but not during a write: the operator must see the answer.
func (a *App) idled() tea.Cmd {
	switch {
	case !a.who.in():
		return nil
	case a.idle.left(a.env.Clock.Now()) <= 0 && !a.stack.writing():
		return a.lock(nav.Idle)
	}
	return a.idle.await(a.env)
}

// redraw draws the whole screen again and asks whether to lock: a single key on a garbled screen wipes nothing.
func (a *App) redraw() tea.Cmd {
	switch {
	case !a.who.in():
	case a.stack.writing():
		a.footer.status = notLockedNow
	default:
		a.footer.question = &question{
			text:  strings.TrimSpace(fmt.Sprintf(formatAskLock, a.stack.loss())),
			again: kit.LockNow, do: func() tea.Cmd { return a.lock(nav.Locked) },
		}
	}
	return tea.ClearScreen
}

// lock wipes secrets, covers the screen and drops the token. Open screens and typed text are kept.
func (a *App) lock(why nav.Reason) tea.Cmd {
	if !a.who.in() || a.stack.writing() {
		return nil
	}
	a.keyboard.drop()
	a.leaveAll(why)
	a.note(journal.Lock, string(why))
	a.who.standing.Phase, a.who.standing.Why = session.Locked, nil
	return tea.Batch(a.forget(), a.clipboard.Clear(), a.demand(), func() tea.Msg { a.who.session.Lock(); return nil })
}
