package audit_test

import (
	"fmt"
	"testing"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/journal"
)

const tenant = "11111111-2222-4333-8444-555555555555"

// now is when these tests compare: start was yesterday.
var now = start.Add(24 * time.Hour)

func options() audit.Options {
	return audit.Options{
		Since: start.Add(-time.Hour), Now: now, Oldest: start.Add(-40 * 24 * time.Hour), TenantID: tenant,
		GraphRoot: "https://graph.sandbox.example",
	}
}

// desk makes up the records and events of one journal.
type desk struct {
	records []journal.Record
	serial  uint64
	id      string
}

func newDesk(id string) *desk {
	d := &desk{id: id}
	d.add(journal.Record{Kind: journal.SignIn, Time: start.Add(-48 * time.Hour)})
	return d
}

func (d *desk) add(r journal.Record) {
	d.serial++
	r.Serial, r.Journal = d.serial, d.id
	d.records = append(d.records, r)
}

// write adds an intent at a time and, if there is a result, the outcome a second later.
func (d *desk) write(
	operation journal.Operation, operator, person string, at time.Time, result journal.Result,
) journal.Record {
	r := journal.Record{
		Kind: journal.Intent, Operation: operation, Time: at, Write: fmt.Sprintf("%s-%d", d.id, d.serial), TenantID: tenant,
		GraphRoot: "https://graph.sandbox.example/",
		Operator:  journal.Party{ID: "id-" + operator, UserPrincipalName: operator + "@sandbox.example"},
		Person:    journal.Party{ID: "id-" + person, UserPrincipalName: person + "@sandbox.example"},
	}
	d.add(r)
	if result == "" {
		return r
	}
	r.Kind, r.Result, r.Time = journal.Outcome, result, at.Add(time.Second)
	if result == journal.Done && operation == journal.Create {
		r.CreatedDateTime = at.Add(500 * time.Millisecond)
	}
	d.add(r)
	return r
}

func event(what audit.What, actor, person string, at time.Time) audit.Event {
	return audit.Event{
		ID: key(fmt.Sprintf("%s-%s-%s-%d", what, actor, person, at.UnixNano())), Time: at, What: what, Result: "success",
		Actor: audit.Actor{
			Party:     audit.Party{ID: key("id-" + actor), UserPrincipalName: key(actor + "@sandbox.example")},
			IPAddress: "192.0.2.7",
		},
		Person: audit.Party{ID: key("id-" + person), UserPrincipalName: key(person + "@sandbox.example")},
	}
}

func acted(operation journal.Operation, actor, person string, at time.Time) audit.Event {
	e := event(audit.Acted, actor, person, at)
	e.ID, e.Act = key(e.ID.Wire()+string(operation)), operation
	return e
}

// told returns a report in a few words: matched, outside, missing and the doubts.
func told(r audit.Report) string {
	s := fmt.Sprintf("%d matched, %d outside, %d missing", len(r.Matched), len(r.Outside), len(r.Missing))
	for _, d := range r.Doubts {
		s += fmt.Sprintf(", doubt: %.12s", d.Why)
	}
	return s
}

