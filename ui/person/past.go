package person

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/audit"
	"tapdesk/state/desk"
	"tapdesk/state/signins"
	"tapdesk/state/whatif"
	"tapdesk/ui/kit"
)

const (
	// auditReach is how far back Entra's log is read: tenants keep more only if they pay for it.
	auditReach = 30 * 24 * time.Hour
	// eventsShown is how many of the events are drawn.
	eventsShown = 8
)

// recall reads what the journal has about the person, and counts the last hour's passes.
func (s *Screen) recall() tea.Cmd {
	call := s.call.Copy()
	return s.older.Read(s.env, func(ctx context.Context) (desk.Recalled, error) {
		return s.desk.Recall(ctx, call, false), nil
	})
}

// askAudit reads Entra's log, once per key press.
func (s *Screen) askAudit() tea.Cmd {
	id, since := s.call.Person.ID, s.env.Now().Add(-auditReach)
	return s.audit.Read(s.env, func(ctx context.Context) ([]audit.Event, error) { return s.auditor.Audit(ctx, id, since) })
}

func (s *Screen) auditOff() string {
	if s.audit.Pending() {
		return "still reading"
	}
	return ""
}

// remembered takes what was read of the past. A journal that cannot be read says so on every screen.
func (s *Screen) remembered(msg tea.Msg) bool {
	if a, ok := s.older.Take(msg); ok {
		s.call.Recalled(a.Value)
		return true
	}
	a, ok := s.audit.Take(msg)
	if ok {
		s.unaudited = kit.AsFault(a.Err, "read Entra's audit log")
		if a.Err == nil {
			s.call.Audited(a.Value, s.env.Now())
		}
	}
	return ok
}

// auditLines says what Entra's log has, once it was read.
func (s *Screen) auditLines(width int) []string {
	switch {
	case s.audit.Pending():
		return kit.Row("Audit", "reading Entra's audit log...", width)
	case s.unaudited != nil:
		out := kit.Row("Audit", kit.Warn("could not be read")+": "+s.unaudited.Reason(), width)
		out = append(out, kit.Row("", s.unaudited.Hint, width)...)
		return append(out, quote(s.unaudited, width)...)
	case s.call.Past.ReadAt.IsZero():
		return nil
	case len(s.call.Past.Events) == 0:
		return kit.Row("Audit", "Entra's log has no event of a pass in 30 days (it lags by minutes)", width)
	}
	c := s.clock()
	var out []string
	label := "Audit"
	for n, e := range s.call.Past.Events {
		if n == eventsShown {
			out = append(out, kit.Row("", kit.Faint("and older ones"), width)...)
			break
		}
		text := c.Both(e.Time) + "  " + e.What.String() + " by " + e.Actor.Name()
		if !e.Happened() {
			text += ", FAILED"
		}
		if e.Actor.IPAddress != "" {
			text += " from " + string(e.Actor.IPAddress)
		}
		out = append(out, kit.TwoLines(kit.Indented(label, text, width), width)...)
		label = ""
	}
	return append(out, kit.Row("",
		kit.Faint("as of "+s.call.Past.ReadAt.In(s.env.Zone).Format("15:04:05")+
			", 30 days back; Entra's log lags by minutes"), width)...)
}

// policyLines says what Microsoft's simulation of Conditional Access said, once it was asked.
func (s *Screen) policyLines(width int) []string {
	if len(s.call.Simulations) == 0 {
		return nil
	}
	v := whatif.Judge(s.call.Simulations)
	if v.Kind < whatif.Depends && s.call.Dossier != nil { // the verdict warns of it
		return nil
	}
	return kit.Row("Policies", kit.Simulated(v), width)
}

// signInLines says what the sign-in log has, once it was read.
func (s *Screen) signInLines(width int) []string {
	switch {
	case s.log.Pending():
		return kit.Row("Sign-ins", "reading the sign-in log...", width)
	case s.call.SignIns == nil && s.call.SignInsUnread != nil:
		return kit.Row("Sign-ins", kit.Warn("could not be read")+": "+s.call.SignInsUnread.Hint, width)
	case s.call.SignIns == nil:
		return nil
	}
	answer := s.call.WhyOut()
	if answer.Kind == signins.NoHelp && s.call.Dossier != nil { // the verdict warns of it
		return nil
	}
	return kit.Row("Sign-ins", kit.Told(answer), width)
}
