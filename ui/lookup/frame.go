package lookup

import (
	"fmt"

	"tapdesk/state/challenge"
	"tapdesk/state/clean"
	"tapdesk/state/person"
	"tapdesk/ui/kit"
)

// Rows of the frame that are not the list.
const (
	above        = 3 // the field, what was found, a gap
	previewWidth = 50
)

func (s *Screen) listHeight(size kit.Size) int { return max(1, size.Height-above) }

// Frame draws the field, the count and the list, and a preview where there is room for one.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	var f kit.Frame
	line, cursor := s.field.Draw(0, size.Width)
	f.CursorAt(cursor)
	f.Add(line, s.count(size.Width), "")
	if s.fault != nil && len(s.hits.People) == 0 {
		f.Add(kit.Fault(s.fault, size.Width)...)
		f.Add("", kit.Faint("Enter searches again"))
		return f
	}
	if len(s.hits.People) == 0 {
		f.Add(s.nothing(size.Width)...)
		return f
	}
	listWidth := size.Width
	if size.Wide() {
		listWidth = size.Width - previewWidth - 3
	}
	list := kit.Frame{Lines: s.draw(listWidth, s.listHeight(size))}
	if size.Wide() {
		list = kit.Beside(list, kit.Frame{Lines: s.preview(s.hits.People[s.list.At()], previewWidth)}, listWidth)
	}
	f.Add(list.Lines...)
	return f
}

// count says how many were found, and for which query: while a new one is typed, the list is still the answer to the
// old. Where somebody may be missing it says so instead, with the way out.
func (s *Screen) count(width int) string {
	if s.slow {
		return kit.Faint("searching...")
	}
	if s.found == "" || len(s.hits.People) == 0 && s.hits.Next() == "" {
		return ""
	}
	n := fmt.Sprintf("%d found", len(s.hits.People))
	switch total, known := s.hits.Total(); {
	case known && total > len(s.hits.People):
		n = fmt.Sprintf("%d of %d found", len(s.hits.People), total)
	case !known && s.hits.Next() != "":
		n += " so far"
	}
	switch {
	case s.fault != nil:
		n += ". " + kit.SearchAgain.Help().Key + " searches again: the rest could not be read, " + s.fault.Reason()
		return kit.Bad(kit.Cut(n, width))
	case s.hits.Cutoff():
		return kit.Warn(kit.Cut(n+". Narrow the search: Graph sends the same pages over and over", width))
	case s.hits.Gap != nil:
		return kit.Warn(kit.Cut(n+". Not searched: "+s.hits.Gap.What+", "+s.hits.Gap.Fault.Reason(), width))
	}
	found := "\"" + clean.Line(s.found) + "\""
	switch s.hits.Reach {
	case person.SurnameAlone:
		return kit.Warn(kit.Cut(n+" by the surname alone, none for "+found, width))
	case person.Otherwise:
		return kit.Faint(kit.Cut(n+" for "+found+" written another way; there may be more", width))
	}
	return kit.Faint(kit.Cut(n+" for "+found, width))
}

// nothing says what an empty list means.
func (s *Screen) nothing(width int) []string {
	if s.found == "" || s.hits.Next() != "" {
		return nil
	}
	if gap := s.hits.Gap; gap != nil {
		told := "Nobody found for \"" + clean.Line(s.found) + "\", but not everything was searched. Not searched: "
		out := kit.Wrap(told+gap.What+".", width)
		out = append(out, kit.Fault(gap.Fault, width)...)
		return append(out, "", kit.Faint("Enter searches again"))
	}
	query := person.Classify(s.found)
	out := kit.Wrap("Nobody found for \""+clean.Line(s.found)+"\": looked at "+query.Searched()+".", width)
	if tried := query.Tried(); tried != "" && s.hits.Reach != person.AsTyped {
		out = append(out, kit.Wrap("Also tried: "+tried+".", width)...)
	}
	out = append(out, "")
	return append(out, kit.Wrap(query.Next(), width)...)
}

// widths of name, UPN, state and work (title and department) for a list of so many cells.
func widths(width int) []int {
	rest := width - 2 - 8 - 2
	if rest < 60 {
		name := max(8, rest*2/5)
		return []int{name, max(8, rest-name-2), 8, 0}
	}
	name, upn := max(20, rest/4), max(28, rest*2/5)
	return []int{name, upn, 8, rest - name - upn - 4}
}

func (s *Screen) draw(width, height int) []string {
	first, last := s.list.View(height)
	columns := widths(width)
	lines := make([]string, 0, last-first)
	for i := first; i < last; i++ {
		p := s.hits.People[i]
		mark := "  "
		if i == s.list.At() {
			mark = kit.Accent(">") + " "
		}
		lines = append(lines, mark+kit.Columns(
			[]string{p.Name(), p.UserPrincipalName.String(), state(p), s.work(p)}, columns))
	}
	return lines
}

// work is what the person does, and where, unless that is asked blind.
func (s *Screen) work(p person.Person) string {
	if s.hidesDepartment() {
		return p.JobTitle
	}
	if p.JobTitle == "" || p.Department == "" {
		return p.JobTitle + p.Department
	}
	return p.JobTitle + ", " + p.Department
}

// state is the one word the list has for somebody out of the ordinary.
func state(p person.Person) string {
	switch {
	case p.Disabled():
		return "disabled"
	case p.Guest() || p.ExternalGuest():
		return "guest"
	}
	return ""
}

func (s *Screen) hidesDepartment() bool { return s.env.Desk.Rules.Hides(challenge.Department) }

func (s *Screen) preview(p person.Person, width int) []string {
	out := []string{kit.Bold(kit.Cut(p.Name(), width))}
	row := func(label, text string) {
		if text != "" {
			out = append(out, kit.Fact(label, text, width)...)
		}
	}
	row("UPN", p.UserPrincipalName.String())
	row("Object id", p.ID.String())
	row("Mail", p.Mail)
	row("Title", p.JobTitle)
	if !s.hidesDepartment() {
		row("Department", p.Department)
	}
	row("State", state(p))
	return append(out, "", kit.Faint("Enter opens: methods and pass"))
}
