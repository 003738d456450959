package ui

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/graph/sandbox"
	"tapdesk/ui/kit"
)

// onBeta makes the console ask Graph's beta version.
func onBeta(h *harness, o *Options) {
	client, err := graph.New(graph.Config{Root: h.root, Version: "beta", Tokens: h.tokens, Clock: h.net, Vault: h.vault,
		Jitter: func() float64 { return 0 }})
	if err != nil {
		h.t.Fatal(err)
	}
	o.Client = client
}

// handOverTo is handOver on beta, where the form also asks where the caller is; it returns the pass.
func (h *harness) handOverTo(name, where string) (pass string) {
	h.t.Helper()
	h.open(name)
	h.press("i", "enter", "enter", "enter")
	h.typed(where)
	h.press("enter")
	h.sees("press y to issue")
	h.press("y")
	h.wait(quiet)
	h.press("space")
	pass = h.revealed()
	h.press("esc", "esc")
	if !h.titled("Watch") {
		h.t.Fatalf("no watch follows\n%s", h.screen())
	}
	return pass
}

// useFrom signs somebody in, or tries to, with a pass from a country and on a system.
func (h *harness) useFrom(name, pass, country, system string) {
	h.t.Helper()
	body := fmt.Sprintf(`{"user":%q,"pass":%q,"country":%q,"system":%q}`, name, pass, country, system)
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/sandbox/signin", strings.NewReader(body))
	w := httptest.NewRecorder()
	if h.tenant.ServeHTTP(w, r); w.Code != http.StatusOK && w.Code != http.StatusUnauthorized {
		h.t.Fatal(w.Code, w.Body)
	}
}

// TestUsedFromOnThePerson checks that on beta the key of Entra's audit log also reads where a pass was used, and on
// v1.0 it reads one log.
func TestUsedFromOnThePerson(t *testing.T) {
	h := startWith(t, sandbox.Options{}, onBeta)
	pass := h.handOverTo("ordinary", "GB, iPhone")
	h.useFrom("ordinary", pass, "GB", "Ios 19.1")
	h.press("esc")
	h.wait(10 * time.Minute)
	before := len(h.sent())
	h.press("a")
	h.sees("created by operator@sandbox.example",
		"Pass used 09:30 CET (08:30 UTC) ✓ GB (a guess), iOS; the caller said GB, iOS")
	if n := len(h.sent()) - before; n != 2 {
		t.Errorf("%d requests on beta, want 2", n)
	}

	h = start(t, sandbox.Options{Caller: "stops"})
	h.handOver("ordinary")
	h.press("esc")
	h.wait(10 * time.Minute)
	before = len(h.sent())
	h.press("a")
	h.sees("created by operator@sandbox.example")
	h.misses("Pass used")
	if n := len(h.sent()) - before; n != 1 {
		t.Errorf("%d requests on v1.0, want 1", n)
	}
}

// TestTheFormAsksWhereOnBeta checks that the field can stay empty, takes nothing that cannot be compared, is not asked
// twice, and is not there on v1.0.
func TestTheFormAsksWhereOnBeta(t *testing.T) {
	h := startWith(t, sandbox.Options{}, onBeta)
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter")
	h.sees("Where country and system, such as GB, iPhone")
	h.typed("Narnia")
	h.press("enter")
	h.sees(`"Narnia" is neither a country's two letters nor a system`)
	for range "Narnia" {
		h.press("backspace")
	}
	h.typed("uk iphone")
	h.sees("taken as GB, iOS")
	h.press("enter")
	h.sees("press y to issue")
	h.press("esc", "esc", "i")
	h.sees("Where uk iphone", "taken as GB, iOS")
	h.press("esc", "esc")
	h.open("bare")
	h.press("i", "enter", "enter", "enter", "enter")
	h.sees("press y to issue")

	h = start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i")
	h.misses("Where")
}

// TestUsedFromInTheWatch checks that on beta the watch says where the pass was used once the log has it, sets it
// against what the caller said, and still sends no more than one request in 15 s.
func TestUsedFromInTheWatch(t *testing.T) {
	for _, c := range []struct {
		said, country, system string
		sees                  []string
		misses                string
	}{
		{"GB, iPhone", "GB", "Ios 19.1", []string{"✓ GB (a guess), iOS; the caller said GB, iOS"},
			"Ask the caller about it"},
		{"GB, iPhone", "NZ", "Linux", []string{"✗ NZ (a guess), Linux; the caller said GB, iOS",
			"Ask the caller about it. If it was not them, somebody else has the pass"}, "✓ NZ"},
		{"", "NZ", "Linux", []string{"NZ (a guess), Linux"}, "the caller said"},
	} {
		h := startWith(t, sandbox.Options{}, onBeta)
		pass := h.handOverTo("ordinary", c.said)
		before, begun := len(h.sent()), h.ui.Now()
		h.wait(20 * time.Second)
		h.misses("Used from")
		h.useFrom("ordinary", pass, c.country, c.system)
		h.wait(30 * time.Second)
		h.sees("used: somebody signed in with it", "Used from not known yet: the sign-in log lags by minutes")
		h.wait(70 * time.Second)
		h.sees("Used from not in the sign-in log at 09:31:")
		h.wait(5 * time.Minute)
		h.sees(append(c.sees, "Used from 09:30:2")...)
		h.misses(c.misses)
		sent, most := len(h.sent())-before, int(h.ui.Now().Sub(begun)/(15*time.Second))
		if sent > most {
			t.Errorf("%d requests in %d times 15 s, want at most one each", sent, most)
		}
		if n := h.count("GET", "/auditLogs/signIns"); n != 3 {
			t.Errorf("%d requests for the sign-in log, want 3: after one, three and six minutes", n)
		}
		h.wait(time.Hour)
		if n := h.count("GET", "/auditLogs/signIns"); n != 3 {
			t.Errorf("%d requests for the sign-in log, want none once it had the use", n)
		}
	}
}

