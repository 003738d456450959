package ui

import (
	"testing"
	"time"

	"tapdesk/graph/sandbox"
)

// TestGatewayAnswersACreate checks that a proxy's answer is not taken for Graph's. One request is sent, the console
// checks its outcome, and the journal does not say that nothing happened.
func TestGatewayAnswersACreate(t *testing.T) {
	for _, status := range []string{"200", "302", "400", "401", "403", "404", "407", "408", "410", "425", "429", "499",
		"504", "511"} {
		for _, name := range []string{"gateway-", "gateway-done-"} {
			t.Run(name+status, func(t *testing.T) {
				h := start(t, sandbox.Options{})
				h.open("ordinary")
				h.fault(name + status + "@create")
				h.press("i", "enter", "enter", "enter", "y")
				h.sees("the answer was lost", "something between here and Graph answered ("+status+"), so the outcome is unknown")
				h.misses("nothing was changed", "Authentication Administrator", "sign in again")
				h.wait(150 * time.Second)
				if n := h.creates(); n != 1 {
					t.Fatalf("%d creates, want 1", n)
				}
				h.inJournal("intent create", "outcome create unknown")
				if name == "gateway-done-" {
					h.sees("a pass was created at", "its value is lost")
				} else {
					h.sees("no pass seen by")
				}
			})
		}
	}
}

// TestGatewayAnswersARead checks that a proxy's 403 does not mean a missing role, its 404 not that nobody exists, and
// its 401 not the end of the sign-in.
func TestGatewayAnswersARead(t *testing.T) {
	for _, status := range []string{"302", "401", "403", "404", "407", "408", "410", "429", "511"} {
		t.Run(status, func(t *testing.T) {
			h := start(t, sandbox.Options{})
			h.find("usable-pass")
			h.fault("gateway-" + status + "@batch:always")
			h.press("enter", "r")
			h.sees("something between here and Graph answered ("+status+")", "check the network and the proxy")
			h.misses("deleted or renamed", "you need the role", "needs the scope", "sign in again", "none:")
		})
	}
}
