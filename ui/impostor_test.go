package ui

import (
	"net/http"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/call"
	"tapdesk/state/journal"
)

// atBlockingDesk starts a console that may block sign-in, at a desk with these rules.
func atBlockingDesk(t *testing.T, rules call.Desk) *harness {
	t.Helper()
	rules.Blocks = true
	return atDesk(t, rules)
}

// stopped fails unless an impostor was stopped by these requests, each once, and is in the journal.
func (h *harness) stopped(blocks, deletes, revokes int) {
	h.t.Helper()
	got := [3]int{0, 0, h.revocations()}
	for _, r := range h.sent() {
		switch r.Method {
		case http.MethodPatch:
			got[0]++
		case http.MethodDelete:
			got[1]++
		}
	}
	if want := [3]int{blocks, deletes, revokes}; got != want {
		h.t.Errorf("%v blocks, deletions and revocations, want %v", got, want)
	}
	if n := len(h.of(journal.Situation)); n != 1 {
		h.t.Errorf("%d records of an impostor, want 1", n)
	}
}

// TestImpostor: from each step of a call one key and one yes block the sign-in, delete the pass where one is listed,
// and revoke the sessions, with no ticket and no verification; what was in sight is wiped.
func TestImpostor(t *testing.T) {
	for _, tt := range []struct {
		name    string
		walk    func(h *harness)
		deletes int
	}{
		{"the person", func(h *harness) { h.open("ordinary") }, 0},
		{"with a pass", func(h *harness) { h.open("usable-pass") }, 1},
		{"the form", func(h *harness) { h.open("ordinary"); h.press("i") }, 0},
		{"the ticket", func(h *harness) { h.open("ordinary"); h.toTicket(); h.typed("INC0012345") }, 0},
		{"the confirmation", func(h *harness) { h.open("ordinary"); h.confirmed() }, 0},
		{"the questions", func(h *harness) {
			h.open("ordinary")
			h.toTicket()
			h.typed("INC0012345")
			h.press("enter", "left", "left", "left", "enter")
			h.sees("Security questions")
		}, 0},
		{"the pass in sight", func(h *harness) {
			h.open("ordinary")
			h.confirmed()
			h.press("y")
			h.wait(quiet)
			h.press("space")
			if h.vault.Held() != 1 {
				h.t.Fatalf("%d values held, want 1", h.vault.Held())
			}
		}, 1},
		{"the watch", func(h *harness) { h.open("usable-pass"); h.press("w") }, 1},
		{"the advice", func(h *harness) { h.open("usable-pass"); h.press("w", "n") }, 1},
		{"the sessions", func(h *harness) { h.open("ordinary"); h.press("u") }, 0},
		{"the deletion", func(h *harness) { h.open("usable-pass"); h.press("d") }, 1},
		{"the methods", func(h *harness) { h.open("ordinary"); h.press("m") }, 0},
		{"help", func(h *harness) { h.open("ordinary"); h.press("?"); h.sees("! impostor") }, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := atBlockingDesk(t, allWays())
			tt.walk(h)
			h.press("!")
			h.sees("The caller is not this person?", "The system is slow, I will call you back.", "press y to stop them")
			if h.vault.Held() != 0 {
				t.Errorf("%d values held, want none", h.vault.Held())
			}
			h.press("y")
			h.sees("sign-in blocked, Graph confirmed it", "Revocation accepted 09:30")
			h.stopped(1, tt.deletes, 1)
			h.press("esc")
			h.sees("Not verified: an operator took the caller for an impostor")
		})
	}
}

// TestImpostorFaults: one write that fails, or whose answer is lost, does not stop the others; y sends what is not
// known to be done again, and nothing else.
func TestImpostorFaults(t *testing.T) {
	for _, tt := range []struct {
		fault string
		sees  string
		again [3]int // blocks, deletions and revocations after another yes
	}{
		{"denied@enable", "block the sign-in: Graph refused it", [3]int{2, 1, 1}},
		{"server-500@enable", "block the sign-in: outcome unknown", [3]int{2, 1, 1}},
		{"denied@delete", "delete the pass: Graph refused it", [3]int{1, 2, 1}},
		{"denied@revoke", "end sessions: Graph refused it", [3]int{1, 1, 2}},
		{"server-500@revoke", "end sessions: outcome unknown", [3]int{1, 1, 2}},
		{"throttle-long@revoke", "end sessions: ", [3]int{1, 1, 2}},
	} {
		t.Run(tt.fault, func(t *testing.T) {
			h := atBlockingDesk(t, allWays())
			h.open("usable-pass")
			h.fault(tt.fault)
			h.press("!", "y")
			h.sees(tt.sees)
			h.stopped(1, 1, 1)
			h.press("y")
			h.sees("sign-in blocked", "Revocation accepted")
			h.misses("refused", "unknown")
			h.stopped(tt.again[0], tt.again[1], tt.again[2])
		})
	}
}

