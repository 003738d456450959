package issue

import (
	"fmt"
	"slices"
	"strings"

	"tapdesk/state/pass"
	"tapdesk/ui/kit"
)

// Frame draws the form, and below or next to it the pass that would result. In a window too low for all of it only the
// field in front and what is wrong keep their remarks, and then the fields before it go.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	f := s.whole(size, false)
	if len(f.Lines) <= size.Height {
		return f
	}
	f = s.whole(size, true)
	const title = 1
	over := len(f.Lines) - size.Height
	if c := f.Cursor; c != nil && over > 0 {
		cut := max(0, min(over, c.Y-title))
		f.Lines = slices.Delete(f.Lines, title, title+cut)
		f.Cursor = &kit.Point{X: c.X, Y: c.Y - cut}
	}
	return f
}

func (s *Screen) whole(size kit.Size, terse bool) kit.Frame {
	var f kit.Frame
	f.Add(kit.Bold(kit.Cut(fmt.Sprintf(formatIssueFor, s.call.Person.Name()), size.Width)))
	f.Add(kit.Faint(kit.Cut(s.call.Person.UserPrincipalName.String()+"  "+s.call.Person.ID.String(), size.Width)), "")
	width := size.Width
	if size.Wide() {
		width = size.Width*3/5 - 3
	}
	form := s.form(width, terse)
	effect := s.effect(size.Width - width - 3)
	if !size.Wide() {
		form.Add("")
		form.Add(s.effect(size.Width)...)
		effect = nil
	}
	if c := form.Cursor; c != nil {
		f.Cursor = &kit.Point{X: c.X, Y: c.Y + len(f.Lines)}
	}
	f.Add(kit.Beside(form, kit.Frame{Lines: effect}, width).Lines...)
	return f
}

func (s *Screen) form(width int, terse bool) kit.Frame {
	var f kit.Frame
	for _, field := range s.shown() {
		s.field(&f, field, width, terse && field != s.at && !s.remark(field).Wrong)
	}
	if r := s.call.Refused; r != nil && s.blamed() == s.at && r.Field == "" {
		f.Add("")
		f.Add(kit.Fault(r, width)...)
		f.Add(s.beside(width)...)
	}
	return f
}

// field draws one field and, unless it is to be terse, what is to be said of it.
func (s *Screen) field(f *kit.Frame, field, width int, terse bool) {
	mark, room := "  ", width-2
	if field == s.at {
		mark = kit.Pointer()
	}
	line, cursor := s.line(field, room)
	if field == s.at {
		f.CursorAt(cursor + 2)
	}
	f.Add(mark + line)
	indent := strings.Repeat(" ", kit.LabelWidth+4)
	for _, text := range kit.Wrap(s.warning(field), max(10, width-len(indent))) {
		if text != "" {
			f.Add(indent + kit.Warn(text))
		}
	}
	below := s.below(field)
	if terse {
		below = nil
	}
	for i, line := range below {
		for _, text := range kit.Wrap(line, max(10, width-len(indent))) {
			if i == 0 && s.remark(field).Wrong && !s.caller.quiet(field) {
				text = kit.Bad(text)
			} else {
				text = kit.Faint(text)
			}
			f.Add(indent + text)
		}
	}
	if r := s.call.Refused; r != nil && r.Field != "" && field == s.blamed() {
		for _, text := range kit.Fault(r, max(10, width-len(indent))) {
			f.Add(indent + text)
		}
	}
}

// warning returns what is shown under a field whatever is typed there: that a start is read in a zone which may not be
// the operator's or by another clock than this machine's.
func (s *Screen) warning(field int) string {
	if field != start {
		return ""
	}
	return strings.Join(kit.NonEmpty(s.site.ZoneDoubt, s.env.ClockDoubt()), " ")
}

// below returns the lines under a field, the remark first. While Graph's refusal of the whole is shown there, only
// errors are remarked on.
func (s *Screen) below(field int) []string {
	if s.call.Refused != nil && s.call.Refused.Field == "" && !s.remark(field).Wrong {
		return nil
	}
	if field >= drafted {
		return s.caller.below(field, s.subject())
	}
	if field == situation {
		if s.preset >= 0 && s.preset < len(s.presets) && s.presets[s.preset].Note != "" {
			return []string{s.presets[s.preset].Note}
		}
		return nil
	}
	if text := s.remark(field).Text; text != "" && text != pass.Now {
		return []string{text}
	}
	return nil
}

// line draws a field and returns the position of its cursor.
func (s *Screen) line(field, width int) (string, int) {
	if field >= drafted {
		return s.caller.line(field, width, s.subject())
	}
	label := kit.Pad([]string{labelSituation, "", "", labelUse}[field], kit.LabelWidth) + "  "
	switch field {
	case situation:
		names := make([]string, len(s.presets))
		for i, p := range s.presets {
			names[i] = p.Name
		}
		return choice(label, names, s.preset, width)
	case use:
		return choice(label, []string{usedOnce, usedOften, usedDefault}, int(s.draft.Use), width)
	}
	return s.inputs[field].Draw(kit.LabelWidth, width)
}

// choice draws options on a line with the chosen one in brackets. Where they do not all fit, only the chosen one is
// drawn, with its number.
func choice(label string, options []string, chosen, width int) (string, int) {
	var b strings.Builder
	cursor := kit.Width(label)
	b.WriteString(label)
	for i, option := range options {
		if i > 0 {
			b.WriteString("  ")
		}
		if i == chosen {
			cursor = kit.Width(b.String())
			option = kit.Picked("[" + option + "]")
		}
		b.WriteString(option)
	}
	if kit.Width(b.String()) <= width {
		return b.String(), cursor
	}
	one := ownDraft
	if chosen >= 0 {
		one = fmt.Sprintf(formatChosenOf, kit.Picked("["+options[chosen]+"]"), chosen+1, len(options))
	}
	return label + one, kit.Width(label)
}

// effect says what the draft results in: the window, and what it replaces.
func (s *Screen) effect(width int) []string {
	c := kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}
	var out []string
	switch {
	case !s.checked.OK:
		out = append(out, kit.Row(labelFrom, noWindow, width)...)
	default:
		out = append(out, kit.Window(c, s.checked, width)...)
	}
	out = slices.Concat(s.callLines(width), kit.Cautions(s.call.Person, width), out)
	if q := s.call.Inquiry; q != nil && !q.Delete {
		out = append(out, kit.Row(labelOpen, kit.Warn(fmt.Sprintf(formatOpenRequest, q.Sentence())), width)...)
	}
	out = append(out, kit.Replaces(c, s.desk.Read(s.call), s.call.Unread, width)...)
	return append(out, s.verdictLines(width)...)
}
