package kit

import (
	"fmt"
	"strings"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
)

// LabelWidth is the column of labels that screens share, in cells.
const LabelWidth = 11

// labelled is the column of labels with the gap behind it.
func labelled(label string) string { return Pad(Faint(label), LabelWidth) + "  " }

// Row returns a label and its text, wrapped to width cells with a hanging indent.
func Row(label, text string, width int) []string {
	return Hang(labelled(label), text, LabelWidth+2, width)
}

// KeyRow is a Row that says what a key does. The key stands out, as in the footer.
func KeyRow(key, does string, width int) []string {
	return Hang(Pad(Bold(key), LabelWidth)+"  ", does, LabelWidth+2, width)
}

// Warned is a text without a label that is not to be missed; nothing where it is empty.
func Warned(text string, width int) []string {
	if text == "" {
		return nil
	}
	return Row("", Warn(text), width)
}

// Item is a Row whose text follows a name in a column of its own, and wraps under itself and not under the name.
func Item(label, name, text string, width int) []string {
	head := labelled(label) + name + "  "
	return Hang(head, text, Width(head), width)
}

// Indented is a Row whose lines after the first are indented by two more cells, so that none of them looks like the
// beginning of a row.
func Indented(label, text string, width int) []string {
	return Hang(labelled(label), text, LabelWidth+4, width)
}

// Hang puts text behind head, wrapped to width cells in all. Its lines after the first begin at the cell indent.
func Hang(head, text string, indent, width int) []string {
	lines := Wrap(text, max(10, width-Width(head)))
	if len(lines) > 1 && indent > Width(head) {
		lines = Wrap(text, max(10, width-indent))
	}
	for i := range lines {
		lines[i] = head + lines[i]
		head = Pad("", indent)
	}
	return lines
}

// Fact is a Row of text from the directory, which may be as long as somebody likes: it gets two lines at most.
func Fact(label, text string, width int) []string { return TwoLines(Row(label, text, width), width) }

// TwoLines cuts off the lines after the second, and says so.
func TwoLines(lines []string, width int) []string {
	const most = 2
	if len(lines) <= most {
		return lines
	}
	lines[most-1] = Cut(strings.TrimRight(lines[most-1], "…")+"…", width)
	return lines[:most]
}

// Who names somebody about to be acted on: name, userPrincipalName and object id, since names repeat.
func Who(p person.Person, width int) []string {
	out := Fact(labelFor, Bold(p.Name()), width)
	out = append(out, Row("", p.UserPrincipalName.String(), width)...)
	return append(out, Row(labelObjectID, p.ID.String(), width)...)
}

// Clock tells times to the operator: in their zone and in UTC, as of Now.
type Clock struct {
	Now  time.Time
	Zone *time.Location
}

// Both returns an instant in the operator's zone and in UTC.
func (c Clock) Both(t time.Time) string {
	local, utc := pass.Local(t, c.Zone, c.Now), pass.UTC(t, c.Now)
	if local == utc || strings.HasSuffix(local, " UTC") {
		return local
	}
	return fmt.Sprintf(formatBoth, local, utc)
}

// Standing says how a pass stands, with the time that is left or to come.
func (c Clock) Standing(p pass.Pass) string {
	s := p.StandingAt(c.Now)
	switch s {
	case pass.Usable:
		if end, known := p.End(); known {
			return fmt.Sprintf(formatUsable, pass.Span(end.Sub(c.Now)))
		}
		return usableEndUnknown
	case pass.Future:
		if start, known := p.Start(); known {
			return fmt.Sprintf(formatNotYet, pass.Span(start.Sub(c.Now)))
		}
		return notYetStartUnknown
	case pass.Over:
		if end, _ := p.End(); p.EndedBy(c.Now) {
			return fmt.Sprintf(formatExpired, pass.Span(c.Now.Sub(end)))
		}
	case pass.Unclear:
		if p.MethodUsabilityReason == "" {
			return perhapsUsable
		}
		return fmt.Sprintf(formatGraphSays, s, string(p.MethodUsabilityReason))
	}
	return s.String()
}

// Until returns the row of the end of validity, with a remark on it, empty for none.
func (c Clock) Until(p pass.Pass, remark string, width int) []string {
	end, known := p.End()
	if !known {
		why := noTimes
		if !p.StartDateTime.IsZero() && p.LifetimeInMinutes != 0 {
			why = badTimes
		}
		return Row(labelUntil, Warn(endUnknown)+why, width)
	}
	return Row(labelUntil, c.Both(end)+remark, width)
}

// Ends says until when a pass is valid, in the operator's zone and in UTC: "until ...", or "end unknown".
func (c Clock) Ends(p pass.Pass) string {
	end, known := p.End()
	if !known {
		return endUnknown
	}
	return fmt.Sprintf(formatUntil, c.Both(end))
}

// NextTick returns how long what Standing says stays true to the eye: until the next second, or the next minute where
// only minutes are shown. It is zero when nothing will change.
func (c Clock) NextTick(p pass.Pass) time.Duration {
	var turn time.Time
	var known bool
	switch p.StandingAt(c.Now) {
	case pass.Usable:
		turn, known = p.End()
	case pass.Future:
		turn, known = p.Start()
	}
	if !known {
		return 0
	}
	left := turn.Sub(c.Now)
	step := time.Minute
	if left <= 11*time.Minute {
		step = time.Second
	}
	if rest := left % step; rest > 0 {
		return rest
	}
	return step
}

// Mark colours a standing. The words say the same.
func Mark(s pass.Standing, text string) string {
	switch s {
	case pass.Usable:
		return Accent(text)
	case pass.Blocked, pass.Unclear:
		return Warn(text)
	}
	return text
}

// Fault draws a failure as rows: what failed and why, what to do, and what to quote.
func Fault(f *fault.Fault, width int) []string {
	var out []string
	head := fmt.Sprintf(formatCouldNot, f.What)
	if reason := f.Reason(); reason != "" {
		head += ": " + reason
	}
	out = append(out, Styled(Bad, head, width)...)
	if f.Hint != "" {
		out = append(out, Wrap(f.Hint, width)...)
	}
	if id := f.Quote(); id != "" {
		out = append(out, Faint(Cut(id, width)))
	}
	return out
}

// AsFault returns err as a fault, also one that is none yet.
func AsFault(err error, what string) *fault.Fault {
	if err == nil {
		return nil
	}
	if f := fault.Of(err); f != nil {
		return f
	}
	return &fault.Fault{Kind: fault.Refused, What: what, Hint: err.Error(), Cause: err}
}

// NonEmpty returns the texts that are not empty, in their order.
func NonEmpty[S ~string](texts ...S) []string {
	var out []string
	for _, text := range texts {
		if text != "" {
			out = append(out, string(text))
		}
	}
	return out
}
