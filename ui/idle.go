package ui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/session"
	"tapdesk/ui/fx"
	"tapdesk/ui/nav"
)

// idleWarning is how long before the lock it is announced.
const idleWarning = time.Minute

// touched notes that the operator is there, and says whether that is all the key did: it kept the console from locking.
func (a *App) touched() (stays bool) {
	stays = a.idleLeft() <= idleWarning && a.standing.Phase == session.In && a.idleLock > 0
	a.lastKey = a.world.Clock.Now()
	return stays
}

// idleLeft is how long it is until the console locks by itself.
func (a *App) idleLeft() time.Duration {
	return a.idleLock - a.world.Clock.Now().Sub(a.lastKey)
}

// await waits until the lock is to be announced, or for the next second of the announcement.
func (a *App) await() tea.Cmd {
	if a.idleLock <= 0 || a.standing.Phase != session.In {
		return nil
	}
	left := a.idleLeft()
	if left > idleWarning {
		return fx.After(&a.idle, a.env, left-idleWarning)
	}
	return fx.After(&a.idle, a.env, time.Second)
}

// idled locks when it is time, but not under a write: its answer must be seen.
func (a *App) idled() tea.Cmd {
	if a.idleLeft() <= 0 && !a.writing() {
		return a.lock(nav.Idle)
	}
	return a.await()
}

// idleText announces the lock.
func (a *App) idleText() string {
	left := a.idleLeft()
	if a.idleLock <= 0 || left > idleWarning || a.standing.Phase != session.In {
		return ""
	}
	return fmt.Sprintf("locks in %d s: any key stays", max(0, int(left/time.Second)))
}
