package ui

import (
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/journal"
)

// TestChecklist: a situation is chosen by one key, its steps are ticked by what is done, and it is there again after
// the call dropped, in another console.
func TestChecklist(t *testing.T) {
	h := atDesk(t, allWays())
	h.open("ordinary")
	h.press("f")
	h.sees("What has happened to Orla Ordinary?", "1 Lost phone", "2 Stolen phone", "3 Account taken over")
	h.press("1")
	h.sees("Lost phone Orla Ordinary", "▌ v verify the caller", "u end sessions", "i issue a pass")
	h.press("v")
	h.sees("How was the caller verified?")
	h.typed("INC0012345")
	h.press("enter", "right")
	h.misses("mobile +")
	h.sees("called back on business")
	h.press("enter")
	h.sees("✓ v verify the caller · 09:30, operator@sandbox.example", "▌ u end sessions")
	h.press("u")
	h.sees("Revoke the sign-in sessions of this person?")
	h.press("y", "esc")
	h.sees("Checklist ! Lost phone: 2 of 6 done · next: i issue a pass (f shows all)")
	again := h.once(allWays())
	again.open("ordinary")
	again.sees("Lost phone: 2 of 6 done · next: i issue a pass")
	again.press("f", "x")
	again.typed("they have a key")
	again.press("enter")
	again.sees("skipped, 09:30, operator@sandbox.example, they have a key", "hand it over")
	again.press("3")
	again.sees("Account taken over", "▌ u end sessions", "not from here, the site's file does not turn it on")
	again.press("0")
	again.misses("Checklist")
	if n := len(again.of(journal.Situation)); n != 5 {
		t.Errorf("%d records, want 5: begun, verified, skipped, begun, ended", n)
	}
}

// TestStepsByHand: what only the operator can know takes a y, and nothing else does.
func TestStepsByHand(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("f", "3", "y")
	h.sees("▌ u end sessions")
	h.press("u", "y", "esc", "f")
	h.sees("tell security")
	h.press("y", "y")
	h.sees("hang up", "Hang up now.")
	h.press("y")
	h.sees("verify in person or by video")
	h.press("y")
	h.sees("m remove what is not theirs")
	h.press("x", "enter")
	h.sees("say why the step is skipped")
	h.typed("all theirs!")
	h.press("enter")
	h.sees("skipped, 09:30, operator@sandbox.example, all theirs!", "▌ u end sessions again")
	h.wait(time.Second)
	h.press("u", "y", "esc", "i")
	h.sees("▌ Lifetime 1h", "[once]") // which is what this tenant's policy allows at least
}

// TestVerifiedByTheForm: where the desk has ways of verifying, no word of the operator's ticks that step, and who was
// verified before the operator hung up does not count afterwards.
func TestVerifiedByTheForm(t *testing.T) {
	h := atDesk(t, allWays())
	h.open("ordinary")
	h.press("f", "1", "y")
	h.sees("▌ v verify the caller")
	h.press("v")
	h.typed("INC0012345")
	h.press("enter", "left", "left")
	h.sees("on video")
	h.press("enter")
	h.sees("✓ v verify the caller")
	h.press("3", "u", "y", "esc", "f", "y", "y", "y", "y")
	h.sees("▌ v verify in person or by video")
	h.press("u", "y", "esc", "f")
	h.sees("▌ v verify in person or by video")
	for _, r := range h.of(journal.Outcome)[1:] {
		if r.Verification != "" || r.Ticket != "INC0012345" {
			t.Errorf("after hanging up: got the verification %q and the ticket %q, want none and INC0012345",
				r.Verification, r.Ticket)
		}
	}
}

// TestALongReasonIsReadWhole: the reason for skipping a step goes on below it and is never cut.
func TestALongReasonIsReadWhole(t *testing.T) {
	const reason = "telephoned the person's own manager, who is standing next to them at this very moment and knows " +
		"them, reads out the badge number, and confirms every single thing that was asked of them today"
	h := start(t, sandbox.Options{})
	for _, width := range []int{60, 71, 80} {
		h.resize(width, 40)
		if width == 60 {
			h.open("ordinary")
			h.press("f", "1", "x")
			h.typed(reason)
			h.press("enter")
		}
		h.sees(reason)
	}
}
