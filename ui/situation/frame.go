package situation

import (
	"fmt"

	"tapdesk/state/situation"
	"tapdesk/state/text"
	"tapdesk/ui/kit"
)

// Frame draws the choice, or the checklist.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	width := min(size.Width, kit.WideFrom)
	if !s.skipping {
		return kit.Scrolled(s.lines(width), s.scroll, size.Height)
	}
	var f kit.Frame
	f.Add(kit.Squeeze(s.lines(width), size.Height-2)...)
	line, cursor := s.field.Draw(len(labelReason), width)
	f.CursorAt(cursor)
	f.Add("", line)
	return f
}

func (s *Screen) lines(width int) []string {
	c, open := s.list()
	if !open {
		return s.choice(width)
	}
	clock := kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}
	what := c.Kind.Words()
	out := []string{kit.Bold(what) + "   " + kit.Cut(s.call.Person.Name(), max(1, width-kit.Width(what)-3))}
	since := fmt.Sprintf(formatSince, clock.Both(c.Began), text.Line(c.By))
	out = append(append(out, kit.Styled(kit.Faint, since, width)...), "")
	next, left := c.Next()
	for _, p := range c.Steps {
		out = append(out, s.step(p, left && p.Step == next.Step, clock, width)...)
	}
	out = append(out, "")
	switch {
	case !left:
		out = append(out, kit.Wrap(kit.OK(allDone), width)...)
	case next.Step == situation.TellSecurity && s.desk.Site.SecurityContact != "":
		out = append(out, kit.Wrap(fmt.Sprintf(formatSecurity, s.desk.Site.SecurityContact), width)...)
	case advice[next.Step] != "":
		out = append(out, kit.Styled(kit.Warn, advice[next.Step], width)...)
	}
	return out
}

// choice draws the situations to choose from.
func (s *Screen) choice(width int) []string {
	out := []string{kit.Bold(kit.Cut(fmt.Sprintf(formatQuestion, s.call.Person.Name()), width)), ""}
	for i, k := range situation.Kinds() {
		out = append(out, kit.KeyRow(kit.Situations[i].Help().Key, kit.Bold(k.Words())+": "+when[k], width)...)
	}
	return append(append(out, ""), kit.Styled(kit.Faint, choiceNote, width)...)
}

// step draws a step: its key and what it is, and what is known of it.
func (s *Screen) step(p situation.Progress, next bool, clock kit.Clock, width int) []string {
	key, words, mark := kit.Steps[p.Step].Help().Key, p.Step.Words(), "  "
	switch {
	case next:
		key, words, mark = kit.Bold(key), kit.Bold(words), kit.Pointer()
	case p.State == situation.Done:
		mark = kit.OK("")
	case p.State == situation.Left:
	default:
		mark = kit.Faint("-") + " "
	}
	words = kit.Pad(key, 1) + "  " + words
	if more := known(p, clock); more != "" {
		words += kit.Faint(" · " + more)
	}
	return kit.Hang(mark, words, 5, width)
}

// known says what is known of a step.
func known(p situation.Progress, clock kit.Clock) string {
	at := ""
	if !p.At.IsZero() {
		at = fmt.Sprintf(formatBy, p.At.In(clock.Zone).Format("15:04"), text.Line(p.By))
	}
	why := text.Line(p.Why)
	switch p.State {
	case situation.Done:
		return join(at, why)
	case situation.Skipped:
		return join(skipped, at, why)
	case situation.Off:
		return join(notFromHere, why)
	}
	return why
}
