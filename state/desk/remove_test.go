package desk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
)

var app = person.Method{
	ID: text.NewKey("m1"), Type: "microsoftAuthenticatorAuthenticationMethod", DisplayName: "Ann phone",
	PhoneNumber: "+44 7700900123",
}

// TestRemoveInOrder: intent, one request, outcome, each with the method and without its number.
func TestRemoveInOrder(t *testing.T) {
	for name, c := range map[string]struct {
		answer error
		result journal.Result
	}{
		"removed":   {nil, journal.Done},
		"denied":    {&fault.Fault{Kind: fault.Denied, Status: 403}, journal.Refused},
		"a default": {&fault.Fault{Kind: fault.Invalid, Status: 400}, journal.Refused},
		"lost":      {&fault.Fault{Kind: fault.Unknown}, journal.Unknown},
	} {
		r := newRig(nil)
		open := r.open()
		r.answer = c.answer
		got, err := r.Remove(t.Context(), open.Copy(), call.Case{Ticket: "INC1"}, app, journal.Series{At: 2, Of: 4})
		r.wants(t, "intent", "DELETE m1", "outcome")
		if got.Done() != (err == nil) || (got.Open != nil) != fault.Is(err, fault.Unknown) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
		for _, record := range r.kept {
			if record.Operation != journal.Remove || record.MethodID != "m1" || record.Series.At != 2 ||
				record.Ticket != "INC1" ||
				!strings.Contains(record.Method, "Ann phone") || strings.Contains(record.Method, "7700") {
				t.Errorf("%s: recorded %+v, want the method in it, masked", name, record)
			}
		}
		if o := r.kept[1]; o.Result != c.result {
			t.Errorf("%s: the outcome is %s, want %s", name, o.Result, c.result)
		}
	}
}

// TestRemoveIsRefused before anything is sent, and recorded.
func TestRemoveIsRefused(t *testing.T) {
	password := person.Method{ID: text.NewKey("m2"), Type: "passwordAuthenticationMethod"}
	for name, c := range map[string]struct {
		rules  func(*Options)
		before func(*rig, *Call)
		m      person.Method
		want   string
	}{
		"turned off":  {rules: func(o *Options) { o.NoRemoval = true }, m: app, want: "actions.remove_methods"},
		"read-only":   {rules: func(o *Options) { o.ReadOnly = "read_only" }, m: app, want: "read-only"},
		"protected":   {rules: func(o *Options) { o.Site.Deny = []string{"ann"} }, m: app, want: "a privileged person"},
		"no ticket":   {rules: func(o *Options) { o.Rules.Ticket = call.Required }, m: app, want: "a ticket is required"},
		"a password":  {m: password, want: "a password cannot be removed"},
		"of unknown":  {m: person.Method{ID: text.NewKey("m3"), Type: "newMethod"}, want: "does not know"},
		"beta's":      {m: person.Method{ID: text.NewKey("m4"), Type: "qrCodePinAuthenticationMethod"}, want: "beta"},
		"no identity": {m: person.Method{Type: app.Type}, want: "does not name it"},
		"no permission": {
			before: signedIn(person.Person{ID: text.NewKey("opal")},
				[]string{"User.Read.All"}, []string{session.RoleAuthenticationAdministrator}),
			m: app, want: "lacks UserAuthMethod-MicrosoftAuthApp.ReadWrite.All",
		},
	} {
		r := newRig(c.rules)
		open := r.open()
		if c.before != nil {
			c.before(r, open)
		}
		_, err := r.Remove(t.Context(), open.Copy(), call.Case{}, c.m, journal.Series{})
		refused := fault.Is(err, fault.Refused) && strings.Contains(err.Error(), c.want)
		if !refused || !slices.Equal(r.did, []string{"refusal"}) {
			t.Errorf("%s: got %v, recorded %v; want a recorded refusal that says %q", name, err, r.did, c.want)
		}
	}
}

// TestALostRemovalIsLookedInto: that the method is not listed counts only after a while, since lists lag.
func TestALostRemovalIsLookedInto(t *testing.T) {
	r := newRig(nil)
	open := r.open()
	open.Dossier.Methods = []person.Method{app}
	r.answer = &fault.Fault{Kind: fault.Unknown}
	got, _ := r.Remove(t.Context(), open.Copy(), call.Case{}, app, journal.Series{})
	open.HasRemoved(got)
	check := func(want pass.Finding, says string) {
		t.Helper()
		open.CheckedRemovals(r.Inquire(t.Context(), []Inquiry{*open.Removals[0].Open}))
		if q := open.Removals[0].Open; q.Finding() != want || !strings.Contains(q.Sentence(), says) {
			t.Errorf("got %v, %q; want %v and %q", q.Finding(), q.Sentence(), want, says)
		}
	}
	r.did = nil
	r.methods = []person.Method{app}
	check(pass.StillLooking, "was still listed at")
	r.methods = nil
	check(pass.StillLooking, "was not listed at 09:00:00 UTC, and lists lag")
	if n := len(open.MethodsLeft()); n != 1 || len(open.OpenRemovals()) != 1 {
		t.Errorf("got %d methods left, %d open; want the one of which nobody knows", n, len(open.OpenRemovals()))
	}
	r.clock.Advance(3 * time.Minute)
	check(pass.Gone, "has not been listed since")
	r.wants(t, "settled")
	if n := len(open.MethodsLeft()); n != 0 || len(open.OpenRemovals()) != 0 {
		t.Errorf("got %d methods left, %d open; want none", n, len(open.OpenRemovals()))
	}
}
