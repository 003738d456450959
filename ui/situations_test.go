package ui

import (
	"testing"

	"tapdesk/graph/sandbox"
	"tapdesk/state/pass"
)

// TestSituationsOfTheDesk checks that one of the desk's own replaces the built-in one of the same name on the form, and
// that the line is missing if there are none.
func TestSituationsOfTheDesk(t *testing.T) {
	own := []pass.Preset{{Name: "New phone", Draft: pass.Draft{Lifetime: "90m"}},
		{Name: "Loan phone", Draft: pass.Draft{Lifetime: "2h"}}}
	h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Form.Presets = own })
	h.open("ordinary")
	h.press("i")
	h.sees("[New phone]", "New PC with Autopilot", "Loan phone", "90m")

	h = startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Form.Presets, o.Form.NoBuiltIns = own[1:], true })
	h.open("ordinary")
	h.press("i")
	h.sees("[Loan phone]", "2h")
	h.misses("New phone", "Autopilot", "First day")

	h = startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Form.NoBuiltIns = true })
	h.open("ordinary")
	h.press("i", "up", "up", "up", "9", "0")
	h.sees("▌ Lifetime 90", "90 min")
	h.misses("Situation")
	h.press("enter", "enter", "enter")
	h.sees("press y")
}
