package confirm

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clean"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// look asks Graph what it lists now.
func (s *Screen) look() tea.Cmd {
	id, write, since := s.action.who().ID, s.recorded.Write, s.env.Clock.Now().Add(-time.Hour)
	return s.list.Read(s.env, func(ctx context.Context) (listing, error) {
		passes, err := s.desk.Graph.Passes(ctx, id)
		if len(passes) == 0 {
			return listing{}, err
		}
		// What another console of the operator's issued meanwhile must not be taken for what came of this request. A journal that cannot be
		// read says so by itself.
		records, _ := s.env.Journal.Records(since)
		return listing{passes: passes, elsewhere: journal.Elsewhere(records, id, write)}, err
	})
}

// listing is what a look found: the passes, and which of them are known not to be this request's.
type listing struct {
	passes    []pass.Pass
	elsewhere []clean.Key
}

// looked takes what a look found, and waits for the next one while nothing is settled.
func (s *Screen) looked(msg tea.Msg) tea.Cmd {
	if a, ok := s.list.Take(msg); ok {
		if a.Err != nil {
			s.inquiry = s.inquiry.Failed(s.env.Now())
		} else {
			s.inquiry.Elsewhere = a.Value.elsewhere
			before := s.inquiry
			s.inquiry = s.inquiry.Look(a.Value.passes, s.env.Now())
			s.env.SettleDeletion(s.recorded, before, s.inquiry)
		}
		if d := s.inquiry.NextLook(); d > 0 {
			return fx.After(&s.wait, s.env, d)
		}
		return nil
	}
	if _, ok := s.wait.Take(msg); ok {
		return s.look()
	}
	return nil
}

// lostKeys are what can be done about an unknown outcome, by what has been found of it.
func (s *Screen) lostKeys() []kit.Key {
	finding := s.inquiry.Finding()
	keys := []kit.Key{{Binding: kit.Look}}
	if s.list.Pending() {
		keys[0].Off = "it is being checked"
	}
	if s.inquiry.Delete {
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
	finding := s.inquiry.Finding()
	switch {
	case kit.Press(msg, kit.Look):
		return s.look()
	case kit.Press(msg, kit.Issue) && !s.inquiry.Delete:
		return s.env.Unwind(1, nav.Anew{Inquiry: s.inquiry, Record: s.recorded})
	case kit.Press(msg, kit.Delete) && finding == pass.Found:
		return s.env.Swap(s.action.depth(), nav.ConfirmDelete{
			Person: s.action.who(), Pass: *s.inquiry.Found(), SeenAt: s.inquiry.LookedAt, Case: s.action.cause(),
		})
	case kit.Press(msg, kit.Delete) && finding == pass.StillThere:
		s.phase = asking
	}
	return nil
}
