package kit

import (
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
)

// TestRowsAreAsLongAsMeasured draws names of many scripts in a row of columns, as the renderer does: what follows a
// name is in its place, and the end of the row is there.
func TestRowsAreAsLongAsMeasured(t *testing.T) {
	for _, name := range []string{
		"प्रिया शर्मा", "लक्ष्मी क्षेत्रीय", "தமிழ்ச்செல்வி கிருஷ்ணன்", "കൃഷ്ണൻ", "ไทยน้ำ", "ក្រុម", "山田 太郎", "e\u0301a",
		"👩‍👩‍👧", "Orla",
	} {
		for _, width := range []int{4, 9, 12, 24} {
			const end = "end"
			row := Columns([]string{name, end}, []int{width, len(end)})
			buffer := uv.NewScreenBuffer(width+2+len(end), 1)
			uv.NewStyledString(row).Draw(buffer, buffer.Bounds())
			var drawn strings.Builder
			for x := width + 2; x < width+2+len(end); x++ {
				drawn.WriteString(buffer.CellAt(x, 0).Content)
			}
			if drawn.String() != end {
				t.Errorf("%q in %d cells is followed by %q, want %q", name, width, drawn.String(), end)
			}
			if lines := Wrap(name+" "+name, width); Width(lines[0]) > width {
				t.Errorf("%q wrapped to %d cells takes %d", name, width, Width(lines[0]))
			}
		}
	}
}
