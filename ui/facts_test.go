package ui

import (
	"testing"

	"tapdesk/graph/sandbox"
)

// TestWhatTheDirectorySaysBeforehand: a refusal that is to be expected, and a method that is about to end.
func TestWhatTheDirectorySaysBeforehand(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("restricted-unit")
	h.sees("may be refused: they are in a restricted management administrative unit")
	h.press("v")
	h.sees("an administrator whose role is given on that unit can issue it")
	h.press("v", "i", "enter", "enter", "enter")
	h.sees("may be refused: they are in a restricted management administrative unit", "press y to issue")
	h.press("y")
	h.sees("could not create the pass")

	h = start(t, sandbox.Options{})
	h.open("sms-only")
	h.sees("Microsoft's own text messages and calls ended on 1 February 2027: register another method on this call")
	h.press("esc", "esc")
	h.open("ordinary")
	h.misses("text messages")
}
