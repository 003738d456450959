package fx

import (
	"time"

	"tapdesk/state/pass"
)

// apart is how far the machine's clock and Graph's may differ before screens say so.
const apart = time.Minute

// ClockAhead returns how far the machine's clock is ahead of Graph's, in whole seconds; negative means behind. It
// returns 0 for less than a minute, which makes no difference to an operator.
func (e Env) ClockAhead() time.Duration {
	ahead := e.Clock.Now().Sub(e.Now()).Round(time.Second)
	if ahead.Abs() <= apart {
		return 0
	}
	return ahead
}

// ClockDoubt returns a warning that the two clocks differ, or "" if they agree: the time that the operator reads on
// another clock is not the one that counts.
func (e Env) ClockDoubt() string {
	ahead := e.ClockAhead()
	which := " ahead of"
	switch {
	case ahead == 0:
		return ""
	case ahead < 0:
		which = " behind"
	}
	return "This machine's clock is " + pass.Span(ahead.Abs()) + which + " Graph's; times follow Graph's."
}
