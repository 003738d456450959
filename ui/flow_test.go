package ui

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"tapdesk/graph/sandbox"
)

// secretLine matches a line with nothing but the pass: single spaces between characters, three between groups of four.
var secretLine = regexp.MustCompile(`(?m)^\S( \S){0,3}(   \S( \S){0,3})*$`)

// revealed returns the pass on the screen, and fails unless exactly one line has one.
func (h *harness) revealed() string {
	h.t.Helper()
	var found []string
	for line := range strings.Lines(h.screen()) {
		line = strings.TrimSuffix(line, "\n")
		if secretLine.MatchString(line) && len(strings.Fields(line)) >= 8 {
			found = append(found, strings.ReplaceAll(line, " ", ""))
		}
	}
	if len(found) != 1 {
		h.t.Fatalf("%d lines hold a pass, want 1:\n%s", len(found), h.screen())
	}
	return found[0]
}

func TestMainJob(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.sees("SANDBOX: not a real tenant", "operator@sandbox.example", "Search")
	h.find("ordinary")
	h.sees("ordinary@sandbox.example", "1 found")
	h.press("enter")
	h.sees("Pass none", "Microsoft Authenticator")
	h.press("i", "enter", "enter", "enter")
	h.sees("press y to issue", "Replaces nothing")
	h.press("y")
	h.sees("The pass was created", "••••   ••••")
	h.wait(quiet)
	h.press("space")
	value := h.revealed()
	if n := len(h.sent()); n != 3 {
		t.Errorf("%d requests from the name to the pass, want 3: %+v", n, h.sent())
	}
	if code := h.signIn("ordinary", value); code != http.StatusOK {
		t.Errorf("the pass does not sign in: %d", code)
	}
	h.press("esc", "esc")
	h.sees("Signed in. Ten minutes to register a method", "used: somebody signed in with it")
	h.misses(value)
	if n := len(h.sent()); n != 4 { // search, dossier, create, and the first check of the watch
		t.Errorf("%d requests, want 4: %+v", n, h.sent())
	}
	h.press("esc")
	h.sees("Pass used, one-time")
	h.misses(value)
	h.press("space")
	h.sees("shown once")
	if h.vault.Held() != 0 {
		t.Error("the value is still held")
	}
}

// TestMorePagesLoadAtTheEnd checks that the list says how many there are, and reads on as the operator reaches its end.
func TestMorePagesLoadAtTheEnd(t *testing.T) {
	h := start(t, sandbox.Options{People: 2000})
	h.find("a")
	h.sees("50 of")
	for range 4 {
		h.press("pgdown")
	}
	h.sees("100 of")
	for range 40 {
		h.press("pgdown")
	}
	total := regexp.MustCompile(`(\d+) found for "a"`).FindStringSubmatch(h.screen())
	if total == nil {
		t.Fatalf("the end of the list is not said:\n%s", h.screen())
	}
	h.press("enter")
	h.sees("Object id")
}
