package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph/sandbox"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/verdict"
)

// unreadAll names everything that needs the right to read roles, and risk, if Graph refuses it.
const unreadAll = "roles, eligible roles, role groups, owned groups, risk (denied)"

// TestGuardHoldsUnderTrouble checks that no pass is requested for a Global Administrator while trouble withholds the
// roles, whatever the trouble, the keys and its duration; nor once it has passed and the roles are read.
func TestGuardHoldsUnderTrouble(t *testing.T) {
	for _, spec := range []string{
		"throttle-whole@roles", "throttle-whole@roles:2", "throttle-whole@roles:5", "throttle-whole@roles:20",
		"throttle-whole@roles:always", "throttle-fraction@roles:5", "throttle-bare@roles:5",
		"throttle-bare@roles:always", "unavailable-503@roles", "unavailable-503@roles:5",
		"unavailable-503@roles:always", "timeout-504@roles:5", "timeout-504@roles:always", "server-500@roles:5",
		"server-500@roles:always", "html-body@roles:5", "html-body@roles:always", "raw-part@batch",
		"raw-part@batch:9", "denied@roles", "denied@roles:2", "denied@roles:3", "denied@roles:4", "denied@roles:5",
		"expired-token@roles:5", "claims-challenge@roles:5", "not-replicated@batch:6", "empty-page@batch:6",
		"cut-answer@roles:3", "throttle-whole@batch", "throttle-whole@batch:always", "unavailable-503@batch",
		"unavailable-503@batch:always", "timeout-504@batch:always", "cut-answer@batch", "cut-answer@batch:always",
		"lost-answer@batch", "lost-answer@batch:always", "slow-answer@batch:always", "html-body@batch:always",
		"gateway-403@batch:always", "gateway-404@batch:always", "gateway-200@batch:always",
		"gateway-401@batch:always",
	} {
		t.Run(spec, func(t *testing.T) {
			for _, walk := range [][]string{
				{"enter", "i", "enter", "enter", "enter", "y", "y", "o", "y"},
				{"enter", "i", "enter", "enter", "enter", "r", "y", "enter", "y"},
				{"enter", "r", "i", "enter", "enter", "enter", "y", "esc", "r", "g", "y", "i", "enter", "enter", "enter", "o",
					"y"},
			} {
				h := start(t, sandbox.Options{})
				h.fault(spec)
				h.find("global-admin")
				h.press(walk...)
				h.wait(time.Minute)
				h.press("esc", "esc", "esc", "esc", "esc", "esc")
				h.find("global-admin")
				h.press(walk...)
				h.wait(time.Minute)
				h.ahead("enter", "y", "y")
				if n := h.creates(); n != 0 {
					t.Fatalf("%v: %d passes asked for, want none\n%s", walk, n, h.screen())
				}
			}
		})
	}
}

// TestGuardWaitsForRoles checks that throttled roles do not delay the person. The form opens meanwhile and says what it
// waits for, a yes waits, and once the roles are read the pass can go ahead.
func TestGuardWaitsForRoles(t *testing.T) {
	for _, spec := range []string{
		"throttle-whole@roles:5", "throttle-fraction@roles:3", "throttle-bare@roles:5", "unavailable-503@roles:5",
		"timeout-504@roles:5", "denied@roles:5",
	} {
		t.Run(spec, func(t *testing.T) {
			h := start(t, sandbox.Options{})
			h.open("ordinary")
			h.fault(spec)
			release := h.holdBehind(1)
			h.pressHeld("r")
			h.sees("Orla Ordinary", "are being read again (")
			h.pressHeld("i")
			h.sees("Issue a Temporary Access Pass for", "are being read again (")
			h.pressHeld("enter", "enter", "enter")
			h.sees("Issue this Temporary Access Pass?", "are being read again (")
			h.misses("press y")
			h.pressHeld("y")
			h.sees("Issue this Temporary Access Pass?")
			release()
			h.settle()
			h.sees("press y to issue", "no obstacle found")
			h.misses("eligible roles")
			if n := h.creates(); n != 0 {
				t.Fatalf("%d passes asked for while the roles are read, want none", n)
			}
			if n := h.count("POST", "$batch"); n != 4 { // the search, read ahead, read by r, and what was missing
				t.Errorf("%d batches, want 4", n)
			}
			h.press("y")
			h.sees("The pass was created")
		})
	}
}

// pressHeld presses keys while the wire holds a request.
func (h *harness) pressHeld(keys ...string) {
	h.t.Helper()
	for _, k := range keys {
		msg, ok := named[k]
		if !ok {
			msg = tea.KeyPressMsg{Code: rune(k[0]), Text: k}
		}
		h.take(msg)
		h.drain()
	}
}

