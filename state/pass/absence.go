package pass

import "time"

const (
	// lagging is for how long after a request a list may lag behind it. Microsoft documents no limit.
	lagging = 2 * time.Minute
	// apart is how far apart the answers without the pass must be: two in quick succession may come from the same
	// server.
	apart = 10 * time.Second
)

// Absence is an unbroken series of answers from Graph without a pass. One such answer proves nothing, since lists lag
// behind writes. The zero Absence is an empty series. It is a value: Missed returns the next one. All times are
// Graph's, UTC.
//
// Whatever says that a pass is gone or was not created checks Settled first: there is no other rule.
type Absence struct{ first, last time.Time }

// Missed adds an answer at the instant at without the pass. An answer with the pass ends the series: start again with
// Absence{}.
func (a Absence) Missed(at time.Time) Absence {
	if a.first.IsZero() || at.Before(a.first) {
		a.first = at.UTC()
	}
	a.last = at.UTC()
	return a
}

// Settled reports whether the series counts: its answers span at least 10 seconds, and the last came at least 2 minutes
// after ended, the end of the request that created, or was to create or delete, the pass.
func (a Absence) Settled(ended time.Time) bool {
	return !a.first.IsZero() && !a.last.Before(a.From(ended))
}

// From returns the earliest time at which another answer without the pass settles the absence.
func (a Absence) From(ended time.Time) time.Time {
	from := ended.UTC().Add(lagging)
	if spanned := a.first.Add(apart); !a.first.IsZero() && spanned.After(from) {
		return spanned
	}
	return from
}

// Next returns how long after the last answer one may settle the absence; 0 if the series is empty or settled.
func (a Absence) Next(ended time.Time) time.Duration {
	if a.first.IsZero() || a.Settled(ended) {
		return 0
	}
	return a.From(ended).Sub(a.last)
}
