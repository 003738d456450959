package audit_test

import (
	"strings"
	"testing"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/pass"
	"tapdesk/state/text"
)

var start = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

func key(s string) text.Key { return text.NewKey(s) }

func TestClassify(t *testing.T) {
	tests := []struct {
		activity, reason string
		properties       []string
		want             audit.What
	}{
		{"Admin registered security info", "Admin registered temporary access pass method for user", nil, audit.Created},
		{"Admin deleted security info", "Admin deleted temporary access pass method for user", nil, audit.Deleted},
		{"User registered security info", "User registered temporary access pass method", nil, audit.Registered},
		{"User deleted security info", "User deleted temporary access pass method", nil, audit.Deleted},
		{"Create Temporary Access Pass method for user", "", nil, audit.Created},
		{"Delete Temporary Access Pass method for user", "", nil, audit.Deleted},
		{"Admin registered security info", "", []string{"TemporaryAccessPass.AccessPassUsage"}, audit.Created},
		{"User registered security info", "", []string{"AccessPassUsage"}, audit.Registered},
		{"Admin  registered security info", "ADMIN registered\tTemporary Access Pass method for user.", nil, audit.Created},
		{"Something new", "Temporary Access Pass policy evaluated", nil, audit.Touched},
		{"Update user", "", []string{"SecuredAccessPassData"}, audit.Mirrored},
		{"Update user", "", []string{"Included Updated Properties", "TemporaryAccessPass"}, audit.Mirrored},
		{"Update user", "", []string{"DisplayName"}, audit.Other},
		{"Authentication Methods Policy Update", "", nil, audit.PolicyChanged},
		{"Authentication Methods Policy Reset", "x", nil, audit.PolicyChanged},
		{"Admin registered security info", "Admin registered phone method for user", nil, audit.Other},
		{"User registered all required security info", "", nil, audit.Other},
		{"Delete user", "", nil, audit.Other},
		{"", "", nil, audit.Other},
	}
	for _, tt := range tests {
		for _, change := range []func(string) string{func(s string) string { return s }, strings.ToUpper, strings.ToLower} {
			var properties []string
			for _, p := range tt.properties {
				properties = append(properties, change(p))
			}
			if got := audit.Classify(change(tt.activity), change(tt.reason), properties); got != tt.want {
				t.Errorf("Classify(%q, %q, %q) = %d (%s), want %d", tt.activity, tt.reason, properties, got, got, tt.want)
			}
		}
	}
}

func FuzzClassify(f *testing.F) {
	f.Add("Update user", "Admin deleted temporary access pass", "SecuredAccessPassData")
	f.Fuzz(func(t *testing.T, activity, reason, property string) {
		got := audit.Classify(activity, reason, []string{property})
		if got < audit.Other || got > audit.Mirrored || got != audit.Other && got.String() == "" {
			t.Errorf("%d", got)
		}
		all := strings.ToLower(strings.Join(strings.Fields(activity+" "+reason+" "+property), " "))
		if got == audit.Other {
			return
		}
		for _, sign := range []string{
			"temporary access pass", "temporaryaccesspass", "accesspassusage", "securedaccesspassdata",
			"authentication methods policy",
		} {
			if strings.Contains(all, sign) {
				return
			}
		}
		t.Errorf("%q is classified as %s", all, got)
	})
}

