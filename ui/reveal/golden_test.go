package reveal

import (
	"fmt"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/exp/golden"

	"tapdesk/state/recorder"
	"tapdesk/ui/kit"
)

// sizes are what the screen gets of a terminal of 60x20, 80x24 and 120x40, of a narrow one, and of a very small one.
var sizes = []kit.Size{
	{Width: 60, Height: 17}, {Width: 80, Height: 21}, {Width: 120, Height: 37}, {Width: 40, Height: 21},
	{Width: 20, Height: 2},
}

// short and long are passes of nobody. The short one is made of what looks alike.
const (
	short8  = "0O1l|S5B"
	mixed   = "+drkzqAD"
	long48  = "aB3$eF6&hI9(kL2{nO5;qR8:tU1<wX4>zA7@dE0/gH-jK_m,"
	lookups = "`'\"I"
)

// plain is the frame as a terminal of that size shows it, without colour.
func plain(frame kit.Frame, size kit.Size) string {
	buffer := uv.NewScreenBuffer(size.Width, size.Height)
	uv.NewStyledString(strings.Join(frame.Lines, "\n")).Draw(buffer, buffer.Bounds())
	var out strings.Builder
	for y := range size.Height {
		var line strings.Builder
		for x := range size.Width {
			if cell := buffer.CellAt(x, y); cell != nil && cell.Width > 0 {
				line.WriteString(cell.Content)
			}
		}
		out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	if c := frame.Cursor; c != nil {
		fmt.Fprintf(&out, "cursor %d,%d\n", c.X, c.Y)
	}
	return out.String()
}

var looks = []struct {
	name  string
	value string
	walk  func(d *stage)
}{
	{"masked", mixed, func(*stage) {}},
	{"open", mixed, func(d *stage) { d.press("space") }},
	{"open long", long48, func(d *stage) { d.press("space") }},
	{"step first", mixed, func(d *stage) { d.press("space", "space") }},
	{"step twin", short8, func(d *stage) { d.press("space", "space", "space", "space", "space", "space") }},
	{"step long", long48, func(d *stage) {
		for range 40 {
			d.press("space")
		}
	}},
	{"list", short8, func(d *stage) { d.press("space", "s") }},
	{"list long", long48, func(d *stage) { d.press("space", "s") }},
	{"list long scrolled", long48, func(d *stage) { d.press("space", "s", "down", "down") }},
	{"list few", lookups + lookups, func(d *stage) { d.press("space", "s") }},
	{"read-back", mixed, func(d *stage) {
		d.press("space")
		d.press(strings.Split(strings.Repeat("space ", 9), " ")[:9]...)
	}},
	{"paused", mixed, func(d *stage) { d.press("space", "space", "space"); d.clock.Advance(d.window()) }},
	{"recorded", mixed, func(d *stage) {
		d.found(recorder.Report{Sure: []string{"script", "tmux pipe-pane"}, Maybe: []string{"sudo"}})
	}},
	{"may be recorded", mixed, func(d *stage) { d.found(recorder.Report{Maybe: []string{"Teleport"}}); d.press("space") }},
	{"copying", mixed, func(d *stage) { d.press("space", "c") }},
	{"leaving", mixed, func(d *stage) { d.press("space"); d.Back() }},
	{"closing unshown", mixed, func(d *stage) { d.Back() }},
	{"wiped unshown", mixed, func(d *stage) { d.vault.WipeAll() }},
	{"wiped", mixed, func(d *stage) { d.press("space"); d.vault.WipeAll() }},
}

func TestGolden(t *testing.T) {
	for _, look := range looks {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s %dx%d", look.name, size.Width, size.Height), func(t *testing.T) {
				d := reveal(look.value, Options{Copy: true})
				look.walk(d)
				golden.RequireEqual(t, []byte(d.text(size)))
			})
		}
	}
}
