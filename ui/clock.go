package ui

import "time"

// tellClock says in the status line that the machine's clock and Graph's differ: once for each difference. Screens with
// times of a pass say it as long as it is so.
func (a *App) tellClock() {
	ahead := a.world.ClockAhead()
	switch {
	case ahead == 0:
		a.clockTold = 0
	case (ahead - a.clockTold).Abs() > time.Minute:
		a.clockTold = ahead
		a.warnOf(a.world.ClockDoubt())
	}
}
