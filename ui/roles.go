package ui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/session"
	"tapdesk/ui/fx"
)

// roles finds out which roles are active for the operator. It is only a hint: Graph decides.
type roles struct {
	// read asks Graph for the active roles.
	read func(context.Context) ([]string, error)
	// askAgain lets requests that were refused be sent again, with new roles.
	askAgain func()

	own   fx.Slot[[]string]
	token fx.Slot[struct{}]
}

// ask asks Graph in the background if the ID token does not list roles. Nothing waits for the answer.
func (r *roles) ask(env fx.Env, id session.Identity) tea.Cmd {
	if id.RolesKnown {
		return nil
	}
	return r.own.Read(env, r.read)
}

// refresh asks for a token with the current roles.
func (r *roles) refresh(env fx.Env, s Session) tea.Cmd {
	return r.token.Read(env, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.RefreshRoles(ctx) })
}

// refreshed returns a sentence about the current roles, after an answer to refresh.
func (r *roles) refreshed(err error, id session.Identity) string {
	if err != nil {
		return err.Error()
	}
	r.askAgain()
	if !id.RolesKnown {
		return "a new token was received; its roles cannot be read, so Graph decides"
	}
	return "your active roles: " + roleNames(id.RoleIDs) + "; r reads them again"
}

// learnRoles takes the roles that Graph knows. Without an answer they stay unknown, which is not a fault.
func (a *App) learnRoles(answer fx.Answer[[]string]) {
	if answer.Err != nil || !a.who.in() {
		return
	}
	id := &a.who.standing.Identity
	id.RoleIDs, id.RolesKnown = answer.Value, true
	a.desk.SignedIn(*id)
	if !canIssue(*id) {
		a.footer.add(noRole)
	}
}

// noRole is shown to an operator who, as far as can be seen, has no role that can issue passes.
const noRole = "No role that issues passes is active (Authentication Administrator): Graph may refuse. " +
	"^R reads roles again after you activate one."

// shortcomings says what the sign-in lacks for the main job. Graph still decides.
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

func canIssue(id session.Identity) bool { return slices.ContainsFunc(id.RoleIDs, session.Issues) }

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
