package ui

import (
	"testing"

	"tapdesk/graph/sandbox"
	"tapdesk/state/session"
)

// TestWhatIf checks that the screen shows which policies the simulation finds, and always what it was not given.
func TestWhatIf(t *testing.T) {
	for name, tt := range map[string]struct {
		keys []string
		want []string
	}{
		"ca-blocked": {[]string{"s", "esc", "e", "right", "down", "right", "right", "down", "right", "enter"}, []string{
			`✗ Microsoft's simulation: "Field Service: United Kingdom and Ireland only" blocks it`,
			"not given: the person's risk",
		}},
		"registration-blocked": {[]string{"s", "esc", "e", "right", "down", "down", "right", "enter"}, []string{
			`✗ Microsoft's simulation:`, "To register security information", "blocks it",
		}},
		"helpdesk-admin": {[]string{"e", "right", "enter"}, []string{
			`! Microsoft's simulation: "Administrators: phishing-resistant" wants the strength`, "which a pass does not meet",
		}},
		"mistyper": {[]string{"e", "enter"}, []string{
			"? Microsoft's simulation:", "depends on what was not given",
			"not given: platform, country, address, device, the person's risk",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			h := start(t, sandbox.Options{})
			h.resize(100, 50)
			h.open(name)
			h.press(tt.keys...)
			h.sees(append(tt.want, "it is not the sign-in", "the risk of the sign-in")...)
			h.misses("nothing blocks", "✓", "Everybody: register at the office only (trial)")
		})
	}
}

// TestWhatIfIsAdvice checks that the simulation costs two requests, on demand, adds a caution to the verdict, and
// blocks nothing.
func TestWhatIfIsAdvice(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.resize(100, 50)
	h.open("ca-blocked")
	h.press("s", "esc")
	before := len(h.requests)
	h.press("e", "right", "down", "right", "right", "down", "right")
	if got := len(h.requests); got != before {
		t.Errorf("%d requests before Enter, want none", got-before)
	}
	h.press("enter")
	if got := len(h.requests); got != before+2 {
		t.Errorf("%d requests, want 2", got-before)
	}
	h.press("esc")
	h.sees(`✗ Microsoft's simulation: "Field Service: United Kingdom and Ireland only" blocks it`,
		"but it may not help", "2 warnings")
	h.press("i", "enter", "enter", "enter")
	h.sees("press y to issue")
}

// TestWhatIfDenied checks that the screen says what is missing, and that the person's screen still works.
func TestWhatIfDenied(t *testing.T) {
	h := start(t, sandbox.Options{Roles: []string{"Authentication Administrator"}})
	h.open("ordinary")
	h.press("e", "enter")
	h.sees("the scope Policy.Read.ConditionalAccess, or a role such as Security Reader")
	h.press("esc", "i")
	h.sees("Lifetime")
}

// TestWhatIfIsOffered checks that the verdict says how to ask the simulation, what is missing for it, or that it was
// asked.
func TestWhatIfIsOffered(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.sees("Conditional Access is not evaluated: e on the person asks Microsoft's simulation")
	h.press("e", "enter", "esc")
	h.sees("Conditional Access is not evaluated but by Microsoft's simulation")
	h, _ = startPuppet(t, session.In, atOnce, nil)
	h.open("ordinary")
	h.sees("Conditional Access is not evaluated: Microsoft's simulation needs Policy.Read.ConditionalAccess")
}

// TestWhatIfFaults checks that whatever comes back instead of the simulation is reported, that nothing is taken for a
// simulation that found no policy, and that the person's screen still works.
func TestWhatIfFaults(t *testing.T) {
	for _, fault := range []string{
		"throttle-whole", "throttle-bare", "server-500", "unavailable-503", "timeout-504", "denied",
		"html-body", "gateway", "gateway-done", "lost-answer", "cut-answer", "expired-token",
	} {
		t.Run(fault, func(t *testing.T) {
			h := start(t, sandbox.Options{})
			h.open("mistyper")
			h.fault(fault + "@evaluate:9")
			h.press("e", "enter")
			h.misses("no policy against it was found", "depends on what was not given")
			h.sees("could not ask Microsoft's simulation")
			h.press("esc", "i")
			h.sees("Lifetime")
		})
	}
}
