package person

import (
	"strings"

	"tapdesk/state/fault"
	"tapdesk/ui/kit"
)

// methodsOff says why no method can be removed.
func (s *Screen) methodsOff() string {
	switch d := s.call.Dossier; {
	case s.desk.JudgeRemoval(s.call).Off != "":
		return s.desk.JudgeRemoval(s.call).Off
	case d == nil && s.call.Unread == nil:
		return "still reading"
	case d == nil || d.MethodsFault != nil:
		return "the methods could not be read"
	case len(s.call.MethodsLeft()) == 0:
		return "no method is listed"
	}
	return ""
}

// removedLines say which methods were removed in this call, and which not for certain.
func (s *Screen) removedLines(width int) (out []string) {
	var gone, doubt []string
	for _, r := range s.call.Removals {
		switch {
		case r.Done():
			gone = append(gone, r.Method.Words())
		case r.Open != nil:
			doubt = append(doubt, r.Method.Words()+": "+r.Open.Sentence())
		}
	}
	if len(gone) > 0 {
		out = kit.Row("Removed", strings.Join(gone, "; ")+kit.Faint(" (in this call; lists lag)"), width)
	}
	for _, words := range doubt {
		out = append(out, kit.Row("Removal", kit.Warn(words), width)...)
	}
	return out
}

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
