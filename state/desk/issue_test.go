package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/secret"
	"tapdesk/state/session"
	"tapdesk/state/text"
	"tapdesk/state/verdict"
)

// rig is a desk whose Graph and journal write down in one list what reaches them, in order.
type rig struct {
	*Desk
	Graph
	clock   *clock.Manual
	did     []string
	kept    []journal.Record
	posted  []journal.Record
	answer  error     // Graph's to a write
	valid   time.Time // from when sessions are valid, by Graph
	methods []person.Method
	account person.Person // as AccountOf reads it
	value   secret.Text   // of a reset
	unread  error         // why Graph does not tell
	full    bool          // the journal's disk
}

func newRig(change func(*Options)) *rig {
	r := &rig{clock: clock.NewManual(time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC))}
	o := Options{
		Graph: r, Containment: r, Journal: r, NewID: func() string { return "w1" }, HasTAP: true,
		Now: r.clock.Now, Clock: r.clock, Zone: time.UTC,
	}
	if change != nil {
		change(&o)
	}
	r.Desk = New(o)
	opal := person.Person{ID: text.NewKey("opal"), UserPrincipalName: text.NewKey("opal@sandbox.example")}
	r.SignedIn(session.Identity{Operator: opal})
	return r
}

func (r *rig) CreatePass(context.Context, string, text.Key, pass.Order) (pass.Issued, error) {
	r.did = append(r.did, "POST")
	return pass.Issued{Pass: pass.Pass{ID: text.NewKey("p2"), CreatedDateTime: r.clock.Now()}, RequestID: "r1"}, r.answer
}

func (r *rig) DeletePass(context.Context, string, text.Key, text.Key) (string, error) {
	r.did = append(r.did, "DELETE")
	return "r1", r.answer
}

func (r *rig) RevokeSessions(context.Context, string, text.Key) (string, error) {
	r.did = append(r.did, "POST revoke")
	return "r1", r.answer
}

func (r *rig) RemoveMethod(_ context.Context, _ string, _ text.Key, m person.Method) (string, error) {
	r.did = append(r.did, "DELETE "+string(m.ID.Wire()))
	return "r1", r.answer
}

func (r *rig) EnableAccount(_ context.Context, _ string, _ text.Key, enabled bool) (string, error) {
	r.did = append(r.did, fmt.Sprint("PATCH ", enabled))
	return "r1", r.answer
}

func (r *rig) ResetPassword(_ context.Context, _ string, _ text.Key, password []byte) (pass.Issued, error) {
	r.did = append(r.did, fmt.Sprint("POST reset ", len(password)))
	return pass.Issued{Value: r.value, RequestID: "r1"}, r.answer
}

func (r *rig) AccountOf(context.Context, text.Key) (person.Person, error) { return r.account, r.unread }

func (r *rig) MethodsOf(context.Context, text.Key) ([]person.Method, error) {
	return r.methods, r.unread
}

func (r *rig) SessionsValidFrom(context.Context, text.Key) (time.Time, error) {
	return r.valid, r.unread
}

func (r *rig) Append(record journal.Record) error {
	if r.full {
		return errors.New("the disk is full")
	}
	r.did, r.kept = append(r.did, string(record.Kind)), append(r.kept, record)
	return nil
}

func (r *rig) Keep(record journal.Record) error {
	r.did, r.kept = append(r.did, string(record.Kind)), append(r.kept, record)
	if r.full {
		return errors.New("the disk is full")
	}
	return nil
}

func (r *rig) Post(record journal.Record) { r.posted = append(r.posted, record) }

func (r *rig) Records(time.Time, ...func(journal.Record) bool) ([]journal.Record, error) {
	return nil, nil
}

// open returns the call of somebody who was read just now: an ordinary person with a pass.
func (r *rig) open() *Call {
	c := r.Call(someone("ann"))
	d := person.Dossier{Person: someone("ann"), Pass: &pass.Pass{ID: text.NewKey("p1")}, ReadAt: r.clock.Now()}
	d.Access.Roles.Whole, d.Access.Assigned.Whole, d.Access.Eligible.Whole = true, true, true
	d.Access.Groups.Whole, d.Access.Owned.Whole = true, true
	c.Opened(d)
	return c
}

