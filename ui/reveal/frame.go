package reveal

import (
	"fmt"
	"strings"
	"time"

	"tapdesk/state/pass"
	"tapdesk/ui/kit"
	"tapdesk/ui/kit/glyph"
)

// Frame draws the pass or its mask, whose it is, and how long it stays.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	value, open := s.exposed()
	switch {
	case open && s.asked == nothing && s.at > beforeFirst && s.at < len(value) && !s.listing:
		return s.stepFrame(value, size)
	case open && s.asked == nothing && (s.listing || s.at > beforeFirst):
		return s.listFrame(value, size)
	}
	return s.lineFrame(value, open, size)
}

// lineFrame draws the whole pass on its line, or its mask, and below it what is said for each character where there is
// room for that.
func (s *Screen) lineFrame(value string, open bool, size kit.Size) kit.Frame {
	width := min(size.Width, kit.WideFrom)
	line := s.secretLines(value, open, size.Width)
	if open && len(line) > 1 && len(line) >= size.Height { // half a pass would be taken for all of it
		line = kit.Wrap(s.says().tooSmall, width)
	}
	told := s.told(width, size.Height-len(line))
	if !open && !s.value.Wiped() && len(line)+len(told) > size.Height { // a mask says less than what is said of it
		line = nil
	}
	room := size.Height - len(line) - len(told)
	var f kit.Frame
	// However low the window: the pass and what is said of it come first, since the one window may be running.
	if room > 1 {
		f.Add(kit.Squeeze(s.wholeHead(open, width), room-1)...)
	}
	large, said := []string(nil), []string(nil)
	if open && s.asked == nothing {
		large, said = spoken(value, size.Width, size.Height-len(f.Lines)-len(line)-len(told)-2)
	}
	f.Add(large...)
	f.Add(line...)
	if room > 0 {
		f.Add("")
	}
	if s.asked == nothing {
		f.CursorAt(0)
	}
	f.Add(told...)
	if said != nil {
		f.Add("")
		f.Add(said...)
	}
	return f
}

// spoken is the whole pass in large figures and what is said for each character, where both have room in height lines,
// or else the latter alone.
func spoken(value string, width, height int) (large, said []string) {
	if large = inARow(value, width); large != nil {
		if said = entries.page(value, width, height-len(large)); said != nil {
			return large, said
		}
	}
	if said, marked := listing(value, width, height); !marked {
		return nil, said
	}
	return nil, nil
}

// stepFrame draws one character, as large as there is room for, with what to say. The cursor is on it in the whole
// pass.
func (s *Screen) stepFrame(value string, size kit.Size) kit.Frame {
	if size.Height <= glyph.Height+2 {
		return s.smallStep(value, size)
	}
	line := pointed(value, size.Width, s.at)
	told := kit.Styled(s.urgency(), s.say(), size.Width)
	room := size.Height - len(line) - len(told)
	for _, draw := range []func(c byte, nth string, width int) []string{large, middling} {
		character := draw(value[s.at], s.nth(), size.Width)
		if character == nil || len(character) > room-1 {
			continue
		}
		f := kit.Frame{Lines: s.head(size.Width, room-len(character))}
		x, y := place(s.at, size.Width)
		f.Cursor = &kit.Point{X: x, Y: len(f.Lines) + 2*y}
		f.Add(line...)
		f.Add(character...)
		f.Add(told...)
		return f
	}
	return s.smallStep(value, size)
}

// smallStep draws one character where there is room for a few words alone: what is left out is left out whole.
func (s *Screen) smallStep(value string, size kit.Size) kit.Frame {
	var f kit.Frame
	f.CursorAt(0)
	f.Add(words(value[s.at], size.Width)...)
	for _, draw := range []func() []string{
		func() []string { return kit.Wrap(fmt.Sprintf(formatNthTime, s.nth(), seconds(s.toMask())), size.Width) },
		func() []string { return remark(value[s.at], size.Width) },
		func() []string {
			if lines := pointed(value, size.Width, s.at); len(f.Lines)+len(lines) <= size.Height {
				return lines
			}
			return spaced(value, size.Width, s.at)
		},
	} {
		if len(f.Lines) >= size.Height {
			break
		}
		if more := draw(); len(f.Lines)+len(more) <= size.Height {
			f.Add(more...)
		}
	}
	return f
}

