package desk

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/secret"
	"tapdesk/state/session"
	"tapdesk/state/text"
)

// onAccount does one of the three acts on the account, and returns what the call knows of it.
func (r *rig) onAccount(c *Call, o journal.Operation, grounds call.Case) (Acted, error) {
	switch o {
	case journal.Block:
		a, err := r.Block(context.Background(), c.Copy())
		c.HasBlocked(a)
		return a, err
	case journal.Unblock:
		a, err := r.Unblock(context.Background(), c.Copy(), grounds)
		c.HasBlocked(a)
		return a, err
	}
	out, err := r.Reset(context.Background(), c.Copy(), grounds)
	c.HasReset(out, err, r.Now())
	return *c.Reset, err
}

func allowed(o *Options) { o.Blocks, o.Resets = true, true }

var sentAs = map[journal.Operation]string{
	journal.Block: "PATCH false", journal.Unblock: "PATCH true", journal.Reset: "POST reset 0",
}

// TestAccountActsInOrder: the intent is on the disk before the request leaves, the outcome follows, whatever it is, and
// each is sent once.
func TestAccountActsInOrder(t *testing.T) {
	for name, c := range map[string]struct {
		answer error
		result journal.Result
	}{
		"done":        {nil, journal.Done},
		"refused":     {&fault.Fault{Kind: fault.Denied, Status: 403}, journal.Refused},
		"throttled":   {&fault.Fault{Kind: fault.Throttled, Status: 429}, journal.Refused},
		"failed":      {&fault.Fault{Kind: fault.Invalid, Status: 202, Message: "too short"}, journal.Refused},
		"not sent":    {&fault.Fault{Kind: fault.Offline}, journal.NotSent},
		"lost answer": {&fault.Fault{Kind: fault.Unknown}, journal.Unknown},
	} {
		for o, sent := range sentAs {
			r := newRig(allowed)
			open := r.open()
			r.answer = c.answer
			got, err := r.onAccount(open, o, call.Case{Ticket: "INC1"})
			r.wants(t, "intent", sent, "outcome")
			last := r.kept[1]
			if (err == nil) != (c.answer == nil) || (got.Open != nil) != fault.Is(err, fault.Unknown) ||
				got.Done() != (err == nil) || got.At.IsZero() != (err != nil) {
				t.Errorf("%s, %s: got %+v, %v", o, name, got, err)
			}
			if last.Operation != o || last.Result != c.result || last.Write != "w1" || last.Person.ID != "ann" {
				t.Errorf("%s, %s: the outcome is %+v, want %s", o, name, last, c.result)
			}
			if known := open.Person.AccountEnabled; o != journal.Reset && (known != nil) != (err == nil) {
				t.Errorf("%s, %s: the account is known to be %v", o, name, known)
			}
		}
	}
}