func TestReconcile(t *testing.T) {
	const second = time.Second
	tests := []struct {
		name string
		make func(d *desk) []audit.Event
		want string
	}{
		{"nothing", func(*desk) []audit.Event { return nil }, "0 matched, 0 outside, 0 missing"},
		{"a pass issued and deleted", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Done)
			d.write(journal.Delete, "opal", "ann", start.Add(time.Hour), journal.Done)
			return []audit.Event{
				event(audit.Created, "opal", "ann", start.Add(second)),
				event(audit.Deleted, "opal", "ann", start.Add(time.Hour)),
			}
		}, "2 matched, 0 outside, 0 missing"},
		{"another client's", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Done)
			return []audit.Event{
				event(audit.Created, "opal", "ann", start),
				event(audit.Created, "gloria", "ann", start),
				event(audit.Deleted, "gloria", "bob", start),
			}
		}, "1 matched, 2 outside, 0 missing"},
		{"the operator's own, by another client", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Done)
			return []audit.Event{
				event(audit.Created, "opal", "ann", start.Add(40*second)),
				event(audit.Created, "opal", "ann", start.Add(second)),
			}
		}, "1 matched, 1 outside, 0 missing"},
		{"an app's", func(*desk) []audit.Event {
			e := event(audit.Registered, "", "ann", start)
			e.Actor = audit.Actor{App: "Onboarding"}
			return []audit.Event{e}
		}, "0 matched, 1 outside, 0 missing"},
		{"account recovery's, by its name", func(*desk) []audit.Event {
			e := event(audit.Registered, "", "ann", start)
			e.Actor = audit.Actor{App: "Microsoft Account  Recovery Service"}
			return []audit.Event{e}
		}, "0 matched, 0 outside, 0 missing, doubt: the log name"},
		{"a person who is called so", func(*desk) []audit.Event {
			e := event(audit.Created, "account recovery", "ann", start)
			return []audit.Event{e}
		}, "0 matched, 1 outside, 0 missing"},
		{"a line without an event", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Done)
			// further off than Graph's own time allows
			return []audit.Event{event(audit.Created, "opal", "ann", start.Add(90*second))}
		}, "0 matched, 1 outside, 1 missing"},
		{"a delete by a clock that is off", func(d *desk) []audit.Event {
			d.write(journal.Delete, "opal", "ann", start, journal.Done)
			return []audit.Event{event(audit.Deleted, "opal", "ann", start.Add(-audit.Skew))}
		}, "1 matched, 0 outside, 0 missing"},
		{"unknown, and it happened", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Unknown)
			return []audit.Event{event(audit.Created, "opal", "ann", start.Add(30*second))}
		}, "1 matched, 0 outside, 0 missing"},
		{"unknown, and it did not", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Unknown)
			return nil
		}, "0 matched, 0 outside, 0 missing, doubt: its answer w"},
		{"killed, and it happened", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, "")
			return []audit.Event{event(audit.Created, "opal", "ann", start.Add(2*second))}
		}, "1 matched, 0 outside, 0 missing"},
		{"killed before it was sent", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, "")
			return nil
		}, "0 matched, 0 outside, 0 missing, doubt: the journal "},
		{"refused, and not sent", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Refused)
			d.write(journal.Delete, "opal", "ann", start, journal.NotSent)
			return []audit.Event{event(audit.Created, "opal", "ann", start.Add(2*second))}
		}, "0 matched, 1 outside, 0 missing"},
		{"too recent", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", now.Add(-audit.Lag+time.Minute), journal.Done)
			d.write(journal.Create, "opal", "bob", now.Add(time.Hour), journal.Done) // a clock ahead
			return nil
		}, "0 matched, 0 outside, 0 missing, doubt: the log lags, doubt: the log lags"},
		{"an upn where an id is missing", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Done)
			e := event(audit.Created, "OPAL", "Ann", start)
			e.Actor.ID, e.Person.ID = key(""), key("")
			return []audit.Event{e}
		}, "1 matched, 0 outside, 0 missing"},
		{"an upn with another id", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Done)
			e := event(audit.Created, "opal", "ann", start)
			e.Person.ID = key("id-of-somebody-new")
			return []audit.Event{e}
		}, "0 matched, 1 outside, 1 missing"},
		{"a failed attempt", func(*desk) []audit.Event {
			e := event(audit.Created, "gloria", "ann", start)
			e.Result = "failure"
			return []audit.Event{e}
		}, "0 matched, 0 outside, 0 missing"},
		{"what does not count", func(*desk) []audit.Event {
			return []audit.Event{
				event(audit.Other, "gloria", "ann", start),
				event(audit.Mirrored, "gloria", "ann", start),
				event(audit.PolicyChanged, "gloria", "", start),
			}
		}, "0 matched, 0 outside, 0 missing"},
		{"new words, and no time", func(*desk) []audit.Event {
			return []audit.Event{
				event(audit.Touched, "gloria", "ann", start),
				event(audit.Created, "gloria", "ann", time.Time{}),
			}
		}, "0 matched, 0 outside, 0 missing, doubt: the log does, doubt: the log desc"},
		{"an event twice", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Done)
			return []audit.Event{event(audit.Created, "opal", "ann", start), event(audit.Created, "opal", "ann", start)}
		}, "1 matched, 0 outside, 0 missing"},
		{"the end of a pass that was replaced", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Done)
			return []audit.Event{event(audit.Deleted, "opal", "ann", start), event(audit.Created, "opal", "ann", start)}
		}, "1 matched, 0 outside, 0 missing"},
		{"the end of a pass, by somebody else", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Done)
			return []audit.Event{event(audit.Deleted, "gloria", "ann", start), event(audit.Created, "opal", "ann", start)}
		}, "1 matched, 1 outside, 0 missing"},
		{"another tenant and another Graph", func(d *desk) []audit.Event {
			d.write(journal.Create, "opal", "ann", start, journal.Done)
			d.write(journal.Create, "opal", "bob", start, journal.Done)
			for i := range d.records {
				if d.records[i].Person.ID == "id-ann" {
					d.records[i].TenantID = "another"
				} else {
					d.records[i].GraphRoot = "http://127.0.0.1:1"
				}
			}
			return nil
		}, "0 matched, 0 outside, 0 missing"},
		{"as many as can be", func(d *desk) []audit.Event {
			d.write(journal.Delete, "opal", "ann", start, journal.Done)
			d.write(journal.Delete, "opal", "ann", start.Add(4*time.Minute), journal.Done)
			return []audit.Event{
				event(audit.Deleted, "opal", "ann", start.Add(3*time.Minute)),
				event(audit.Deleted, "opal", "ann", start.Add(7*time.Minute)),
			}
		}, "2 matched, 0 outside, 0 missing"},
		{"sessions revoked, and methods removed", func(d *desk) []audit.Event {
			d.write(journal.Revoke, "opal", "ann", start, journal.Done)
			d.write(journal.Remove, "opal", "ann", start.Add(5*second), journal.Done)
			d.write(journal.Remove, "opal", "ann", start.Add(8*second), journal.Refused)
			d.write(journal.Remove, "opal", "ann", start.Add(11*second), journal.Unknown)
			d.write(journal.Revoke, "opal", "bob", start, journal.Done)
			return []audit.Event{
				acted(journal.Revoke, "opal", "ann", start.Add(second)),
				acted(journal.Remove, "opal", "ann", start.Add(6*second)),
				acted(journal.Remove, "opal", "ann", start.Add(12*second)),
				acted(journal.Remove, "gloria", "ann", start.Add(13*second)),
				event(audit.Deleted, "opal", "ann", start.Add(14*second)), // of a pass
			}
		}, "3 matched, 2 outside, 1 missing"},
		{"sessions that people and services revoke", func(*desk) []audit.Event {
			own, service := acted(journal.Revoke, "ann", "ann", start), acted(journal.Revoke, "", "ann", start)
			service.Actor = audit.Actor{App: "Password reset"}
			app := acted(journal.Remove, "", "ann", start)
			app.Actor = audit.Actor{App: "Onboarding"}
			return []audit.Event{own, service, app}
		}, "0 matched, 1 outside, 0 missing"},
		{"before the time compared", func(d *desk) []audit.Event {
			at := start.Add(-time.Hour - 2*time.Minute)
			d.write(journal.Create, "opal", "ann", at, journal.Done)
			return []audit.Event{event(audit.Created, "gloria", "ann", at)}
		}, "0 matched, 0 outside, 0 missing"},
		{"across the edge", func(d *desk) []audit.Event {
			d.write(journal.Delete, "opal", "ann", start.Add(-time.Hour-2*time.Minute), journal.Done)
			d.write(journal.Delete, "opal", "bob", start.Add(-time.Hour+2*time.Minute), journal.Done)
			return []audit.Event{
				event(audit.Deleted, "opal", "ann", start.Add(-time.Hour+time.Minute)),
				event(audit.Deleted, "opal", "bob", start.Add(-time.Hour-time.Minute)),
			}
		}, "2 matched, 0 outside, 0 missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk("a")
			events := tt.make(d)
			if got := told(audit.Reconcile(events, d.records, options())); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestReconcileTellsTheRest(t *testing.T) {
	d := newDesk("a")
	d.write(journal.Create, "opal", "ann", start, journal.Done)
	d.records[1].TenantID = "another"
	d.records[2].TenantID = "another"
	failed, policy := event(audit.Created, "gloria", "ann", start), event(audit.PolicyChanged, "gloria", "", start)
	failed.Result = "failure"
	r := audit.Reconcile([]audit.Event{failed, policy}, d.records, options())
	if r.Failed != 1 || len(r.Policy) != 1 || r.Elsewhere != 1 || r.Differences() != 0 ||
		!r.Since.Equal(options().Since) || !r.Until.Equal(now) {
		t.Errorf("got the report %+v", r)
	}
}

func TestReconcileBeyondWhatIsKept(t *testing.T) {
	for _, c := range []struct {
		name        string
		age, oldest time.Duration
		want        string
	}{
		{"a week", 6 * 24 * time.Hour, 0, "0 matched, 0 outside, 1 missing"},
		{"longer, and the log goes back as far", 10 * 24 * time.Hour, 11 * 24 * time.Hour, "0 matched, 0 outside, 1 missing"},
		{
			"longer, and nothing shows that it does",
			10 * 24 * time.Hour,
			9 * 24 * time.Hour,
			"0 matched, 0 outside, 0 missing, doubt: it is older ",
		},
		{
			"longer than ever",
			31 * 24 * time.Hour,
			40 * 24 * time.Hour,
			"0 matched, 0 outside, 0 missing, doubt: it is older ",
		},
	} {
		d := newDesk("a")
		d.write(journal.Create, "opal", "ann", now.Add(-c.age), journal.Done)
		o := options()
		o.Since, o.Oldest = now.Add(-60*24*time.Hour), now.Add(-c.oldest)
		if c.oldest == 0 {
			o.Oldest = time.Time{}
		}
		if got := told(audit.Reconcile(nil, d.records, o)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// TestReconcileWithAClearedJournal: what is older than a journal's first remaining record may have been in it.
func TestReconcileWithAClearedJournal(t *testing.T) {
	d := newDesk("a")
	d.write(journal.Create, "opal", "ann", start.Add(time.Hour), journal.Done)
	before := event(audit.Created, "gloria", "ann", start)
	after := event(audit.Created, "gloria", "ann", start.Add(2*time.Hour))
	own := event(audit.Created, "opal", "ann", start.Add(time.Hour))
	for _, c := range []struct {
		cleared int
		want    string
	}{{0, "1 matched, 2 outside, 0 missing"}, {1, "1 matched, 1 outside, 0 missing, doubt: it is older "}} {
		if got := told(audit.Reconcile([]audit.Event{before, after, own}, d.records[c.cleared:], options())); got != c.want {
			t.Errorf("%d records cleared: got %s, want %s", c.cleared, got, c.want)
		}
	}
}