// listFrame draws every character with what to say, for reading it out by list, and at the end for the caller to read
// it back.
func (s *Screen) listFrame(value string, size kit.Size) kit.Frame {
	line := spaced(value, size.Width, beforeFirst)
	told := s.told(size.Width, size.Height-len(line))
	if len(line)+len(told) > size.Height {
		return s.lineFrame(value, true, size)
	}
	more, lines := s.list(value, size.Width, size.Height-len(line)-len(told)-1)
	if len(line)+len(told)+len(more)+len(lines) <= size.Height {
		told = append(told, more...)
	}
	f := kit.Frame{Lines: s.head(size.Width, size.Height-len(line)-len(told)-len(lines))}
	f.Add(line...)
	f.CursorAt(0)
	f.Add(told...)
	f.Add(lines...)
	return f
}

// list is the list in width times height cells, and what is said of it: the whole, or where that has no room as many
// groups from the scrolled one on as have.
func (s *Screen) list(value string, width, height int) (more, lines []string) {
	lines, marked := listing(value, width, height)
	switch {
	case lines != nil && marked:
		return kit.Styled(kit.Faint, marksLookalike, width), lines
	case lines != nil:
		return nil, lines
	}
	groups := entries.groups(value, width)
	if groups == nil {
		groups = shorts.groups(value, width)
	}
	for last := len(groups); last > 0; last-- {
		first := min(s.scroll, last-1)
		more = kit.Styled(kit.Warn, fmt.Sprintf(formatGroups, first+1, last, len(groups)), width)
		if lines = joined(groups[first:last], 1); len(more)+len(lines) <= height {
			return more, lines
		}
	}
	return kit.Styled(kit.Warn, tooSmallForList, width), nil
}

// nth says which character is read out.
func (s *Screen) nth() string { return fmt.Sprintf(formatNth, s.at+1, s.value.Len()) }

// wholeHead returns what is known about the pass: whose it is and its state. While the pass is visible it says what to
// do, in fewer lines.
func (s *Screen) wholeHead(open bool, width int) []string {
	c := kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}
	above := append([]string{kit.Bold(s.says().created), ""}, kit.Who(s.to.Call.Person, width)...)
	if open {
		above = []string{kit.Bold(kit.Cut(fmt.Sprintf(formatReadTo, s.to.Call.Person.Name()), width))}
		above = append(above, kit.Row(labelUPN, s.to.Call.Person.UserPrincipalName.String(), width)...)
		above = append(above, kit.Row(labelObjectID, s.to.Call.Person.ID.String(), width)...)
	}
	return append(append(above, s.facts(c, width)...), "")
}

// head is as much of whose pass it is as there is room for, in height lines at most: what is being done, the person,
// the facts.
func (s *Screen) head(width, height int) []string {
	if height < 1 {
		return nil
	}
	doing := readingOut
	switch {
	case s.at >= s.value.Len():
		doing = readingBack
	case s.listing:
		doing = whatToSay
	}
	head := kit.Bold(doing)
	if height < 5 {
		p := s.to.Call.Person
		return []string{kit.Cut(fmt.Sprintf(formatHead, head, p.Name(), p.UserPrincipalName), width)}
	}
	width = min(width, kit.WideFrom)
	who := append([]string{head}, kit.Who(s.to.Call.Person, width)...)
	if len(who) >= height {
		return kit.Squeeze(who, height)
	}
	who = append(who, "")
	facts := append(s.facts(kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}, width), "")
	if len(who)+len(facts) <= height {
		return append(who, facts...)
	}
	return who
}

// facts says what state the new pass is in. If it cannot be used now, the caller must hear so before they hang up.
func (s *Screen) facts(c kit.Clock, width int) []string {
	p := s.pass()
	out := kit.Cautions(s.to.Call.Person, width)
	if s.isPassword() {
		return append(out, s.passwordFacts(width)...)
	}
	out = append(out, kit.Row(labelPass, kit.Mark(p.StandingAt(c.Now), c.Standing(p))+", "+p.Uses(), width)...)
	out = append(out, kit.Row(labelFrom, c.Both(p.StartDateTime), width)...)
	out = append(out, c.Until(p, "", width)...)
	if p.IsUsable {
		return out
	}
	why := fmt.Sprintf(formatUnusable, p.MethodUsabilityReason)
	switch p.MethodUsabilityReason {
	case "":
		why = usableUnknown
	case pass.NotYetValid:
		why = notYetUnknown
		if start, known := p.Start(); known {
			why = fmt.Sprintf(formatNotYet, c.Both(start))
		}
	case pass.DisabledByPolicy:
		why = disabledPolicy
	}
	return append(out, kit.Row(labelNotUsable, kit.Warn(why), width)...)
}

