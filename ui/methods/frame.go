package methods

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/ui/kit"
)

// Frame draws the list, the question, or its result.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	width := min(size.Width, kit.WideFrom)
	var f kit.Frame
	switch s.phase {
	case marking:
		return s.listFrame(width, size.Height)
	case asking:
		f.Add(kit.Squeeze(append(s.question(width), ""), size.Height-1)...)
		if s.everything() && s.desk.JudgeRemoval(s.call).Off == "" {
			line, cursor := s.field.Draw(kit.Width(labelConfirm), width)
			f.CursorAt(cursor)
			f.Add(line)
			return f
		}
		f.CursorAt(kit.KeyAt)
		f.Add(kit.Prompt(s.desk.JudgeRemoval(s.call), s.off(), fmt.Sprintf(doRemove, these(len(s.going())))))
		return f
	}
	return kit.Scrolled(s.told(width), s.scroll, size.Height)
}

// listFrame draws the methods to mark, the selected one in sight.
func (s *Screen) listFrame(width, height int) kit.Frame {
	head := []string{kit.Bold(kit.Cut(fmt.Sprintf(formatHeadMarks, s.call.Person.Name()), width))}
	head = append(head, kit.Faint(kit.Cut(s.call.Person.UserPrincipalName.String(), width)), "")
	var rows []string
	from, until := 0, 0
	for i, m := range s.all {
		if i == s.list.At() {
			from = len(rows)
		}
		rows = append(rows, s.row(i, m, width)...)
		if i == s.list.At() {
			until = len(rows)
		}
	}
	if len(s.all) == 0 {
		rows = append(rows, noMethods)
	}
	foot := append([]string{""}, s.after(width)...)
	room := max(1, height-len(head)-len(foot))
	top := kit.Scroll(kit.Scroll(0, until-1, len(rows), room), from, len(rows), room)
	return kit.Frame{Lines: slices.Concat(head, rows[top:min(len(rows), top+room)], foot)}
}

// row is a method with its mark, what tells it from others, and why it cannot go.
func (s *Screen) row(i int, m person.Method, width int) []string {
	pointer, box := "  ", "[ ]"
	if i == s.list.At() {
		pointer = kit.Pointer()
	}
	stays := s.desk.Stays(m)
	switch {
	case s.marked[m.ID]:
		box = kit.Accent("[x]")
	case stays != "":
		box = " - "
	case m.MaybeOnPhone():
		box = "[?]"
	}
	var more []string
	if m.IsDefault(s.call.DefaultMethod()) {
		more = append(more, isDefault)
	}
	if !m.CreatedDateTime.IsZero() {
		more = append(more, fmt.Sprintf(formatSince, s.day(m.CreatedDateTime)))
	}
	if !m.LastUsedDateTime.IsZero() {
		more = append(more, fmt.Sprintf(formatLastUsed, s.day(m.LastUsedDateTime)))
	}
	words := m.Words()
	if len(more) > 0 {
		words += kit.Faint(" · " + strings.Join(more, ", "))
	}
	if stays != "" {
		words += kit.Faint(": " + stays)
	}
	lines := kit.TwoLines(kit.Wrap(words, width-6), width-6)
	for n := range lines {
		if n == 0 {
			lines[n] = pointer + box + " " + lines[n]
			continue
		}
		lines[n] = "      " + lines[n]
	}
	return lines
}

func (s *Screen) day(t time.Time) string { return t.In(s.env.Zone).Format("2 Jan 2006") }

// after says what would remain, and what else is to be known before anything is marked.
func (s *Screen) after(width int) (out []string) {
	if s.said != "" {
		out = append(out, kit.Wrap(s.said, width)...)
	}
	if len(s.going()) > 0 {
		out = append(out, s.remains(width)...)
	}
	switch {
	case s.report.Pending():
		out = append(out, kit.Faint(readingDefault))
	case s.call.Registration == nil && s.call.RegistrationUnread != nil:
		why := fmt.Sprintf(formatDefaultUnread, s.call.RegistrationUnread.Reason())
		out = append(out, kit.Styled(kit.Faint, why, width)...)
	case s.call.Registration.Hardware(s.all):
		out = append(out, kit.Styled(kit.Caution, hardwareHidden, width)...)
	}
	return append(out, kit.Styled(kit.Faint, marksLag, width)...)
}

// remains says with what the person could sign in afterwards.
func (s *Screen) remains(width int) []string {
	var names []string
	password, others := false, false
	for _, m := range s.staying() {
		if m.SignsIn() {
			names = append(names, m.Words())
			password, others = password || m.IsPassword(), others || !m.IsPassword()
		}
	}
	switch {
	case len(names) == 0:
		return kit.Row(labelThen, kit.Warn(noneRemains), width)
	case password && !others:
		return kit.Row(labelThen, kit.Warn(passwordOnly), width)
	}
	return kit.TwoLines(kit.Row(labelThen, strings.Join(names, "; "), width), width)
}

