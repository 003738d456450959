// Package kit holds what several screens share: frames, fields, lists, keys and words. It knows no screen.
package kit

import (
	"io"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Size is a width and a height in terminal cells.
type Size struct{ Width, Height int }

// WideFrom is the width, in cells, from which a screen shows a preview next to its list.
const WideFrom = 110

// Wide reports whether there is room for a preview.
func (s Size) Wide() bool { return s.Width >= WideFrom }

// Point is a cell of a frame, counted from its top left corner.
type Point struct{ X, Y int }

// Frame is what a screen draws: one string per line, which may contain SGR but no other control sequence, and the
// position of the cursor.
type Frame struct {
	Lines  []string
	Cursor *Point
}

// Add appends lines.
func (f *Frame) Add(lines ...string) { f.Lines = append(f.Lines, lines...) }

// CursorAt puts the cursor into the line to be added next.
func (f *Frame) CursorAt(x int) { f.Cursor = &Point{X: x, Y: len(f.Lines)} }

// Fit cuts the frame to size: no line is wider, and there are exactly as many lines as the height says. A cursor
// outside the frame is dropped.
func (f Frame) Fit(size Size) Frame {
	lines := make([]string, size.Height)
	for i := range lines {
		if i < len(f.Lines) {
			lines[i] = Cut(f.Lines[i], size.Width)
		}
	}
	out := Frame{Lines: lines}
	if c := f.Cursor; c != nil && c.X < size.Width && c.Y < size.Height {
		out.Cursor = c
	}
	return out
}

// Beside puts right next to left, which gets leftWidth cells and a gap of three.
func Beside(left, right Frame, leftWidth int) Frame {
	out := Frame{Cursor: left.Cursor}
	for i := range max(len(left.Lines), len(right.Lines)) {
		var l, r string
		if i < len(left.Lines) {
			l = left.Lines[i]
		}
		if i < len(right.Lines) {
			r = right.Lines[i]
		}
		if r == "" {
			out.Add(Cut(l, leftWidth))
			continue
		}
		out.Add(Pad(Cut(l, leftWidth), leftWidth) + "   " + r)
	}
	return out
}

// cells measures text as the renderer draws it, and terminals do: code point by code point. A vowel sign of Hindi or
// Tamil takes a cell of its own by that, so a row that was measured by characters as people see them is longer than it
// was said to be, and loses its end.
var cells = ansi.WcWidth

// MeasureGraphemes measures by characters as people see them, from now on: the terminal has said that it does (mode
// 2027), and the renderer follows. The root's Update alone calls it.
func MeasureGraphemes() { cells = ansi.GraphemeWidth }

// Width returns how many cells s takes.
func Width(s string) int { return cells.StringWidth(s) }

// Cut shortens s to width cells and ends it with an ellipsis where something was lost.
func Cut(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if len(s) <= width { // a byte is never wider than a cell
		return s
	}
	if Width(s) <= width {
		return s
	}
	// Padded, since Truncate leaves alone what would fit by graphemes.
	return cells.Truncate(s+strings.Repeat(" ", width), width, "…")
}

// Pad fills s with spaces to width cells.
func Pad(s string, width int) string {
	if n := width - Width(s); n > 0 {
		return s + strings.Repeat(" ", n)
	}
	return s
}

// Columns cuts and pads each cell to its width, with two spaces between. A width of 0 leaves the cell out.
func Columns(cells []string, widths []int) string {
	var b strings.Builder
	for i, cell := range cells {
		if widths[i] <= 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("  ")
		}
		b.WriteString(Pad(Cut(cell, widths[i]), widths[i]))
	}
	return strings.TrimRight(b.String(), " ")
}

// Styled wraps text and gives each line a style; nothing where the text is empty.
func Styled(style func(string) string, text string, width int) []string {
	if text == "" {
		return nil
	}
	lines := Wrap(text, width)
	for i, line := range lines {
		lines[i] = style(line)
	}
	return lines
}

// hyphen stands in for "-" while text is wrapped: ansi.Wrap breaks at every hyphen, which tears UPNs, dates and ids
// apart. It is a private-use character, which clean text never holds.
const hyphen = "\ue000"

// Wrap breaks text into lines of at most width cells, at spaces where there are any. A style that continues on the next
// line ends with its line and begins again there, so that it does not leak into its neighbours.
func Wrap(text string, width int) []string {
	if width < 1 {
		return nil
	}
	if len(text) <= width && !strings.ContainsAny(text, "\n\r\t") { // a byte is never wider than a cell
		return []string{text}
	}
	wrapped := cells.Wrap(strings.ReplaceAll(text, "-", hyphen), width, "")
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(wrapped, hyphen, "-"), "\n") {
		if Width(line) > width { // ansi.Wrap lets a long word after a space exceed the width by that space
			line = cells.Hardwrap(line, width, true)
		}
		lines = append(lines, strings.Split(line, "\n")...)
	}
	if len(lines) == 1 || !strings.Contains(text, "\x1b") {
		return lines
	}
	var closed strings.Builder
	w := lipgloss.NewWrapWriter(&closed)
	_, _ = io.WriteString(w, strings.Join(lines, "\n")) // a Builder takes everything
	_ = w.Close()
	return strings.Split(closed.String(), "\n")
}
