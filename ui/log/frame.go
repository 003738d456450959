package log

import (
	"fmt"
	"strings"
	"time"

	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/text"
	"tapdesk/ui/kit"
)

// Rows of the frame that are not the list.
const (
	above       = 3 // the field, what there is, a gap
	detailLines = 7
	detailWidth = 50
)

func (s *Screen) listHeight(size kit.Size) int {
	h := size.Height - above
	if !size.Wide() && h >= 2*detailLines {
		h -= detailLines + 1
	}
	return max(1, h)
}

// Frame draws the filter, the rows, and the selected one in full.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	var f kit.Frame
	line, cursor := s.field.Draw(0, size.Width)
	f.CursorAt(cursor)
	f.Add(line, s.count(size.Width), "")
	if len(s.rows) == 0 {
		return f
	}
	width := size.Width
	if size.Wide() {
		width -= detailWidth + 3
	}
	list := kit.Frame{Lines: s.draw(width, s.listHeight(size))}
	c := kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}
	selected := s.rows[s.list.At()]
	switch {
	case size.Wide():
		list = kit.Beside(list, kit.Frame{Lines: s.detail(selected, c, detailWidth)}, width)
	case s.listHeight(size) < size.Height-above:
		for len(list.Lines) < s.listHeight(size) {
			list.Add("")
		}
		list.Add("")
		detail := s.detail(selected, c, width)
		list.Add(detail[:min(len(detail), detailLines)]...)
	}
	f.Add(list.Lines...)
	return f
}

// count says how many rows there are, and what could not be read.
func (s *Screen) count(width int) string {
	switch {
	case s.unread != nil:
		return kit.Bad(kit.Cut(fmt.Sprintf(formatUnread, s.unread), width))
	case s.read.Pending():
		return kit.Faint(readingJournal)
	case len(s.all) == 0:
		return kit.Faint(kit.Cut(nothingYet, width))
	}
	text := fmt.Sprintf(formatCount, len(s.all))
	if len(s.rows) != len(s.all) {
		text = fmt.Sprintf(formatCountOf, len(s.rows), len(s.all))
	}
	if n := s.unfinished(); n > 0 {
		text = fmt.Sprintf(formatAttend, n, text)
	}
	if s.fault != nil {
		return kit.Bad(kit.Cut(fmt.Sprintf(formatNotListed, text, s.fault.Reason()), width))
	}
	return kit.Faint(kit.Cut(text, width))
}

// widths returns the widths of time, kind, person, result, state now and ticket in width cells, for results of at most
// longest.
func widths(width, longest int) []int {
	const when, kind = 12, 6
	rest := width - 2 - when - kind - 4
	if rest < 70 {
		came := min(22, max(8, longest))
		return []int{when, kind, max(8, rest-came-2), came, 0, 0}
	}
	return []int{when, kind, rest - 18 - 20 - 12 - 6, 18, 20, 12}
}

func (s *Screen) draw(width, height int) []string {
	first, last := s.list.View(height)
	c := kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}
	longest := 0
	for _, r := range s.rows[first:last] {
		longest = max(longest, kit.Width(r.short(s.now(r, c))))
	}
	columns := widths(width, longest)
	lines := make([]string, 0, last-first)
	for i := first; i < last; i++ {
		r := s.rows[i]
		mark := "  "
		if i == s.list.At() {
			mark = kit.Pointer()
		}
		came, now := r.came(), s.now(r, c)
		if columns[4] == 0 {
			came = r.short(now)
		}
		if r.unfinished {
			came = kit.Warn(kit.Cut(came, columns[3]))
		}
		lines = append(lines, mark+kit.Columns([]string{
			when(r.record.Time, c), r.kind(), text.Line(r.record.Person.UserPrincipalName), came, now,
			text.Line(r.record.Ticket),
		}, columns))
	}
	return lines
}

// when returns a short time: the time of day if it is today, otherwise the date too.
func when(t time.Time, c kit.Clock) string {
	local, today := t.In(c.Zone), c.Now.In(c.Zone)
	if local.YearDay() == today.YearDay() && local.Year() == today.Year() {
		return local.Format("15:04:05")
	}
	if local.Year() == today.Year() {
		return local.Format("2 Jan 15:04")
	}
	return local.Format("2006-01-02")
}

// now returns the state of a row's pass, as far as Graph was asked.
func (s *Screen) now(r row, c kit.Clock) string {
	ends := r.ends()
	switch {
	case ends.IsZero():
		return ""
	case r.gone != "":
		return r.gone
	case !ends.After(c.Now):
		return passExpired
	}
	l, asked := s.listed[r.record.Person.ID]
	switch {
	case !asked && s.look.Pending():
		return checking
	case !asked:
		return notAsked
	case l.Fault != nil:
		return notReadable
	}
	if p := r.among(l.Passes); p != nil {
		return c.Standing(*p)
	}
	return fmt.Sprintf(formatMissing, l.ReadAt.In(c.Zone).Format(time.TimeOnly))
}

// among returns the pass that the row created, or nil if it is not listed.
func (r row) among(passes []pass.Pass) *pass.Pass {
	for _, p := range passes {
		if p.ID.Wire() == r.write.Outcome.PassID {
			return &p
		}
	}
	return nil
}

// detail draws everything about one row that somebody may ask for.
func (s *Screen) detail(r row, c kit.Clock, width int) []string {
	var out []string
	row := func(label, value string) {
		if value != "" {
			out = append(out, kit.Fact(label, text.Line(value), width)...)
		}
	}
	row(labelFor, r.record.Person.UserPrincipalName)
	row(labelAsked, fmt.Sprintf(formatAskedBy, c.Both(r.record.Time), r.record.Operator.UserPrincipalName))
	row(labelMethod, r.record.Method)
	row(labelResult, outcome(r))
	row(labelNow, s.now(r, c))
	row(labelTicket, r.record.Ticket)
	row(labelVerified, r.record.Verification)
	if o := r.write.Outcome; o != nil {
		row(labelRequestID, o.RequestID)
		row(labelPassID, o.PassID)
	}
	row(labelObjectID, r.record.Person.ID)
	row(labelFrom, strings.Join(kit.NonEmpty(r.record.Host, r.record.SSHClient), ", "))
	return out
}

// outcome returns the result of a row in full.
func outcome(r row) string {
	text := r.came()
	if r.write.ID != "" {
		text = strings.Join(kit.NonEmpty(text, r.write.Place()), ", ")
	}
	if o := r.write.Outcome; o != nil {
		if minutes, known := desk.PassOf(*o).Lifetime(); o.Result == journal.Done && known {
			text = fmt.Sprintf(formatDetail, text, pass.Length(minutes))
		}
		if o.Result == journal.Done && o.IsUsableOnce != nil {
			text = fmt.Sprintf(formatDetail, text, desk.PassOf(*o).Uses())
		}
		if o.Result != journal.Done && o.Reason != "" {
			text = fmt.Sprintf(formatReason, text, o.Reason)
		}
	}
	if settled := r.write.Settled; settled != nil && settled.Reason != "" {
		text = fmt.Sprintf(formatReason, text, settled.Reason)
	}
	if end := r.write.End; end != nil && end.Reason != "" {
		text = fmt.Sprintf(formatHowItEnded, text, end.Reason)
	}
	return text
}