func (r *rig) asks(c *Call) Question {
	grounds := call.Case{Ticket: "INC1", Verification: "in-person"}
	return c.ToIssue(pass.Draft{}, pass.Checked{OK: true}, grounds, r.clock.Now())
}

// deletes asks about the pass p1.
func (r *rig) deletes(c *Call) Question {
	return c.ToDelete(pass.Pass{ID: text.NewKey("p1")}, r.clock.Now(), r.clock.Now())
}

func (r *rig) wants(t *testing.T, did ...string) {
	t.Helper()
	if !slices.Equal(r.did, did) {
		t.Errorf("got %v, want %v", r.did, did)
	}
	r.did = nil
}

// TestWritesInOrder: the intent is on the disk before a request leaves, the outcome follows it, and each is sent once.
func TestWritesInOrder(t *testing.T) {
	r := newRig(nil)
	c := r.open()
	o, err := r.Issue(t.Context(), c.Copy(), r.asks(c))
	if err != nil || o.Issued.Pass.ID != text.NewKey("p2") || o.Open != nil {
		t.Errorf("Issue = %+v, %v; want p2 and no inquiry", o, err)
	}
	r.wants(t, "intent", "POST", "outcome")
	got := r.kept[0]
	said := []string{got.Write, got.Replaces, got.Ticket, got.Operator.ID, got.Person.ID}
	if !slices.Equal(said, []string{"w1", "p1", "INC1", "opal", "ann"}) {
		t.Errorf("the intent is %+v, want the write, what it replaces, the ticket, the operator and the person in it", got)
	}
	if got := r.kept[1]; got.Result != journal.Done || got.PassID != "p2" || got.RequestID != "r1" {
		t.Errorf("the outcome is %+v, want p2, done, and Graph's request-id", got)
	}
	if _, err := r.Delete(t.Context(), c.Copy(), r.deletes(c)); err != nil {
		t.Errorf("Delete = %v, want it done", err)
	}
	r.wants(t, "intent", "DELETE", "outcome")
}

// TestNoJournalNoWrite, and after Graph's yes no trouble with the journal withholds the pass.
func TestNoJournalNoWrite(t *testing.T) {
	r := newRig(nil)
	c := r.open()
	r.full = true
	_, err := r.Issue(t.Context(), c.Copy(), r.asks(c))
	if !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("Issue without a journal = %v, want it refused with the reason", err)
	}
	r.wants(t)
	r = newRig(func(o *Options) { o.Journal = filling{o.Journal.(*rig)} })
	c = r.open()
	if o, err := r.Issue(t.Context(), c.Copy(), r.asks(c)); err != nil || o.Issued.Pass.ID.IsZero() {
		t.Errorf("Issue on a disk that fills after the intent = %+v, %v; want the pass", o, err)
	}
}

// filling is a journal whose disk fills after the intent.
type filling struct{ *rig }

func (f filling) Append(record journal.Record) error {
	err := f.rig.Append(record)
	f.full = true
	return err
}

// TestALostAnswerIsAnInquiry, whose record says that nobody knows.
func TestALostAnswerIsAnInquiry(t *testing.T) {
	r := newRig(nil)
	c := r.open()
	r.answer = &fault.Fault{Kind: fault.Unknown}
	o, err := r.Issue(t.Context(), c.Copy(), r.asks(c))
	if !fault.Is(err, fault.Unknown) || o.Open == nil || o.Open.Before == nil || o.Open.Before.ID != text.NewKey("p1") {
		t.Fatalf("Issue = %+v, %v; want an inquiry that knows the pass of before", o, err)
	}
	if got := r.kept[1].Result; got != journal.Unknown {
		t.Errorf("the outcome is %q, want %q", got, journal.Unknown)
	}
	o, err = r.Delete(t.Context(), c.Copy(), r.deletes(c))
	if !fault.Is(err, fault.Unknown) || o.Open == nil || !o.Open.Delete || o.Open.Target != text.NewKey("p1") {
		t.Errorf("Delete = %+v, %v; want an inquiry into the deletion of p1", o, err)
	}
	r.answer = &fault.Fault{Kind: fault.Denied, Status: 403}
	if o, err := r.Issue(t.Context(), c.Copy(), r.asks(c)); !fault.Is(err, fault.Denied) || o.Open != nil {
		t.Errorf("Issue = %+v, %v; want Graph's refusal and nothing to look into", o, err)
	}
}

