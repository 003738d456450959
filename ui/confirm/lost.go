package confirm

import (
	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/pass"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// look asks Graph what it lists now.
func (s *Screen) look() tea.Cmd { return s.inquiring.Check(s.env, s.desk, []desk.Inquiry{*s.open}) }

// looked takes what a check found.
func (s *Screen) looked(msg tea.Msg) tea.Cmd {
	if s.open == nil {
		return nil
	}
	checked, next, ok := s.inquiring.Take(s.env, s.desk, []desk.Inquiry{*s.open}, msg)
	if ok {
		s.open = &checked[0]
	}
	return next
}

// lostKeys are what can be done about an unknown outcome, by what has been found of it.
func (s *Screen) lostKeys() []kit.Key {
	finding := s.open.Finding()
	keys := []kit.Key{{Binding: kit.Look}}
	if s.inquiring.Pending() {
		keys[0].Off = "it is being checked"
	}
	if s.open.Delete {
		if finding == pass.StillThere {
			keys = append(keys, kit.Key{Binding: kit.Says(kit.Delete, "delete again")})
		}
		return append(keys, kit.Key{Binding: kit.Says(kit.Esc, "back to the person")})
	}
	if finding == pass.Found {
		keys = append(keys, kit.Key{Binding: kit.Delete})
	}
	anew := kit.Key{Binding: kit.Says(kit.Issue, "issue anew")}
	if finding == pass.StillLooking {
		anew.Off = "wait until it is known whether a pass was created"
	}
	return append(keys, anew, kit.Key{Binding: kit.Says(kit.Esc, "back to the person")})
}

// pressLost takes a key about an unknown outcome. Keys that do not work now have been refused with their reason before.
func (s *Screen) pressLost(msg tea.KeyPressMsg) tea.Cmd {
	finding := s.open.Finding()
	switch {
	case kit.Press(msg, kit.Look):
		return s.look()
	case kit.Press(msg, kit.Issue) && !s.open.Delete:
		return s.env.Unwind(1, nav.Anew{Inquiry: *s.open})
	case kit.Press(msg, kit.Delete) && finding == pass.Found:
		return s.env.Swap(s.question.depth, nav.ConfirmDelete{
			Person: s.question.who, Pass: *s.open.Found(), SeenAt: s.open.LookedAt, Case: s.question.cause,
		})
	case kit.Press(msg, kit.Delete) && finding == pass.StillThere:
		s.phase = asking
	}
	return nil
}