// question is all that this concerns.
func (s *Screen) question(width int) []string {
	out := []string{kit.Bold(fmt.Sprintf(formatAskRemove, these(len(s.going())))), ""}
	out = append(out, kit.Who(s.call.Person, width)...)
	out = append(out, kit.Case(s.grounds.Ticket, s.grounds.Verification, width)...)
	out = append(out, "")
	label := labelRemove
	for _, m := range s.going() {
		words := m.Words()
		if m.IsDefault(s.call.DefaultMethod()) {
			words = fmt.Sprintf(formatMarkDefault, words)
		}
		out = append(out, kit.TwoLines(kit.Row(label, words, width), width)...)
		label = ""
	}
	out = append(out, s.remains(width)...)
	if kept := s.keepsDefault(); kept != "" {
		out = append(out, kit.Row(labelNote, kit.Caution(fmt.Sprintf(formatKeepsDefault, kept)), width)...)
	}
	out = append(out, kit.Act(s.desk.JudgeRemoval(s.call), width)...)
	if s.everything() {
		out = append(out, "", kit.Accent(fmt.Sprintf(formatTypeProof, s.proofIs())))
	}
	return out
}

// keepsDefault names a method that stays and could be the default, where the default is to go; empty where none does.
func (s *Screen) keepsDefault() string {
	if !slices.ContainsFunc(s.going(), func(m person.Method) bool { return m.IsDefault(s.call.DefaultMethod()) }) {
		return ""
	}
	for _, m := range s.staying() {
		if m.CanBeDefault() {
			return m.Words()
		}
	}
	return ""
}

// told says of each method what is known.
func (s *Screen) told(width int) []string {
	head := removing
	switch {
	case s.phase == writing:
		head = fmt.Sprintf(formatRemovingFor, int(s.env.Now().Sub(s.began)/time.Second))
	case s.phase == stopped:
		head = stoppedHere
	case s.phase == over:
		head = fmt.Sprintf(formatAllTold, s.tally())
	}
	out := []string{kit.Bold(head), ""}
	out = append(out, kit.Who(s.call.Person, width)...)
	out = append(out, "")
	for _, id := range s.tried {
		out = append(out, s.outcome(id, width)...)
	}
	for _, m := range s.queue {
		out = append(out, hang("  ", fmt.Sprintf(formatNotSent, m.Words()), width)...)
	}
	out = append(out, "")
	return append(out, kit.Styled(kit.Faint, sentOnce, width)...)
}

// tally says how many were removed, of all that were marked, and of how many that is not known.
func (s *Screen) tally() string {
	removed, unknown := 0, 0
	for _, r := range s.call.Removals {
		switch {
		case !slices.Contains(s.tried, r.Method.ID):
		case r.Done():
			removed++
		case r.Open != nil:
			unknown++
		}
	}
	all := len(s.tried) + len(s.queue)
	if unknown > 0 {
		return fmt.Sprintf(formatTalliedDoubt, removed, all, unknown)
	}
	return fmt.Sprintf(formatTallied, removed, all)
}

// outcome says what is known of one.
func (s *Screen) outcome(id text.Key, width int) []string {
	at := slices.IndexFunc(s.call.Removals, func(r desk.Removed) bool { return r.Method.ID == id })
	if s.phase == writing && id == s.sending.ID {
		return hang("… ", fmt.Sprintf(formatOnItsWay, s.sending.Words()), width)
	}
	if at < 0 {
		return nil
	}
	r := s.call.Removals[at]
	words := r.Method.Words()
	switch {
	case r.Fault == nil:
		return hang("", kit.OK(fmt.Sprintf(formatRemoved, words)), width)
	case r.Done():
		return hang("", kit.OK(words+": "+r.Open.Sentence()), width)
	case r.Open != nil:
		return hang("", kit.Caution(words+": "+r.Open.Sentence()), width)
	case r.Fault.Kind == fault.Refused:
		return hang("", kit.Danger(fmt.Sprintf(formatNotRemoved, words, r.Fault.Hint)), width)
	}
	said := strings.Join(kit.NonEmpty(r.Fault.Reason(), r.Fault.Hint), "; ")
	return append(hang("", kit.Danger(fmt.Sprintf(formatNotRemoved, words, said)), width), quote(r.Fault, width)...)
}

func quote(f *fault.Fault, width int) []string {
	if f.Quote() == "" {
		return nil
	}
	return []string{kit.Faint(kit.Cut("  "+f.Quote(), width))}
}

// hang wraps a text, with what follows the first line set in.
func hang(sign, words string, width int) []string {
	lines := kit.Wrap(sign+words, width-2)
	for n := 1; n < len(lines); n++ {
		lines[n] = "  " + lines[n]
	}
	return lines
}
