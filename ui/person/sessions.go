package person

import (
	"fmt"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/ui/kit"
)

// methodsOff says why no method can be removed.
func (s *Screen) methodsOff() string {
	switch d := s.call.Dossier; {
	case s.desk.JudgeRemoval(s.call).Off != "":
		return s.desk.JudgeRemoval(s.call).Off
	case d == nil && s.call.Unread == nil:
		return offReading
	case d == nil || d.MethodsFault != nil:
		return offMethodsUnread
	case len(s.call.MethodsLeft()) == 0:
		return offNoMethods
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
		out = kit.Row(labelRemoved, strings.Join(gone, "; ")+kit.Faint(removedLags), width)
	}
	for _, words := range doubt {
		out = append(out, kit.Row(labelRemoval, kit.Warn(words), width)...)
	}
	return out
}

// blockOrUnblock is what b asks about.
func (s *Screen) blockOrUnblock() journal.Operation {
	if s.call.Person.Disabled() {
		return journal.Unblock
	}
	return journal.Block
}

func (s *Screen) blockKey() key.Binding {
	if s.call.Person.Disabled() {
		return kit.Says(kit.Block, doUnblockLong)
	}
	return kit.Block
}

func (s *Screen) blockShort() string {
	if s.call.Person.Disabled() {
		return doUnblock
	}
	return doBlock
}

// actLines say what is known of a block, an unblock or a reset in this call.
func (s *Screen) actLines(label string, a *desk.Acted, width int) []string {
	switch {
	case a == nil:
		return nil
	case !a.At.IsZero():
		return kit.Row(label, fmt.Sprintf(actDone[a.Record.Operation], a.At.In(s.env.Zone).Format(time.TimeOnly)), width)
	case a.Open != nil:
		return kit.Row(label, kit.Warn(a.Open.Sentence()), width)
	case a.Fault.Kind == fault.Refused:
		return kit.Row(label, notDone+a.Fault.Hint, width)
	}
	return kit.Row(label, kit.Bad(notDone+a.Fault.Reason()), width)
}

// sessionLines say what is known of a revocation in this call.
func (s *Screen) sessionLines(width int) []string {
	r := s.call.Revoked
	switch {
	case r == nil:
		return nil
	case !r.At.IsZero():
		return kit.Row(labelSessions, fmt.Sprintf(formatRevoked, r.Told(s.env.Zone)), width)
	case r.Open != nil:
		return kit.Row(labelSessions, kit.Warn(fmt.Sprintf(formatRevocation, r.Open.Sentence())), width)
	case r.Fault.Kind == fault.Refused:
		return kit.Row(labelSessions, fmt.Sprintf(formatNotRevoked, r.Fault.Hint), width)
	}
	return kit.Row(labelSessions, kit.Bad(fmt.Sprintf(formatNotRevoked, r.Fault.Reason())), width)
}
