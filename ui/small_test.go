package ui

import (
	"strings"
	"testing"

	"tapdesk/graph/sandbox"
)

// TestRevealInALowWindow checks that the pass, the countdown and the question are shown however little room there is,
// because the pass's only window of time runs either way.
func TestRevealInALowWindow(t *testing.T) {
	for _, height := range []int{20, 14, 10, 8} {
		h := start(t, sandbox.Options{Faults: []string{"created-but-disabled"}})
		h.open("hostile-name")
		h.press("i", "enter")
		h.typed("tomorrow 09:00")
		h.press("enter", "enter", "y")
		h.wait(quiet)
		h.resize(60, height)
		h.sees("••••   ••••", "Space shows it")
		h.press("esc")
		h.sees("press y to close, any other key stays")
		h.press("n", "space")
		h.revealed()
		h.sees("180 s left")
	}
}

// TestConfirmationInALowWindow checks that the screen says if something does not fit, and that y then does nothing.
func TestConfirmationInALowWindow(t *testing.T) {
	for _, height := range []int{20, 16, 10} {
		h := start(t, sandbox.Options{})
		h.resize(60, height)
		h.open("usable-pass")
		h.press("i", "enter", "enter", "enter")
		h.sees("Ursula Usable")
		screen := h.screen()
		whole, cut := strings.Contains(screen, "(16:00 UTC)"), strings.Contains(screen, "more lines")
		if whole == cut {
			t.Errorf("height %d: the end is cut off without a word:\n%s", height, screen)
		}
		if asks := strings.Contains(screen, "press y to issue"); asks != whole {
			t.Errorf("height %d: asks %v:\n%s", height, asks, screen)
		}
	}
}
