package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph/sandbox"
)

// TestRefusedDeletionIsToldWhole checks that what to do, and the request-id, are shown at the smallest size.
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

// TestDisabledAccountIsSaidWhereItMatters checks that the screens point out a pass for somebody who cannot sign in.
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

// TestEndOfTheWindowIsSaid checks that an operator who looked away can read what happened to the pass.
func TestEndOfTheWindowIsSaid(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space")
	h.wait(601 * time.Second)
	h.sees("the time to show the pass is over: it has been wiped")
	h.misses("never shown")
}

// TestAPassNeverShownIsRemembered checks that the person's screen shows it.
func TestAPassNeverShownIsRemembered(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("esc", "y")
	h.sees("never shown, and lost: delete the pass, or issue a new one")
}

// TestSignalDuringAWriteIsTold checks that the one sentence left on the terminal says so.
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

// TestNobodySaysYesToWhatIsNotInSight checks that y does nothing if the window is too low for the question.
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

// TestABurstOfKeysIssues checks that keys that arrive together, as on a slow link, are neither lost nor taken for
// another screen's.
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
		t.Errorf("%d creates, want 1", h.creates())
	}
}
