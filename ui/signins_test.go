package ui

import (
	"strings"
	"testing"

	"tapdesk/graph/sandbox"
)

// TestWhyOut checks that each of the cast with a history gets the right answer first, with what in the log it is based
// on.
func TestWhyOut(t *testing.T) {
	const doubtful, ask = "! These may not be the caller's: ", "; ask where they are signing in from"
	for name, want := range map[string][]string{
		"mistyper": {"✓ A pass helps: wrong user name or password", "In the log: 50126, 6 times since", "GB, Windows",
			"50126 Error validating credentials due to invalid username or password.", "type them again, or reset the password"},
		"smart-locked": {"? Cannot tell: smart lockout after wrong passwords", "In the log: 50053, 3 times since",
			"The account is locked"},
		"risky-address": {"✗ A pass does not help: blocked because of the address it came from, whatever the password; " +
			"use another network", "In the log: 50053, 3 times since", "malicious activity"},
		"ca-blocked": {`✗ A pass does not help: blocked by Conditional Access ` +
			`("Field Service: United Kingdom and Ireland only"); ` + "ask a Conditional Access administrator",
			"In the log: 53003, 3 times since", "FR, Windows"},
		"unmanaged-device": {"✗ A pass does not help: the device is not compliant",
			"In the log: 53000, 2 times since", "not compliant, not managed"},
		"expired-password": {"✗ A pass does not help: the password has expired; they change it at the sign-in",
			"In the log: 50055, 3 times since"},
		"declined-mfa": {doubtful + "a prompt was declined or reported" + ask,
			"In the log: 500121, 2 times since", "user declined the authentication"},
		"registration-blocked": {"✗ A pass does not help: methods cannot be registered from this place or device",
			"In the log: 53010, 2 times since"},
		"attacked": {doubtful + "no sign-in from NZ, Linux succeeded in 7 days" + ask,
			"In the log: 50126, 14 times since", "Wellington, NZ"},
		"disabled": {"✗ A pass does not help: the account is disabled", "failed 2 times since"},
		"sms-only": {"? Cannot tell: nothing failed since they last signed in",
			"In the log: success, 4 times since"},
		"bare": {"? Cannot tell: nothing failed in the last day",
			"Nothing in the last 7 days; the log lags by minutes."},
	} {
		t.Run(name, func(t *testing.T) {
			h := start(t, sandbox.Options{})
			h.resize(100, 50)
			h.open(name)
			h.press("s", "7")
			h.sees(append(want, "the log lags by minutes", "v1.0 shows only interactive sign-ins")...)
			if name == "attacked" || name == "declined-mfa" {
				h.misses("A pass helps")
			}
		})
	}
}

// TestADayTellsLess checks that the screen does not claim what a day of the log cannot show.
func TestADayTellsLess(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("attacked")
	h.press("s")
	h.sees("? Cannot tell: no sign-in from NZ, Linux succeeded in the last day",
		"Read 7 days, and ask where they are signing in from",
		"The last 24 hours were read")
	h.press("7")
	h.sees("These may not be the caller's", "The last 7 days were read")
	h.press("7")
	h.sees("already read: r reads them again")
}

// TestSignInsCostOneRequest checks that name to pass takes three requests without the log, and four with it; the
// registration report is read behind them.
func TestSignInsCostOneRequest(t *testing.T) {
	for want, keys := range map[int][]string{3: nil, 4: {"s", "esc"}} {
		h := start(t, sandbox.Options{})
		h.open("mistyper")
		h.press(keys...)
		h.press("i", "enter", "enter", "enter", "y")
		h.sees("The pass was created")
		if got := len(h.requests) - h.reports(); got != want {
			t.Errorf("with the keys %q: %d requests, want %d", keys, got, want)
		}
	}
}

func TestSignInsFromTheSearch(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.press("f3")
	h.sees("select a person first")
	h.find("zzzz")
	h.press("f3")
	h.sees("select a person first")
	h.press("esc")
	h.find("ca-blocked")
	h.press("f3")
	h.sees("Cato Cablocked", "A pass does not help: blocked by Conditional Access")
	before := len(h.requests)
	h.press("enter")
	h.sees("Pass none", "A pass does not help: blocked by Conditional Access", "but it may not help")
	if got := len(h.requests); got != before {
		t.Errorf("opening the person cost %d requests, want none", got-before)
	}
	h.press("esc")
	h.sees("ca-blocked")
	if !h.titled("Search") {
		t.Error("Esc does not lead back to the search")
	}
}

// TestSignInsCaution checks that the answer is added to the verdict as a caution, and blocks nothing.
func TestSignInsCaution(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.resize(100, 50)
	h.open("unmanaged-device")
	h.misses("sign-in log")
	h.press("s", "7", "esc")
	h.sees("A pass does not help: the device is not compliant", "but it may not help", "1 warning")
	h.press("i")
	h.sees("a pass does not help, by the sign-in log: the device is not compliant; use a compliant device")
	h.press("enter", "enter", "enter")
	h.sees("press y to issue")
	h.press("y")
	h.sees("The pass was created")

	h = start(t, sandbox.Options{})
	h.resize(100, 50)
	h.open("mistyper")
	before := h.verdict()
	h.press("s", "7", "esc")
	if got := h.verdict(); got != before {
		t.Errorf("what the log says for a pass changed the verdict: %q, before %q", got, before)
	}
}

