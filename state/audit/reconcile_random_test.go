package audit_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/journal"
)

// invent makes up what several consoles and others did to a few people within two hours, and returns how many of each
// kind a comparison must find, given that no two of one pairing are closer than the tolerance.
func invent(r *rand.Rand) (events []audit.Event, records []journal.Record, matched, outside, missing int) {
	desks := []*desk{newDesk("a"), newDesk("b")}
	operators, people := []string{"opal", "olga"}, []string{"ann", "bob", "eve"}
	for slot := range 8 {
		for _, operator := range operators {
			for _, person := range people {
				at := start.Add(time.Duration(slot)*15*time.Minute + time.Duration(r.IntN(200))*time.Second)
				operation, what := journal.Create, audit.Created
				if r.IntN(2) == 0 {
					operation, what = journal.Delete, audit.Deleted
				}
				said := event(what, operator, person, at.Add(time.Duration(r.IntN(4000)-2000)*time.Millisecond))
				switch r.IntN(5) {
				case 0:
				case 1:
					events, outside = append(events, said), outside+1
				case 2:
					desks[r.IntN(2)].write(operation, operator, person, at, journal.Done)
					missing++
				default:
					desks[r.IntN(2)].write(operation, operator, person, at,
						[]journal.Result{journal.Done, journal.Unknown, ""}[r.IntN(3)])
					events, matched = append(events, said), matched+1
				}
			}
		}
	}
	return events, slices.Concat(desks[0].records, desks[1].records), matched, outside, missing
}

func shuffled[T any](r *rand.Rand, all []T) []T {
	out := slices.Clone(all)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func TestReconcileFindsWhatWasMadeUp(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		events, records, matched, outside, missing := invent(r)
		want := audit.Reconcile(events, records, options())
		if len(want.Matched) != matched || len(want.Outside) != outside || len(want.Missing) != missing ||
			len(want.Doubts) != 0 {
			t.Fatalf("seed %d: got %s, want %d, %d and %d", seed, told(want), matched, outside, missing)
		}
		for range 3 { // order and duplicates make no difference
			got := audit.Reconcile(
				shuffled(r, slices.Concat(events, events)), shuffled(r, slices.Concat(records, records)), options())
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: in another order got %s, want %s", seed, told(got), told(want))
			}
		}
	}
}

// TestReconcileCountsEverythingOnce uses crowds, where the right match cannot be known: each event and each line is
// counted once, and the matches are plausible.
func TestReconcileCountsEverythingOnce(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 2))
		d := newDesk("a")
		var events []audit.Event
		lines := r.IntN(12)
		at := func() time.Time { return start.Add(time.Duration(r.IntN(1500)) * time.Second) }
		for range lines {
			operation := []journal.Operation{journal.Create, journal.Delete}[r.IntN(2)]
			d.write(operation, []string{"opal", "olga"}[r.IntN(2)], "ann", at(),
				[]journal.Result{journal.Done, journal.Unknown, ""}[r.IntN(3)])
		}
		for n := range r.IntN(12) {
			e := event([]audit.What{audit.Created, audit.Registered, audit.Deleted}[r.IntN(3)],
				[]string{"opal", "olga"}[r.IntN(2)], "ann", at())
			e.ID = key(fmt.Sprint(n))
			events = append(events, e)
		}
		got := audit.Reconcile(events, d.records, options())
		seen := map[string]int{}
		count := len(got.Missing)
		for _, m := range got.Matched {
			count++
			seen[m.Event.ID.Wire()]++
			seen[m.Line.Record.Write]++
			l := m.Line.Record
			if (l.Operation == journal.Delete) != (m.Event.What == audit.Deleted) || l.Operator.ID != m.Event.Actor.ID.Wire() ||
				l.Person.ID != m.Event.Person.ID.Wire() {
				t.Errorf("seed %d: %+v are not alike", seed, m)
			}
			if d := m.Event.Time.Sub(m.Line.Time()).Abs(); d > audit.Skew+30*time.Second {
				t.Errorf("seed %d: matched across %v", seed, d)
			}
		}
		for _, d := range got.Doubts {
			if d.Line != nil {
				count++
				seen[d.Line.Record.Write]++
			}
		}
		for _, l := range got.Missing {
			seen[l.Record.Write]++
		}
		for _, e := range got.Outside {
			seen[e.ID.Wire()]++
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("seed %d: %s is reported %d times, want once", seed, id, n)
			}
		}
		if count != lines {
			t.Errorf("seed %d: %d of %d lines are reported", seed, count, lines)
		}
		if again := audit.Reconcile(shuffled(r, events), shuffled(r, d.records), options()); !reflect.DeepEqual(got, again) {
			t.Errorf("seed %d: in another order got %s, want %s", seed, told(again), told(got))
		}
		if best := mostMatches(events, got, r); len(got.Matched) < best {
			t.Errorf("seed %d: got %d matches, want at least %d", seed, len(got.Matched), best)
		}
	}
}

// mostMatches tries random matchings within the tolerances and returns the most matches it found.
func mostMatches(events []audit.Event, r audit.Report, random *rand.Rand) int {
	lines := []audit.Line{}
	for _, m := range r.Matched {
		lines = append(lines, m.Line)
	}
	for _, d := range r.Doubts {
		if d.Line != nil {
			lines = append(lines, *d.Line)
		}
	}
	lines = append(lines, r.Missing...)
	most := 0
	for range 20 {
		free := shuffled(random, events)
		n := 0
		for _, l := range shuffled(random, lines) {
			i := slices.IndexFunc(free, func(e audit.Event) bool {
				reach := audit.Skew
				from, to := l.Asked, l.Answered
				if c := l.Record.CreatedDateTime; !c.IsZero() {
					from, to, reach = c, c, audit.Nearby
				} else if to.IsZero() {
					to = from.Add(30 * time.Second)
				}
				return l.Record.Operator.ID == e.Actor.ID.Wire() &&
					(l.Record.Operation == journal.Delete) == (e.What == audit.Deleted) &&
					!e.Time.Before(from.Add(-reach)) && !e.Time.After(to.Add(reach))
			})
			if i >= 0 {
				free, n = slices.Delete(free, i, i+1), n+1
			}
		}
		most = max(most, n)
	}
	return most
}
