package reveal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tapdesk/ui/kit"
	"tapdesk/ui/kit/glyph"
)

const (
	// groupOf is how many characters form a group. Groups are only for the eye and the ear.
	groupOf = 4
	// groupWidth is a group in cells, one space between its characters, and groupGap the spaces between groups.
	groupWidth, groupGap = 2*groupOf - 1, 3
	// leastLine is what a line of the pass gets of memory at first, in bytes: not so little that it shares a block with
	// something that lives longer (see secret.Text.Expose).
	leastLine = 64
	// gutter is the space between a figure and its words; gap and wideGap are the least and the most between two columns
	// of a list.
	gutter, gap, wideGap = 3, 2, 4
	// leastWords is the least width of the words next to a figure: the longest of them fits.
	leastWords = 21
)

// groupsPerLine returns how many groups fit on a line of width cells, at least one.
func groupsPerLine(width int) int { return max(1, (width+groupGap)/(groupWidth+groupGap)) }

// place returns the position of a character of the spaced pass.
func place(at, width int) (x, y int) {
	group, per := at/groupOf, groupsPerLine(width)
	return group%per*(groupWidth+groupGap) + at%groupOf*2, group / per
}

// spaced puts one space between characters and three between groups of four. The groups are reversed and bold, so that
// nothing on the screen is seen before them; where one character is picked, it alone is. beforeFirst picks none.
func spaced(value string, width, picked int) []string {
	begin, end := kit.Shown()
	return grouped(len(value), width, func(line *strings.Builder, at int) {
		first, last := at%groupOf == 0, at%groupOf == groupOf-1 || at == len(value)-1
		if !first {
			line.WriteByte(' ')
		}
		if at == picked || picked == beforeFirst && first {
			line.WriteString(begin)
		}
		line.WriteByte(value[at])
		if at == picked || picked == beforeFirst && last {
			line.WriteString(end)
		}
	})
}

// pointed is spaced with a line below each, which holds a mark under the character at picked: it is seen without colour
// too, and a step moves nothing else.
func pointed(value string, width, picked int) (lines []string) {
	x, y := place(picked, width)
	for i, line := range spaced(value, width, picked) {
		below := ""
		if i == y {
			below = strings.Repeat(" ", x) + "▀"
		}
		lines = append(lines, line, below)
	}
	return lines
}

// masked shows how long the pass is and nothing else about it.
func masked(length, width int) []string {
	return grouped(length, width, func(line *strings.Builder, _ int) { line.WriteString("•") })
}

// grouped writes length characters in groups, as many to a line as fit.
func grouped(length, width int, write func(line *strings.Builder, at int)) (lines []string) {
	per := groupsPerLine(width) * groupOf
	var line strings.Builder
	line.Grow(leastLine)
	for at := range length {
		switch {
		case at > 0 && at%per == 0:
			lines = append(lines, line.String())
			line.Reset()
			line.Grow(leastLine)
		case at > 0 && at%groupOf == 0:
			line.WriteString(strings.Repeat(" ", groupGap))
		}
		write(&line, at)
	}
	return append(lines, line.String())
}

// large and middling draw a character as a figure, with its place and what to say next to it; nil where that takes more
// than width cells. Their height does not depend on the character, so that a step moves nothing else.
func large(c byte, nth string, width int) []string {
	return figure(glyph.Full(c), []string{"", nth, ""}, c, width)
}

func middling(c byte, nth string, width int) []string {
	return figure(glyph.Half(c), []string{nth}, c, width)
}

func figure(drawn, above []string, c byte, width int) []string {
	wide := kit.Width(drawn[0])
	room := width - wide - gutter
	if kit.ASCII() || room < leastWords {
		return nil
	}
	beside := append(append(above, kit.Bold(aloud(c))), remark(c, room)...)
	if len(beside) > len(drawn) {
		return nil
	}
	for i, text := range beside {
		drawn[i] += strings.Repeat(" ", gutter) + text
	}
	return drawn
}

// remark says what a character may be taken for, and what to say then.
func remark(c byte, width int) []string {
	twin, ok := twins[c]
	if !ok {
		return nil
	}
	return kit.Styled(kit.Warn, fmt.Sprintf(formatRemark, notThese(twin.looks), twin.instead), width)
}

// inARow draws all characters of a pass as figures in a row, in its groups; nil where that takes more than width cells.
func inARow(value string, width int) []string {
	groups := (len(value) + groupOf - 1) / groupOf
	if kit.ASCII() || len(value)*(glyph.Width+1)+(groups-1)*groupGap > width {
		return nil
	}
	lines := make([]string, glyph.Height)
	for at := range len(value) {
		apart := " "
		switch {
		case at == 0:
			apart = ""
		case at%groupOf == 0:
			apart += strings.Repeat(" ", groupGap)
		}
		for y, drawn := range glyph.Half(value[at]) {
			lines[y] += apart + drawn
		}
	}
	return lines
}

