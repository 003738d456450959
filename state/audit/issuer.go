package audit

import (
	"time"

	"tapdesk/state/pass"
	"tapdesk/state/text"
)

const (
	// Nearby is how far an event may be from its pass's createdDateTime: two services with their own clocks set them.
	Nearby = time.Minute
	// tellable is how much nearer than another person's event an event must be to count as the one.
	tellable = time.Second
)

// IssuedBy returns the event that issued a listed pass: the person's event, by object id or userPrincipalName, that is
// nearest to the pass's createdDateTime and within Nearby. It returns false when there is none, or when two operators
// issued a pass so close together that the issuer cannot be determined.
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

// before orders events by their distance from the pass, and equally distant ones in an order that does not depend on
// the input's.
func before(a, b Event, p pass.Pass) bool {
	if away(a, p) != away(b, p) {
		return away(a, p) < away(b, p)
	}
	if !a.Time.Equal(b.Time) {
		return a.Time.Before(b.Time)
	}
	return a.ID.Wire() < b.ID.Wire()
}
