package ui

import (
	"fmt"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/graph/sandbox"
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

// useFrom signs somebody in with a pass, from a country and on a system.
func (h *harness) useFrom(name, pass, country, system string) {
	h.t.Helper()
	h.control("signin", fmt.Sprintf(`{"user":%q,"pass":%q,"country":%q,"system":%q}`, name, pass, country, system))
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
		"Pass used 09:30 CET (08:30 UTC) ✓ GB (a guess from the address), iOS; the caller said GB, iOS")
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
	h.sees(`"Narnia" is neither: use the two letters of a country`)
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