// words are a character and what to say, without a figure.
func words(c byte, width int) []string { return kit.Wrap(string(rune(c))+" "+aloud(c), width) }

// form is a way to draw an entry of a list, in so many lines.
type form struct {
	lines int
	draw  func(at int, c byte) []string
}

// The forms: with a figure, with words alone, and with a mark in the place of what a character looks like.
var (
	figures = form{glyph.Height + 1, block}
	entries = form{1, entry}
	shorts  = form{1, short}
)

// listing draws each character of a pass with what to say, as large as there is room for in width times height cells.
// It is nil when there is room for none. Marked means that look-alikes are listed with a mark instead of words.
func listing(value string, width, height int) (lines []string, marked bool) {
	for _, f := range []form{figures, entries} {
		if kit.ASCII() && f.lines > 1 {
			continue
		}
		if lines = f.page(value, width, height); lines != nil {
			return lines, false
		}
	}
	return shorts.page(value, width, height), true
}

// page draws the entries with an empty line between the groups. Where that has no room, groups of one row do without.
// It is nil when not all entries fit.
func (f form) page(value string, width, height int) []string {
	if (len(value)+groupOf-1)/groupOf*f.lines > height {
		return nil
	}
	groups := f.groups(value, width)
	if groups == nil {
		return nil
	}
	apart, together := joined(groups, 1), joined(groups, 0)
	switch {
	case len(apart) <= height:
		return apart
	case len(together) <= height && len(groups[0]) == f.lines:
		return together
	}
	return nil
}

// joined puts groups below each other, with so many empty lines between two.
func joined(groups [][]string, between int) (lines []string) {
	for i, group := range groups {
		if i > 0 {
			lines = append(lines, make([]string, between)...)
		}
		lines = append(lines, group...)
	}
	return lines
}

// groups draws the entries from left to right, in the groups of four of the pass: each on one row, on two or on four.
// It is nil where an entry takes more than width cells.
func (f form) groups(value string, width int) (groups [][]string) {
	drawn, cells := make([][]string, len(value)), 0
	for at := range len(value) {
		drawn[at] = f.draw(at, value[at])
		for _, line := range drawn[at] {
			cells = max(cells, utf8.RuneCountInString(line)) // each rune is one cell wide, and none has a style
		}
	}
	per := groupOf
	for per > 0 && per*(cells+gap)-gap > width {
		per /= 2
	}
	if per == 0 {
		return nil
	}
	step := cells + min(wideGap, (width-per*cells)/max(1, per-1))
	for group := range slices.Chunk(drawn, groupOf) {
		var lines []string
		for row := range slices.Chunk(group, per) {
			lines = append(lines, f.row(row, step)...)
		}
		groups = append(groups, lines)
	}
	return groups
}

// row puts entries in a row, a fixed number of cells apart.
func (f form) row(drawn [][]string, step int) []string {
	out := make([]string, f.lines)
	for y := range out {
		var line strings.Builder
		for _, entry := range drawn {
			cell := ""
			if y < len(entry) {
				cell = entry[y]
			}
			line.WriteString(cell + strings.Repeat(" ", max(0, step-utf8.RuneCountInString(cell))))
		}
		out[y] = strings.TrimRight(line.String(), " ")
	}
	return out
}

// block is an entry of a list with a figure. What to say is below it, so that a group of four fits on a row of 80
// cells.
func block(at int, c byte) []string {
	drawn := glyph.Half(c)
	for i, text := range []string{number(at) + "  " + string(rune(c)), looksLike(c)} {
		drawn[i] += strings.Repeat(" ", gutter) + text
	}
	return append(drawn, aloud(c))
}

// entry is an entry of a list on one line.
func entry(at int, c byte) []string {
	line := number(at) + "  " + string(rune(c)) + "  " + aloud(c)
	if not := looksLike(c); not != "" {
		line += ", " + not
	}
	return []string{line}
}

// short is an entry with a mark in the place of what a character looks like.
func short(at int, c byte) []string {
	line := number(at) + " " + string(rune(c)) + " " + aloud(c)
	if _, ok := twins[c]; ok {
		line += " ≠"
	}
	return []string{line}
}

// number is the place of a character, from 1 on, two cells wide.
func number(at int) string {
	if at < 9 {
		return " " + strconv.Itoa(at+1)
	}
	return strconv.Itoa(at + 1)
}

func looksLike(c byte) string {
	twin, ok := twins[c]
	if !ok {
		return ""
	}
	return notThese(twin.looks)
}
