package ui

import (
	"testing"
	"time"

	"tapdesk/graph/sandbox"
)

// TestZoneInDoubt checks that an operator whose zone was not understood reads at the start which zone counts, and again
// next to the start of a pass, at each size, before they choose it and after.
func TestZoneInDoubt(t *testing.T) {
	const doubt = `times are UTC, since TZ "Europe/Berln" was not understood: use --zone, such as --zone Europe/Berlin`
	beside := []string{"times are UTC, since TZ", `"Europe/Berln"`, "understood", "--zone, such as", "Europe/Berlin"}
	for _, size := range sizes {
		h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) {
			o.Zone, o.Form.ZoneDoubt, o.Notes = time.UTC, doubt, []string{"a note"}
		})
		h.resize(size.Width, size.Height)
		h.sees("a note", doubt)
		h.open("ordinary")
		h.press("i")
		h.sees(beside...)
		h.press("enter")
		h.typed("14:30")
		h.sees(beside...)
		h.sees("14:30 UTC")
		h.press("enter", "enter")
		h.sees("press y to issue", "14:30 UTC")
		h.misses("Europe/Berln")
	}
}
