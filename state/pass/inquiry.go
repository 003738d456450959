package pass

import (
	"slices"
	"time"

	"tapdesk/state/text"
)

const (
	// longest is how long a write can be under way: its own deadline (graph).
	longest = 30 * time.Second
	// slack is how much earlier than the request a pass may seem created and still count as created after it: the time
	// of the request is the operator's clock corrected by Graph's Date header, which has whole seconds.
	slack = 2 * time.Second
)

// Finding is what an inquiry has come to.
type Finding int

const (
	// StillLooking means that nothing is settled and there is time left.
	StillLooking Finding = iota
	// Found is a create that left a pass, by whomever it was created.
	Found
	// NotSeen is a create of which nothing was seen in the time. It is no proof that there is nothing.
	NotSeen
	// Gone is a delete whose pass is no longer listed, by the rule of Absence. A later look may find it again.
	Gone
	// StillThere is a delete whose pass was not seen to go in the time.
	StillThere
)

// Inquiry looks into a write whose answer was lost, by what LIST answers since. It is a value: Look and Failed return
// the next one. All times are Graph's, UTC.
type Inquiry struct {
	// Delete says which write it was: a delete, else a create.
	Delete bool
	// Before is what stood there by the last look before a create, nil when nothing did or it is unknown.
	Before *Pass
	// Elsewhere are passes known to be the answers to other creates than this one: never this one's.
	Elsewhere []text.Key
	// Target is the pass that a delete was to delete.
	Target text.Key
	// AskedAt is when the request was sent, EndedAt when it was over. Until is when looking ends, unless what was
	// seen last has yet to be confirmed.
	AskedAt, EndedAt, Until time.Time
	// Done means that Graph said 201 or 204 before the answer broke off.
	Done bool
	// MaybeSeen says that nobody knows what became of the answer to a create: its value may have been shown.
	MaybeSeen bool
	// Tries counts the looks, failed ones included.
	Tries int
	// LookedAt is when LIST last answered, FailedAt when it last failed to; zero when it never did.
	LookedAt, FailedAt time.Time

	finding Finding
	// absence is the row of looks that did not have what was looked for.
	absence Absence
	// found is the pass that answers a create.
	found *Pass
	// listed is what the last look saw that is no answer: the pass of before, or the one to delete, or a stranger's.
	listed *Pass
	// superseded says that listed is one of Elsewhere, created after the request: whatever came of that is gone.
	superseded bool
}

// NewInquiry begins to look into a create that was sent at asked and was over at ended; a zero ended means that this
// is not known. Before is what stood there by the last look, nil when nothing did or it is unknown; done says that
// Graph answered 201 before the answer broke off.
func NewInquiry(asked, ended time.Time, before *Pass, done bool) Inquiry {
	return newInquiry(Inquiry{Before: before, Done: done}, asked, ended)
}

// NewDeleteInquiry begins to look into a delete of target that was sent at asked and was over at ended; a zero ended
// means that this is not known. Done says that Graph answered 204 before the answer broke off.
func NewDeleteInquiry(asked, ended time.Time, target text.Key, done bool) Inquiry {
	return newInquiry(Inquiry{Delete: true, Target: target, Done: done}, asked, ended)
}

func newInquiry(q Inquiry, asked, ended time.Time) Inquiry {
	q.AskedAt, q.EndedAt = asked.UTC(), ended.UTC()
	if ended.IsZero() {
		q.EndedAt = q.AskedAt.Add(longest)
	}
	q.Until = q.absence.From(q.EndedAt)
	return q
}

// Look records what LIST answered at the instant at. Once a pass is Found nothing changes any more; a look after the
// end may still find one, and one that has the pass which seemed Gone takes that back.
func (q Inquiry) Look(list []Pass, at time.Time) Inquiry {
	if q.finding == Found {
		return q
	}
	q.Tries++
	q.LookedAt = at.UTC()
	q.listed = nil
	q.absence = q.absence.Missed(at)
	if q.Delete {
		q.lookForTarget(list)
	} else {
		q.lookForNew(list)
	}
	switch {
	case q.finding == Found:
	case q.superseded:
		q.finding = NotSeen
	case at.Before(q.Until), q.absence.Next(q.EndedAt) > 0:
		q.finding = StillLooking
	default:
		q.finding = q.over()
	}
	return q
}

// Failed records that a look at the instant at got no answer, or an answer of no use.
func (q Inquiry) Failed(at time.Time) Inquiry {
	if q.finding == Found || q.finding == Gone {
		return q
	}
	q.Tries++
	q.FailedAt = at.UTC()
	q.finding = StillLooking
	if !at.Before(q.Until) {
		q.finding = q.over()
	}
	return q
}

// over is what an inquiry comes to whose time is over.
func (q Inquiry) over() Finding {
	switch {
	case !q.Delete:
		return NotSeen
	case q.absence.Settled(q.EndedAt):
		return Gone
	}
	return StillThere
}

// lookForNew takes the pass with another id than before and created since the request: the latest, should there ever be
// two.
func (q *Inquiry) lookForNew(list []Pass) {
	for i := range list {
		p := list[i]
		old := q.before(p) || p.CreatedDateTime.Before(q.AskedAt.Add(-slack))
		if old || slices.Contains(q.Elsewhere, p.ID) {
			q.listed, q.superseded = &p, !old
			continue
		}
		if q.found == nil || p.CreatedDateTime.After(q.found.CreatedDateTime) {
			q.found, q.finding = &p, Found
		}
	}
}

func (q *Inquiry) before(p Pass) bool { return q.Before != nil && q.Before.ID == p.ID }

// lookForTarget ends the absence when the target is listed. Without a target any pass might be it.
func (q *Inquiry) lookForTarget(list []Pass) {
	for i := range list {
		p := list[i]
		q.listed = &p
		if q.Target.IsZero() || p.ID == q.Target {
			q.absence = Absence{}
			return
		}
	}
}

// NextLook returns how long to wait for the next look: 1, 2, 4, 8 and then 15 seconds, and less where that would go
// beyond the look that may settle it. It is 0 when there is no next look.
func (q Inquiry) NextLook() time.Duration {
	if q.finding != StillLooking {
		return 0
	}
	wait := 15 * time.Second
	if q.Tries < 4 {
		wait = time.Second << q.Tries
	}
	last := q.last()
	if last.IsZero() {
		return wait
	}
	settles := q.absence.From(q.EndedAt).Sub(last)
	if !last.Before(q.Until) { // it waits for nothing but that
		return max(settles, time.Second)
	}
	return max(min(wait, settles), time.Second)
}

// last returns when the last look was, answered or not; zero when there was none.
func (q Inquiry) last() time.Time {
	if q.FailedAt.After(q.LookedAt) {
		return q.FailedAt
	}
	return q.LookedAt
}

// Finding returns what the inquiry has come to by its last look.
func (q Inquiry) Finding() Finding { return q.finding }

// Found returns the pass that was created after the request, by whomever, and nil when none was found.
func (q Inquiry) Found() *Pass {
	if q.found == nil {
		return nil
	}
	p := *q.found
	return &p
}
