package kit

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// ScrollBy returns the first line in sight of a page of n lines after msg, which may be a key or anything else.
func ScrollBy(msg tea.Msg, first, n, height int) int {
	page := max(1, height-1)
	switch {
	case Press(msg, Up):
		first--
	case Press(msg, Down):
		first++
	case Press(msg, PageUp):
		first -= page
	case Press(msg, PageDown):
		first += page
	case Press(msg, Home):
		first = 0
	case Press(msg, End):
		first = n
	}
	return max(0, min(first, n-height))
}

// Squeeze returns at most height lines: it removes empty ones, the last first, and if that is not enough cuts off the
// end and says so.
func Squeeze(lines []string, height int) []string {
	out := append([]string(nil), lines...)
	for at := len(out) - 1; at >= 0 && len(out) > height; at-- {
		if out[at] == "" {
			out = append(out[:at], out[at+1:]...)
		}
	}
	if len(out) <= height || height < 1 {
		return out[:max(0, min(len(out), height))]
	}
	out[height-1] = Warn(fmt.Sprintf(formatTooLow, len(out)-height+1))
	return out[:height]
}

// Fits reports whether a question and the line that asks for the answer have room in height lines, without empty ones:
// nobody may say yes to what they cannot see. A height of 0 is not known yet, and has room.
func Fits(question []string, height int) bool {
	needed := 1
	for _, line := range question {
		if line != "" {
			needed++
		}
	}
	return height == 0 || needed <= height
}

// Scrolled draws height lines of a page from first on, the last of which says how much more there is.
func Scrolled(lines []string, first, height int) Frame {
	first = max(0, min(first, len(lines)-height))
	f := Frame{Lines: append([]string(nil), lines[first:]...)}
	if rest := len(f.Lines) - height; rest > 0 && height > 0 {
		f.Lines = f.Lines[:height]
		f.Lines[height-1] = Faint(fmt.Sprintf(formatBelow, rest+1))
	}
	return f
}
