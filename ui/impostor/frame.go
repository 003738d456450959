package impostor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/ui/kit"
)

// Frame draws the question, the wait, or what became of it.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	width := min(size.Width, kit.WideFrom)
	if s.phase != asking {
		return kit.Scrolled(s.told(width), s.scroll, size.Height)
	}
	var f kit.Frame
	f.Add(kit.Squeeze(append(s.question(width), ""), size.Height-1)...)
	f.CursorAt(kit.KeyAt)
	if off := s.off(); off != "" {
		f.Add(kit.Faint(off))
		return f
	}
	f.Add(kit.Asks("y", s.does()))
	return f
}

// question is all that this concerns.
func (s *Screen) question(width int) []string {
	out := []string{kit.Danger(impostorQuestion), ""}
	out = append(out, s.say(width)...)
	out = append(out, kit.Who(s.call.Person, width)...)
	out = append(out, "")
	label := labelStops
	for _, o := range s.desk.ImpostorStopped(s.call) {
		words := stops[o]
		if off := s.desk.JudgeContainment(s.call, o).Off; off != "" {
			words += ": " + kit.Bad(off)
		}
		out = append(out, kit.Row(label, words, width)...)
		label = ""
	}
	if !s.desk.Blocks {
		out = append(out, kit.Row(label, kit.Caution(noBlock), width)...)
	}
	out = append(out, s.contact(width)...)
	return append(out, kit.Row(labelNote, noGrounds, width)...)
}

// contact is whom to tell.
func (s *Screen) contact(width int) []string {
	if s.desk.Site.SecurityContact == "" {
		return nil
	}
	return kit.Row(labelSecurity, s.desk.Site.SecurityContact, width)
}

// say is what the caller is told.
func (s *Screen) say(width int) []string {
	return append(kit.Row(labelSay, kit.Accent(sayToCaller), width), "")
}

// told says of each write what is known, and then what was added since the call began.
func (s *Screen) told(width int) []string {
	head := headDone
	switch {
	case len(s.done) == 0 && s.phase == telling:
		head = headRecorded
	case s.phase == writing:
		head = fmt.Sprintf(formatStopping, int(s.env.Now().Sub(s.asked)/time.Second))
	}
	out := []string{kit.Bold(head), ""}
	out = append(out, s.say(width)...)
	out = append(out, kit.Who(s.call.Person, width)...)
	out = append(out, "")
	for _, c := range s.done {
		out = append(out, kit.Hang("", s.outcome(c), 2, width)...)
	}
	if s.phase == writing {
		return out
	}
	for _, o := range s.desk.ImpostorStopped(s.call) {
		if off := s.desk.JudgeContainment(s.call, o).Off; off != "" && !s.tried(o) {
			out = append(out, kit.Hang("", kit.Danger(stops[o]+": "+off), 2, width)...)
		}
	}
	deleted := slices.ContainsFunc(s.done, func(c desk.Contained) bool {
		return c.Operation == journal.Delete && c.Fault() == nil
	})
	if s.call.Pass() != nil && (deleted || !s.tried(journal.Delete)) {
		listed := passStays
		if slices.Contains(s.again(), journal.Delete) {
			listed = passListed
		}
		out = append(out, kit.Hang("", kit.Danger(listed), 2, width)...)
	}
	out = append(out, "")
	out = append(out, s.added(width)...)
	out = append(out, s.contact(width)...)
	return append(out, kit.Styled(kit.Faint, goesOn, width)...)
}

func (s *Screen) tried(o journal.Operation) bool {
	return slices.ContainsFunc(s.done, func(c desk.Contained) bool { return c.Operation == o })
}

// outcome says what is known of a write.
func (s *Screen) outcome(c desk.Contained) string {
	words, f := stops[c.Operation], c.Fault()
	switch {
	case c.Operation == journal.Revoke && s.isDone(c):
		return kit.OK(s.call.Revoked.Told(s.env.Zone))
	case s.isDone(c):
		return kit.OK(stopped[c.Operation])
	case f.Kind == fault.Unknown:
		return kit.Caution(words + ": " + s.sentence(c.Operation))
	case f.Kind == fault.Refused:
		return kit.Danger(words + ": " + f.Hint)
	}
	return kit.Danger(words + ": " + strings.Join(kit.NonEmpty(f.Reason(), f.Hint), "; "))
}

// sentence says what is known of a write whose answer was lost.
func (s *Screen) sentence(o journal.Operation) string {
	for _, q := range s.open() {
		if q.Record.Operation == o {
			return q.Sentence()
		}
	}
	return unknownOutcome
}

// added lists what the person has now and had not when the call began.
func (s *Screen) added(width int) (out []string) {
	began := s.call.BeganAt()
	since := fmt.Sprintf(formatSince, began.In(s.env.Zone).Format(time.TimeOnly))
	label := labelAdded
	row := func(words string) {
		out = append(out, kit.Row(label, words, width)...)
		label = ""
	}
	read := s.call.Dossier != nil && s.call.Dossier.MethodsFault == nil && !s.call.Dossier.ReadAt.Before(s.asked)
	switch {
	case s.opening.Pending():
		row(reading)
	case !read:
		row(kit.Warn(methodsUnread))
	default:
		for _, m := range s.call.Added(s.methods) {
			row(kit.Caution(m.Words()))
		}
	}
	for _, number := range s.numbers() {
		row(kit.Caution(number))
	}
	for _, e := range s.call.Past.Events {
		for _, field := range e.Fields {
			if e.Happened() && e.Person.Is(s.call.Person.ID) && !e.Time.Before(began) {
				row(kit.Caution(changedBy(field, e, s.env.Zone)))
			}
		}
	}
	if len(out) == 0 {
		row(fmt.Sprintf(formatNothing, since))
	}
	return append(out, kit.Row("", kit.Faint(s.logSays()), width)...)
}

// logSays says how far Entra's audit log can be relied on.
func (s *Screen) logSays() string {
	switch {
	case s.log.Pending():
		return logReading
	case s.call.Past.ReadAt.IsZero() || s.call.Past.ReadAt.Before(s.asked):
		return logUnread
	}
	return logLags
}

func changedBy(field audit.Field, e audit.Event, zone *time.Location) string {
	return fmt.Sprintf(formatChangedBy, fields[field], e.Time.In(zone).Format(time.TimeOnly), e.Actor.Name())
}
