package session_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
)

func TestHasScope(t *testing.T) {
	const long = "https://graph.microsoft.com/"
	tests := []struct {
		granted, need string
		want          bool
	}{
		{"User.Read.All", "User.Read.All", true},
		{long + "User.Read.All", "user.read.all", true},
		{"User.Read.All", "https://graph.microsoft.us/User.ReadBasic.All", true},
		{"User.ReadBasic.All", "User.Read.All", false},
		{"User.ReadWrite.All", "User.ReadBasic.All", true},
		{"Directory.ReadWrite.All", "User.ReadBasic.All", true},
		{"Directory.Read.All", "RoleManagement.Read.Directory", true},
		{"Directory.Read.All", "User.ReadWrite.All", false},
		{"UserAuthenticationMethod.ReadWrite.All", "UserAuthMethod-TAP.ReadWrite.All", true},
		{"UserAuthenticationMethod.ReadWrite.All", "UserAuthMethod-TAP.Read.All", true},
		{"UserAuthenticationMethod.ReadWrite.All", "UserAuthenticationMethod.Read.All", true},
		{"UserAuthenticationMethod.Read.All", "UserAuthMethod-TAP.Read.All", true},
		{"UserAuthenticationMethod.Read.All", "UserAuthMethod-TAP.ReadWrite.All", false},
		{"UserAuthenticationMethod.ReadWrite", "UserAuthMethod-TAP.ReadWrite.All", false},
		{"UserAuthMethod-TAP.ReadWrite.All", "UserAuthMethod-TAP.Read.All", true},
		{"UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.Read.All", false},
		{"UserAuthMethod-TAP.Read.All", "UserAuthMethod-TAP.ReadWrite.All", false},
		{"UserAuthMethod-Phone.ReadWrite.All", "UserAuthMethod-TAP.Read.All", false},
		{"Policy.Read.All", "Policy.Read.AuthenticationMethod", true},
		{"Policy.ReadWrite.AuthenticationMethod", "Policy.Read.AuthenticationMethod", true},
		{"Policy.Read.AuthenticationMethod", "Policy.Read.All", false},
		{"", "User.Read", false},
		{"User.Read", "", false},
		{".readwrite", ".read", false},
	}
	for _, tt := range tests {
		if got := session.HasScope([]string{"openid", tt.granted}, tt.need); got != tt.want {
			t.Errorf("%s implies %s: got %v, want %v", tt.granted, tt.need, got, tt.want)
		}
	}
	if session.HasScope(nil, "User.Read") {
		t.Error("no scope implies a scope")
	}
}

func TestNormalizeScopes(t *testing.T) {
	got := session.NormalizeScopes([]string{
		"profile", "openid", "email", "offline_access", "https://graph.microsoft.com/.default", "",
		"https://graph.microsoft.com/User.Read.All", "user.read.all", "https://dod-graph.microsoft.us/AuditLog.Read.All",
	})
	if want := []string{"AuditLog.Read.All", "User.Read.All"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzHasScope(f *testing.F) {
	f.Add("UserAuthenticationMethod.ReadWrite.All", "UserAuthMethod-TAP.Read.All")
	f.Add(".readwrite.readwrite", "https:///")
	f.Fuzz(func(t *testing.T, wide, need string) {
		if got := session.HasScope([]string{wide}, wide); !got && len(session.NormalizeScopes([]string{wide})) > 0 {
			t.Errorf("%q does not imply itself", wide)
		}
		_ = session.HasScope([]string{wide}, need)
		once := session.NormalizeScopes([]string{wide, need})
		if !slices.Equal(once, session.NormalizeScopes(once)) {
			t.Errorf("normalising %q again changes it", once)
		}
	})
}

func TestRoles(t *testing.T) {
	who := session.Identity{RoleIDs: []string{session.RoleGlobalReader}, RolesKnown: true}
	if !who.HasRole(strings.ToUpper(session.RoleGlobalReader)) || who.HasRole(session.RoleGlobalAdministrator) ||
		who.HasRole("") {
		t.Error("HasRole mistakes one role for another")
	}
	if session.RoleName(strings.ToUpper(session.RoleAuthenticationAdministrator)) != "Authentication Administrator" {
		t.Error("RoleName has no name for a known role")
	}
	if session.RoleName("x") != "" || session.RoleName("") != "" {
		t.Error("RoleName has a name for an unknown role")
	}
}

func TestSame(t *testing.T) {
	a := session.Identity{TenantID: "t", Operator: person.Person{ID: text.NewKey("1")}}
	b := a
	b.Scopes = []string{"User.Read"}
	if !a.Same(b) {
		t.Error("Same depends on the rights")
	}
	b.Operator.ID = text.NewKey("2")
	if a.Same(b) || (session.Identity{}).Same(session.Identity{}) {
		t.Error("Same accepts another person or nobody")
	}
}

func TestFailure(t *testing.T) {
	inner := &fault.Fault{Kind: fault.SignIn, What: "renew the sign-in", Hint: "sign in again"}
	f := &session.Failure{
		Happened: "it was revoked", Operator: "sign in again", Admin: "look", Code: "AADSTS50173",
		CorrelationID: "8c1d7a52-0000-4000-8000-000000000001", Fault: inner,
	}
	want := "could not renew the sign-in: it was revoked; sign in again " +
		"(AADSTS50173, correlation id 8c1d7a52-0000-4000-8000-000000000001)"
	if f.Error() != want {
		t.Errorf("%q", f.Error())
	}
	wrapped := fmt.Errorf("looking up: %w", f)
	if fault.Of(wrapped) != inner || session.FailureOf(wrapped) != f || !fault.Is(wrapped, fault.SignIn) {
		t.Error("the Failure or its fault is not in the chain")
	}
	if session.FailureOf(errors.New("x")) != nil || session.FailureOf(nil) != nil {
		t.Error("FailureOf finds a Failure where there is none")
	}
	bare := &session.Failure{Happened: "x"}
	if bare.Error() != "could not sign in: x" || bare.Unwrap() != nil || bare.Quote() != "" {
		t.Errorf("%q", bare.Error())
	}
}
