package ui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/journal"
	"tapdesk/state/session"
	"tapdesk/state/text"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Session is the sign-in that the root watches; auth.Session is one.
type Session interface {
	engine
	// Standing returns the current state of the session; Next waits until the state has another serial.
	Standing() session.Standing
	Next(ctx context.Context, serial int) (session.Standing, error)
	// Lock drops the tokens but remembers whose they were; SignOut forgets that too.
	Lock()
	SignOut()
	// RefreshRoles gets a new token, for a role that was activated since the last one.
	RefreshRoles(ctx context.Context) error
}

// who is the operator: the session, and its state when the root last checked.
type who struct {
	session  Session
	standing session.Standing
	watch    fx.Slot[session.Standing]
	// shown is the phase for which the sign-in was opened.
	shown session.Phase
	// wanted is the person whom the command line asked for, until somebody is signed in.
	wanted nav.Lookup
	// forget drops what was read and learned with another operator's rights.
	forget func()
	// readTenant asks Graph for the tenant's name; tenant is the answer, empty until then.
	readTenant func(context.Context) (text.Text, error)
	naming     fx.Slot[text.Text]
	tenant     text.Text
}

// in reports whether somebody is signed in.
func (w *who) in() bool { return w.standing.Phase == session.In }

// identity returns who is signed in, or was before a lock.
func (w *who) identity() session.Identity { return w.standing.Identity }

// next waits for the next change of the session.
func (w *who) next(env fx.Env) tea.Cmd {
	serial := w.standing.Serial
	return w.watch.Read(env, func(ctx context.Context) (session.Standing, error) { return w.session.Next(ctx, serial) })
}

// name asks once for the tenant's name, for the header. Nothing waits for it.
func (w *who) name(env fx.Env) tea.Cmd {
	if w.tenant != "" {
		return nil
	}
	return w.naming.Read(env, w.readTenant)
}

// replaced reports whether somebody else was signed in before and their sign-in had lapsed.
func (w *who) replaced(before session.Standing) bool {
	return before.Phase != session.In && !before.Identity.Operator.ID.IsZero() && !before.Identity.Same(w.identity())
}

// stand applies the session's new state and waits for the next change.
func (a *App) stand(now session.Standing) tea.Cmd {
	before := a.who.standing
	a.who.standing = now
	a.desk.SignedIn(now.Identity)
	next := a.who.next(a.env)
	if a.who.in() {
		return tea.Batch(next, a.enter(before))
	}
	a.keyboard.drop()
	return tea.Batch(next, a.demand())
}

// demand opens the sign-in in front of the other screens, which stay as they are.
func (a *App) demand() tea.Cmd {
	if above := a.stack.find(isSignIn); above >= 0 {
		if a.who.standing.Phase == a.who.shown {
			return nil
		}
		a.stack.close(above + 1)
	}
	a.who.shown = a.who.standing.Phase
	return a.stack.push(nav.SignIn{Standing: a.who.standing})
}

// enter closes the sign-in. An operator who comes back finds their screens; anybody else begins with a new search.
func (a *App) enter(before session.Standing) tea.Cmd {
	a.stack.close(a.stack.find(isSignIn) + 1)
	var cmds []tea.Cmd
	if a.who.replaced(before) {
		a.leaveAll(nav.Replaced)
		a.who.forget()
		a.stack.clear()
		cmds = append(cmds, a.clipboard.Clear(), a.stack.push(nav.Lookup{}))
	}
	if before.Phase != session.In {
		a.note(journal.SignIn, "")
		a.footer.add(shortcomings(a.who.identity()))
		cmds = append(cmds, a.who.name(a.env), a.roles.ask(a.env, a.who.identity()),
			a.roleEnd.ask(a.env, a.who.identity()), a.records.seek(a.env, a.who.identity().TenantID))
	}
	if wanted := a.who.wanted; wanted != (nav.Lookup{}) {
		a.who.wanted = nav.Lookup{}
		a.stack.clear()
		cmds = append(cmds, a.stack.push(wanted))
	}
	return tea.Batch(append(cmds, a.idle.await(a.env))...)
}

// signOut forgets the operator and everything that they had open.
func (a *App) signOut() tea.Cmd {
	a.leaveAll(nav.SignedOut)
	a.note(journal.SignOut, "")
	a.who.forget()
	a.stack.clear()
	out := func() tea.Msg { a.who.session.SignOut(); return nil }
	return tea.Batch(a.forget(), a.clipboard.Clear(), a.stack.push(nav.Lookup{}), out)
}

// sessionKey takes the keys that concern the sign-in, which work on every screen.
func (a *App) sessionKey(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if !a.who.in() {
		return nil, false
	}
	switch {
	case kit.Press(msg, kit.SignOut):
		if a.stack.writing() {
			a.footer.status = notDuringWrite
			return nil, true
		}
		a.footer.question = &question{
			text: fmt.Sprintf(formatAskSignOut, a.stack.loss()),
			do:   a.signOut,
		}
		return nil, true
	case kit.Press(msg, kit.Roles):
		a.footer.status = refreshingRoles
		return a.roles.refresh(a.env, a.who.session), true
	}
	return nil, false
}
