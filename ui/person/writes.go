package person

import (
	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/pass"
	"tapdesk/ui/fx"
)

// behind says whether the list is older than the pass just created.
func (s *Screen) behind() bool {
	if s.created == nil {
		return false
	}
	return s.dossier == nil || s.dossier.Pass == nil ||
		(s.dossier.Pass.ID != s.created.ID && !s.dossier.Pass.CreatedDateTime.After(s.created.CreatedDateTime))
}

// catchUp lets go of what a create has told once the list knows it too, or the pass is gone again.
func (s *Screen) catchUp() {
	switch {
	case s.created == nil || s.dossier.PassFault != nil:
	case s.behind():
		s.missing = s.missing.Missed(s.dossier.ReadAt)
		if s.missing.Settled(s.createdAt) {
			s.created = nil
		}
	default:
		s.created = nil
	}
}

// look checks what became of a write whose outcome is not known.
func (s *Screen) look() tea.Cmd {
	if s.unsettled == nil {
		return nil
	}
	return s.inquiring.Check(s.env, s.desk, []desk.Inquiry{*s.unsettled})
}

// looked takes what a check found. Where it says more than what is drawn, the person is read again.
func (s *Screen) looked(msg tea.Msg) tea.Cmd {
	if s.unsettled == nil {
		return nil
	}
	checked, next, ok := s.inquiring.Take(s.env, s.desk, []desk.Inquiry{*s.unsettled}, msg)
	if !ok {
		return nil
	}
	s.unsettled = &checked[0]
	s.forget()
	if s.unsettled.Listed.Fault == nil && !s.draws(s.unsettled.Listed.Passes) {
		return tea.Batch(next, s.reopen())
	}
	return next
}

// draws reports whether the dossier has the pass that was listed since, or none if none was.
func (s *Screen) draws(listed []pass.Pass) bool {
	if s.dossier == nil || s.dossier.Pass == nil || len(listed) == 0 {
		return s.dossier != nil && s.dossier.Pass == nil && len(listed) == 0
	}
	return s.dossier.Pass.ID == listed[0].ID
}

// forget lets go of the pass created here where a deletion of unknown outcome turns out to have deleted it.
func (s *Screen) forget() {
	if q := s.unsettled; q.Finding() == pass.Gone && s.created != nil && s.created.ID == q.Target {
		s.created = nil
	}
}

// lookAgain reads the person again while that may still show whether the pass created here is gone.
func (s *Screen) lookAgain() tea.Cmd {
	if d := s.missing.Next(s.createdAt); s.created != nil && d > 0 {
		return fx.After(&s.again, s.env, d)
	}
	return nil
}