// verdict returns the verdict's first line.
func (h *harness) verdict() string {
	h.t.Helper()
	for line := range strings.Lines(h.screen()) {
		if rest, found := strings.CutPrefix(line, "Verdict"); found {
			return strings.TrimSpace(rest)
		}
	}
	h.t.Fatalf("no verdict\n%s", h.screen())
	return ""
}

// TestSignInsDenied: which of licence, role and scope is missing is told where Graph lets it be known.
func TestSignInsDenied(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.tenant.ChangeSettings(func(s *sandbox.Settings) { s.Premium = false })
	h.open("mistyper")
	h.press("s")
	h.sees("? Cannot tell: the sign-in log could not be read", "the tenant seems to lack the licence Entra ID P1")
	h.tenant.ChangeSettings(func(s *sandbox.Settings) { s.Premium = true })
	h.press("r")
	h.sees("Cannot tell: no sign-in from GB, Windows succeeded in the last day")
	h.misses("licence")

	h = start(t, sandbox.Options{Roles: []string{"Authentication Administrator"}})
	h.open("mistyper")
	h.press("s")
	h.sees("your role seems to be missing: you need one of Reports Reader")
	h.press("esc")
	h.misses("A pass helps")
	h.sees("Sign-ins could not be read: your role seems to be missing")
}

// TestSignInsFaults checks that whatever comes back instead of the log is reported, that what was read before stays,
// and that the person's screen still works.
func TestSignInsFaults(t *testing.T) {
	for fault, want := range map[string]string{
		"throttle-bare@signins": "Graph asks to wait (429)", "server-500@signins": "Graph is not available (500)",
		"denied@signins": "Graph refused it (403)",
	} {
		h := start(t, sandbox.Options{})
		h.fault(fault + ":9")
		h.open("mistyper")
		h.press("s")
		h.sees("? Cannot tell: the sign-in log could not be read", want)
		h.press("esc", "i")
		h.sees("Lifetime")
	}
	h := start(t, sandbox.Options{})
	h.open("mistyper")
	h.press("s")
	h.fault("throttle-long@signins:9")
	h.press("7")
	h.sees("Cannot tell: no sign-in from GB, Windows succeeded in the last day", "Graph asks to wait (429)",
		"It can be read again at 09:30:2", "The last 24 hours were read")

	h = start(t, sandbox.Options{})
	h.open("mistyper")
	h.press("s", "7")
	h.fault("server-500@signins:9")
	h.press("r")
	h.sees("✓ A pass helps: wrong user name or password", "Graph is not available (500)",
		"50126 Error validating credentials")
}

// TestSignInsOfAHostileTenant checks that the log's content cannot write to the terminal.
func TestSignInsOfAHostileTenant(t *testing.T) {
	for _, size := range sizes {
		h := start(t, sandbox.Options{})
		h.resize(size.Width, size.Height)
		h.open("hostile-name")
		h.press("s", "7")
		h.whole(size)
		h.press("end")
		h.whole(size)
		h.styles()
	}
}

// TestSignInsAtOnce checks a site that wants the log with each person: one more request, and no key to press.
func TestSignInsAtOnce(t *testing.T) {
	h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Desk.SignInsAtOnce = true })
	h.open("ca-blocked")
	h.sees("A pass does not help: blocked by Conditional Access", "but it may not help")
	if got := len(h.requests); got != 3 {
		t.Errorf("%d requests, want 3: the search, the person and the log", got)
	}
	h.press("s")
	if got := len(h.requests); got != 3 {
		t.Errorf("%d requests after s, want 3: the log has just been read", got)
	}
	h.sees("The last 24 hours were read")
}

// TestSignInsOnTheConfirmation: what the log has against a pass is still in sight where the operator says yes, and at
// no size does it keep them from it.
func TestSignInsOnTheConfirmation(t *testing.T) {
	for _, size := range sizes {
		h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Desk.SignInsAtOnce = true })
		h.resize(size.Width, size.Height)
		h.open("ca-blocked")
		h.press("i", "enter", "enter", "enter")
		h.sees("Issue this Temporary Access Pass?", "a pass does not help, by the sign-in log", "press y to issue")
	}
}

// TestSignInsFromTheWatch: what the log has of a pass that does not work is one key away, and Esc leads back to the
// watch.
func TestSignInsFromTheWatch(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.handOver("ca-blocked")
	h.press("s")
	h.sees("A pass does not help: blocked by Conditional Access")
	h.press("esc")
	if !h.titled("Watch") {
		t.Errorf("Esc leads to another screen than the watch\n%s", h.screen())
	}
	h.press("n", "enter", "s")
	h.sees("A pass does not help: blocked by Conditional Access")
}