// TestImpostorWithoutBlock: a desk that does not block says so, and does the rest; one that only reads says what to
// tell the caller, and sends nothing.
func TestImpostorWithoutBlock(t *testing.T) {
	h := atDesk(t, allWays())
	h.open("usable-pass")
	h.press("!")
	h.sees("sign-in is not blocked from here", "press y to stop them")
	h.press("y")
	h.stopped(0, 1, 1)

	h = startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.ReadOnly = "the site's file" })
	h.open("usable-pass")
	h.press("!")
	h.sees("I will call you back.", "read-only: the site's file", "press y to record it")
	h.press("y", "y")
	h.sees("Nothing was sent", "a pass is listed, and cannot be deleted from here")
	h.misses("y deletes it")
	h.stopped(0, 0, 0)
}

// TestWhatAnImpostorAdded: a method and a number that were added since the call began are listed.
func TestWhatAnImpostorAdded(t *testing.T) {
	h := atDesk(t, allWays())
	h.calledBy("passkey")
	h.open("mistyper")
	h.press("!", "y")
	h.sees("no method and no number is listed that was added since 09:30:00")
	h.press("esc")
	h.confirmed()
	h.press("y")
	h.wait(quiet)
	h.press("space", "esc", "esc")
	h.wait(2 * time.Minute)
	h.press("!", "y")
	h.sees("Passkey (FIDO2)")
}

// TestImpostorAndAnotherPass: a pass that went while an impostor is being stopped is not deleted, and one that somebody
// issued after it was deleted is told, and deleted by another yes.
func TestImpostorAndAnotherPass(t *testing.T) {
	h := atBlockingDesk(t, allWays())
	h.open("usable-pass")
	about := callOf(h.app.stack.front())
	h.press("!")
	release := h.hold()
	h.take(keyOf("y"))
	about.Removed(*about.Pass(), h.app.env.Now())
	release()
	h.settle()
	h.sees("sign-in blocked, Graph confirmed it", "Revocation accepted 09:30")
	h.stopped(1, 0, 1)

	h = atBlockingDesk(t, allWays())
	h.open("usable-pass")
	h.press("!", "y")
	h.stopped(1, 1, 1)
	h.misses("a pass is listed")
	h.elsewhere("global-admin", "usable-pass", http.MethodPost, "/authentication/temporaryAccessPassMethods", `{}`,
		http.StatusCreated)
	h.press("r")
	h.sees("a pass is listed: y deletes it")
	h.press("y")
	h.misses("a pass is listed")
	deletions := 0
	for _, r := range h.sent() {
		if r.Method == http.MethodDelete {
			deletions++
		}
	}
	if deletions != 2 {
		t.Errorf("%d deletions, want 2", deletions)
	}
}

// TestAnImpostorIsNotVerified: what an impostor said to be verified is forgotten: the person's screen, the form, the
// records and the text for the ticket tell of nobody who was verified since.
func TestAnImpostorIsNotVerified(t *testing.T) {
	h := atBlockingDesk(t, allWays())
	h.open("ordinary")
	h.confirmed()
	h.press("y")
	h.wait(quiet)
	h.press("space", "esc", "esc", "esc")
	h.sees("called back (mobile)")
	h.press("!", "y")
	h.press("esc")
	h.sees("Not verified: an operator took the caller for an impostor", "INC0012345")
	h.misses("called back (mobile)")
	reported := false
	for _, r := range h.journalled() {
		if reported = reported || r.Kind == journal.Situation; reported && r.Verification != "" &&
			r.Verification != string(call.Nobody) {
			t.Errorf("%s %s: got the verification %q, want none after the impostor", r.Kind, r.Operation, r.Verification)
		}
	}
	if !reported {
		t.Error("no record of the impostor")
	}
	h.press("t")
	h.sees("Verified: called back (mobile); later a caller was reported as an impostor")
	h.press("esc")
	h.toTicket()
	h.press("enter", "enter")
	h.misses("Issue this Temporary Access Pass?")
}
