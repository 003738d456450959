package ui

import (
	"strings"
	"testing"

	"tapdesk/graph/sandbox"
	"tapdesk/ui/kit"
)

// TestFindsWhatIsWrittenAnotherWay checks that if nobody is found, other spellings of the text are tried, and the
// screen says so.
func TestFindsWhatIsWrittenAnotherWay(t *testing.T) {
	for _, tt := range []struct {
		typed string
		sees  []string
	}{
		{"kaethe mueller", []string{`found, maybe not all, for other spellings of "kaethe mueller"`, "Käthe Müller"}},
		{"+447700900100", []string{`1 found, maybe not all, for other spellings of "+447700900100"`, "Orla Ordinary"}},
		{"07700900100", []string{"Orla Ordinary"}},
		{"“ordinary@sandbox.example”", []string{"1 found", "Orla Ordinary"}},
		{"mailto:ordinary@sandbox.example", []string{"1 found", "Orla Ordinary"}},
		{"jones müller", []string{`by surname only, maybe not all; none for "jones müller"`, "Müller"}},
		{"jones zzzzz", []string{`Nobody found for "jones zzzzz"`,
			"Also tried: accents dropped and added, UPNs like first.last and f.last, the surname alone.",
			"Accents may count. Type the first name or the surname alone, the UPN or the employee id."}},
		{"@sandbox.example", []string{"A domain alone finds nobody: type what is before the @"}},
		{"900100", []string{"Graph cannot search for the end of a phone number: type all of it, with its country code, " +
			"or the name."}},
	} {
		h := start(t, sandbox.Options{})
		h.find(tt.typed)
		h.sees(tt.sees...)
	}
}

// TestEnterTypedAheadOpensNobodyFoundByAGuess checks that an Enter typed ahead opens nobody found under another
// spelling. Enter counts once they are in sight, and nothing about them is read before.
func TestEnterTypedAheadOpensNobodyFoundByAGuess(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.typed("+447700900100")
	h.press("enter")
	h.wait(settleTime)
	if !h.titled("Search") {
		t.Fatalf("an Enter typed ahead opened somebody found by a guess:\n%s", h.screen())
	}
	for _, r := range h.sent() {
		for _, item := range r.Items {
			if item.Path != "/users" {
				t.Errorf("%s was read for somebody found by a guess", item.Path)
			}
		}
	}
	h.press("enter")
	if h.titled("Search") {
		t.Fatalf("Enter does not open who is in sight:\n%s", h.screen())
	}
}

// TestRecentPeople checks that, with nothing typed, the people opened last are listed, the latest first, while the
// operator is signed in.
func TestRecentPeople(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.misses("recent")
	for _, name := range []string{"ordinary", "usable-pass", "disabled", "future-pass", "used-pass", "expired-pass",
		"disabled"} {
		h.open(name)
		h.press("esc", "esc")
	}
	h.sees("recent", "Desmond Disabled disabled@sandbox.example Ezra Expired", "Umberto Used", "Fulvia Future",
		"Ursula Usable")
	h.misses("Orla Ordinary")

	requests := len(h.sent())
	h.press("enter")
	if !h.titled("Search") || len(h.sent()) != requests {
		t.Fatalf("an Enter too many opened somebody:\n%s", h.screen())
	}
	h.press("down", "down", "enter")
	h.sees("Ezra Expired", "expired-pass@sandbox.example")
	h.press("esc", "esc")
	h.find("ordinary") // a letter hides the recent people
	h.sees("1 found")
	h.misses("recent", "Ezra")

	h.press("esc")
	h.sees("recent")
	h.press("ctrl+o", "y")
	h.misses("recent", "Ezra Expired")
}

// TestListUsesTheWidth checks that names and UPNs get the width first, and that states are never cut.
func TestListUsesTheWidth(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.find("i")
	for _, tt := range []struct {
		size kit.Size
		sees []string
	}{
		{kit.Size{Width: 60, Height: 20}, []string{"Inigo Internal internal-guest@sandbox.examp…", "guest"}},
		{kit.Size{Width: 80, Height: 24}, []string{"Inigo Internal internal-guest@sandbox.example Auditor, Qual… guest"}},
		{kit.Size{Width: 120, Height: 40}, []string{"Inigo Internal internal-guest@sandbox.example guest"}},
	} {
		h.resize(tt.size.Width, tt.size.Height)
		h.sees(tt.sees...)
	}
}

// TestListShowsStates checks that the list shows disabled people and guests by a word and its colour.
func TestListShowsStates(t *testing.T) {
	h := start(t, sandbox.Options{})
	for name, style := range map[string]func(string) string{"disabled": kit.Bad, "internal-guest": kit.Warn} {
		h.find(name)
		word := map[string]string{"disabled": "disabled", "internal-guest": "guest"}[name]
		if !strings.Contains(h.app.View().Content, style(word)) {
			t.Errorf("%s: the list does not show %q:\n%s", name, style(word), h.screen())
		}
		h.press("esc")
	}
}
