package ui

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
)

// searches counts the requests for people, including those in a batch.
func (h *harness) searches() int { return h.count("GET", "/users") }

// TestOneOnThePageIsNotAlone has one of two people and a link on the first page. Nobody is read ahead or opened by an
// Enter typed ahead, and the other of the same name is known.
func TestOneOnThePageIsNotAlone(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.fault("short-page")
	h.typed("Tamsin Twin")
	h.press("enter")
	h.sees("2 found", "twin-one@sandbox.example", "twin-two@sandbox.example")
	if n := h.count("GET", "/authentication/methods"); n != 0 {
		t.Errorf("the methods of one of two were read %d times, want never", n)
	}
	h.press("enter")
	h.sees("somebody else has it", "twin-two@sandbox.example")
}

// TestSameNameOnAPageNotRead checks that, if the rest of a list is not read, the screen does not say that the person
// opened is the only one of the name.
func TestSameNameOnAPageNotRead(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.fault("short-page")
	h.fault("page-expired:always")
	h.find("Tamsin Twin")
	h.sees("1 of 2 found. F5 searches again: the rest could not be read")
	h.press("enter")
	h.sees("Same name somebody else may have it: not all whom the search finds were read")
}

// TestExpiredPage checks that an expired link is requested once, and that the screen says what to do.
func TestExpiredPage(t *testing.T) {
	h := start(t, sandbox.Options{People: 2000})
	h.fault("page-expired:always")
	h.find("a")
	before := h.searches()
	h.press("pgdown", "pgdown", "pgdown")
	h.sees("50 of", "F5 searches again: the rest could not be read")
	for range 20 {
		h.press("down", "up", "pgdown")
	}
	if n := h.searches() - before; n > 1 {
		t.Errorf("%d requests while moving about, want the refused one alone", n)
	}
	h.press("f5")
	h.misses("F5 searches again")
	h.sees("50 of")
}

// TestPagesThatComeRound checks that nobody is listed twice, that the count is not larger than Graph's own, and that it
// ends.
func TestPagesThatComeRound(t *testing.T) {
	h := start(t, sandbox.Options{People: 2000})
	h.find("a")
	counted := strings.TrimSuffix(h.firstLine("found for"), ` found for "a"`)
	h.fault("page-loop:always")
	for range 60 {
		h.press("pgdown")
	}
	h.sees(strings.Replace(counted, "50", "100", 1)+" found",
		"Narrow the search: Graph sends the same pages over and over")
	if n := h.searches(); n > 6 {
		t.Errorf("%d requests, want no more than six", n)
	}
}

// firstLine returns the first line on the screen that has the text.
func (h *harness) firstLine(text string) string {
	h.t.Helper()
	for line := range strings.SplitSeq(h.screen(), "\n") {
		if strings.Contains(line, text) {
			return strings.TrimSpace(line)
		}
	}
	h.t.Fatalf("no line has %q:\n%s", text, h.screen())
	return ""
}

// TestHalfOfASearch checks that the screen names what was not searched, whatever the other half found, and that then
// nobody counts as the only one found.
func TestHalfOfASearch(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.fault("unsupported-filter:always")
	h.find("nobodyhere")
	h.sees(`Nobody found for "nobodyhere", but not everything was searched`,
		"Not searched: employee ids.", "Unsupported or invalid query filter clause")
	if n := len(h.sent()); n != 3 {
		t.Errorf("%d requests, want one, one without the refused clause, and the second look after a miss", n)
	}
	h.press("esc")
	h.find("ordinary")
	h.sees("1 found. Not searched: employee ids")
	if n := h.count("GET", "/authentication/methods"); n != 0 {
		t.Errorf("the methods of somebody who may not be alone were read %d times, want none", n)
	}
	h.press("enter")
	h.sees("Orla Ordinary", "Account member")

	h = start(t, sandbox.Options{})
	h.fault("denied@search") // the half that looks for names
	h.find("ordinary")
	h.sees("1 found. Not searched: names, user principal names, mail addresses")
	h.press("f5")
	h.sees(`1 found for "ordinary"`)
}

// TestRawPart has one answer in a batch be a page of HTML, so that the whole is not JSON. The parts are then requested
// one by one, and everything opens.
func TestRawPart(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.fault("raw-part:always")
	h.find("usable-pass")
	h.sees("1 found for")
	before := len(h.sent())
	h.press("enter")
	h.sees("Account member", "Pass usable", "Microsoft Authenticator", "no obstacle found")
	if n := len(h.sent()) - before; n > 12 {
		t.Errorf("%d requests for a person, want the batch and one for each part at most", n)
	}
	h.press("w")
	h.wait(6 * time.Second)
	h.sees("It can be typed now.")
	h.misses("failed", "no sense")
}

