package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/journal"
	"tapdesk/state/session"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Session is the sign-in that the root watches over; auth.Session is one.
type Session interface {
	engine
	// Standing returns where the session stands now; Next waits until that has another serial.
	Standing() session.Standing
	Next(ctx context.Context, serial int) (session.Standing, error)
	// Lock drops the tokens and keeps whose they were; SignOut forgets that too.
	Lock()
	SignOut()
	// RefreshRoles gets a new token, for a role that was activated since.
	RefreshRoles(ctx context.Context) error
}

// stand takes the session as it stands, and waits for the next change.
func (a *App) stand(now session.Standing) tea.Cmd {
	before := a.standing
	a.standing = now
	serial := now.Serial
	watch := a.watch.Read(a.env, func(ctx context.Context) (session.Standing, error) { return a.session.Next(ctx, serial) })
	if now.Phase == session.In {
		return tea.Batch(watch, a.enter(before))
	}
	a.ahead = ahead{}
	return tea.Batch(watch, a.demand())
}

// demand puts the sign-in in front of whatever stands there, which stays as it is.
func (a *App) demand() tea.Cmd {
	if above := a.signingIn(); above >= 0 {
		if a.standing.Phase == a.shown {
			return nil
		}
		a.close(above + 1)
	}
	a.shown = a.standing.Phase
	return a.push(nav.SignIn{Standing: a.standing})
}

// enter takes the sign-in away. Whoever comes back finds what they left; anybody else begins anew.
func (a *App) enter(before session.Standing) tea.Cmd {
	if above := a.signingIn(); above >= 0 {
		a.close(above + 1)
	}
	var cmds []tea.Cmd
	if before.Phase != session.In && !before.Identity.Operator.ID.IsZero() && !before.Identity.Same(a.standing.Identity) {
		a.leaveAll(nav.Replaced)
		a.forget()
		a.close(len(a.stack))
		cmds = append(cmds, a.world.Clipboard.Clear(), a.push(nav.Lookup{}))
	}
	if before.Phase != session.In {
		a.note(journal.SignIn, "")
		cmds = append(cmds, a.judgeRights(), a.seekUnfinished())
	}
	if a.wanted != (nav.Lookup{}) {
		a.close(len(a.stack))
		cmds = append(cmds, a.push(a.wanted))
		a.wanted = nav.Lookup{}
	}
	return tea.Batch(append(cmds, a.await())...)
}

// signingIn returns how many screens stand above the sign-in, -1 when it is not there.
func (a *App) signingIn() int {
	for i := len(a.stack) - 1; i >= 0; i-- {
		if isSignIn(a.stack[i].screen) {
			return len(a.stack) - 1 - i
		}
	}
	return -1
}

// judgeRights says what the sign-in lacks. Where the ID token says nothing of roles Graph is asked, in the background: it is a hint, and
// nothing waits for it.
func (a *App) judgeRights() tea.Cmd {
	a.warnOf(shortcomings(a.standing.Identity))
	if a.standing.Identity.RolesKnown {
		return nil
	}
	return a.ownRoles.Read(a.env, a.readRoles)
}

// learnRoles takes the roles that Graph knows of. Without an answer they stay unknown, which is no fault.
func (a *App) learnRoles(answer fx.Answer[[]string]) {
	if answer.Err != nil || a.standing.Phase != session.In {
		return
	}
	a.standing.Identity.RoleIDs, a.standing.Identity.RolesKnown = answer.Value, true
	if !canIssue(a.standing.Identity) {
		a.warnOf(noRole)
	}
}

// warnOf adds to what the status line says.
func (a *App) warnOf(text string) { a.status = strings.TrimSpace(a.status + " " + text) }

// noRole is what to say to whoever holds no role that issues, as far as can be seen.
const noRole = "No role that issues passes is active (Authentication Administrator): Graph may refuse. ^R reads roles anew after you activate one."

