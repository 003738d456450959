package ui

import (
	"testing"
	"time"

	"tapdesk/graph/sandbox"
)

// loses makes the sandbox perform an operation and lose its answer.
func (h *harness) loses(operation string) {
	h.t.Helper()
	if err := h.tenant.Fault("lost-answer@" + operation); err != nil {
		h.t.Fatal(err)
	}
}

// TestALostAnswerStaysWithThePerson checks that the console goes on checking when the operator leaves the person and
// comes back.
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

// TestADeletionIsKnownWhenThePersonIsOpenedAgain checks that the person's screen still shows it until the call is over.
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

// TestTheLogOverAQuestion checks that the log leads to the same person, and that the question below knows what is done
// there.
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
