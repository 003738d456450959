package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph/sandbox"
)

// TestRefusedDeletionIsToldWhole: what to do, and the request-id, at the smallest size.
func TestRefusedDeletionIsToldWhole(t *testing.T) {
	for _, size := range sizes {
		h := start(t, sandbox.Options{})
		h.resize(size.Width, size.Height)
		h.open("usable-pass")
		h.fault("denied@delete")
		h.press("d", "y")
		h.sees("could not delete the pass", "Authentication Administrator", "request-id")
		h.press("r")
		h.misses("could not delete")
	}
}

// TestDisabledAccountIsSaidWhereItMatters: a pass for somebody who cannot sign in is a mistake until proven otherwise.
func TestDisabledAccountIsSaidWhereItMatters(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("disabled")
	h.press("i")
	h.sees("DISABLED")
	h.press("enter", "enter", "enter")
	h.sees("DISABLED", "press y to issue")
	h.press("y")
	h.sees("DISABLED", "The pass was created")
}

// TestEndOfTheWindowIsSaid: an operator who looked away must not wonder where the pass went.
func TestEndOfTheWindowIsSaid(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space")
	h.wait(601 * time.Second)
	h.sees("the time to show the pass is over: it has been wiped")
	h.misses("never shown")
}

// TestAPassNeverShownIsRemembered on the person's screen.
func TestAPassNeverShownIsRemembered(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("esc", "y")
	h.sees("never shown, and lost: delete the pass, or issue a new one")
}

// TestSignalDuringAWriteIsTold in the one sentence that is left on the terminal.
func TestSignalDuringAWriteIsTold(t *testing.T) {
	for says, s := range map[string]*Signaled{
		"has been answered":               {Name: "terminated", Writing: true, Answered: true},
		"its outcome is unknown":          {Name: "terminated", Writing: true},
		"ended by signal: terminated\x00": {Name: "terminated"},
	} {
		if !strings.Contains(s.Error()+"\x00", says) {
			t.Errorf("%q does not say %q", s.Error(), says)
		}
	}
}

// TestNobodySaysYesToWhatIsNotInSight: a window too low for the question takes no y.
func TestNobodySaysYesToWhatIsNotInSight(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("usable-pass")
	h.press("i", "enter", "enter", "enter")
	h.resize(40, 10)
	h.press("y")
	h.sees("too low")
	if h.creates() != 0 {
		t.Fatal("issued unseen")
	}
	h.resize(60, 20)
	h.press("y")
	h.sees("The pass was created")
}

// TestABurstOfKeysIssues: over a slow link keys come together, and none is lost or taken for another screen's.
func TestABurstOfKeysIssues(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i")
	for _, key := range []tea.KeyPressMsg{named["enter"], named["enter"], named["enter"], {Code: 'y', Text: "y"}} {
		h.take(key)
	}
	h.settle()
	h.sees("The pass was created")
	if h.creates() != 1 {
		t.Errorf("%d creates", h.creates())
	}
}
