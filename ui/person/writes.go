package person

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/journal"
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

// inquire holds what was read against a write whose outcome is not known.
func (s *Screen) inquire(read bool) {
	if s.unsettled == nil {
		return
	}
	q := s.unsettled.Inquiry
	known := journal.Elsewhere(s.past.Records, s.known.ID, s.unsettled.Record.Write)
	if known != nil { // nil while the journal is read
		q.Elsewhere = known
	}
	next := q.Failed(s.env.Now())
	if read && s.dossier.PassFault == nil {
		var list []pass.Pass
		if p := s.dossier.Pass; p != nil {
			list = append(list, *p)
		}
		next = q.Look(list, s.dossier.ReadAt)
	}
	s.unsettled.Inquiry = next
	s.env.SettleDeletion(s.unsettled.Record, q, next)
	s.forget()
}

// forget lets go of the pass created here where a deletion of unknown outcome turns out to have deleted it.
func (s *Screen) forget() {
	if q := s.unsettled.Inquiry; q.Finding() == pass.Gone && s.created != nil && s.created.ID == q.Target {
		s.created = nil
	}
}

// lookAgain reads again while that may still show what came of a write.
func (s *Screen) lookAgain() tea.Cmd {
	var wait time.Duration
	if s.unsettled != nil {
		wait = s.unsettled.Inquiry.NextLook()
	}
	if d := s.missing.Next(s.createdAt); s.created != nil && d > 0 && (wait == 0 || d < wait) {
		wait = d
	}
	if wait == 0 {
		return nil
	}
	return fx.After(&s.again, s.env, wait)
}
