package person

import (
	tea "charm.land/bubbletea/v2"

	"tapdesk/ui/fx"
	"tapdesk/ui/nav"
)

// check looks into a write whose outcome is unknown.
func (s *Screen) check() tea.Cmd { return s.inquiring.CheckCall(s.env, s.call) }

// looked takes the result of a check. If it differs from what is drawn, the person is read again.
func (s *Screen) looked(msg tea.Msg) tea.Cmd {
	next, ok := s.inquiring.TakeCall(s.env, s.call, msg)
	if q := s.call.Inquiry; ok && q != nil && q.Checked() && q.Listed.Fault == nil && !s.call.Draws(q.Listed.Passes) {
		return tea.Batch(next, s.reopen())
	}
	return next
}

// readAgain reads the person again as long as that may show whether the pass created here is gone.
func (s *Screen) readAgain() tea.Cmd {
	if d := s.call.NextRead(); d > 0 {
		return fx.After(&s.again, s.env, d)
	}
	return nil
}

// watchOff says why there is nothing to watch.
func (s *Screen) watchOff() string {
	if s.call.Pass() != nil {
		return ""
	}
	if s.call.Dossier == nil && s.call.Unread == nil {
		return offReading
	}
	return offNoWatch
}

// follow opens the watch of the pass.
func (s *Screen) follow() tea.Cmd {
	if s.call.Pass() == nil {
		return nil
	}
	s.call.WasRefused(nil)
	return s.env.Push(nav.Watch{Call: s.call})
}