// TestUsedFromIsNotKnown checks that a refused log is asked for once, and told with what is missing; and that v1.0
// never reads it for this.
func TestUsedFromIsNotKnown(t *testing.T) {
	h := startWith(t, sandbox.Options{Roles: []string{"Authentication Administrator"}}, onBeta)
	pass := h.handOverTo("ordinary", "GB")
	h.useFrom("ordinary", pass, "GB", "Linux")
	h.wait(20 * time.Minute)
	h.sees("Used from the sign-in log could not be read: Graph refused it (403); your role seems to be missing")
	if n := h.count("GET", "/auditLogs/signIns"); n != 1 {
		t.Errorf("%d requests for a log that was refused, want 1", n)
	}

	h = start(t, sandbox.Options{Caller: "stops"})
	h.handOver("ordinary")
	h.wait(20 * time.Minute)
	h.misses("Used from")
	if n := h.count("GET", "/auditLogs/signIns"); n != 0 {
		t.Errorf("%d requests for the sign-in log on v1.0, want none", n)
	}
}

// TestTroubleFromTheLog checks that the key of what does not work reads the log once, shows what Microsoft logged when
// it arrives, and what to do, and holds nothing up meanwhile.
func TestTroubleFromTheLog(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.useFrom("ordinary", "wrong", "GB", "Ios 19.1")
	h.wait(20 * time.Second)
	h.press("n")
	h.sees("In the log no refused pass as of 09:30:", "the log lags by minutes", "What does the caller see?")
	h.press("esc")
	h.useFrom("ordinary", "wrong", "GB", "Ios 19.1")
	h.wait(3 * time.Minute)
	release := h.hold()
	before := len(h.requests)
	h.pressHeld("n")
	h.sees("In the log reading the sign-in log...", "What does the caller see?", "▌ the pass is wrong")
	h.pressHeld("down")
	h.sees("▌ \"blocked due to User Credential Policy\"")
	release()
	h.settle()
	h.sees("In the log ! 130503 Your Temporary Access Pass is incorrect.", "a pass was mistyped: type it again",
		"2 times since 09:30:", "from GB, iOS", "▌ \"blocked due to User Credential Policy\"")
	if n := len(h.requests) - before; n != 1 {
		t.Errorf("%d requests for what does not work, want 1", n)
	}
	h.press("enter")
	h.sees("They see \"blocked due to User Credential Policy\"", "130503")
	h.press("esc", "esc", "n")
	h.sees("130503")
	if n := len(h.requests) - before; n != 1 {
		t.Errorf("%d requests after the log was read just now, want 1", n)
	}

	h = start(t, sandbox.Options{})
	h.handOver("registration-blocked")
	h.press("n")
	h.sees("! 53010", "methods cannot be registered from this place or device: use a trusted network or device")
}

// TestTroubleWithoutTheLog checks that what does not work is told without the log, and why the log is missing.
func TestTroubleWithoutTheLog(t *testing.T) {
	for name, c := range map[string]struct {
		options sandbox.Options
		before  func(*harness)
		want    string
	}{
		"role": {sandbox.Options{Roles: []string{"Authentication Administrator"}}, func(*harness) {},
			"your role seems to be missing"},
		"licence": {sandbox.Options{}, func(h *harness) {
			h.tenant.ChangeSettings(func(s *sandbox.Settings) { s.Premium = false })
		}, "the tenant seems to lack the licence Entra ID P1"},
		"throttled": {sandbox.Options{}, func(h *harness) { h.fault("throttle-whole@signins:9") }, "429"},
		"broken": {sandbox.Options{}, func(h *harness) { h.fault("html-body@signins:9") }, "something between here " +
			"and Graph answered (502)"},
	} {
		h := start(t, c.options)
		h.handOver("ordinary")
		c.before(h)
		h.press("n")
		h.sees("In the log the sign-in log could not be read: ", c.want, "What does the caller see?")
		h.press("enter")
		h.sees("less than a minute old")
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

func TestBetaGolden(t *testing.T) {
	used := func(country, system string) func(*harness) {
		return func(h *harness) {
			pass := h.handOverTo("ordinary", "GB, iPhone")
			h.wait(20 * time.Second)
			h.useFrom("ordinary", pass, country, system)
			h.wait(7 * time.Minute)
		}
	}
	for _, look := range []struct {
		name string
		walk func(h *harness)
	}{
		{"form", func(h *harness) { h.open("ordinary"); h.press("i", "enter", "enter", "enter") }},
		{"form where wrong", func(h *harness) {
			h.open("ordinary")
			h.press("i", "enter", "enter", "enter")
			h.typed("Narnia")
		}},
		{"watch used here", used("GB", "Ios 19.1")},
		{"watch used elsewhere", used("NZ", "Linux")},
	} {
		for _, size := range []kit.Size{classic, {Width: 60, Height: 20}} {
			t.Run(look.name+" "+sizeName(size), func(t *testing.T) {
				h := startWith(t, sandbox.Options{Code: code}, onBeta)
				h.resize(size.Width, size.Height)
				look.walk(h)
				h.whole(size)
				requireGolden(t, h, look.name)
			})
		}
	}
}
