package lookup

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"tapdesk/state/call"
	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
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
	if s.slow.late && s.found != s.field.Value() { // who was found before is no answer to what is typed
		return f
	}
	if s.fault != nil && len(s.hits.People) == 0 {
		f.Add(kit.Fault(s.fault, size.Width)...)
		f.Add("", kit.Faint(enterSearches))
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
	if size.Wide() && s.selects() {
		list = kit.Beside(list, kit.Frame{Lines: s.preview(s.hits.People[s.list.At()], previewWidth)}, listWidth)
	}
	f.Add(list.Lines...)
	return f
}

// count says how many were found, and for which query: while a new one is typed, the list is still the answer to the
// old. Where somebody may be missing it says so instead, with the way out.
func (s *Screen) count(width int) string {
	if s.slow.late {
		said, asked := s.slow.text()
		if asked {
			return kit.Warn(kit.Cut(said, width))
		}
		return kit.Faint(said)
	}
	switch {
	case s.found == "" && person.Classify(s.field.Value()).DomainAlone():
		return kit.Warn(kit.Cut(domainAlone, width))
	case s.found == "" && len(s.hits.People) > 0:
		return kit.Faint(recentPeople)
	case s.found == "" || len(s.hits.People) == 0 && s.hits.Next() == "":
		return ""
	}
	n := fmt.Sprintf(formatFound, len(s.hits.People))
	switch total, known := s.hits.Total(); {
	case known && total > len(s.hits.People):
		n = fmt.Sprintf(formatFoundOf, len(s.hits.People), total)
	case !known && s.hits.Next() != "":
		n = fmt.Sprintf(formatFoundSoFar, len(s.hits.People))
	}
	style, format := kit.Faint, formatFor
	switch s.hits.Reach {
	case person.SurnameAlone:
		style, format, n = kit.Warn, formatNoneFor, fmt.Sprintf(formatBySurname, n)
	case person.Otherwise:
		format = formatOtherwise
	}
	switch {
	case s.fault != nil:
		return kit.Bad(because(fmt.Sprintf(formatRestUnread, n), s.fault, width))
	case s.hits.Cutoff():
		return kit.Warn(kit.Cut(fmt.Sprintf(formatSamePages, n), width))
	case s.hits.Gap != nil:
		return kit.Warn(because(fmt.Sprintf(formatNotSearched, n, s.hits.Gap.What), s.hits.Gap.Fault, width))
	}
	return style(kit.Cut(fmt.Sprintf(format, n, text.Line(s.found)), width))
}

// because appends the reason to what happened, if all of it fits into width cells.
func because(what string, f *fault.Fault, width int) string {
	why := f.Reason()
	if why == "" {
		why = f.Hint
	}
	if whole := what + ": " + why; why != "" && kit.Width(whole) <= width {
		return whole
	}
	return kit.Cut(what, width)
}

// nothing returns what an empty list means.
func (s *Screen) nothing(width int) []string {
	if s.found == "" || s.hits.Next() != "" {
		return nil
	}
	if gap := s.hits.Gap; gap != nil {
		out := kit.Wrap(fmt.Sprintf(formatNobodyGap, text.Line(s.found), gap.What), width)
		out = append(out, kit.Fault(gap.Fault, width)...)
		return append(out, "", kit.Faint(enterSearches))
	}
	query := person.Classify(s.found)
	out := kit.Wrap(fmt.Sprintf(formatNobody, text.Line(s.found), query.Searched()), width)
	if tried := query.Tried(); tried != "" && s.hits.Reach != person.AsTyped {
		out = append(out, kit.Wrap(fmt.Sprintf(formatAlsoTried, tried), width)...)
	}
	out = append(out, "")
	return append(out, kit.Wrap(query.Next(), width)...)
}

// columns are the cells that name, UPN, work (title and department) and state take.
type columns [4]int

// The least that the columns are cut to before another is.
const (
	leastName = 20
	leastUPN  = 28
	leastWork = 10
)

