package ui

import (
	"testing"

	"tapdesk/graph/sandbox"
)

// audits counts the requests for Entra's audit log.
func (h *harness) audits() int {
	h.t.Helper()
	return h.count("GET", "auditLogs/directoryAudits")
}

// toCaller goes to the way in which the caller was verified, where call-back on the mobile number is chosen.
func (h *harness) toCaller() {
	h.t.Helper()
	h.toTicket()
	h.typed("INC0012345")
	h.press("enter", "right")
}

// TestARecentChangeIsNotOffered checks that choosing a call-back reads Entra's audit log, once, and that a number that
// was changed a few days ago is neither offered nor shown.
func TestARecentChangeIsNotOffered(t *testing.T) {
	h := atDesk(t, allWays())
	h.open("$dollar")
	h.toTicket()
	if got := h.audits(); got != 0 {
		t.Errorf("%d requests for the log before a way was chosen, want none", got)
	}
	h.typed("INC0012345")
	h.press("enter", "right")
	h.sees("[the mobile number is not offered]",
		"the mobile number was changed 3 days ago by $dollar@sandbox.example, as Entra's audit log has it: choose "+
			"another way")
	h.misses("called back on mobile")
	h.press("enter")
	h.sees("choose another way")
	h.press("right")
	h.sees("called back on business", "no change in what was read of Entra's audit log")
	h.press("right")
	h.sees("(manager) confirmed", "no change in what was read")
	if got := h.audits(); got != 1 {
		t.Errorf("%d requests for the log, want 1", got)
	}
	h.press("left", "enter")
	h.sees("Issue this Temporary Access Pass?", "called back (business)")
	h.press("y", "esc")
	h.everyWrite("INC0012345", "call-back: business")
}

// TestACallBackThatIsNotChecked checks that the form says so where Entra's audit log cannot be read, goes on all the
// same, and does not ask again for what Graph has refused twice.
func TestACallBackThatIsNotChecked(t *testing.T) {
	h := startWith(t, sandbox.Options{Roles: []string{"Authentication Administrator"}}, func(_ *harness, o *Options) {
		o.Desk = allWays()
	})
	for i, name := range []string{"ordinary", "twin-one", "twin-two"} {
		h.open(name)
		h.toCaller()
		h.sees("called back on mobile", "not checked for changes: Entra's audit log could not be read (denied)")
		h.press("right", "left")
		if got, want := h.audits(), min(i+1, 2); got != want {
			t.Errorf("%s: %d requests for the log so far, want %d", name, got, want)
		}
		h.press("enter")
		h.sees("Issue this Temporary Access Pass?", "called back (mobile)")
		h.press("esc", "esc", "esc")
	}

	h = atDesk(t, allWays())
	h.fault("throttle-bare@audit")
	h.open("ordinary")
	h.toCaller()
	h.sees("not checked for changes: Entra's audit log could not be read (throttled)")
}

// TestEnterWaitsForTheLog checks that nobody confirms a call-back before it is known whether the number was changed.
func TestEnterWaitsForTheLog(t *testing.T) {
	h := atDesk(t, allWays())
	h.open("ordinary")
	h.toTicket()
	h.typed("INC0012345")
	h.press("enter")
	release := h.hold()
	h.take(named["right"])
	h.drain()
	h.sees("reading from Entra's audit log when it was changed last...")
	h.take(named["enter"])
	h.sees("still reading when the number or the manager was changed last")
	release()
	h.settle()
	h.sees("no change in what was read of Entra's audit log")
	h.press("enter")
	h.sees("Issue this Temporary Access Pass?")
}

// TestADeletionChecksTheCallBackToo checks the form of a deletion.
func TestADeletionChecksTheCallBackToo(t *testing.T) {
	h := atDesk(t, allWays())
	h.control("issue", `{"user":"$dollar"}`)
	h.open("$dollar")
	h.press("d")
	h.typed("INC0000001")
	h.press("enter", "right")
	h.sees("[the mobile number is not offered]", "changed 3 days ago")
	h.press("enter")
	h.misses("press y to delete")
}

// TestACallBackIsCheckedWithANewRole checks that what was refused is asked for again in the same call, once ^R has read
// the operator's roles.
func TestACallBackIsCheckedWithANewRole(t *testing.T) {
	h := activated(t, sandbox.Options{Roles: []string{"Authentication Administrator"}}, 0)
	h.app.desk.Rules = allWays().Rules
	h.open("ordinary")
	h.toCaller()
	h.sees("not checked for changes: Entra's audit log could not be read (denied)")
	h.press("right", "left")
	if got := h.audits(); got != 1 {
		t.Errorf("%d requests for the log, want 1", got)
	}
	h.press("ctrl+r", "right", "left")
	if got := h.audits(); got != 2 {
		t.Errorf("%d requests for the log after the roles were read again, want 2", got)
	}
}
