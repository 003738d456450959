package person

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/audit"
	"tapdesk/state/journal"
	"tapdesk/state/ticket"
	"tapdesk/ui/kit"
)

const (
	// auditReach is how far back Entra's log is asked for: no tenant keeps more without paying for it.
	auditReach = 30 * 24 * time.Hour
	// journalReach is how far back the journal matters for a pass that may still stand: 30 days of validity, and a start ahead.
	journalReach = 60 * 24 * time.Hour
	// eventsShown is how many of the events are drawn.
	eventsShown = 8
)

// recalled is what the journal has about the person, and how many passes the operator issued in the last hour.
type recalled struct {
	about []journal.Record
	pace  ticket.Pace
}

// recall reads what the journal has about the person, and counts the last hour where the site limits it.
func (s *Screen) recall() tea.Cmd {
	now, limit := s.env.Clock.Now(), s.env.Desk.PacePerHour
	me, _ := s.env.Operator()
	about, since := audit.About(s.known.ID), now.Add(-journalReach)
	return s.older.Read(s.env, func(context.Context) (recalled, error) {
		var hour []journal.Record
		records, err := s.env.Journal.Records(since, func(r journal.Record) bool {
			if limit > 0 && now.Sub(r.Time) < time.Hour {
				hour = append(hour, r)
			}
			return about(r)
		})
		return recalled{records, ticket.PaceOf(hour, me.ID.Wire(), limit, now)}, err
	})
}

// askAudit asks Entra's log, once for each press.
func (s *Screen) askAudit() tea.Cmd {
	id, since := s.known.ID, s.env.Now().Add(-auditReach)
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
		s.past.Records, s.pace = a.Value.about, a.Value.pace
		return true
	}
	a, ok := s.audit.Take(msg)
	if ok {
		s.unaudited = kit.AsFault(a.Err, "read Entra's audit log")
		if a.Err == nil {
			s.past.Events, s.past.ReadAt = a.Value, s.env.Now()
		}
	}
	return ok
}

// auditLines say what Entra's log has, once it was asked.
func (s *Screen) auditLines(width int) []string {
	switch {
	case s.audit.Pending():
		return kit.Row("Audit", "reading Entra's audit log...", width)
	case s.unaudited != nil:
		out := kit.Row("Audit", kit.Warn("could not be read")+": "+s.unaudited.Reason(), width)
		out = append(out, kit.Row("", s.unaudited.Hint, width)...)
		return append(out, quote(s.unaudited, width)...)
	case s.past.ReadAt.IsZero():
		return nil
	case len(s.past.Events) == 0:
		return kit.Row("Audit", "Entra's log has no event of a pass in 30 days (it lags by minutes)", width)
	}
	c := s.clock()
	var out []string
	label := "Audit"
	for n, e := range s.past.Events {
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
	return append(out, kit.Row("", kit.Faint("as of "+s.past.ReadAt.In(s.env.Zone).Format("15:04:05")+", 30 days back; Entra's log lags by minutes"), width)...)
}
