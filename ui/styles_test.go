package ui

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"

	"tapdesk/graph/sandbox"
	"tapdesk/ui/kit"
)

// blanks is how many empty cells in a row are not part of a text: a text has one space or two, columns have more
// between them.
const blanks = 3

// palette returns the styles that a screen may use. A test of ui/kit checks that each can be read on dark and on light.
func palette() (all []uv.Style) {
	begin, end := kit.Shown()
	for _, drawn := range []string{
		kit.Accent("x"), kit.Bold("x"), kit.Faint("x"), kit.Warn("x"), kit.Bad("x"), kit.Good("x"), kit.Picked("x"),
		begin + "x" + end,
		kit.Band("x", "", "", 9), kit.Band("", "x", "", 9), strings.ReplaceAll(kit.Rule(1), " ", "x"),
	} {
		buffer := uv.NewScreenBuffer(9, 1)
		uv.NewStyledString(drawn).Draw(buffer, buffer.Bounds())
		for x := range 9 {
			if cell := buffer.CellAt(x, 0); cell != nil && cell.Content == "x" {
				all = append(all, cell.Style)
			}
		}
	}
	return append(all, uv.Style{})
}

// styles fails if a style is not in the palette, or covers more than its text: each style ends in the line in which it
// begins, and the cells between and after texts have none. The header is a band, and the rule above the footer a line:
// each has one style across the width.
func (h *harness) styles() {
	h.t.Helper()
	known := palette()
	for y, line := range strings.Split(h.app.View().Content, "\n") {
		buffer := uv.NewScreenBuffer(h.app.size.Width+1, 1)
		uv.NewStyledString(line+"¶").Draw(buffer, buffer.Bounds())
		empty := 0
		for x := range h.app.size.Width + 1 {
			cell := buffer.CellAt(x, 0)
			switch {
			case cell == nil || cell.IsZero():
			case !slices.ContainsFunc(known, func(one uv.Style) bool { return one.Equal(&cell.Style) }):
				h.t.Fatalf("line %d has the style %q, want one of the palette: %q", y+1, cell.Style.String(), line)
			case cell.Content == "¶":
				if !cell.Style.IsZero() || !cell.Link.IsZero() {
					h.t.Fatalf("line %d ends in the style %q, want none: %q\n%s",
						y+1, cell.Style.String(), line, h.screen())
				}
			case cell.Content != " ":
				empty = 0
			default:
				if empty++; y > 0 && y != h.app.size.Height-2 && empty >= blanks && (!cell.Style.IsZero() || !cell.Link.IsZero()) {
					h.t.Fatalf("the empty cell %d of line %d has the style %q, want none: %q\n%s",
						x+1, y+1, cell.Style.String(), line, h.screen())
				}
			}
		}
	}
}

// TestNoStyleLeaks checks the screens without a golden: a pass being read out, and the full list of obstacles for a
// person. requireGolden checks all others.
func TestNoStyleLeaks(t *testing.T) {
	for _, size := range sizes {
		h := start(t, sandbox.Options{})
		h.resize(size.Width, size.Height)
		h.reveal()
		for _, key := range strings.Fields("space space s s m m esc esc x c" + strings.Repeat(" space", 10)) {
			h.press(key)
			h.styles()
		}
		for _, who := range []string{"global-admin", "helpdesk-admin", "usable-pass", "disabled",
			"partner_other.example#EXT#"} {
			h := start(t, sandbox.Options{})
			h.resize(size.Width, size.Height)
			h.open(who)
			h.styles()
			for _, key := range strings.Fields("v end i ctrl+c n d ctrl+z") {
				h.press(key)
				h.styles()
			}
		}
	}
}

// TestAColourStaysInItsColumn checks two cases in which a style once ran on into the next column.
func TestAColourStaysInItsColumn(t *testing.T) {
	for who, example := range map[string]struct {
		keys []string
		text string
	}{
		"global-admin": {nil, "+44 7700 900115"}, "usable-pass": {[]string{"i"}, "empty: the policy's default"},
	} {
		h := start(t, sandbox.Options{})
		h.resize(120, 40)
		h.open(who)
		h.press(example.keys...)
		buffer := uv.NewScreenBuffer(120, 40)
		uv.NewStyledString(h.app.View().Content).Draw(buffer, buffer.Bounds())
		for y, line := range strings.Split(h.screen(), "\n") {
			before, _, found := strings.Cut(line, example.text)
			if !found {
				continue
			}
			for x := range len(example.text) {
				style := buffer.CellAt(utf8.RuneCountInString(before)+x, y).Style
				if style.Attrs&uv.AttrBold != 0 || style.Fg != nil && kit.Faint("x") != style.Styled("x") {
					t.Errorf("%s: %q has the style %q, want none or the faint one\n%s", who, example.text, style.String(), h.screen())
					break
				}
			}
		}
	}
}
