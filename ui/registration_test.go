package ui

import (
	"strings"
	"testing"

	"tapdesk/graph"
	"tapdesk/graph/sandbox"
	"tapdesk/state/session"
)

// reports counts the requests for the registration report.
func (h *harness) reports() (n int) {
	for _, r := range h.sent() {
		if strings.Contains(r.Path, "userRegistrationDetails") {
			n++
		}
	}
	return n
}

// TestRegistrationReport checks that s, m and v read the registration report, once in a call, and nothing else does;
// and that the person's screen then tells the default, and whether they are capable of passwordless sign-in.
func TestRegistrationReport(t *testing.T) {
	for _, keys := range [][]string{{"s", "esc"}, {"m", "esc"}, {"v"}, {"s", "esc", "m", "esc", "v", "v", "v"}} {
		h := start(t, sandbox.Options{})
		h.resize(100, 60)
		h.open("sms-only")
		h.misses("passwordless", "default")
		if got := h.reports(); got != 0 {
			t.Fatalf("%d requests for the report with the person, want none", got)
		}
		h.press(keys...)
		h.sees("(mobile) default", "not capable of passwordless sign-in (as of 09:30; the report lags)")
		if got := h.reports(); got != 1 {
			t.Errorf("%q: %d requests for the report, want 1", keys, got)
		}
	}
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter", "y")
	h.sees("The pass was created")
	if got := h.reports(); got != 0 {
		t.Errorf("%d requests for the report for a pass, want none", got)
	}
}

// TestAHardwareTokenIsTold checks that a hardware OATH token, which v1.0 does not list, is told with the methods, and
// that a person who has one is not said to have nothing but a phone.
func TestAHardwareTokenIsTold(t *testing.T) {
	const hidden, phones = "A hardware OATH token is registered too, by Entra's registration report. " +
		"Graph's v1.0 does not list it.", "register another method on this call"
	h := start(t, sandbox.Options{})
	h.resize(120, 60)
	h.control("register", `{"user":"sms-only","type":"hardwareOath"}`)
	h.open("sms-only")
	h.sees(phones)
	h.misses("OATH")
	h.press("m")
	h.sees(hidden, "default")
	h.press("esc")
	h.sees(hidden)
	h.misses(phones)
	for _, size := range sizes {
		h.resize(size.Width, size.Height)
		h.press("m")
		h.sees("A hardware OATH token is registered too")
		h.whole(size)
		h.press("esc")
		h.whole(size)
	}
}

// TestTheReportIsNotRead checks that where the registration report cannot be read v says why, nothing is claimed, and
// Graph is not asked again once it has refused it for two people.
func TestTheReportIsNotRead(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.tenant.ChangeSettings(func(s *sandbox.Settings) { s.Premium = false })
	h.resize(100, 60)
	for i, name := range []string{"ordinary", "twin-one", "twin-two"} {
		h.open(name)
		h.press("v")
		h.sees("Report could not be read: the tenant seems to lack the licence Entra ID P1")
		h.misses("passwordless")
		if got, want := h.reports(), min(i+1, 2); got != want {
			t.Errorf("%s: %d requests for the report so far, want %d", name, got, want)
		}
		h.press("v")
		h.misses("Report could not be read")
		h.press("m")
		h.sees("The default method could not be read (Graph refused it (403)).")
		h.press("esc", "esc", "esc")
	}

	// Where the log is refused the report is not asked for: it takes the same rights.
	h = start(t, sandbox.Options{Roles: []string{"Authentication Administrator"}})
	h.open("ordinary")
	h.press("s")
	if got := h.reports(); got != 0 {
		t.Errorf("%d requests for the report after the log was refused, want none", got)
	}

	h = start(t, sandbox.Options{})
	h.resize(100, 60)
	h.fault("server-500@details:9")
	h.open("ordinary")
	h.press("v")
	h.sees("Report could not be read")
}

// TestTheReportWaitsBehind checks that the report is read within the background's share of Graph's limit, so that it
// never takes the place of what the operator asks for.
func TestTheReportWaitsBehind(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.tenant.ChangeSettings(func(s *sandbox.Settings) { s.Throttles = sandbox.ThrottleAll })
	for _, name := range []string{"ordinary", "twin-one", "twin-two", "apostrophe"} {
		h.open(name)
		h.press("v")
		h.sees("Pass none listed")
		h.press("esc", "esc")
	}
	for _, r := range h.sent() {
		if r.Status == 429 {
			t.Errorf("%s %s: 429, want no request over the limit", r.Method, r.Path)
		}
	}
}

// TestInGCCHigh checks what is said of the sign-in log, the simulation and Microsoft's text messages in a cloud for
// which Microsoft says less than for its worldwide one.
func TestInGCCHigh(t *testing.T) {
	const unknown = "Microsoft lists the scope for its worldwide cloud, and whether GCC High has it is not known"
	inCloud := func(o sandbox.Options) *harness {
		return startWith(t, o, func(h *harness, o *Options) {
			o.Cloud = graph.USGov
			client, err := graph.New(graph.Config{
				Cloud: graph.USGov, Root: h.root, Tokens: h.tokens, Clock: h.net, Vault: h.vault,
				Jitter: func() float64 { return 0 },
			})
			if err != nil {
				t.Fatal(err)
			}
			o.Client = client
			s := o.Session.(signedIn)
			s.standing.Identity.Cloud = graph.USGov.Name()
			s.standing.Identity.RoleIDs = []string{session.RoleAuthenticationAdministrator}
			o.Session = s
		})
	}
	h := inCloud(sandbox.Options{Scopes: []string{"User.Read.All", "UserAuthenticationMethod.ReadWrite.All"}})
	h.resize(100, 60)
	h.open("sms-only")
	h.sees("Microsoft ends its own text messages and calls on 1 February 2027 in its worldwide cloud. " +
		"Whether it does in this one too is not known")
	h.press("s")
	h.sees("the app seems to lack the scope AuditLog.Read.All", unknown)
	h.press("esc", "e", "enter")
	h.sees("the scope Policy.Read.ConditionalAccess", unknown)

	h = inCloud(sandbox.Options{Roles: []string{"Authentication Administrator"}})
	h.open("sms-only")
	h.press("s")
	h.sees("your role seems to be missing: you need one of Reports Reader")
	h.misses("GCC High has it")

	h = inCloud(sandbox.Options{})
	h.tenant.ChangeSettings(func(s *sandbox.Settings) { s.Premium = false })
	h.open("sms-only")
	h.press("s")
	h.sees("the tenant seems to lack the licence Entra ID P1")
	h.misses("GCC High has it")
}
