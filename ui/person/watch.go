package person

import (
	tea "charm.land/bubbletea/v2"

	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/ui/nav"
)

// watchOff says why there is nothing to watch.
func (s *Screen) watchOff() string {
	if s.pass() != nil {
		return ""
	}
	if s.dossier == nil && s.fault == nil {
		return "still reading"
	}
	return "there is no pass to watch"
}

// follow opens the watch of a pass. What was read of the methods before is what a new one is told from.
func (s *Screen) follow(p pass.Pass) tea.Cmd {
	to := nav.Watch{Person: s.person(), Pass: p, SeenAt: s.seenAt(), Unseen: p.ID == s.unseen, Past: s.past}
	if u := s.unsettled; u != nil && u.Delete && u.Target == p.ID {
		to.Unsettled = u.EndedAt
	}
	if d := s.dossier; d != nil && d.MethodsFault == nil {
		to.Methods = append([]person.Method{}, d.Methods...)
	}
	return s.env.Push(to)
}

// watched takes what a watch has seen.
func (s *Screen) watched(result nav.Watched) tea.Cmd {
	switch {
	case result.Deleted:
		s.deleted, s.created, s.unsettled = &result.Pass, nil, nil
	case s.created != nil && s.created.ID == result.Pass.ID:
		s.created = &result.Pass
	}
	read := tea.Batch(s.reopen(), s.recall())
	if off := s.issueOff(); result.Issue && off != "" {
		return tea.Batch(read, s.env.Say(off))
	} else if result.Issue {
		return tea.Batch(read, s.env.Push(nav.Issue{Person: s.person(), Created: s.created, Past: s.past, Alike: s.alike}))
	}
	return read
}
