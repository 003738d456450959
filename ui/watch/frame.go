package watch

import (
	"fmt"
	"strings"
	"time"

	"tapdesk/state/pass"
	"tapdesk/state/watch"
	"tapdesk/ui/kit"
)

// cardWidth is the column of the card on a wide terminal.
const cardWidth = 50

// Frame draws the watch or what is in its place, from the line scrolled to.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	if s.mode != choosing {
		return kit.Scrolled(s.lines(size), s.scroll, size.Height)
	}
	lines, at := s.choices(min(size.Width, kit.WideFrom))
	scroll := min(max(0, at-size.Height+2), max(0, len(lines)-size.Height)) // the selected one stays in sight
	f := kit.Scrolled(lines, scroll, size.Height)
	f.Cursor = &kit.Point{Y: at - scroll}
	return f
}

func (s *Screen) lines(size kit.Size) []string {
	width := min(size.Width, kit.WideFrom)
	switch s.mode {
	case advising:
		return s.advice(width)
	case reading:
		return s.card.lines(s.call.Person, s.watch.Pass(), s.env.Now(), width)
	}
	if !size.Wide() {
		return s.following(width)
	}
	width = size.Width - cardWidth - 3
	card := kit.Frame{Lines: s.card.lines(s.call.Person, s.watch.Pass(), s.env.Now(), cardWidth)}
	return kit.Beside(kit.Frame{Lines: s.following(width)}, card, width).Lines
}

// following is the watch itself: what matters most first, since the window may be low.
func (s *Screen) following(width int) []string {
	now := s.env.Now()
	c := kit.Clock{Now: now, Zone: s.env.Zone}
	p := s.watch.Pass()
	out := []string{kit.Bold(kit.Cut(s.call.Person.Name(), width))}
	out = append(out, kit.Row(labelUPN, s.call.Person.UserPrincipalName.String(), width)...)
	out = append(out, kit.Row(labelPass, p.Uses()+", "+c.Ends(p), width)...)
	out = append(out, kit.Warned(s.env.ClockDoubt(), width)...)
	out = append(out, "")
	if s.mode == asking {
		out = append(out, s.question(width)...)
	} else {
		out = append(out, kit.Styled(kit.Accent, s.watch.Sentence(now, s.env.Zone), width)...)
		out = append(out, s.announced(now, width))
	}
	out = append(out, s.usedLines(width)...)
	if s.call.Refused != nil {
		out = append(append(out, kit.Fault(s.call.Refused, width)...), "")
	}
	if s.call.Unseen(p.ID) {
		out = append(out, kit.Row(labelValue, kit.Warn(neverShown), width)...)
	}
	if s.mode != asking {
		out = append(out, s.cleanUp(now, width)...)
	}
	for _, clock := range s.watch.Clocks(now) {
		out = append(out, s.clock(clock, now, width)...)
	}
	out = append(append(out, s.lookedLines(now, width)...), "")
	return append(out, s.events(now, width)...)
}

// cleanUp says what is left that nobody may need any more: the pass, and methods from before it.
func (s *Screen) cleanUp(now time.Time, width int) (out []string) {
	label := labelCleanUp
	if s.watch.Leftover(now) {
		out, label = kit.Row(label, cleanUp+kit.Accent(dDeletes), width), ""
	}
	var names []string
	for _, m := range s.before() {
		names = append(names, m.Words())
	}
	if len(names) == 0 {
		return out
	}
	do := mRemovesUEnds
	if s.desk.NoRevoke {
		do = mRemoves
	}
	return append(out, kit.Row(label, fmt.Sprintf(formatBefore, strings.Join(names, "; "))+kit.Accent(do), width)...)
}

// announced is what was announced last, in a line of its own, so that nothing else moves.
func (s *Screen) announced(now time.Time, width int) string {
	if text := s.announcement(now); text != "" {
		return kit.Warn(kit.Cut(fmt.Sprintf(formatAnnounced, text), width))
	}
	return ""
}

func (s *Screen) clock(clock watch.Clock, now time.Time, width int) []string {
	text := clock.Left(now)
	if clock.Name == watch.UntilRegistered && now.Before(clock.At) {
		text = fmt.Sprintf(formatRegisterBy, text, pass.Local(clock.At, s.env.Zone, now))
	}
	if clock.Near(now) {
		text = kit.Warn(text)
	}
	return kit.Row(labels[clock.Name], text, width)
}

// events returns what was seen, each with its time.
func (s *Screen) events(now time.Time, width int) []string {
	label := labelSeen
	var out []string
	for _, e := range s.watch.Events(now) {
		text := e.Words(s.env.Zone)
		if e.Kind == watch.Used || e.Kind == watch.Registered {
			text = kit.Bold(text)
		}
		out = append(out, kit.Item(label, s.time(e.SeenAt), text, width)...)
		label = ""
	}
	return out
}

// lookedLines says as of when all of this is known, and what keeps the screen from knowing more.
func (s *Screen) lookedLines(now time.Time, width int) []string {
	var text string
	switch over := s.watch.Over(now); {
	case s.watch.LookedAt().IsZero():
		text = notChecked
	case over != "":
		text = fmt.Sprintf(formatCheckedNoMore, s.time(s.watch.LookedAt()), over)
	default:
		text = fmt.Sprintf(formatLastChecked, s.time(s.watch.LookedAt()))
	}
	switch {
	case s.paused:
		text += wasPaused
	case !s.gapUntil.IsZero():
		text += fmt.Sprintf(formatGap, s.time(s.gapFrom), s.time(s.gapUntil))
	}
	out := kit.Row(labelChecked, text, width)
	for _, doubt := range s.watch.Doubt(now, s.env.Zone) {
		out = append(out, kit.Row("", kit.Warn(doubt), width)...)
	}
	return out
}

// time is a time of the day, in the operator's zone.
func (s *Screen) time(t time.Time) string { return t.In(s.env.Zone).Format(time.TimeOnly) }

// question asks what must be known before the pass is deleted.
func (s *Screen) question(width int) []string {
	text := askEnrolled
	if len(s.watch.Enrolled()) == 0 {
		text = askUsed
	}
	var out []string
	out = append(out, kit.Styled(kit.Warn, text+onceDeleted, width)...)
	return append(out, kit.Bold(answerYes))
}
