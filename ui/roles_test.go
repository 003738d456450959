package ui

import (
	"errors"
	"strings"
	"testing"

	"tapdesk/state/session"
)

func TestShortcomings(t *testing.T) {
	both := []string{"UserAuthMethod-TAP.ReadWrite.All", "User.ReadBasic.All"}
	for name, c := range map[string]struct {
		id   session.Identity
		says string
	}{
		"none": {session.Identity{Scopes: both, RolesKnown: true,
			RoleIDs: []string{session.RoleGlobalAdministrator}}, ""},
		"roles not known": {session.Identity{Scopes: both}, ""},
		"no role":         {session.Identity{Scopes: both, RolesKnown: true}, noIssuingRole},
		"a role that reads": {session.Identity{Scopes: both, RolesKnown: true, RoleIDs: []string{session.RoleGlobalReader}},
			noIssuingRole},
		"cannot issue":  {session.Identity{Scopes: both[1:]}, "issuing and deleting passes may be refused."},
		"cannot search": {session.Identity{Scopes: both[:1]}, "finding people may be refused."},
	} {
		if got := shortcomings(c.id); !strings.HasSuffix(got, c.says) || (c.says == "") != (got == "") {
			t.Errorf("%s: got %q, want %q at the end", name, got, c.says)
		}
	}
}

// TestRefreshedRoles checks that requests that were refused are sent again with a new token, and only then.
func TestRefreshedRoles(t *testing.T) {
	admin := []string{session.RoleAuthenticationAdministrator}
	for name, c := range map[string]struct {
		err   error
		id    session.Identity
		says  string
		again bool
	}{
		"roles":           {nil, session.Identity{RolesKnown: true, RoleIDs: admin}, "Authentication Administrator", true},
		"none we know of": {nil, session.Identity{RolesKnown: true}, "none that Tapdesk knows", true},
		"not readable":    {nil, session.Identity{}, "Graph decides", true},
		"no token":        {errors.New("no answer"), session.Identity{}, "no answer", false},
	} {
		again := false
		r := roles{askAgain: func() { again = true }}
		if got := r.refreshed(c.err, c.id); !strings.Contains(got, c.says) || again != c.again {
			t.Errorf("%s: got %q, asks again: %v; want %q, %v", name, got, again, c.says, c.again)
		}
	}
}
