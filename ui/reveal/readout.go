package reveal

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/recorder"
	"tapdesk/ui/kit"
)

// beforeFirst is the position of the read-out before it begins: the whole pass is visible.
const beforeFirst = -1

// readOutKeys are the keys of a pass in sight.
func (s *Screen) readOutKeys() []kit.Key {
	space := doReadOut
	switch {
	case s.at >= s.value.Len():
		space = doReadAgain
	case s.at > beforeFirst:
		space = doNext
	}
	keys := kit.On(kit.Says(kit.Reveal, space))
	if s.at > beforeFirst {
		keys = append(keys, kit.Key{Binding: kit.StepBack})
	}
	esc := doDone
	if s.listing || s.at > beforeFirst {
		esc = s.says().toWhole
	}
	keys = append(keys, kit.Key{Binding: kit.Says(kit.Esc, esc)})
	spell := kit.Spell
	if s.listing {
		spell = kit.Says(kit.Spell, doHideList)
	}
	if s.at < s.value.Len() { // the read-back is the list
		keys = append(keys, kit.Key{Binding: spell})
	}
	keys = append(keys, kit.Key{Binding: kit.Mask})
	toCopy := kit.Key{Binding: kit.CopyPass}
	if s.isPassword() {
		toCopy.Binding = kit.Says(kit.CopyPass, doCopyPassword)
	}
	if !s.wants.Copy {
		toCopy.Off = offCopy
	}
	return append(keys, toCopy)
}

// readOut takes a key while the pass is in sight. Each of its keys renews the window.
func (s *Screen) readOut(msg tea.KeyPressMsg) tea.Cmd {
	listed := s.listing || s.at >= s.value.Len()
	switch {
	case kit.Press(msg, kit.Reveal) && s.listing && s.at < s.value.Len():
		s.listing = false
		s.at = max(0, s.at)
	case kit.Press(msg, kit.Reveal) && s.at >= s.value.Len():
		s.listing, s.at = false, 0
	case kit.Press(msg, kit.Reveal):
		s.at, s.scroll = s.at+1, 0
	case kit.Press(msg, kit.StepBack) && s.at > beforeFirst:
		s.listing = false
		s.at--
	case kit.Press(msg, kit.Spell) && s.at < s.value.Len():
		s.listing, s.scroll = !s.listing, 0
	case listed && kit.Press(msg, kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End):
		s.scroll = kit.ScrollBy(msg, s.scroll, (s.value.Len()+groupOf-1)/groupOf, 1)
	case kit.Press(msg, kit.CopyPass) && s.wants.Copy && s.tooLow():
		return s.env.Say(tooSmallToCopy)
	case kit.Press(msg, kit.CopyPass) && s.wants.Copy:
		s.asked = copying
	default:
		return nil
	}
	s.value.Renew(s.env.Now(), s.window())
	return s.await()
}

// tooLow reports whether the notice about a copy does not fit next to the pass.
func (s *Screen) tooLow() bool {
	lines := (s.value.Len() + groupsPerLine(s.size.Width)*groupOf - 1) / (groupsPerLine(s.size.Width) * groupOf)
	return s.size.Height > 0 && lines+len(kit.Wrap(asksToCopy, min(s.size.Width, kit.WideFrom))) > s.size.Height
}

// exposed is the one place that asks for the pass.
func (s *Screen) exposed() (value string, open bool) {
	if s.masked {
		return "", false
	}
	return s.value.Expose(s.env.Now())
}

// copy hands the pass to the terminal's clipboard.
func (s *Screen) copy() tea.Cmd {
	value, open := s.exposed()
	if !open {
		return nil
	}
	s.copied = true
	s.value.Renew(s.env.Now(), s.window())
	return tea.Batch(s.has.Clipboard.Send(value), s.await(),
		s.env.Say(copySent))
}

// lookAround looks for what records the session, in the background.
func (s *Screen) lookAround() tea.Cmd {
	if s.wants.Recorders == nil {
		return nil
	}
	return s.look.Read(s.env, func(ctx context.Context) (recorder.Report, error) { return s.wants.Recorders(ctx), nil })
}
