package issue

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"tapdesk/ui/kit"
)

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	s.again = false
	switch {
	case kit.Press(msg, kit.Enter):
		return s.enter()
	case kit.Press(msg, kit.Tab, kit.Down):
		s.step(1)
	case kit.Press(msg, kit.ShiftTab, kit.Up):
		s.step(-1)
	case s.at == situation:
		s.choose(msg)
	case s.at == use:
		s.chooseUse(msg)
	case s.at == way:
		if s.caller.choose(msg, s.subject()) {
			s.changed()
			return s.caller.verify()
		}
	default:
		s.typed(msg)
	}
	return nil
}

// typed changes the text of the field in front.
func (s *Screen) typed(msg tea.Msg) {
	if s.caller.typed(s.at, msg) {
		s.changed()
	}
	if s.at != lifetime && s.at != start {
		return
	}
	if !s.inputs[s.at].Update(msg) {
		return
	}
	s.draft.Lifetime, s.draft.Start = s.inputs[lifetime].Value(), s.inputs[start].Value()
	s.changed()
	s.preset = -1
}

// changed checks again. What Graph, or the site's own program, said about the previous draft does not apply to this
// one.
func (s *Screen) changed() {
	s.said = ""
	s.call.WasRefused(nil)
	s.checking.Cancel()
	s.check()
}

// shown are the fields there are, in order.
func (s *Screen) shown() []int {
	shown := append([]int{situation, lifetime, start, use}, s.caller.fields()...)
	if len(s.presets) == 0 {
		return shown[1:]
	}
	return shown
}

// last is the field from which Enter leads on.
func (s *Screen) last() int {
	shown := s.shown()
	return shown[len(shown)-1]
}

// step goes so many fields on, round the end.
func (s *Screen) step(by int) {
	shown := s.shown()
	s.at = shown[(slices.Index(shown, s.at)+len(shown)+by)%len(shown)]
}

// firstWrong is the first field that keeps the form from going on, -1 when none does.
func (s *Screen) firstWrong() int {
	for _, field := range s.shown() {
		if s.remark(field).Wrong {
			return field
		}
	}
	return -1
}

func (s *Screen) choose(msg tea.KeyPressMsg) {
	n := len(s.presets)
	switch {
	case kit.Press(msg, kit.Left):
		s.preset = (max(s.preset, 0) + n - 1) % n
	case kit.Press(msg, kit.Choose):
		s.preset = (s.preset + 1) % n
	default:
		return
	}
	s.draft = s.presets[s.preset].Draft
	s.fill()
	s.changed()
}

func (s *Screen) chooseUse(msg tea.KeyPressMsg) {
	const uses = 3
	switch {
	case kit.Press(msg, kit.Left):
		s.draft.Use = (s.draft.Use + uses - 1) % uses
	case kit.Press(msg, kit.Choose):
		s.draft.Use = (s.draft.Use + 1) % uses
	default:
		return
	}
	s.changed()
	s.preset = -1
}

// enter goes to the next field, and from the last to the confirmation; a field that is wrong keeps it.
func (s *Screen) enter() tea.Cmd {
	s.check()
	if s.wantsBlind() {
		return s.askBlind()
	}
	if s.remark(s.at).Wrong {
		s.caller.tried = s.caller.tried || s.at >= drafted
		return nil
	}
	if s.at != s.last() {
		s.step(1)
		return nil
	}
	if s.unreadable() { // no confirmation could send it
		return s.opening.Again(s.env, s.call)
	}
	if wrong := s.firstWrong(); wrong >= 0 {
		s.at, s.caller.tried = wrong, true
		return nil
	}
	return s.proceed()
}

// enterOff says why Enter does not lead on.
func (s *Screen) enterOff() string {
	if s.checking.Pending() {
		return offChecking
	}
	return cmp.Or(s.caller.off(), s.paceOff())
}
