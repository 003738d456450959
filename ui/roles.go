package ui

import (
	"context"
	"fmt"
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
		return rolesUnreadable
	}
	return fmt.Sprintf(formatActiveRoles, roleNames(id.RoleIDs))
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
		a.footer.add(noIssuingRole)
	}
}

// shortcomings says what the sign-in lacks for the main job. Graph still decides.
func shortcomings(id session.Identity) string {
	var out []string
	for _, need := range []struct{ scope, what string }{
		{"UserAuthMethod-TAP.ReadWrite.All", issuingPasses}, {"User.ReadBasic.All", findingPeople},
	} {
		if !id.HasScope(need.scope) {
			out = append(out, fmt.Sprintf(formatNotGranted, need.scope, need.what))
		}
	}
	if id.RolesKnown && !canIssue(id) {
		out = append(out, noIssuingRole)
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
		return noKnownRole
	}
	return strings.Join(names, ", ")
}