// TestUnknownEnd checks that what Graph does not say about a pass is shown as unknown, and not used in a calculation. A
// pass that Graph says can be used is live: the warning that a new one replaces it stays.
func TestUnknownEnd(t *testing.T) {
	for _, fault := range []string{"null-lifetime", "null-times"} {
		h := start(t, sandbox.Options{})
		h.fault(fault + ":always")
		h.open("usable-pass")
		h.sees("usable, end unknown", "Until end unknown: Graph did not say how long the pass lasts, or from when")
		h.misses("expired", "106751", "0001")
		h.press("i")
		h.press("enter", "enter", "enter")
		h.sees("Replaces a pass that is usable, end unknown, multi-use", "it stops working at once")
		h.misses("0001", "expired")
		h.press("esc", "esc", "w")
		h.wait(6 * time.Second)
		h.sees("multi-use, end unknown", "It can be typed now.")
		h.misses("New since the pass", "0001", "expired")
	}
}

// TestUnknownUse checks that the screen invents neither that a pass can be used nor how often.
func TestUnknownUse(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.fault("null-use@list:always")
	h.open("usable-pass")
	h.sees("usable, 7 h", "one-time or multi-use: Graph did not say")
}

// TestNewPassWithoutTimes checks that a create whose answer leaves out the times gives a new pass, not an expired one.
func TestNewPassWithoutTimes(t *testing.T) {
	for _, fault := range []string{"null-lifetime", "null-times"} {
		h := start(t, sandbox.Options{})
		h.fault(fault + "@create")
		h.issue("ordinary")
		h.wait(quiet)
		h.sees("usable, end unknown", "Space shows it")
		h.misses("expired", "0 s ago", "0001")
		h.press("space")
		pass := h.revealed()
		h.press("esc", "esc")
		h.wait(6 * time.Second)
		h.misses("expired", "0001", "New since the pass")
		if code := h.signIn("ordinary", pass); code != http.StatusOK {
			t.Errorf("%s: the pass does not sign in: %d", fault, code)
		}
	}
}

// TestNumbersInQuotes checks that they make neither the methods nor the policy unreadable.
func TestNumbersInQuotes(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.fault("odd-numbers:always")
	h.open("usable-pass")
	h.sees("usable, 7 h", "Microsoft Authenticator")
	h.misses("could not be read:")
	h.press("i")
	h.sees("60 min")
}

// TestOneDateMovesNothing checks that a single answer with another Date moves no time and ends no watch, and that a
// proxy's page does not set the clock.
func TestOneDateMovesNothing(t *testing.T) {
	for _, fault := range []string{"date-9999", "date-1970", "date-9999:2", "date+48h", "date-48h", "gateway-407:always"} {
		h := start(t, sandbox.Options{})
		h.issue("ordinary")
		h.wait(quiet)
		h.press("space")
		pass := h.revealed()
		h.press("esc", "esc")
		h.wait(6 * time.Second)
		h.fault(fault)
		h.wait(6 * time.Second)
		h.misses("expired", "This machine's clock")
		h.sees("one-time, until 10:30 CET")
		if strings.HasPrefix(fault, "gateway") {
			continue
		}
		if code := h.signIn("ordinary", pass); code != http.StatusOK {
			t.Fatalf("%s: the pass does not sign in: %d", fault, code)
		}
		h.wait(12 * time.Second)
		h.sees("Signed in. Ten minutes to register a method")
	}
}

// TestClocksApartStay checks that, while the clocks differ, the screens with a pass's times say so, and the status line
// reports a new difference.
func TestClocksApartStay(t *testing.T) {
	const told = "This machine's clock is 7 h ahead of Graph's; times follow Graph's."
	h := start(t, sandbox.Options{})
	h.fault("date-7h:always")
	h.find("Tamsin Twin")
	h.press("esc")
	h.open("usable-pass")
	h.sees(told)
	h.press("w")
	h.wait(6 * time.Second)
	h.sees("Checked", told)
	h.press("esc", "i")
	h.sees("Start", told)
	h.press("enter", "enter", "enter")
	h.sees("press y to issue", told)

	h = start(t, sandbox.Options{})
	h.fault("date-7h:2")
	h.fault("date+3h:always")
	h.find("Tamsin Twin")
	h.press("esc")
	h.find("Tamsin Twi")
	h.sees(told)
	h.press("esc")
	h.find("Tamsin Twin")
	h.press("esc")
	h.find("ordinary")
	h.sees("This machine's clock is 3 h behind Graph's; times follow Graph's.")
}

// TestClocksApart checks that Graph's clock counts once two answers agree on it, and that the operator is told once
// that the machine's differs.
func TestClocksApart(t *testing.T) {
	for fault, told := range map[string]string{
		"date+7m:always":  "This machine's clock is 7 min behind Graph's; times follow Graph's.",
		"date-2h:always":  "This machine's clock is 2 h ahead of Graph's; times follow Graph's.",
		"date+50s:always": "",
	} {
		h := start(t, sandbox.Options{})
		h.fault(fault)
		h.find("Tamsin Twin") // one answer
		h.misses("This machine's clock")
		h.press("esc")
		h.find("usable-pass")
		if told == "" {
			h.misses("This machine's clock")
			continue
		}
		h.sees(told)
		h.press("down")
		h.misses("This machine's clock")
		h.press("esc")
		h.find("ordinary")
		h.misses("This machine's clock")
	}
}
