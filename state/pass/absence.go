package pass

import "time"

const (
	// lagging is for how long after a request has ended a list may lag behind it. Microsoft documents no bound.
	lagging = 2 * time.Minute
	// apart is how long the answers that lack a pass must span: two in quick succession may come from the same server.
	apart = 10 * time.Second
)

// Absence is an unbroken row of answers of Graph in which a pass was missing. One such answer proves nothing, since
// lists lag behind writes. The zero Absence is an empty row. It is a value: Missed returns the next one. All times
// are Graph's, UTC.
//
// Whatever calls a pass gone, or not created, asks Settled first: there is no other rule.
type Absence struct{ first, last time.Time }

// Missed adds an answer at the instant at that lacked the pass. An answer that has the pass ends the row: Absence{}
// follows.
func (a Absence) Missed(at time.Time) Absence {
	if a.first.IsZero() || at.Before(a.first) {
		a.first = at.UTC()
	}
	a.last = at.UTC()
	return a
}

// Settled reports whether the row counts: its answers are at least 10 seconds apart, and the last came at least 2
// minutes after ended, when the request was over that made the pass, or was to make or delete it.
func (a Absence) Settled(ended time.Time) bool {
	return !a.first.IsZero() && !a.last.Before(a.From(ended))
}

// From returns the earliest time of an answer that settles the absence, if it lacks the pass too.
func (a Absence) From(ended time.Time) time.Time {
	from := ended.UTC().Add(lagging)
	if spanned := a.first.Add(apart); !a.first.IsZero() && spanned.After(from) {
		return spanned
	}
	return from
}

// Next returns how long after the last answer the one may come that settles the absence; 0 when the row is empty or
// settled.
func (a Absence) Next(ended time.Time) time.Duration {
	if a.first.IsZero() || a.Settled(ended) {
		return 0
	}
	return a.From(ended).Sub(a.last)
}
