package confirm

import (
	tea "charm.land/bubbletea/v2"

	"tapdesk/state/pass"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// lostKeys returns what can be done about an unknown outcome, depending on what was found.
func (s *Screen) lostKeys() []kit.Key {
	finding := s.call.Inquiry.Finding()
	keys := []kit.Key{{Binding: kit.Look}}
	if s.inquiring.Pending() {
		keys[0].Off = offChecking
	}
	if s.call.Inquiry.Delete {
		if finding == pass.StillThere {
			keys = append(keys, kit.Key{Binding: kit.Says(kit.Delete, doDeleteAgain)})
		}
		return append(keys, kit.Key{Binding: kit.Says(kit.Esc, doPerson)})
	}
	if finding == pass.Found {
		keys = append(keys, kit.Key{Binding: kit.Delete})
	}
	again := kit.Key{Binding: kit.Says(kit.Issue, doIssueAgain)}
	if finding == pass.StillLooking {
		again.Off = offUnknown
	}
	return append(keys, again, kit.Key{Binding: kit.Says(kit.Esc, doPerson)})
}

// pressLost takes a key about an unknown outcome. Keys that do not work now have been refused with their reason before.
func (s *Screen) pressLost(msg tea.KeyPressMsg) tea.Cmd {
	finding := s.call.Inquiry.Finding()
	switch {
	case kit.Press(msg, kit.Look):
		return s.inquiring.CheckCall(s.env, s.call)
	case kit.Press(msg, kit.Issue) && !s.call.Inquiry.Delete:
		return s.env.Unwind(1, nav.Result{Next: nav.ToIssue})
	case kit.Press(msg, kit.Delete) && finding == pass.Found:
		q := s.call.Inquiry
		found := s.call.ToDelete(*q.Found(), q.LookedAt, s.env.Now())
		found.Grounds = s.asks.Grounds
		return s.env.Swap(s.depth, nav.ConfirmDelete{Call: s.call, Question: found})
	case kit.Press(msg, kit.Delete) && finding == pass.StillThere:
		s.phase = asking
	}
	return nil
}
