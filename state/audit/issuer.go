package audit

import (
	"time"

	"tapdesk/state/pass"
	"tapdesk/state/text"
)

const (
	// Nearby is how far an event may lie from the createdDateTime of its pass: both are by Graph's clocks, of two
	// services.
	Nearby = time.Minute
	// tellable is how much nearer than another person's an event must be to be the one.
	tellable = time.Second
)

// IssuedBy returns the event with which a pass in place was issued: that of the person's, known by object id or
// userPrincipalName, which lies nearest to the pass's createdDateTime and not beyond Nearby. It returns false when
// there is none, or when two people issued one so close together that nobody can tell whose is in place.
func IssuedBy(events []Event, personID text.Key, p pass.Pass) (Event, bool) {
	if p.CreatedDateTime.IsZero() {
		return Event{}, false
	}
	best, found := Event{}, false
	for _, e := range events {
		if e.Issues() && e.Person.Is(personID) && away(e, p) <= Nearby && (!found || before(e, best, p)) {
			best, found = e, true
		}
	}
	if !found {
		return Event{}, false
	}
	for _, e := range events {
		if e.Issues() && e.Person.Is(personID) && e.Actor.Name() != best.Actor.Name() && away(e, p)-away(best, p) < tellable {
			return Event{}, false
		}
	}
	return best, true
}

func away(e Event, p pass.Pass) time.Duration { return e.Time.Sub(p.CreatedDateTime).Abs() }

// before orders events by how far they are from the pass, and those that are equally far so that the order they came in
// makes no difference.
func before(a, b Event, p pass.Pass) bool {
	if away(a, p) != away(b, p) {
		return away(a, p) < away(b, p)
	}
	if !a.Time.Equal(b.Time) {
		return a.Time.Before(b.Time)
	}
	return a.ID.Wire() < b.ID.Wire()
}
