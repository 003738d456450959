package lookup

import (
	"testing"

	"tapdesk/state/fault"
)

// TestBecauseEndsWhole: a line that says what happened ends in the reason or before it, and not between the two.
func TestBecauseEndsWhole(t *testing.T) {
	const what = "1 of 2 found. F5 searches again: the rest could not be read"
	for _, tt := range []struct {
		fault fault.Fault
		width int
		want  string
	}{
		{fault.Fault{Kind: fault.Refused, Hint: "Graph pointed to another host"}, 120,
			what + ": Graph pointed to another host"},
		{fault.Fault{Kind: fault.Refused, Hint: "Graph pointed to another host"}, 80, what},
		{fault.Fault{Kind: fault.Offline}, 120, what + ": no answer from Graph"},
		{fault.Fault{Kind: fault.Refused}, 80, what},
	} {
		if got := because(what, &tt.fault, tt.width); got != tt.want {
			t.Errorf("in %d cells: got %q, want %q", tt.width, got, tt.want)
		}
	}
}
