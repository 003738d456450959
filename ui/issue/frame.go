package issue

import (
	"fmt"
	"strings"

	"tapdesk/state/pass"
	"tapdesk/ui/kit"
)

// Frame draws the form, and below or beside it what would come of it.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	var f kit.Frame
	f.Add(kit.Bold(kit.Cut("Issue a Temporary Access Pass for "+s.person.Name(), size.Width)))
	f.Add(kit.Faint(kit.Cut(s.person.UserPrincipalName.String()+"  "+s.person.ID.String(), size.Width)), "")
	width := size.Width
	if size.Wide() {
		width = size.Width*3/5 - 3
	}
	form := s.form(width)
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

func (s *Screen) form(width int) kit.Frame {
	var f kit.Frame
	for field := range fields {
		s.field(&f, field, width)
	}
	if r := s.refused; r != nil && s.blamed() == s.at && r.Field == "" {
		f.Add("")
		f.Add(kit.Fault(r, width)...)
	}
	if p := s.policy(); p.Origin == pass.OriginGraph && !p.Enabled {
		f.Add("")
		for _, line := range kit.Wrap("The tenant's policy for Temporary Access Pass is off: Graph will refuse. An Authentication Policy Administrator turns it on.", width) {
			f.Add(kit.Warn(line))
		}
	}
	return f
}

// field draws one field and what is to be said of it.
func (s *Screen) field(f *kit.Frame, field, width int) {
	mark, room := "  ", width-2
	if field == s.at {
		mark = kit.Accent(">") + " "
	}
	line, cursor := s.line(field, room)
	if field == s.at {
		f.CursorAt(cursor + 2)
	}
	f.Add(mark + line)
	indent := strings.Repeat(" ", kit.LabelWidth+4)
	for _, text := range kit.Wrap(s.below(field), max(10, width-len(indent))) {
		if text == "" {
			continue
		}
		if s.remark(field).Wrong {
			text = kit.Bad(text)
		} else {
			text = kit.Faint(text)
		}
		f.Add(indent + text)
	}
	if r := s.refused; r != nil && r.Field != "" && field == s.blamed() {
		for _, text := range kit.Fault(r, max(10, width-len(indent))) {
			f.Add(indent + text)
		}
	}
}

// below is the remark under a field. While Graph's refusal of the whole stands there, only what is wrong is remarked.
func (s *Screen) below(field int) string {
	if s.refused != nil && s.refused.Field == "" && !s.remark(field).Wrong {
		return ""
	}
	if field == situation {
		if s.preset >= 0 && s.preset < len(s.presets) {
			return s.presets[s.preset].Note
		}
		return ""
	}
	if text := s.remark(field).Text; text != "now" {
		return text
	}
	return ""
}

// line draws a field and where its cursor stands.
func (s *Screen) line(field, width int) (string, int) {
	label := kit.Pad([]string{"Situation", "", "", "Use"}[field], kit.LabelWidth) + "  "
	switch field {
	case situation:
		names := make([]string, len(s.presets))
		for i, p := range s.presets {
			names[i] = p.Name
		}
		return choice(label, names, s.preset, width)
	case use:
		return choice(label, []string{"once", "many times", "policy default"}, int(s.draft.Use), width)
	}
	return s.inputs[field].Draw(kit.LabelWidth, width)
}

// choice draws options on a line with the chosen one in brackets. Where they do not all fit, only the chosen one is drawn, with
// its number.
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
			option = "[" + option + "]"
		}
		b.WriteString(option)
	}
	if kit.Width(b.String()) <= width {
		return b.String(), cursor
	}
	one := "own"
	if chosen >= 0 {
		one = fmt.Sprintf("[%s] %d of %d", options[chosen], chosen+1, len(options))
	}
	return label + one, kit.Width(label)
}

// effect says what the draft comes to: the window, and what it replaces.
func (s *Screen) effect(width int) []string {
	c := kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}
	var out []string
	switch {
	case !s.checked.OK:
		out = append(out, kit.Row("From", "not yet: see the marked field", width)...)
	default:
		out = append(out, kit.Window(c, s.checked, width)...)
	}
	out = append(kit.Cautions(s.person, width), out...)
	if d := s.dossier; d != nil && d.PolicyFault != nil && s.policy().Origin != pass.OriginGraph {
		out = append(out, kit.Row("Policy", kit.Warn("could not be read")+": "+d.PolicyFault.Hint+" ("+d.PolicyFault.Quote()+")", width)...)
	}
	return append(out, kit.Replaces(c, s.dossier, s.unread, width)...)
}
