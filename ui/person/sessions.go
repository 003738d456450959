package person

import (
	"tapdesk/state/fault"
	"tapdesk/ui/kit"
)

// sessionLines say what is known of a revocation in this call.
func (s *Screen) sessionLines(width int) []string {
	r := s.call.Revoked
	switch {
	case r == nil:
		return nil
	case !r.At.IsZero():
		return kit.Row("Sessions", r.Told(s.env.Zone)+" Tokens may live on for an hour or longer.", width)
	case r.Open != nil:
		return kit.Row("Sessions", kit.Warn("revocation: "+r.Open.Sentence()), width)
	case r.Fault.Kind == fault.Refused:
		return kit.Row("Sessions", "not revoked: "+r.Fault.Hint, width)
	}
	return kit.Row("Sessions", kit.Bad("not revoked: "+r.Fault.Reason()), width)
}
