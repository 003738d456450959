package ui

import (
	"time"

	"tapdesk/state/pass"
)

// apart is how far the machine's clock and Graph's may differ before it is told.
const apart = time.Minute

// tellClock says once that the machine's clock and Graph's differ: what the operator reads on another clock is not what counts.
func (a *App) tellClock() {
	ahead := a.world.Now().Sub(a.world.Clock.Now()).Round(time.Second)
	if a.clockTold || ahead.Abs() <= apart {
		return
	}
	a.clockTold = true
	which := " behind"
	if ahead < 0 {
		which = " ahead of"
	}
	a.warnOf("This machine's clock is " + pass.Span(ahead.Abs()) + which + " Graph's. Times follow Graph's.")
}
