package desk

import (
	"slices"
	"strings"
	"time"

	"tapdesk/state/person"
)

// Call returns the call about a person: the earlier one if it is not over, or a new one. What was read about them is
// dropped, so that they are read again.
func (d *Desk) Call(p person.Person) *Call {
	now, id := d.Now(), strings.ToLower(p.ID.Wire())
	d.forget(now)
	c := d.calls[id]
	if c == nil {
		c = &Call{Person: p}
		d.calls[id] = c
	}
	if p.DisplayName != "" || c.Person.DisplayName == "" { // the journal knows only how they sign in
		c.Person = p
	}
	c.Reading, c.Refused, c.openedAt = Reading{}, nil, now
	return c
}

// mostCalls is how many calls are kept in which nothing was said or done.
const mostCalls = 64

// forget drops the calls that are over, and of those in which nothing was said the ones that were opened first.
func (d *Desk) forget(now time.Time) {
	var idle []string
	for id, c := range d.calls {
		switch {
		case c.over(now):
			delete(d.calls, id)
		case c.said.at.IsZero():
			idle = append(idle, id)
		}
	}
	if len(idle) < mostCalls {
		return
	}
	slices.SortFunc(idle, func(a, b string) int { return d.calls[a].openedAt.Compare(d.calls[b].openedAt) })
	for _, id := range idle[:len(idle)-mostCalls+1] {
		delete(d.calls, id)
	}
}
