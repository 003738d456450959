package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/fault"
	"tapdesk/state/session"
	"tapdesk/ui/fx"
)

// roleEndWarning is how long before the operator's role ends the header says so.
const roleEndWarning = 15 * time.Minute

// readsEnd are the permissions that show when a role ends. Any one is enough.
var readsEnd = []string{"RoleManagement.Read.Directory", "RoleAssignmentSchedule.Read.Directory"}

// roleEnd finds out when the operator's role ends. The desk keeps the answer. Where it cannot be read nothing is
// claimed.
type roleEnd struct {
	// read asks Graph for the roles that are active for the operator.
	read func(context.Context) ([]session.ActiveRole, error)

	active fx.Slot[[]session.ActiveRole]
	tick   fx.Slot[time.Time]
}

// ask asks Graph in the background, where the sign-in has the permission. Nothing waits for the answer.
func (r *roleEnd) ask(env fx.Env, id session.Identity) tea.Cmd {
	for _, scope := range readsEnd {
		if id.HasScope(scope) {
			return r.active.Read(env, r.read)
		}
	}
	return nil
}

// await waits until the header has something else to say.
func (r *roleEnd) await(env fx.Env, end time.Time) tea.Cmd {
	now := env.Now()
	switch warns := end.Add(-roleEndWarning); {
	case !now.Before(end):
		r.tick.Cancel()
		return nil
	case now.Before(warns):
		return fx.After(&r.tick, env, warns.Sub(now))
	}
	return fx.After(&r.tick, env, end.Sub(now))
}

// takeRoleEnd takes an answer about the end of the operator's role. One that was lost leaves what was known before.
func (a *App) takeRoleEnd(msg tea.Msg) tea.Cmd {
	if answer, ok := a.roleEnd.active.Take(msg); ok {
		if f := fault.Of(answer.Err); f == nil || f.Final() {
			a.desk.RoleEnds(session.RoleEnd(answer.Value))
		}
		return a.roleEnd.await(a.env, a.desk.RoleEnd())
	}
	if _, ok := a.roleEnd.tick.Take(msg); ok && a.who.in() && a.env.Now().Before(a.desk.RoleEnd()) {
		return a.roleEnd.ask(a.env, a.who.identity()) // it may have been extended
	}
	return nil
}

// roleEndText returns what the header says about the end of the operator's role; empty until 15 minutes before it.
func (a *App) roleEndText() string {
	end, now := a.desk.RoleEnd(), a.env.Now()
	at := end.In(a.env.Zone).Format("15:04")
	switch {
	case end.IsZero(), now.Before(end.Add(-roleEndWarning)):
		return ""
	case now.Before(end):
		return roleEnds + at
	}
	return roleEnded + at
}
