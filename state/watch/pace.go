package watch

import (
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
)

const (
	// least is the shortest time between two looks of one request each; a look of two takes twice the time. Graph allows 5
	// requests in 10 s to all consoles of a tenant together, and none sees what the others ask: seven can watch at this
	// pace. A look at the pass alone would count as much, and is not what is asked: on v1.0 a multi-use pass shows no use,
	// and the new method in the list is the only sign. Source: learn.microsoft.com/graph/throttling-limits, identity and
	// access reports.
	least = 15 * time.Second
	// resting is the shortest time between two looks while nothing is expected: before a pass begins, and while it is
	// refused.
	resting = 30 * time.Second
	// slowest is the longest time between two looks.
	slowest = 5 * time.Minute
	// afterglow is how long after the end of everything checks continue, because lists lag.
	afterglow = time.Minute
)

// paces are the times between looks, by how long nothing has changed.
var paces = []struct{ quiet, wait time.Duration }{
	{5 * time.Minute, least},
	{15 * time.Minute, 20 * time.Second},
	{time.Hour, time.Minute},
}

// Next returns how long it is from now to the next look, zero when it is due, and false when there is none: nothing can
// change any more.
func (w Watch) Next(now time.Time) (wait time.Duration, ok bool) {
	if w.Over(now) != "" {
		return 0, false
	}
	if w.setBack(now) {
		return 0, true
	}
	return max(0, w.due(now).Sub(now)), true
}

// due is when the next look is.
func (w Watch) due(now time.Time) time.Time {
	if w.asked.IsZero() {
		return now
	}
	last := w.asked
	if w.logAsked.After(last) {
		last = w.logAsked
	}
	due := last.Add(w.pace(now))
	end, _ := w.pass.End()
	for _, turn := range []time.Time{w.pass.StartDateTime, end} { // Graph's word changes there; the zero time is past
		if at := turn.Add(time.Second); at.After(w.asked) && at.Before(due) {
			due = at
		}
	}
	if earliest := last.Add(w.least()); due.Before(earliest) {
		due = earliest
	}
	if due.Before(w.notBefore) {
		due = w.notBefore
	}
	return due
}

// least returns the shortest time from the last look to the next.
func (w Watch) least() time.Duration { return least * time.Duration(max(w.requests, 1)) }

// pace returns the time between two looks in the current state.
func (w Watch) pace(now time.Time) time.Duration {
	wait := slowest
	for _, p := range paces {
		if now.Sub(w.changed) < p.quiet {
			wait = p.wait
			break
		}
	}
	switch w.Stage(now) {
	case Waiting, Refused:
		wait = max(wait, resting)
	}
	if w.failures > 0 {
		back := min(least<<min(w.failures-1, 6), slowest)
		if w.fault != nil && w.fault.Kind == fault.Denied {
			back = max(back, time.Minute) // a role may be activated meanwhile, but not at once
		}
		wait = max(wait, back)
	}
	return wait
}

// Waits reports whether Graph asked not to be asked before some time after now.
func (w Watch) Waits(now time.Time) bool { return w.notBefore.After(now) }

// Over says why the pass is no longer checked, and nothing while it is.
func (w Watch) Over(now time.Time) string {
	switch w.Stage(now) {
	case Deleted, Superseded:
		return "the pass is gone"
	case Closed:
		if _, latest, _ := w.RegisterBy(); !now.Before(latest.Add(afterglow)) {
			return "the pass was used, and the time to register is over"
		}
	case Ended:
		end, known := w.pass.End()
		if !known {
			end = w.changed // when Graph said so
		}
		if !now.Before(end.Add(afterglow)) {
			return "the pass has expired"
		}
	}
	return ""
}

// Doubt says what keeps the watch from knowing, or nothing: that the last looks failed, that Graph asks to wait, that
// Graph has not shown the pass yet, that methods cannot be read, or that a use would not be seen.
func (w Watch) Doubt(now time.Time, zone *time.Location) []string {
	var out []string
	at := func(t time.Time) string { return t.In(zone).Format(time.TimeOnly) }
	switch f := w.fault; {
	case f != nil && w.notBefore.After(w.asked) && w.Over(now) == "":
		out = append(out, f.Reason()+": the next check is at "+at(w.due(now)))
	case f != nil && w.failures == 1:
		out = append(out, "the check at "+at(w.asked)+" failed: "+f.Reason())
	case f != nil:
		out = append(out, "checks fail, the last at "+at(w.asked)+": "+f.Reason())
	}
	if w.missing != (pass.Absence{}) && !w.has(Gone) && !w.has(Replaced) {
		out = append(out, "Graph did not find the pass at "+at(w.looked)+"; that proves nothing yet: its servers lag")
	}
	if w.methodsFault != nil && w.fault == nil {
		out = append(out, "new methods cannot be seen: "+w.methodsFault.Reason())
	}
	if w.pass.MultiUse() && !w.useVisible && !w.has(Used) && len(w.Enrolled()) == 0 && !w.looked.IsZero() &&
		w.Stage(now).live() {
		out = append(out, "use not visible on v1.0: a multi-use pass shows no sign-in there; a new method is the better sign")
	}
	return out
}