// passwordFacts say what must become of a new password, and what is not known of it.
func (s *Screen) passwordFacts(width int) []string {
	out := kit.Row(labelPassword, mustChange, width)
	if r := s.to.Call.Reset; r != nil && r.Fault != nil {
		out = append(out, kit.Row(labelUncertain, kit.Warn(notSaidSet), width)...)
	}
	return out
}

// secretLines are the pass or its mask. A pass too long for one line is broken between groups.
func (s *Screen) secretLines(value string, open bool, width int) []string {
	switch {
	case s.value.Wiped():
		return kit.Styled(kit.Warn, s.says().wiped, width)
	case open:
		return spaced(value, width, beforeFirst)
	}
	return masked(s.value.Len(), width)
}

// told is what is said below the pass: a question, or who records the session and how long the pass stays. Where it
// takes more than height lines less is said, and the most needful first.
func (s *Screen) told(width, height int) []string {
	switch s.asked {
	case closing:
		return fitting(kit.Bad, width, height, s.says().asksToClose...)
	case leaving:
		return fitting(kit.Warn, width, height, s.says().asksToLeave...)
	case copying:
		return fitting(kit.Warn, width, height, asksToCopy)
	}
	say := kit.Styled(s.urgency(), s.say(), width)
	if s.has.WritesOff() != "" {
		say = append(say, fitting(kit.Bad, width, height-len(say), s.says().notInJournal, notInJournalShort)...)
	}
	recorded := kit.Styled(kit.Warn, s.recordedBy(), width)
	switch {
	case len(recorded)+len(say) <= height:
		return append(recorded, say...)
	case len(recorded) > 0 && !s.value.Opened():
		return fitting(kit.Warn, width, height, fmt.Sprintf(formatRecordedSpace, s.recordedBy()),
			recordedSpaceInBrief)
	}
	return say
}

// fitting returns the first of the texts that fits into height lines, or else the last; an empty text takes no line.
func fitting(style func(string) string, width, height int, texts ...string) (lines []string) {
	for _, text := range texts {
		if text == "" {
			return nil
		}
		if lines = kit.Styled(style, text, width); len(lines) <= height {
			return lines
		}
	}
	return lines
}

// recordedBy says what records the session, nothing when nothing was found: which does not mean that nothing does.
func (s *Screen) recordedBy() string {
	if s.recorded.Nothing() || s.value.Wiped() {
		return ""
	}
	until := s.says().seenWhile
	if end, known := s.pass().End(); known {
		until = fmt.Sprintf(formatSeenUntil, pass.Local(end, s.env.Zone, s.env.Now()))
	}
	if len(s.recorded.Sure) > 0 {
		by := strings.Join(s.recorded.Sure, ", ")
		if len(s.recorded.Maybe) > 0 {
			by = fmt.Sprintf(formatPerhapsToo, by, strings.Join(s.recorded.Maybe, ", "))
		}
		return fmt.Sprintf(s.says().recorded, by, until)
	}
	return fmt.Sprintf(s.says().maybeRecorded,
		strings.Join(s.recorded.Maybe, ", "), until)
}

// lastSeconds is when the time that is left becomes a caution.
const lastSeconds = 30

// urgency is the style of the sentence below the pass: it is quiet while the pass is in sight, until little time is
// left.
func (s *Screen) urgency() func(string) string {
	switch {
	case !s.value.Opened() || s.value.Wiped():
		return kit.Accent
	case s.hidden() || seconds(s.toMask()) <= lastSeconds:
		return kit.Warn
	}
	return kit.Faint
}

// say is the sentence below the pass.
func (s *Screen) say() string {
	switch {
	case s.value.Wiped() && !s.value.Opened():
		return s.says().wipedNeverShown
	case s.value.Wiped():
		return s.says().wipedShown
	case !s.value.Opened():
		return fmt.Sprintf(formatSpaceShows, seconds(s.window()),
			seconds(s.longest()))
	case s.hidden():
		return fmt.Sprintf(formatMasked, seconds(s.toEnd()))
	}
	if !s.value.Until().Before(s.value.End()) {
		return fmt.Sprintf(s.says().secondsWiped, seconds(s.toMask()))
	}
	return fmt.Sprintf(s.says().secondsMasked, seconds(s.toMask()), s.value.End().In(s.env.Zone).Format("15:04:05"))
}

// seconds is a duration in whole seconds, those begun included.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