// TestAccountActsAreBarred: each thing that forbids one does before anything is sent, and is recorded. To block waits
// for no ticket and for nobody's verification; to unblock and to reset wait for what a new pass waits for.
func TestAccountActsAreBarred(t *testing.T) {
	operator := person.Person{ID: text.NewKey("opal")}
	admin := []string{session.RoleAuthenticationAdministrator}
	block, unblock, reset := journal.Block, journal.Unblock, journal.Reset
	all := []journal.Operation{block, unblock, reset}
	verified := func(o *Options) {
		o.Rules.Ways = []call.Way{call.InPerson, call.Manager}
		o.Rules.Demands = []call.Demand{{Who: call.Who{Kind: "everyone"}, Ways: []call.Way{call.Manager}}}
	}
	for name, c := range map[string]struct {
		rules   func(*Options)
		before  func(*rig, *Call)
		grounds call.Case
		barred  []journal.Operation
		want    string
	}{
		"nothing": {},
		"no ticket": {rules: func(o *Options) { o.Rules.Ticket = call.Required }, barred: all[1:],
			want: "a ticket is required"},
		"nobody verified": {rules: verified, barred: all[1:], want: "the caller must be verified"},
		"verified another way": {rules: verified, grounds: call.Case{Verification: "in-person"}, barred: all[1:],
			want: "the caller must be verified"},
		"verified as required": {rules: verified, grounds: call.Case{Verification: "manager"}},
		"blocking is off": {rules: func(o *Options) { o.Blocks = false }, barred: all[:2],
			want: "actions.block_sign_in"},
		"resetting is off": {rules: func(o *Options) { o.Resets = false }, barred: all[2:],
			want: "actions.reset_password"},
		"read-only": {rules: func(o *Options) { o.ReadOnly = "read_only" }, barred: all,
			want: "read-only: read_only"},
		"protected by site": {rules: func(o *Options) { o.Site.Deny = []string{"ann"} }, barred: all,
			want: "a privileged person"},
		"no journal": {before: func(r *rig, _ *Call) { r.JournalTrouble("disk full") }, barred: all,
			want: "disk full"},
		"oneself": {before: func(r *rig, _ *Call) { r.SignedIn(session.Identity{Operator: someone("ann")}) },
			barred: all, want: "this is you"},
		"read by nobody": {before: func(_ *rig, c *Call) { c.Reading = Reading{} }, barred: all,
			want: "being read"},
		"a guest": {before: func(_ *rig, c *Call) { c.Person.ExternalUserState = "Accepted" }, barred: all[2:],
			want: "home tenant"},
		"no permission to block": {before: signedIn(operator, []string{scopePassword}, admin), barred: all[:2],
			want: "lacks the permission User.EnableDisableAccount.All"},
		"no permission to reset": {before: signedIn(operator, []string{scopeEnable}, admin), barred: all[2:],
			want: "lacks the permission UserAuthMethod-Password.ReadWrite.All"},
		"wider permissions": {before: signedIn(operator, []string{"User.ReadWrite.All", scopeMethods}, admin)},
	} {
		for _, o := range all {
			r := newRig(func(o *Options) {
				allowed(o)
				if c.rules != nil {
					c.rules(o)
				}
			})
			open := r.open()
			if c.before != nil {
				c.before(r, open)
			}
			_, err := r.onAccount(open, o, c.grounds)
			barred := slices.Contains(c.barred, o)
			if sent := slices.Contains(r.did, sentAs[o]); sent == barred {
				t.Errorf("%s, %s: got %v, %v; want sent %v", name, o, r.did, err, !barred)
				continue
			}
			if barred && (!fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), c.want) ||
				!slices.Equal(r.did, []string{"refusal"}) || r.kept[0].Operation != o) {
				t.Errorf("%s, %s: got %v, recorded %v; want a recorded refusal that says %q", name, o, err, r.did, c.want)
			}
		}
	}
}

// TestWhoMakesThePassword: Entra for cloud people, the console where the account comes from Active Directory, as long
// as the site wants. The value moves with the outcome, also where Graph has not said that it is set.
func TestWhoMakesThePassword(t *testing.T) {
	for _, length := range []int{0, 20} {
		r := newRig(func(o *Options) { allowed(o); o.PasswordLength = length })
		open := r.open()
		open.Person.OnPremisesSyncEnabled = new(true)
		r.value, r.answer = new(secret.Vault).Keep([]byte("value")), &fault.Fault{Kind: fault.Unknown, Status: 202}
		out, _ := r.Reset(t.Context(), open.Copy(), call.Case{})
		r.wants(t, "intent", map[int]string{0: "POST reset 16", 20: "POST reset 20"}[length], "outcome")
		if out.Issued.Value.Len() != len("value") || out.Open == nil {
			t.Errorf("got a value of %d characters and the inquiry %v, want both", out.Issued.Value.Len(), out.Open)
		}
	}
}