// shortcomings says what the sign-in lacks for the main job. Graph decides all the same.
func shortcomings(id session.Identity) string {
	var out []string
	for _, need := range []struct{ scope, what string }{
		{"UserAuthMethod-TAP.ReadWrite.All", "issuing and deleting passes"}, {"User.ReadBasic.All", "finding people"},
	} {
		if !id.HasScope(need.scope) {
			out = append(out, "the permission "+need.scope+" was not granted: "+need.what+" may be refused.")
		}
	}
	if id.RolesKnown && !canIssue(id) {
		out = append(out, noRole)
	}
	return strings.Join(out, " ")
}

func canIssue(id session.Identity) bool {
	return id.HasRole(session.RoleAuthenticationAdministrator) || id.HasRole(session.RolePrivilegedAuthentication) ||
		id.HasRole(session.RoleGlobalAdministrator)
}

// redraw draws the whole screen again, and asks whether to lock: one key on a disturbed screen wipes nothing.
func (a *App) redraw() tea.Cmd {
	switch {
	case a.standing.Phase != session.In:
	case a.writing():
		a.status = "not locked while a request to Graph is under way"
	default:
		a.question = &question{
			text:  strings.TrimSpace("Lock? Ctrl-L again locks, any other key stays. " + a.loss()),
			again: kit.LockNow, do: func() tea.Cmd { return a.lock(nav.Locked) },
		}
	}
	return tea.ClearScreen
}

// lock wipes what must not be seen, covers the screen and drops the token. What was open and typed is kept.
func (a *App) lock(why nav.Reason) tea.Cmd {
	if a.standing.Phase != session.In || a.writing() {
		return nil
	}
	a.ahead = ahead{}
	a.leaveAll(why)
	a.note(journal.Lock, string(why))
	a.standing.Phase = session.Locked
	a.standing.Why = nil
	return tea.Batch(a.env.Forget(), a.world.Clipboard.Clear(), a.demand(), func() tea.Msg { a.session.Lock(); return nil })
}

// signOut forgets the operator and everything they had open.
func (a *App) signOut() tea.Cmd {
	a.leaveAll(nav.SignedOut)
	a.note(journal.SignOut, "")
	a.forget()
	a.close(len(a.stack))
	return tea.Batch(a.env.Forget(), a.world.Clipboard.Clear(), a.push(nav.Lookup{}), func() tea.Msg { a.session.SignOut(); return nil })
}

// refreshRoles asks for a token with the roles of now.
func (a *App) refreshRoles() tea.Cmd {
	a.status = "asking for your roles of now..."
	return a.roles.Read(a.env, func(ctx context.Context) (struct{}, error) { return struct{}{}, a.session.RefreshRoles(ctx) })
}

// refreshed says which roles there are now.
func (a *App) refreshed(answer fx.Answer[struct{}]) {
	id := a.session.Standing().Identity
	switch {
	case answer.Err != nil:
		a.status = answer.Err.Error()
	case !id.RolesKnown:
		a.askAgain()
		a.status = "a new token is there; which roles it has cannot be read, Graph decides"
	default:
		a.askAgain()
		a.status = "your active roles: " + roleNames(id.RoleIDs) + "; r reads anew"
	}
}

func roleNames(ids []string) string {
	var names []string
	for _, id := range ids {
		if name := session.RoleName(id); name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "none that Tapdesk knows"
	}
	return strings.Join(names, ", ")
}

// sessionKey takes the keys that concern the sign-in, wherever the operator is.
func (a *App) sessionKey(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if a.standing.Phase != session.In {
		return nil, false
	}
	switch {
	case kit.Press(msg, kit.SignOut):
		if a.writing() {
			a.status = "not while a request to Graph is under way"
			return nil, true
		}
		a.question = &question{text: "Sign out? What is open will be closed. " + a.loss() + "press y to sign out, any other key stays", do: a.signOut}
		return nil, true
	case kit.Press(msg, kit.Roles):
		return a.refreshRoles(), true
	}
	return nil, false
}
