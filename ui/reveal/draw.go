package reveal

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"tapdesk/state/spell"
	"tapdesk/ui/kit"
	"tapdesk/ui/kit/glyph"
)

const (
	// groupOf is how many characters stand together. The groups are for the eye and the ear alone.
	groupOf = 4
	// groupWidth is a group in cells, one space between its characters, and groupGap the spaces between groups.
	groupWidth, groupGap = 2*groupOf - 1, 3
	// leastLine is what a line of the pass gets of memory at first, in bytes: not so little that it shares a block with something that
	// lives longer (see secret.Text.Expose).
	leastLine = 64
	// gutter is what stands between a figure and its words, gap between two columns of a list.
	gutter, gap = 3, 2
	// leastEntry is as narrow as an entry of a list may be.
	leastEntry = 10
	// leastWords is as narrow as words beside a figure may be: the longest of what is said fits.
	leastWords = 21
)

// groupsPerLine is how many groups stand on a line of width cells, one at least.
func groupsPerLine(width int) int { return max(1, (width+groupGap)/(groupWidth+groupGap)) }

// place is where a character of the spaced pass stands.
func place(at, width int) (x, y int) {
	group, per := at/groupOf, groupsPerLine(width)
	return group%per*(groupWidth+groupGap) + at%groupOf*2, group / per
}

// spaced puts one space between characters and three between groups of four.
func spaced(value string, width int) []string {
	return grouped(len(value), width, func(line *strings.Builder, at int) {
		if at%groupOf > 0 {
			line.WriteByte(' ')
		}
		line.WriteByte(value[at])
	})
}

// masked says how long the pass is and nothing else of it.
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

// large and middling draw a character as a figure, its place and what to say beside it; nil where that takes more than width cells.
// Their height does not depend on the character, so that a step moves nothing else.
func large(c byte, nth string, width int) []string {
	return figure(glyph.Full(c), []string{"", nth, ""}, c, width)
}

func middling(c byte, nth string, width int) []string {
	return figure(glyph.Half(c), []string{nth}, c, width)
}

func figure(drawn, above []string, c byte, width int) []string {
	wide := kit.Width(drawn[0])
	room := width - wide - gutter
	if room < leastWords {
		return nil
	}
	beside := append(append(above, kit.Bold(spell.Say(c))), remark(c, room)...)
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
	twin, ok := spell.Twins(c)
	if !ok {
		return nil
	}
	return styled(kit.Warn, "not "+strings.Join(strings.Split(twin.Looks, ""), " ")+": say \""+twin.Instead+"\"", width)
}

// words are a character and what to say, without a figure.
func words(c byte, width int) []string { return kit.Wrap(string(rune(c))+" "+spell.Say(c), width) }

// listing draws each character of a pass with what to say, in columns from top to bottom: as large as there is room for in width times
// height cells. It is nil when there is room for none. Marked says that look-alikes stand there with a mark instead of words.
func listing(value string, width, height int) (lines []string, marked bool) {
	for _, rows := range []int{glyph.Height + 1, glyph.Height, 1} {
		draw := block
		if rows == 1 {
			draw = entry
		}
		if lines = columns(value, width, height, rows, draw); lines != nil {
			return lines, false
		}
	}
	return columns(value, width, height, 1, short), true
}

// columns sets entries of so many lines each into as many columns as fit; nil when not all entries do.
func columns(value string, width, height, lines int, draw func(at int, c byte) []string) []string {
	if most := max(1, (width+gap)/(leastEntry+gap)); (len(value)+most-1)/most*lines > height {
		return nil
	}
	entries, cells := make([][]string, len(value)), 0
	for at := range len(value) {
		entries[at] = draw(at, value[at])
		for _, line := range entries[at] {
			cells = max(cells, utf8.RuneCountInString(line)) // each rune is one cell wide, and none has a style
		}
	}
	per := (width + gap) / (cells + gap)
	if per < 1 || (len(value)+per-1)/per*lines > height {
		return nil
	}
	rows := (len(value) + per - 1) / per
	out := make([]string, rows*lines)
	for y := range out {
		var line strings.Builder
		for at := y / lines; at < len(entries); at += rows {
			cell := ""
			if i := y % lines; i < len(entries[at]) {
				cell = entries[at][i]
			}
			line.WriteString(cell)
			if at+rows < len(entries) {
				line.WriteString(strings.Repeat(" ", cells+gap-utf8.RuneCountInString(cell)))
			}
		}
		out[y] = strings.TrimRight(line.String(), " ")
	}
	return out
}

// block is an entry of a list with a figure.
func block(at int, c byte) []string {
	drawn := glyph.Half(c)
	for i, text := range []string{number(at) + "  " + string(rune(c)), spell.Say(c), looksLike(c)} {
		drawn[i] += strings.Repeat(" ", gutter) + text
	}
	return drawn
}

// entry is an entry of a list on one line.
func entry(at int, c byte) []string {
	line := number(at) + "  " + string(rune(c)) + "  " + spell.Say(c)
	if not := looksLike(c); not != "" {
		line += ", " + not
	}
	return []string{line}
}

// short is an entry with a mark in the place of what a character looks like.
func short(at int, c byte) []string {
	line := number(at) + " " + string(rune(c)) + " " + spell.Say(c)
	if _, ok := spell.Twins(c); ok {
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
	twin, ok := spell.Twins(c)
	if !ok {
		return ""
	}
	return "not " + strings.Join(strings.Split(twin.Looks, ""), " ")
}