// TestALostAccountActIsLookedInto: the account as it was to be, or a later change of the password, proves that it was
// done. That settles it, but not a reset: nobody may have seen the password.
func TestALostAccountActIsLookedInto(t *testing.T) {
	for o, c := range map[journal.Operation]struct {
		done                 func(*person.Person, time.Time)
		unseen, again, found string
	}{
		journal.Block: {func(p *person.Person, _ time.Time) { p.AccountEnabled = new(false) },
			"was not blocked yet", "blocking it again does no harm", "the account is blocked, checked at"},
		journal.Unblock: {func(p *person.Person, _ time.Time) { p.AccountEnabled = new(true) },
			"was still blocked", "unblocking it again does no harm", "the account is not blocked, checked at"},
		journal.Reset: {
			func(p *person.Person, at time.Time) { p.LastPasswordChangeDateTime = at.Add(3 * time.Second) },
			"no change of the password", "another password", "changed since your request, at 09:00:03 UTC",
		},
	} {
		r := newRig(allowed)
		open := r.open()
		asked := r.clock.Now()
		r.answer = &fault.Fault{Kind: fault.Unknown}
		r.account.AccountEnabled, r.account.LastPasswordChangeDateTime = new(o == journal.Block), asked.Add(-time.Hour)
		got, _ := r.onAccount(open, o, call.Case{})
		check := func(want pass.Finding, says string) {
			t.Helper()
			got.Open = &r.Inquire(t.Context(), []Inquiry{*got.Open})[0]
			open.CheckedAct(*got.Open)
			if q := got.Open; q.Finding() != want || !strings.Contains(q.Sentence(), says) {
				t.Errorf("%s: got %v, %q; want %v and %q", o, q.Finding(), q.Sentence(), want, says)
			}
		}
		r.did = nil
		check(pass.StillLooking, c.unseen)
		r.unread = &fault.Fault{Kind: fault.Offline}
		r.clock.Advance(time.Minute)
		check(pass.StillLooking, "failed")
		r.unread = nil
		r.clock.Advance(5 * time.Minute)
		check(pass.StillThere, c.again)
		r.wants(t)
		c.done(&r.account, asked)
		check(pass.Gone, c.found)
		if known := *actedOn(open, o); !known.Done() {
			t.Errorf("%s: the call knows %+v, want it done", o, known)
		}
		if o == journal.Reset {
			r.wants(t)
			continue
		}
		r.wants(t, "settled")
		if open.Person.Disabled() != (o == journal.Block) {
			t.Errorf("%s: the person is disabled %v", o, open.Person.Disabled())
		}
	}
}

func actedOn(c *Call, o journal.Operation) *Acted {
	if o == journal.Reset {
		return c.Reset
	}
	return c.Blocked
}

// TestAReopenedAccountAct: the next console looks into one that has no end in the journal, and a later one of either
// direction makes it moot.
func TestAReopenedAccountAct(t *testing.T) {
	nobody := func(string) bool { return false }
	ids := []string{"w1", "w2"}
	r := newRig(func(o *Options) {
		allowed(o)
		o.NewID = func() string { id := ids[0]; ids = ids[1:]; return id }
	})
	open := r.open()
	for _, o := range []journal.Operation{journal.Block, journal.Unblock} {
		if _, err := r.onAccount(open, o, call.Case{}); err != nil {
			t.Fatal(err)
		}
	}
	intent := r.kept[0]
	unfinished := journal.Unfinished([]journal.Record{intent}, "", nobody)
	if len(unfinished) != 1 || unfinished[0].State(nobody) != journal.Uncertain {
		t.Fatalf("got %+v, want one whose outcome is unknown", unfinished)
	}
	r.account.AccountEnabled = new(false)
	if q := r.Inquire(t.Context(), []Inquiry{Reopen(unfinished[0])})[0]; !q.IsAct() || q.Finding() != pass.Gone {
		t.Errorf("got %q, want the account blocked", q.Sentence())
	}
	if left := journal.Unfinished([]journal.Record{intent, r.kept[2], r.kept[3]}, "", nobody); len(left) != 0 {
		t.Errorf("after the unblock: got %+v, want nothing", left)
	}
}

// TestAResetThatNobodySaw: a password that was reset and never shown needs attention, as a pass does.
func TestAResetThatNobodySaw(t *testing.T) {
	nobody := func(string) bool { return false }
	r := newRig(allowed)
	if _, err := r.onAccount(r.open(), journal.Reset, call.Case{}); err != nil {
		t.Fatal(err)
	}
	end := r.kept[1].Follow(journal.RevealEnd)
	end.Revealed, end.Reason = new(false), "locked"
	for want, records := range map[journal.State][]journal.Record{
		journal.MaybeSeen: r.kept[:2], journal.NeverRevealed: append(slices.Clone(r.kept[:2]), end),
	} {
		left := journal.Unfinished(records, "", nobody)
		if len(left) != 1 || left[0].State(nobody) != want {
			t.Errorf("got %+v, want one in the state %q", left, want)
		}
	}
	seen := end
	seen.Revealed, seen.Reason = new(true), journal.ReasonClosed
	if left := journal.Unfinished(append(slices.Clone(r.kept[:2]), seen), "", nobody); len(left) != 0 {
		t.Errorf("once it was shown and closed: got %+v, want nothing", left)
	}
}
