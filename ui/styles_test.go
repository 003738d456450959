package ui

import (
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"

	"tapdesk/graph/sandbox"
)

// blanks is how many empty cells in a row belong to no text: a text holds one space or two, and more stand between
// columns.
const blanks = 3

// styles fails when a style covers more than the text it was given: each ends in the line in which it begins, and the
// cells between and behind texts, which is where the next column would be, have none.
func (h *harness) styles() {
	h.t.Helper()
	for y, line := range strings.Split(h.app.View().Content, "\n") {
		buffer := uv.NewScreenBuffer(h.app.size.Width+1, 1)
		uv.NewStyledString(line+"¶").Draw(buffer, buffer.Bounds())
		empty := 0
		for x := range h.app.size.Width + 1 {
			cell := buffer.CellAt(x, 0)
			switch {
			case cell == nil || cell.IsZero():
			case cell.Content == "¶":
				if !cell.Style.IsZero() || !cell.Link.IsZero() {
					h.t.Fatalf("line %d ends in the style %q, want none: %q\n%s",
						y+1, cell.Style.String(), line, h.screen())
				}
			case cell.Content != " ":
				empty = 0
			default:
				if empty++; empty >= blanks && (!cell.Style.IsZero() || !cell.Link.IsZero()) {
					h.t.Fatalf("the empty cell %d of line %d has the style %q, want none: %q\n%s",
						x+1, y+1, cell.Style.String(), line, h.screen())
				}
			}
		}
	}
}

// TestNoStyleLeaks on the screens of a pass that no golden shows; requireGolden looks at all others.
func TestNoStyleLeaks(t *testing.T) {
	for _, size := range sizes {
		h := start(t, sandbox.Options{})
		h.resize(size.Width, size.Height)
		h.reveal()
		for _, key := range strings.Fields("space space s s m m esc esc x c" + strings.Repeat(" space", 10)) {
			h.press(key)
			h.styles()
		}
	}
}
