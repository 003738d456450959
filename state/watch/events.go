package watch

import (
	"time"

	"tapdesk/state/pass"
	"tapdesk/state/person"
)

// Kind is what happened to a pass, or to the person because of it.
type Kind int

const (
	// Created is the pass coming to be.
	Created Kind = iota
	// Usable is Graph saying that it signs the person in now (EnabledByPolicy).
	Usable
	// Blocked is Graph saying that the tenant's policy lets nobody sign in with it (DisabledByPolicy).
	Blocked
	// Used is a sign-in with it.
	Used
	// Registered is a method that was not there before.
	Registered
	// Expired is the end of its validity.
	Expired
	// Gone is a pass that Graph does not know any more.
	Gone
	// Replaced is a pass that a later one took the place of.
	Replaced
)

// Event is one thing that was seen. Times are Graph's, UTC.
type Event struct {
	Kind Kind
	// SeenAt is when this console saw it.
	SeenAt time.Time
	// At is when it happened, zero where Graph does not tell.
	At time.Time
	// After is, of a use, the last time at which Graph did not show it yet.
	After time.Time
	// Again is, of a use, the last one since, where Graph tells of it.
	Again time.Time
	// Here says, of a pass that is gone, that this console deleted it.
	Here bool
	// Method is the one that appeared.
	Method person.Method
}

// Words says what happened, for an operator who may read it out. Times in it are in zone; the caller adds when it was
// seen.
func (e Event) Words(zone *time.Location) string {
	at := func(t time.Time) string {
		local := t.In(zone)
		if y, m, d := e.SeenAt.In(zone).Date(); local.Year() != y || local.Month() != m || local.Day() != d {
			return local.Format("15:04:05 on 2 Jan 2006")
		}
		return local.Format(time.TimeOnly)
	}
	switch e.Kind {
	case Created:
		if e.At.IsZero() {
			return "created"
		}
		return "created at " + at(e.At)
	case Usable:
		return "Graph says: usable"
	case Blocked:
		return "refused by the tenant's policy (DisabledByPolicy)"
	case Used:
		return e.useWords(at)
	case Registered:
		return e.methodWords(at)
	case Expired:
		if e.At.IsZero() {
			return "expired"
		}
		return "expired at " + at(e.At)
	case Gone:
		if e.Here {
			return "deleted here, Graph confirmed it"
		}
		return "gone: Graph no longer knows it; no deletion by this console was confirmed"
	case Replaced:
		return "replaced by a pass created at " + at(e.At) + ": this one no longer works"
	}
	return ""
}

// useWords tell of a sign-in with the pass, and when it was as far as Graph lets that be known.
func (e Event) useWords(at func(time.Time) string) string {
	told := "used: somebody signed in with it"
	switch {
	case !e.Again.IsZero():
		return told + " at " + at(e.At) + ", last at " + at(e.Again)
	case !e.At.IsZero():
		return told + " at " + at(e.At)
	case !e.After.IsZero():
		return told + "; at " + at(e.After) + " Graph did not show it yet"
	}
	return told
}

func (e Event) methodWords(at func(time.Time) string) string {
	told := "new method: " + e.Method.Name()
	if detail := e.Method.Detail(); detail != "" {
		told += " (" + detail + ")"
	}
	if !e.At.IsZero() {
		told += ", registered at " + at(e.At)
	}
	return told
}

// Stage is the progress of a pass.
type Stage int

const (
	// Waiting passes begin later.
	Waiting Stage = iota
	// Settling passes are valid and less than a minute old: a part of Microsoft's servers may not know them yet.
	Settling
	// Ready passes can be typed.
	Ready
	// SignedIn passes were used; with a one-time pass the time to register runs.
	SignedIn
	// Closed one-time passes were used, and the time to register is over.
	Closed
	// Refused passes are kept from signing in by the tenant's policy.
	Refused
	// Unclear passes are in a state that Graph has added since.
	Unclear
	// Ended passes have expired.
	Ended
	// Deleted passes are gone.
	Deleted
	// Superseded passes were replaced by another.
	Superseded
)

// live reports whether the pass can still sign somebody in, now or later.
func (s Stage) live() bool {
	return s == Waiting || s == Settling || s == Ready || s == SignedIn || s == Unclear
}

// Stage returns how far the pass has come at now.
func (w Watch) Stage(now time.Time) Stage {
	standing := w.pass.StandingAt(now)
	switch {
	case w.has(Replaced):
		return Superseded
	case w.has(Gone):
		return Deleted
	case standing == pass.Over, standing == pass.Used && w.pass.EndedBy(now):
		return Ended
	case standing == pass.Used, w.has(Used) && w.pass.OneTime():
		if _, latest, ok := w.RegisterBy(); ok && !now.Before(latest) {
			return Closed
		}
		return SignedIn
	case standing == pass.Blocked:
		return Refused
	case standing == pass.Future:
		return Waiting
	case w.has(Used):
		return SignedIn
	case standing == pass.Unclear:
		return Unclear
	case now.Before(w.settled()) && len(w.Enrolled()) == 0:
		return Settling
	}
	return Ready
}

// settled is when the first minute after the creation is over; of a pass of unknown age it is.
func (w Watch) settled() time.Time { return w.pass.CreatedDateTime.Add(firstMinute) }

// since is when the pass was created; where Graph did not say, when this console first saw it.
func (w Watch) since() time.Time {
	if w.pass.CreatedDateTime.IsZero() {
		return w.first
	}
	return w.pass.CreatedDateTime
}

// RegisterBy returns until when a method can be registered after the sign-in with a one-time pass: until earliest to be
// safe, and not after latest, since the sign-in is known only to lie between two looks, the first of which may have
// been answered by a server a little behind. Neither is later than the end of validity, which no token got with the
// pass is issued beyond. It is false where no such time runs: before a use is seen, and with a multi-use pass.
func (w Watch) RegisterBy() (earliest, latest time.Time, ok bool) {
	e, used := w.Use()
	if !used || !w.pass.OneTime() {
		return time.Time{}, time.Time{}, false
	}
	earliest, latest = e.After.Add(-behind), e.SeenAt
	if e.After.IsZero() { // it may have been any time before
		earliest = e.SeenAt.Add(-registration)
	}
	if start, known := w.pass.Start(); known && earliest.Before(start) {
		earliest = start
	}
	if !e.At.IsZero() {
		earliest, latest = e.At, e.At
	}
	bound := func(t time.Time) time.Time {
		if end, known := w.pass.End(); known && t.Add(registration).After(end) {
			return end
		}
		return t.Add(registration)
	}
	return bound(earliest), bound(latest), true
}
