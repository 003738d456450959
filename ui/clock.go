package ui

import (
	"time"

	"tapdesk/ui/fx"
)

// clockDoubt reports that the machine's clock and Graph's differ, once for each difference. Screens that show a pass's
// times repeat it while it is true.
type clockDoubt struct {
	told time.Duration // how far the machine's clock is ahead of Graph's, as last reported; 0 when they agree
}

// tell returns the sentence to show now, if any.
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
