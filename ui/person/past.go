package person

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/whatif"
	"tapdesk/ui/kit"
)

// eventsShown is how many of the events are drawn.
const eventsShown = 8

// recall reads what the journal has about the person, and counts the last hour's passes.
func (s *Screen) recall() tea.Cmd {
	call := s.call.Copy()
	return s.older.Read(s.env, func(ctx context.Context) (desk.Recalled, error) {
		return s.desk.Recall(ctx, call, false), nil
	})
}

// askAudit reads Entra's log, and where it says when a pass was used the sign-in log too.
func (s *Screen) askAudit() tea.Cmd {
	s.asked = true
	read := s.audit.Read(s.env, s.call)
	if !s.desk.Beta {
		return read
	}
	return tea.Batch(read, s.log.Read(s.env, s.call, s.call.SignInSpan()))
}

func (s *Screen) auditOff() string {
	if s.audit.Pending() {
		return offReading
	}
	return ""
}

// remembered takes what was read of the past. A journal that cannot be read says so on every screen.
func (s *Screen) remembered(msg tea.Msg) bool {
	if a, ok := s.older.Take(msg); ok {
		s.call.Recalled(a.Value)
		return true
	}
	return s.audit.Take(s.env, s.call, msg)
}

// auditLines says what Entra's log has, once the operator asked for it here: a form reads it too.
func (s *Screen) auditLines(width int) []string {
	switch {
	case !s.asked:
		return nil
	case s.audit.Pending():
		return kit.Row(labelAudit, auditReading, width)
	case s.call.Unaudited != nil:
		out := kit.Row(labelAudit, kit.Warn(unreadable)+": "+s.call.Unaudited.Reason(), width)
		out = append(out, kit.Row("", s.call.Unaudited.Hint, width)...)
		return append(out, quote(s.call.Unaudited, width)...)
	case s.call.Past.ReadAt.IsZero():
		return nil
	case len(s.call.Past.Events) == 0:
		return kit.Row(labelAudit, auditEmpty, width)
	}
	c := s.clock()
	var out []string
	label := labelAudit
	for n, e := range s.call.Past.Events {
		if n == eventsShown {
			out = append(out, kit.Row("", kit.Faint(auditOlder), width)...)
			break
		}
		text := fmt.Sprintf(formatAuditEvent, c.Both(e.Time), e.Told(), e.By())
		if !e.Happened() {
			text += auditFailed
		}
		if e.Actor.IPAddress != "" {
			text += fmt.Sprintf(formatAuditFrom, e.Actor.IPAddress)
		}
		out = append(out, kit.TwoLines(kit.Indented(label, text, width), width)...)
		label = ""
	}
	return append(out, kit.Row("",
		kit.Faint(fmt.Sprintf(formatAuditAsOf, s.call.Past.ReadAt.In(s.env.Zone).Format(time.TimeOnly))), width)...)
}

// usedLines says where passes were used, once the sign-in log was read: the one that is listed, else any.
func (s *Screen) usedLines(width int) []string {
	if s.call.SignIns == nil {
		return nil
	}
	var since time.Time
	if p := s.call.Pass(); p != nil {
		since = p.CreatedDateTime
	}
	var out []string
	label := labelUsed
	for n, one := range s.call.SignIns.WithPass(since) {
		if n == eventsShown {
			break
		}
		text := s.clock().Both(one.CreatedDateTime) + "  " + kit.UsedFrom(one, s.call.Said(s.env.Now()).Place())
		out = append(out, kit.Indented(label, text, width)...)
		label = ""
	}
	return out
}

// policyLines says what Microsoft's simulation of Conditional Access said, once it was asked.
func (s *Screen) policyLines(width int) []string {
	if len(s.call.Simulations) == 0 {
		return nil
	}
	return kit.Row(labelPolicies, kit.Simulated(whatif.Judge(s.call.Simulations)), width)
}

// signInLines says what the sign-in log has, once it was read.
func (s *Screen) signInLines(width int) []string {
	switch {
	case s.log.Pending():
		return kit.Row(labelSignIns, signInsReading, width)
	case s.call.SignIns == nil && s.call.SignInsUnread != nil:
		return kit.Row(labelSignIns, kit.Warn(unreadable)+": "+s.call.SignInsUnread.Hint, width)
	case s.call.SignIns == nil:
		return nil
	}
	return kit.Row(labelSignIns, kit.Told(s.call.WhyOut()), width)
}