func TestNames(t *testing.T) {
	for want, a := range map[string]audit.Actor{
		"ann@sandbox.example": {
			Party: audit.Party{ID: key("1"), UserPrincipalName: key("ann@sandbox.example")},
			App:   "Portal",
		},
		"1":                     {Party: audit.Party{ID: key("1")}},
		"the app Onboarding":    {App: "Onboarding"},
		"somebody unnamed":      {},
		"a\ufffdb@sandbox.test": {Party: audit.Party{UserPrincipalName: key("a\u202eb@sandbox.test")}},
	} {
		if got := a.Name(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	p := audit.Party{ID: key("AB-1")}
	if !p.Is(key("ab-1")) || p.Is(key("")) || p.Is(key("x")) || (audit.Party{}).Is(key("")) {
		t.Error("Is mistakes one party for another")
	}
}

func created(actor string, after time.Duration) audit.Event {
	return audit.Event{
		ID: key(actor + after.String()), Time: start.Add(after), What: audit.Created, Result: "success",
		Actor:  audit.Actor{Party: audit.Party{ID: key("id-" + actor), UserPrincipalName: key(actor + "@sandbox.example")}},
		Person: audit.Party{ID: key("ann"), UserPrincipalName: key("ann@sandbox.example")},
	}
}

func TestIssuedBy(t *testing.T) {
	failed, app, deleted, others := created("opal", 0), created("", 0), created("opal", 0), created("opal", 0)
	failed.Result, deleted.What, others.Person = "Failure", audit.Deleted, audit.Party{ID: key("bob")}
	app.Actor, app.What = audit.Actor{App: "Onboarding"}, audit.Registered
	odd := created("opal", 0)
	odd.Result = "timeout"
	tests := []struct {
		name   string
		events []audit.Event
		want   string
	}{
		{"none", nil, ""},
		{"one", []audit.Event{created("opal", 2*time.Second)}, "opal@sandbox.example"},
		{"an app", []audit.Event{app}, "the app Onboarding"},
		{"at the edge", []audit.Event{created("opal", -audit.Nearby)}, "opal@sandbox.example"},
		{"beyond it", []audit.Event{created("opal", audit.Nearby+1)}, ""},
		{
			"the nearest of two people's",
			[]audit.Event{created("gloria", -30*time.Second), created("opal", time.Second)},
			"opal@sandbox.example",
		},
		{
			"one replaced by another",
			[]audit.Event{created("gloria", -3*time.Second), created("opal", 100*time.Millisecond)},
			"opal@sandbox.example",
		},
		{"two people at once", []audit.Event{created("gloria", 500*time.Millisecond), created("opal", 0)}, ""},
		{"one person twice at once", []audit.Event{created("opal", 0), created("opal", 1)}, "opal@sandbox.example"},
		{"a failure", []audit.Event{failed}, ""},
		{"a result that is not known", []audit.Event{odd}, "opal@sandbox.example"},
		{"a deletion", []audit.Event{deleted}, ""},
		{"somebody else's", []audit.Event{others}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, id := range []string{"ann", "ANN@sandbox.example"} {
				e, ok := audit.IssuedBy(tt.events, key(id), pass.Pass{CreatedDateTime: start})
				if ok != (tt.want != "") || ok && e.Actor.Name() != tt.want {
					t.Errorf("%s: got %q, %v, want %q", id, e.Actor.Name(), ok, tt.want)
				}
			}
		})
	}
	if _, ok := audit.IssuedBy([]audit.Event{created("opal", 0)}, key("ann"), pass.Pass{}); ok {
		t.Error("a pass without a time of creation has an issuer")
	}
	if _, ok := audit.IssuedBy([]audit.Event{created("opal", 0)}, text.Key{}, pass.Pass{CreatedDateTime: start}); ok {
		t.Error("nobody's pass has an issuer")
	}
}

// TestBy checks that account recovery is named where the log does, and a person never for an app of that name.
func TestBy(t *testing.T) {
	me := audit.Party{UserPrincipalName: key("me@sandbox.example")}
	for want, e := range map[string]audit.Event{
		"me@sandbox.example": {Actor: audit.Actor{Party: me, App: "Account recovery"}, Activity: "Account recovery"},
		"the app Onboarding": {Actor: audit.Actor{App: "Onboarding"}, Activity: "User registered security info"},
		"the app MS Account Recovery (the log names account recovery)": {Actor: audit.Actor{App: "MS Account Recovery"}},
		"the app a1 (the log names account recovery)": {Actor: audit.Actor{App: "a1"},
			ResultReason: "Account recovery registered temporary access pass method for user"},
		"somebody unnamed (the log names account recovery)": {Activity: "Create pass for ACCOUNT RECOVERY"},
		"somebody unnamed": {Activity: "Recover account"},
	} {
		if got := e.By(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
