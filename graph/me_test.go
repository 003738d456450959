package graph_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/fault"
	"tapdesk/state/session"
)

// TestSandboxActiveRoles reads when the operator's roles end, and what Graph says to an app without the permission.
func TestSandboxActiveRoles(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	active, err := d.ActiveRoles(t.Context())
	if err != nil || len(active) == 0 || active[0].Activated || !active[0].End.IsZero() {
		t.Fatalf("got %+v, %v; want roles that were assigned, without an end", active, err)
	}
	if err := d.tenant.EndRoles("operator", time.Hour); err != nil {
		t.Fatal(err)
	}
	want := d.clock.Now().Add(time.Hour).UTC().Truncate(time.Second)
	active, err = d.ActiveRoles(t.Context())
	if got := session.RoleEnd(active); err != nil || !got.Equal(want) {
		t.Errorf("the role ends %v, %v; want %v", got, err, want)
	}

	d = newRig(t, sandbox.Options{Scopes: []string{"User.Read.All"}})
	_, err = d.ActiveRoles(t.Context())
	if f := wantFault(t, err, fault.Denied); !strings.Contains(f.Hint, "RoleManagement.Read.Directory") {
		t.Errorf("got the hint %q, want one that names the permission", f.Hint)
	}
}

// TestActiveRolesReadsAllPages: one role more may last longer, so a part of the list tells nothing.
func TestActiveRolesReadsAllPages(t *testing.T) {
	const admin = session.RoleAuthenticationAdministrator
	first := map[string]any{"roleDefinitionId": admin, "assignmentType": "Activated", "memberType": "Direct",
		"endDateTime": "2026-11-21T13:05:00Z"}
	second := map[string]any{"roleDefinitionId": admin, "assignmentType": "Assigned", "memberType": "Direct",
		"endDateTime": nil}
	pages := func(last http.HandlerFunc) *fake {
		var f *fake
		f = newFake(t, sequence(func(w http.ResponseWriter, r *http.Request) {
			says(200, logPage(f.server.URL+"/v1.0/more", first))(w, r)
		}, last))
		return f
	}
	active, err := pages(says(200, logPage("", second))).ActiveRoles(t.Context())
	if err != nil || len(active) != 2 || !session.RoleEnd(active).IsZero() || !active[0].Activated || active[1].Activated {
		t.Errorf("got %+v, %v; want both roles", active, err)
	}
	active, err = pages(says(403, errorBody("accessDenied", "no"))).ActiveRoles(t.Context())
	if err == nil || active != nil {
		t.Errorf("got %+v, %v; want an error and no roles", active, err)
	}
}
