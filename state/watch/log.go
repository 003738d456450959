package watch

import (
	"slices"
	"time"

	"tapdesk/state/signins"
)

// logged is how long after a use the sign-in log is read for where the pass was used, until the log has it. The log
// lags by minutes, and what says that a pass was used may come later than the entry. Source:
// learn.microsoft.com/entra/identity/monitoring-health/concept-sign-in-log-activity-details.
var logged = [...]time.Duration{time.Minute, 3 * time.Minute, 6 * time.Minute, 10 * time.Minute}

// lastUse returns when the pass was used last, as far as Graph tells; else when this console saw that it was. It is
// zero before that.
func (w Watch) lastUse() (at time.Time, told bool) {
	e, _ := w.Use()
	switch {
	case !e.Again.IsZero():
		return e.Again, true
	case !e.At.IsZero():
		return e.At, true
	}
	return e.SeenAt, false
}

// LogDue reports whether the sign-in log is to be read at now for where the pass was used. Log is what was read of it
// last, nil for nothing.
func (w Watch) LogDue(log *signins.Log, now time.Time) bool {
	use, told := w.lastUse()
	if use.IsZero() {
		return false
	}
	asked := w.logAsked
	if log != nil {
		if log.ReadAt.After(asked) {
			asked = log.ReadAt
		}
		has := func(s signins.SignIn) bool { return !told || !s.CreatedDateTime.Before(use.Add(-behind)) }
		if slices.ContainsFunc(w.Uses(*log), has) {
			return false
		}
	}
	return slices.ContainsFunc(logged[:], func(after time.Duration) bool {
		due := use.Add(after)
		return !now.Before(due) && asked.Before(due)
	})
}

// LogAsked takes that the log was asked for in the place of a look, which then comes after as long as it would have.
func (w Watch) LogAsked(at time.Time) Watch {
	w.logAsked = at.UTC()
	return w
}

// Uses returns the sign-ins with this pass that the log has, the newest first. See signins.Log.WithPass.
func (w Watch) Uses(log signins.Log) []signins.SignIn { return log.WithPass(w.since()) }

// Refusals returns what in the sign-in log may be why the pass does not work for the caller, the newest first: passes
// that were refused since this one was created, and methods that could not be registered from where somebody was in
// the last day.
func (w Watch) Refusals(log signins.Log) []signins.Group {
	since := w.since().Add(-slack)
	log.SignIns = slices.DeleteFunc(slices.Clone(log.SignIns), func(s signins.SignIn) bool {
		switch {
		case s.RefusedPass():
			return s.CreatedDateTime.Before(since)
		case s.RefusedRegistration():
			return log.ReadAt.Sub(s.CreatedDateTime) > signins.Short
		}
		return true
	})
	groups, _ := log.Groups()
	return groups
}