// TestADeskRefuses what its own rules forbid, whatever a screen let through: nothing is sent, and what was asked for is
// recorded.
func TestADeskRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		rules  func(*Options)
		before func(*rig, *Call)
		want   string
	}{
		"denied by the site": {rules: func(o *Options) { o.Site.Deny = []string{"ann"} }, want: "a privileged person"},
		"read-only":          {rules: func(o *Options) { o.ReadOnly = "read_only" }, want: "read-only: read_only"},
		"no journal": {
			before: func(r *rig, _ *Call) { r.JournalTrouble("disk full") },
			want:   "the journal cannot be written: disk full",
		},
		"pace": {
			rules: func(o *Options) { o.PacePerHour = 1 },
			before: func(r *rig, c *Call) {
				spent := call.Pace{Used: 1, Limit: 1, Next: r.clock.Now().Add(time.Minute)}
				c.Recalled(Recalled{Hour: Hour{Counted: true, Pace: spent}})
			},
			want: "this desk allows 1 passes",
		},
		"ticket": {
			rules: func(o *Options) { o.Rules.Ticket = call.Required },
			want:  "a ticket is required",
		},
		"unread": {before: func(_ *rig, c *Call) { c.Reading = Reading{} }, want: "still reading what it would replace"},
		"self": {
			before: func(r *rig, _ *Call) { r.SignedIn(session.Identity{Operator: someone("ann")}) },
			want:   "the verdict is against it",
		},
		"long ago":    {before: func(r *rig, _ *Call) { r.clock.Advance(stale + 1) }, want: "this confirmation expired"},
		"no TAP here": {rules: func(o *Options) { o.HasTAP, o.Cloud = false, "china" }, want: "no Temporary Access Pass"},
	} {
		r := newRig(c.rules)
		open := r.open()
		q := r.asks(open)
		if name == "ticket" {
			q.Grounds = &call.Case{}
		}
		if c.before != nil {
			c.before(r, open)
		}
		_, err := r.Issue(t.Context(), open.Copy(), q)
		if !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want a refusal that says %q", name, err, c.want)
		}
		if slices.Contains(r.did, "POST") {
			t.Errorf("%s: got %v, want nothing sent", name, r.did)
		}
		if name != "long ago" && !slices.Equal(r.did, []string{string(journal.Refusal)}) {
			t.Errorf("%s: recorded %v, want the refusal", name, r.did)
		}
	}
}

// TestAnOverrideGoesAgainstThatVerdictAlone, and is recorded before the intent.
func TestAnOverrideGoesAgainstThatVerdictAlone(t *testing.T) {
	r := newRig(nil)
	c := r.open()
	r.SignedIn(session.Identity{Operator: person.Person{ID: text.NewKey("opal")}, Scopes: []string{"User.Read"}})
	q := r.asks(c)
	against := c.Against(r.Judge(c, q))
	if against == "" {
		t.Fatal("the verdict is for it, want one against")
	}
	q.Overridden = "something else"
	if _, err := r.Issue(t.Context(), c.Copy(), q); !fault.Is(err, fault.Refused) {
		t.Errorf("Issue = %v, want it refused: another verdict was overridden", err)
	}
	r.did = nil
	q.Overridden = against
	if _, err := r.Issue(t.Context(), c.Copy(), q); err != nil {
		t.Errorf("Issue = %v, want it done", err)
	}
	r.wants(t, "override", "intent", "POST", "outcome")
}

// TestJudgeKnowsWaiting: while the site's own groups are being asked about nothing is sent, and nothing is refused.
func TestJudgeKnowsWaiting(t *testing.T) {
	r := newRig(func(o *Options) { o.Site.Deny = []string{verdict.GroupMark + "11111111-0000-4000-8000-000000000001"} })
	c := r.open()
	c.Waits(false, true)
	v := r.Judge(c, r.asks(c))
	if len(v.Own) > 0 || !strings.Contains(v.Waiting(), "is being read") {
		t.Errorf("own %v, waiting %q; want to wait for the groups alone", v.Own, v.Waiting())
	}
	c.Waits(false, false)
	if v := r.Judge(c, r.asks(c)); len(v.Own) == 0 {
		t.Error("got no refusal, want one: nobody else judges the site's groups")
	}
}