// TestTroubleIsNamedAndReadAgain checks that person, form and confirmation name what trouble withholds, that no pass
// can be sent, that r reads again on each (Enter on the form), and that the pass then goes out.
func TestTroubleIsNamedAndReadAgain(t *testing.T) {
	const spec = "throttle-bare@roles:20" // a whole read and its three retries
	named := []string{"whether they are privileged is not known: roles and groups could not be read (throttled)",
		"roles, eligible roles, role groups, owned groups (throttled)", "6 "}
	t.Run("person", func(t *testing.T) {
		h := start(t, sandbox.Options{})
		h.find("ordinary")
		h.fault(spec)
		h.press("enter", "r")
		h.sees(named...)
		h.press("i")
		h.sees("issue a pass (i): whether they are privileged is not known", "Methods")
		h.press("r")
		h.misses("eligible roles", "privileged")
		h.press("i", "enter", "enter", "enter", "y")
		h.sees("The pass was created")
	})
	t.Run("form and confirmation", func(t *testing.T) {
		h := start(t, sandbox.Options{})
		h.open("ordinary")
		h.press("i", "enter", "enter")
		h.wait(2 * time.Minute)
		h.fault(spec)
		h.press("enter")
		h.sees("Issue this Temporary Access Pass?")
		h.sees(named...)
		h.misses("press y")
		h.press("y")
		h.sees("Issue this Temporary Access Pass?", "r read again")
		h.fault(spec)
		h.press("r")
		h.sees(named...)
		h.press("r")
		h.misses("privileged", "eligible roles")
		h.press("y")
		h.sees("The pass was created")
	})
}

// TestFormReadsAgain checks that Enter in the form reads again what trouble withheld, and loses nothing typed.
func TestFormReadsAgain(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.wait(2 * person.Fresh)
	h.fault("unavailable-503@roles:20")
	h.press("i", "7", "5")
	h.sees("could not be read (unavailable, 503)", "not read: policy's scope; roles,")
	h.press("enter", "enter")
	h.sees("Enter read the person again")
	h.press("enter")
	h.sees("75", "Issue a Temporary Access Pass for")
	h.misses("privileged")
	h.press("enter", "y")
	h.sees("The pass was created")
}

// TestOneRefusalIsNotTheNextPersons checks that, if Graph refuses one person's roles, it is still asked for the next
// person's.
func TestOneRefusalIsNotTheNextPersons(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.find("ordinary")
	h.fault("denied@roles:10") // a read and its repetition
	h.press("enter", "r")
	h.sees(unreadAll, "6 could not be read")
	h.press("i", "enter", "enter", "enter")
	h.sees(unreadAll, "press y to issue")
	h.press("esc", "esc", "esc")
	h.open("global-admin")
	h.sees("a privileged person: they hold the role Global Administrator")
	h.press("i", "enter", "enter", "enter", "o", "y")
	if n := h.creates(); n != 0 {
		t.Errorf("%d passes asked for, want none", n)
	}
}

// TestRefusedRolesAreToldOfEverybody checks that a sign-in without the permission costs one more request for each of
// two people and none after, and that each person's screen says what was not read. Entra decides, unless the site says
// otherwise.
func TestRefusedRolesAreToldOfEverybody(t *testing.T) {
	for _, refuse := range []bool{false, true} {
		h := startWith(t, sandbox.Options{}, protecting(verdict.Site{RefuseUnreadable: refuse}))
		h.fault("denied@roles:always")
		for i, who := range []string{"ordinary", "twin-one", "usable-pass", "future-pass"} {
			h.find(who)
			was := len(h.sent())
			h.press("enter")
			h.sees(unreadAll)
			if n, want := len(h.sent())-was, map[bool]int{true: 1, false: 0}[i < 2]; n != want {
				t.Errorf("%s: %d requests more, want %d", who, n, want)
			}
			h.press("i")
			if refuse {
				h.sees("and the site refuses those")
			} else {
				h.sees(unreadAll, "Issue a Temporary Access Pass for")
				h.press("enter", "enter", "enter")
				h.sees(unreadAll, "press y")
			}
			h.press("esc", "esc", "esc", "esc")
		}
	}
}

// TestProtectedGroupsUnderTrouble checks that the site's own groups are asked about again too, and block a pass until
// they are read.
func TestProtectedGroupsUnderTrouble(t *testing.T) {
	group := start(t, sandbox.Options{}).excluded()
	for _, name := range []string{"throttle-whole", "unavailable-503", "html-body", "denied"} {
		spec := name + "@roles:always"
		rights := rights(comfortable, session.RoleAuthenticationAdministrator)
		h := startWith(t, sandbox.Options{}, both(rights, protecting(verdict.Site{Deny: []string{"group:" + group}})))
		h.find("out-of-scope")
		h.fault(spec)
		h.press("enter", "r")
		h.wait(time.Minute)
		h.sees("the site's groups", "the site protects could not be read")
		h.press("i", "enter", "enter", "enter", "o", "y", "r", "y")
		if n := h.creates(); n != 0 {
			t.Errorf("%s: %d passes asked for, want none", spec, n)
		}
	}
}
