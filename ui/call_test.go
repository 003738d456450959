package ui

import (
	"testing"
	"time"

	"tapdesk/graph/sandbox"
)

// loses has the sandbox do what it is asked and lose its answer.
func (h *harness) loses(operation string) {
	h.t.Helper()
	if err := h.tenant.Fault("lost-answer@" + operation); err != nil {
		h.t.Fatal(err)
	}
}

// TestALostAnswerStaysWithThePerson when the operator leaves them and comes back: what is not known is checked on.
func TestALostAnswerStaysWithThePerson(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("usable-pass")
	h.press("d")
	h.loses("delete")
	h.press("y")
	h.sees("the answer was lost")
	h.press("esc")
	h.sees("Deletion")
	h.press("esc")
	h.sees("Search")
	h.press("enter")
	h.sees("Ursula Usable", "Deletion")
	h.wait(3 * time.Minute)
	h.sees("no longer listed")
}

// TestADeletionIsKnownWhenThePersonIsOpenedAgain, until the call is over.
func TestADeletionIsKnownWhenThePersonIsOpenedAgain(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("usable-pass")
	h.press("d", "y")
	h.sees("none: deleted, Graph confirmed it")
	h.press("esc", "enter")
	h.sees("none: deleted, Graph confirmed it")
	h.press("esc")
	h.wait(31 * time.Minute)
	h.press("enter")
	h.sees("none listed")
}

// TestTheLogOverAQuestion: the log leads to the same person, and what is done there is known to the question below.
func TestTheLogOverAQuestion(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter", "y")
	h.wait(quiet)
	h.press("space", "esc", "esc")
	h.sees("Expires in")
	h.press("esc", "i", "enter", "enter", "enter")
	h.sees("Issue this Temporary Access Pass?", "Replaces", "usable")
	h.press("f2", "enter")
	h.sees("Orla Ordinary", "usable")
	h.press("d", "y")
	h.sees("none: deleted, Graph confirmed it")
	h.press("esc", "esc")
	h.sees("Issue this Temporary Access Pass?", "Replaces nothing")
	h.press("y")
	h.sees("The pass was created")
	if n := h.creates(); n != 2 {
		t.Errorf("%d creates, want 2", n)
	}
}