// measure widens the columns to what the people take. It is done once for each, so that the list does not move while it
// is scrolled.
func (s *Screen) measure(people []person.Person) {
	for _, p := range people {
		for i, cell := range s.cells(p) {
			s.natural[i] = max(s.natural[i], kit.Width(cell))
		}
	}
}

// fit cuts the columns to width cells: work first, then the name, and work goes before a UPN is cut. State is a word
// and never cut.
func (c columns) fit(width int) columns {
	if cut := c.cut(width, 2, leastWork).cut(width, 0, leastName); cut.over(width) == 0 {
		return cut
	}
	c[2] = 0
	return c.cut(width, 0, leastName).cut(width, 1, leastUPN).cut(width, 0, leastName/2).cut(width, 1, leastUPN/2)
}

// cut shortens the column at by what exceeds width cells, down to least.
func (c columns) cut(width, at, least int) columns {
	c[at] -= min(c.over(width), max(0, c[at]-least))
	return c
}

// over returns how many cells the columns take beyond width, with the gaps between them.
func (c columns) over(width int) int {
	used := -2
	for _, w := range c {
		if w > 0 {
			used += w + 2
		}
	}
	return max(0, used-width)
}

func (s *Screen) draw(width, height int) []string {
	first, last := s.list.View(height)
	widths := s.natural.fit(width - 2)
	lines := make([]string, 0, last-first)
	for i := first; i < last; i++ {
		cells := s.cells(s.hits.People[i])
		mark, name := "  ", kit.Cut(cells[0], widths[0])
		// The name alone is reversed: to reverse the row across its width costs more than a move may send.
		if i == s.list.At() && s.selects() {
			mark, cells[0] = kit.Pointer(), kit.Picked(name)
		} else {
			cells[0] = matched(name, s.found)
		}
		cells[3] = stateStyle(cells[3])
		lines = append(lines, mark+kit.Columns(cells[:], widths[:]))
	}
	return lines
}

// matched colours the beginnings of a name's words that the query's words are, accents and case aside.
func matched(name, query string) string {
	keys := strings.Fields(text.Fold(query))
	words := strings.Split(name, " ")
	for i, word := range words {
		longest := 0
		for at, r := range word {
			if end := at + utf8.RuneLen(r); slices.Contains(keys, text.Fold(word[:end])) {
				longest = end
			}
		}
		words[i] = kit.Accent(word[:longest]) + word[longest:]
	}
	return strings.Join(words, " ")
}

// cells are what the list shows of somebody, by columns.
func (s *Screen) cells(p person.Person) [4]string {
	return [4]string{p.Name(), p.UserPrincipalName.String(), s.work(p), state(p)}
}

// work is what the person does, and where, unless that is a security question.
func (s *Screen) work(p person.Person) string {
	if s.hidesDepartment() {
		return string(p.JobTitle)
	}
	if p.JobTitle == "" || p.Department == "" {
		return string(p.JobTitle + p.Department)
	}
	return string(p.JobTitle + ", " + p.Department)
}

// state returns the one word that the list has for an unusual account.
func state(p person.Person) string {
	switch {
	case p.Disabled():
		return stateDisabled
	case p.Guest() || p.ExternalGuest():
		return stateGuest
	}
	return ""
}

// stateStyle colours a state, which the word says too.
func stateStyle(state string) string {
	if state == stateDisabled {
		return kit.Bad(state)
	}
	return kit.Warn(state)
}

func (s *Screen) hidesDepartment() bool { return s.desk.Rules.Hides(call.AskDepartment) }

func (s *Screen) preview(p person.Person, width int) []string {
	out := []string{kit.Bold(kit.Cut(p.Name(), width))}
	row := func(label, text string) {
		if text != "" {
			out = append(out, kit.Fact(label, text, width)...)
		}
	}
	row(labelUPN, p.UserPrincipalName.String())
	row(labelObjectID, p.ID.String())
	row(labelMail, string(p.Mail))
	row(labelTitle, string(p.JobTitle))
	if !s.hidesDepartment() {
		row(labelDepartment, string(p.Department))
	}
	row(labelState, stateStyle(state(p)))
	return append(out, "", kit.Faint(enterOpens))
}
