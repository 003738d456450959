package pass

import (
	"slices"
	"time"

	"tapdesk/state/text"
)

const (
	// longest is how long a write can be in flight: its own deadline (graph).
	longest = 30 * time.Second
	// slack is how much before the request a pass may seem to have been created and still count as created after it:
	// the request's time is the operator's clock corrected by Graph's Date header, which has whole seconds.
	slack = 2 * time.Second
)

// Finding is the result of an inquiry.
type Finding int

const (
	// StillLooking means that nothing is settled and there is time left.
	StillLooking Finding = iota
	// Found means that a create left a pass, whoever created it.
	Found
	// NotSeen means that no pass was seen in time after a create. It does not prove that there is none.
	NotSeen
	// Gone means that the pass to delete is no longer listed, by the rule of Absence. A later check may find it again.
	Gone
	// StillThere means that the pass to delete was still listed when the time was over.
	StillThere
)

// Inquiry finds out what happened to a write whose answer was lost, from later LIST answers. It is a value: Look and
// Failed return the next one. All times are Graph's, UTC.
type Inquiry struct {
	// Delete means that the write was a delete, otherwise a create.
	Delete bool
	// Before is the pass listed at the last check before a create; nil if there was none or it is unknown.
	Before *Pass
	// Elsewhere are passes known to be the answers to other creates, so never to this one.
	Elsewhere []text.Key
	// Target is the pass to delete.
	Target text.Key
	// AskedAt is when the request was sent and EndedAt when it was over. Until is when checking ends, unless what was
	// seen last still needs to be confirmed.
	AskedAt, EndedAt, Until time.Time
	// Done means that Graph answered 201 or 204 before the answer broke off.
	Done bool
	// MaybeSeen means that the answer to a create may have arrived, and its value may have been shown.
	MaybeSeen bool
	// Tries counts the checks, including failed ones.
	Tries int
	// LookedAt is when LIST last answered, FailedAt when it last failed; zero for never.
	LookedAt, FailedAt time.Time

	finding Finding
	// absence is the series of checks that did not find what was looked for.
	absence Absence
	// found is the pass that answers a create.
	found *Pass
	// listed is a pass seen by the last check that is no answer: the previous one, the one to delete, or a stranger's.
	listed *Pass
	// superseded means that listed is one of Elsewhere, created after the request: it has replaced any pass that the
	// request created.
	superseded bool
}

// NewInquiry begins an inquiry into a create that was sent at asked and over at ended; a zero ended means unknown.
// before is the pass listed at the last check, nil if there was none or it is unknown; done means that Graph answered
// 201 before the answer broke off.
func NewInquiry(asked, ended time.Time, before *Pass, done bool) Inquiry {
	return newInquiry(Inquiry{Before: before, Done: done}, asked, ended)
}

// NewDeleteInquiry begins an inquiry into a delete of target that was sent at asked and over at ended; a zero ended
// means unknown. done means that Graph answered 204 before the answer broke off.
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

// Look records what LIST answered at the instant at. Once a pass is Found nothing changes. A check after the end may
// still find one, and a check that finds a pass that seemed Gone takes that back.
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

// Failed records that a check at the instant at got no answer or a useless one.
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

// over returns the finding when the time is over.
func (q Inquiry) over() Finding {
	switch {
	case !q.Delete:
		return NotSeen
	case q.absence.Settled(q.EndedAt):
		return Gone
	}
	return StillThere
}

// lookForNew takes the pass with a new id that was created since the request: the latest, should there ever be two.
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

// lookForTarget ends the absence if the target is listed. Without a target it may be any pass.
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

// NextLook returns how long to wait before the next check: 1, 2, 4, 8 and then 15 seconds, or less if that would miss
// the check that may settle it. It is 0 if there is no next check.
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
	if !last.Before(q.Until) { // it only waits for that
		return max(settles, time.Second)
	}
	return max(min(wait, settles), time.Second)
}

// last returns when the last check was, answered or not; zero if there was none.
func (q Inquiry) last() time.Time {
	if q.FailedAt.After(q.LookedAt) {
		return q.FailedAt
	}
	return q.LookedAt
}

// Finding returns the result as of the last check.
func (q Inquiry) Finding() Finding { return q.finding }

// Found returns the pass that was created after the request, whoever created it; nil if none was found.
func (q Inquiry) Found() *Pass {
	if q.found == nil {
		return nil
	}
	p := *q.found
	return &p
}
