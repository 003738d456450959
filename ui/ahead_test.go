package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph/sandbox"
)

// ahead gives the program keys as one read of the terminal brings them: without a pause in which anything else could happen.
func (h *harness) ahead(keys ...string) {
	h.t.Helper()
	for _, k := range keys {
		msg, ok := named[k]
		if !ok {
			msg = tea.KeyPressMsg{Code: rune(k[0]), Text: k}
		}
		h.take(msg)
	}
	h.settle()
}

// TestKeysTypedAhead: a key typed right behind the one that leaves a screen belongs to the screen that then stands in front. A y
// behind a no, above all, must not issue or delete on a screen that is about to close.
func TestKeysTypedAhead(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter")
	for _, no := range []string{"n", "esc", "q"} {
		h.ahead(no, "y")
		if h.creates() != 0 {
			t.Fatalf("%s y sent a request\n%s", no, h.screen())
		}
		h.sees("Issue a Temporary Access Pass for")
		h.press("enter")
		h.sees("press y to issue")
	}

	h = start(t, sandbox.Options{})
	h.open("usable-pass")
	h.press("d")
	h.ahead("n", "y")
	if n := h.count("DELETE", ""); n != 0 {
		t.Fatalf("%d deletions\n%s", n, h.screen())
	}

	h = start(t, sandbox.Options{})
	h.find("ordinary")
	h.ahead("enter", "i", "9", "0")
	h.sees("Issue a Temporary Access Pass for Orla Ordinary", "90")
}
