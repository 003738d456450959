package watch

import (
	"time"

	"tapdesk/state/pass"
)

// Clock is a time that matters, still to come.
type Clock struct {
	Name ClockName
	// At is when it runs out, by Graph's clock, UTC; Until is later where it is not known exactly, else the same.
	At, Until time.Time
}

// ClockName is what runs out.
type ClockName int

const (
	// UntilStart runs until the pass is valid.
	UntilStart ClockName = iota
	// UntilSettled is the first minute, in which the pass may still be refused.
	UntilSettled
	// UntilRegistered runs until a method must have been registered after the sign-in with a one-time pass.
	UntilRegistered
	// UntilEnd runs until the end of validity.
	UntilEnd
)

// Clocks returns the times that still matter at now, the nearest first.
func (w Watch) Clocks(now time.Time) []Clock {
	stage := w.Stage(now)
	if !stage.live() && stage != Refused {
		return nil
	}
	var clocks []Clock
	add := func(name ClockName, at time.Time, known bool) {
		if known {
			clocks = append(clocks, Clock{Name: name, At: at, Until: at})
		}
	}
	switch stage {
	case Waiting:
		start, known := w.pass.Start()
		add(UntilStart, start, known)
	case Settling:
		add(UntilSettled, w.settled(), true)
	case SignedIn:
		if earliest, latest, ok := w.RegisterBy(); ok && len(w.Enrolled()) == 0 {
			return []Clock{{Name: UntilRegistered, At: earliest, Until: latest}}
		}
		if w.pass.OneTime() {
			return nil
		}
	}
	end, known := w.pass.End()
	add(UntilEnd, end, known)
	return clocks
}

// Left says how long a clock has to run, for reading out.
func (c Clock) Left(now time.Time) string {
	if !now.Before(c.At) && now.Before(c.Until) {
		return "may be over, and is in " + pass.Span(c.Until.Sub(now))
	}
	return pass.Span(c.At.Sub(now))
}

// Tick returns how long what Left says stays true: until the next second below ten minutes, else until the next minute.
func (c Clock) Tick(now time.Time) time.Duration {
	left := c.At.Sub(now)
	if left <= 0 {
		left = c.Until.Sub(now)
	}
	step := time.Minute
	if left <= 11*time.Minute {
		step = time.Second
	}
	if rest := left % step; rest > 0 {
		return rest
	}
	return step
}

// Near reports whether the clock has come so far that it must be said.
func (c Clock) Near(now time.Time) bool {
	left := c.At.Sub(now)
	return left <= marks[c.Name][0]
}

// marks are how long before its end each clock is announced, longest first.
var marks = map[ClockName][]time.Duration{
	UntilStart:      {5 * time.Minute, time.Minute, 0},
	UntilSettled:    {0},
	UntilRegistered: {5 * time.Minute, 2 * time.Minute, time.Minute, 0},
	UntilEnd:        {10 * time.Minute, 5 * time.Minute, time.Minute, 0},
}

// Due returns the announcement that has become due after one instant and by another, the latest when there are several,
// and nothing when there is none.
func (w Watch) Due(after, by time.Time) string {
	var said string
	var at time.Time
	for _, c := range w.Clocks(after) {
		for _, mark := range marks[c.Name] {
			due := c.At.Add(-mark)
			if due.After(after) && !due.After(by) && !due.Before(at) {
				said, at = c.announce(mark), due
			}
		}
	}
	return said
}

// announce is what is said when a clock has mark left.
func (c Clock) announce(mark time.Duration) string {
	left := pass.Span(mark)
	switch c.Name {
	case UntilStart:
		if mark == 0 {
			return "the pass begins now: it can be typed"
		}
		return "the pass begins in " + left + ": typed before, it is refused"
	case UntilSettled:
		return "the first minute is over: the pass can be typed"
	case UntilRegistered:
		if mark == 0 {
			return "the ten minutes to register may be over: if registering fails now, it takes a new pass"
		}
		return left + " left to finish registering"
	}
	if mark == 0 {
		return "the pass has expired"
	}
	return left + " left until the pass expires; then it signs nobody in any more"
}
