package ui

import (
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/session"
	"tapdesk/state/text"
)

// TestTheEndOfAPassUnlocksNothing checks that the sign-in stays in front, whatever the screens below do by themselves.
func TestTheEndOfAPassUnlocksNothing(t *testing.T) {
	for name, cover := range map[string]func(*harness, *puppet){
		"locked":            func(h *harness, _ *puppet) { h.press("ctrl+l", "ctrl+l") },
		"locked, with help": func(h *harness, _ *puppet) { h.press("ctrl+l", "ctrl+l", "f1") },
		"lapsed": func(_ *harness, p *puppet) {
			p.become(session.Standing{Phase: session.Lapsed, Identity: opal})
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, p := startPuppet(t, session.In, atOnce, nil)
			h.issue("ordinary")
			h.wait(quiet)
			h.press("space")
			h.revealed()
			cover(h, p)
			before := h.screen()
			h.wait(3 * time.Second)
			h.wait(11 * time.Minute)
			h.misses("Orla")
			if h.app.stack.find(isSignIn) < 0 {
				t.Fatalf("no sign-in is asked for, want one\n%s\nbefore\n%s", h.screen(), before)
			}
			p.become(session.Standing{Phase: session.In, Identity: opal})
			h.sees("Pass usable")
		})
	}
}

// TestNothingIsOpenedOverAPass checks that nothing opens over a pass: the end of its time would close it, and with it
// the value of another pass.
func TestNothingIsOpenedOverAPass(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	for _, keys := range [][]string{{"f2"}, {"f1", "f2"}, {"esc", "space", "f2"}} {
		h.press(keys...)
		h.sees("not over a pass that has not been wiped")
	}
	h.press("esc", "esc", "f2")
	h.sees("1 in the journal")
}

// TestAPassThatAnotherOperatorFindsIsNotClosedByChoice checks that such a pass still needs attention: the operator who
// issued it did not close it.
func TestAPassThatAnotherOperatorFindsIsNotClosedByChoice(t *testing.T) {
	h, p := startPuppet(t, session.In, atOnce, nil)
	h.issue("ordinary")
	p.become(session.Standing{Phase: session.Lapsed, Identity: opal})
	other := opal
	other.Operator.ID = text.NewKey("44444444-0000-4000-8000-000000000004")
	p.become(session.Standing{Phase: session.In, Identity: other})
	h.inJournal("intent create", "outcome create done", "reveal-end unseen, another operator signed in")
	h.sees("1 to attend to", "nobody saw its value")
	if h.vault.Held() != 0 {
		t.Error("the value is still held, want it wiped")
	}
	for _, r := range h.journalled()[1:4] {
		if r.Operator.ID != opal.Operator.ID.Wire() {
			t.Errorf("%s by %s", r.Kind, r.Operator.ID)
		}
	}
}

// TestUnfinishedIsToldAtEachSignIn checks that it is shown at each sign-in, with times by Graph's clock: the machine's
// clock was hours off when the request was sent, and was set since.
func TestUnfinishedIsToldAtEachSignIn(t *testing.T) {
	for _, off := range []time.Duration{-3 * time.Hour, 0, 3 * time.Hour} {
		h, p := startPuppet(t, session.In, atOnce, nil)
		h.fast.Store(int64(off))
		h.open("usable-pass")
		h.fault("lost-answer@create")
		h.press("i", "enter", "enter", "enter", "y", "esc", "esc")
		h.fast.Store(0)
		for range 2 {
			h.press("ctrl+l", "ctrl+l")
			p.become(session.Standing{Phase: session.In, Identity: opal})
			h.sees("1 to attend to", "after your request, and its value is lost")
			h.wait(quiet)
			h.press("esc")
			h.misses("unfinished")
		}
	}
}
