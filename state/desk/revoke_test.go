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

// TestRevokeInOrder: the intent is on the disk before the request leaves, the outcome follows, whatever it is, and each
// is sent once. A repetition has an intent of its own.
func TestRevokeInOrder(t *testing.T) {
	for name, c := range map[string]struct {
		answer error
		result journal.Result
		told   bool
	}{
		"accepted":    {nil, journal.Done, true},
		"refused":     {&fault.Fault{Kind: fault.Denied, Status: 403}, journal.Refused, false},
		"throttled":   {&fault.Fault{Kind: fault.Throttled, Status: 429}, journal.Refused, false},
		"not sent":    {&fault.Fault{Kind: fault.Offline}, journal.NotSent, false},
		"lost answer": {&fault.Fault{Kind: fault.Unknown}, journal.Unknown, false},
		"gateway":     {&fault.Fault{Kind: fault.Unknown, Status: 502, Gateway: true}, journal.Unknown, false},
	} {
		r := newRig(nil)
		ids := []string{"w2", "w1"}
		r.NewID = func() string { id := ids[len(ids)-1]; ids = ids[:len(ids)-1]; return id }
		open := r.open()
		r.answer = c.answer
		got, err := r.Revoke(t.Context(), open.Copy())
		r.wants(t, "intent", "POST revoke", "outcome")
		if (err == nil) != (c.answer == nil) || (got.Told(time.UTC) != "") != c.told ||
			(got.Open != nil) != fault.Is(err, fault.Unknown) {
			t.Errorf("%s: got %+v, %v; told %q", name, got, err, got.Told(time.UTC))
		}
		if o := r.kept[1]; o.Operation != journal.Revoke || o.Result != c.result || o.Write != "w1" || o.Person.ID != "ann" {
			t.Errorf("%s: the outcome is %+v, want %s", name, o, c.result)
		}
		r.answer = nil
		if _, err := r.Revoke(t.Context(), open.Copy()); err != nil || r.kept[2].Kind != journal.Intent ||
			r.kept[2].Write != "w2" {
			t.Errorf("%s: the repetition is %+v, %v; want an intent of its own", name, r.kept[2], err)
		}
	}
}

// TestRevokeIsContainment: neither a ticket nor a verified caller is required; everything else that forbids a write
// does, before anything is sent, and is recorded.
func TestRevokeIsContainment(t *testing.T) {
	operator := person.Person{ID: text.NewKey("opal")}
	admin := []string{session.RoleAuthenticationAdministrator}
	for name, c := range map[string]struct {
		rules  func(*Options)
		before func(*rig, *Call)
		want   string // empty: it is sent
	}{
		"no ticket": {rules: func(o *Options) { o.Rules.Ticket = call.Required }},
		"nobody verified": {rules: func(o *Options) {
			o.Rules.Ways = []call.Way{call.InPerson}
			o.Rules.Demands = []call.Demand{{Who: call.Who{Kind: "everyone"}}}
		}},
		"long ago":          {before: func(r *rig, _ *Call) { r.clock.Advance(time.Hour) }},
		"turned off":        {rules: func(o *Options) { o.NoRevoke = true }, want: "actions.revoke"},
		"read-only":         {rules: func(o *Options) { o.ReadOnly = "read_only" }, want: "read-only: read_only"},
		"protected by site": {rules: func(o *Options) { o.Site.Deny = []string{"ann"} }, want: "a privileged person"},
		"no journal":        {before: func(r *rig, _ *Call) { r.JournalTrouble("disk full") }, want: "disk full"},
		"oneself": {before: func(r *rig, _ *Call) {
			r.SignedIn(session.Identity{Operator: someone("ann")})
		}, want: "this is you"},
		"read by nobody": {before: func(_ *rig, c *Call) { c.Reading = Reading{} }, want: "being read"},
		"no permission": {before: signedIn(operator, []string{"User.Read"}, admin),
			want: "lacks the permission User.RevokeSessions.All"},
		"a wider permission":   {before: signedIn(operator, []string{"User.ReadWrite.All"}, admin)},
		"no role that is seen": {before: signedIn(operator, []string{"User.RevokeSessions.All"}, nil)}, // Graph decides
		"out of reach": {
			rules: func(o *Options) {
				o.Site.AllowPrivilegedFor, o.Site.SecurityContact = []string{"opal"}, "Security desk"
			},
			before: func(r *rig, c *Call) {
				signedIn(operator, []string{"User.RevokeSessions.All"}, admin)(r, c)
				d := *c.Dossier
				d.Access.Roles.All = []person.Role{{TemplateID: session.RoleGlobalAdministrator,
					DisplayName: "Global Administrator"}}
				c.Dossier = &d
			},
			want: "out of an Authentication Administrator's reach: a Privileged Authentication Administrator can; " +
				"call security: Security desk",
		},
	} {
		r := newRig(c.rules)
		open := r.open()
		if c.before != nil {
			c.before(r, open)
		}
		_, err := r.Revoke(t.Context(), open.Copy())
		if sent := slices.Contains(r.did, "POST revoke"); sent != (c.want == "") {
			t.Errorf("%s: got %v, %v; want sent %v", name, r.did, err, c.want == "")
			continue
		}
		if c.want != "" && (!fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), c.want) ||
			!slices.Equal(r.did, []string{"refusal"})) {
			t.Errorf("%s: got %v, recorded %v; want a recorded refusal that says %q", name, err, r.did, c.want)
		}
	}
}

