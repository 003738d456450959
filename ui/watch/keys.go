package watch

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/person"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch s.mode {
	case asking:
		s.show(following)
		if kit.Press(msg, kit.Yes) {
			return s.confirm()
		}
		return nil
	case choosing:
		if kit.Press(msg, kit.Enter) {
			s.show(advising)
			return nil
		}
		s.symptom.Update(msg)
		return nil
	}
	if s.cardInSight() && s.card.press(msg) {
		return nil
	}
	return s.command(msg)
}

// command takes a key that does something with the pass.
func (s *Screen) command(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.mode == following && kit.Press(msg, kit.Trouble):
		return s.trouble()
	case s.mode != reading && kit.Press(msg, kit.Card):
		s.card.open(s.call.Person, s.env)
		s.show(reading)
	case s.mode == following && kit.Press(msg, kit.Delete):
		s.call.WasRefused(nil)
		if !s.watch.Used() && len(s.watch.Enrolled()) == 0 {
			return s.confirm()
		}
		s.show(asking)
	case s.mode == following && len(s.before()) > 0 && kit.Press(msg, kit.Methods):
		return s.env.Push(nav.Methods{Call: s.call})
	case s.mode == following && !s.desk.NoRevoke && kit.Press(msg, kit.EndSessions):
		return s.env.Push(nav.Sessions{Call: s.call})
	case s.mode != reading && kit.Press(msg, kit.WhyOut):
		return s.env.Push(nav.SignIns{Call: s.call})
	case s.mode != reading && kit.Press(msg, kit.Look):
		return s.ask(true)
	case s.mode != reading && kit.Press(msg, kit.Issue):
		return s.env.Pop(nav.Result{Next: nav.ToIssue})
	default:
		s.scroll = kit.ScrollBy(msg, s.scroll, len(s.lines(s.size)), s.size.Height)
	}
	return nil
}

// confirm goes to the confirmation of the deletion.
func (s *Screen) confirm() tea.Cmd {
	seen := s.watch.LookedAt()
	if seen.IsZero() {
		seen = s.seenAt
	}
	return s.env.Push(nav.ConfirmDelete{Call: s.call, Question: s.call.ToDelete(s.watch.Pass(), seen, s.env.Now())})
}

// actKeys are those of what can be done to the person besides, where the site has not turned it off.
func (s *Screen) actKeys() (keys []kit.Key) {
	if len(s.before()) > 0 {
		keys = append(keys, kit.Key{Binding: kit.Methods, Off: s.desk.JudgeRemoval(s.call).Off, Short: doMethods})
	}
	if !s.desk.NoRevoke {
		keys = append(keys, kit.Key{Binding: kit.EndSessions, Off: s.desk.JudgeRevoke(s.call).Off, Short: doSessions})
	}
	return keys
}

// before are the methods that the person had before the pass and that can be removed, once it was used or a new one
// is there.
func (s *Screen) before() []person.Method {
	enrolled := s.watch.Enrolled()
	if s.desk.NoRemoval || !s.watch.Used() && len(enrolled) == 0 {
		return nil
	}
	return slices.DeleteFunc(s.call.MethodsLeft(), func(m person.Method) bool {
		isNew := slices.ContainsFunc(enrolled, func(n person.Method) bool { return n.ID == m.ID })
		return isNew || s.desk.Stays(m) != ""
	})
}
