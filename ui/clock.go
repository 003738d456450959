package ui

import (
	"time"

	"tapdesk/ui/fx"
)

// clockDoubt tells that the machine's clock and Graph's differ: once for each difference. Screens with times of a pass
// say it as long as it is so.
type clockDoubt struct {
	told time.Duration // how far the machine's clock is ahead of Graph's, as last told; 0 when they agree
}

// tell returns what to say now, if anything.
func (c *clockDoubt) tell(e fx.Env) string {
	ahead := e.ClockAhead()
	switch {
	case ahead == 0:
		c.told = 0
	case (ahead - c.told).Abs() > time.Minute:
		c.told = ahead
		return e.ClockDoubt()
	}
	return ""
}