func signedIn(who person.Person, scopes, roles []string) func(*rig, *Call) {
	return func(r *rig, _ *Call) {
		r.SignedIn(session.Identity{Operator: who, Scopes: scopes, RolesKnown: true, RoleIDs: roles})
	}
}

// TestALostRevocationIsLookedInto: only Graph's own timestamp proves that it was accepted, and that settles it.
func TestALostRevocationIsLookedInto(t *testing.T) {
	r := newRig(nil)
	open := r.open()
	r.answer = &fault.Fault{Kind: fault.Unknown}
	got, _ := r.Revoke(t.Context(), open.Copy())
	open.HasRevoked(got)
	asked := r.clock.Now()
	check := func(want pass.Finding, says string) {
		t.Helper()
		q := r.Inquire(t.Context(), []Inquiry{*open.Revoked.Open})[0]
		open.CheckedRevocation(q)
		if q.Finding() != want || !strings.Contains(q.Sentence(), says) {
			t.Errorf("got %v, %q; want %v and %q", q.Finding(), q.Sentence(), want, says)
		}
	}
	r.did = nil
	r.valid = asked.Add(-time.Hour)
	check(pass.StillLooking, "showed no revocation since your request; next check")
	r.unread = &fault.Fault{Kind: fault.Offline}
	r.clock.Advance(time.Minute)
	check(pass.StillLooking, "failed")
	r.unread = nil
	r.clock.Advance(5 * time.Minute)
	check(pass.StillThere, "repeating it does no harm")
	r.wants(t)
	r.valid = asked.Add(time.Second)
	check(pass.Gone, "a revocation was accepted at 09:00:01 UTC")
	r.wants(t, "settled")
	if told := open.Revoked.Told(time.UTC); told != "Revocation accepted 09:00:01 (Graph's timestamp)." {
		t.Errorf("told %q, want when by Graph's timestamp", told)
	}
	check(pass.Gone, "accepted")
	r.wants(t)
}

// TestAReopenedRevocation: the next console looks into a revocation that has no end in the journal.
func TestAReopenedRevocation(t *testing.T) {
	r := newRig(nil)
	open := r.open()
	if _, err := r.Revoke(t.Context(), open.Copy()); err != nil {
		t.Fatal(err)
	}
	intent := r.kept[0]
	intent.Time = r.clock.Now()
	unfinished := journal.Unfinished([]journal.Record{intent}, "", func(string) bool { return false })
	if len(unfinished) != 1 || unfinished[0].State(func(string) bool { return false }) != journal.Uncertain {
		t.Fatalf("got %+v, want one whose outcome is unknown", unfinished)
	}
	q := Reopen(unfinished[0])
	r.valid = r.clock.Now()
	if q = r.Inquire(t.Context(), []Inquiry{q})[0]; !q.IsAct() || q.Finding() != pass.Gone {
		t.Errorf("got %q, want it accepted by Graph's timestamp", q.Sentence())
	}
	r.kept[1].Time = intent.Time
	if left := journal.Unfinished(r.kept[:2], "", func(string) bool { return false }); len(left) != 0 {
		t.Errorf("with the outcome: got %+v, want nothing", left)
	}
}
