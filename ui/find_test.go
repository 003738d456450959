package ui

import (
	"testing"

	"tapdesk/graph/sandbox"
)

// What was typed may be written another way in the directory: that is looked for where nobody is found, and the screen says so.
func TestFindsWhatIsWrittenAnotherWay(t *testing.T) {
	for _, tt := range []struct {
		typed string
		sees  []string
	}{
		{"kaethe mueller", []string{`found for "kaethe mueller" written another way; there may be more`, "Käthe Müller"}},
		{"+447700900100", []string{`1 found for "+447700900100" written another way`, "Orla Ordinary"}},
		{"07700900100", []string{"Orla Ordinary"}},
		{"“ordinary@sandbox.example”", []string{"1 found", "Orla Ordinary"}},
		{"mailto:ordinary@sandbox.example", []string{"1 found", "Orla Ordinary"}},
		{"jones müller", []string{`by the surname alone, none for "jones müller"`, "Müller"}},
		{"jones zzzzz", []string{`Nobody found for "jones zzzzz"`,
			"Also tried: accents dropped and added, UPNs like first.last and f.last, the surname alone.",
			"Accents may count. Type the first name or the surname alone, the UPN or the employee id."}},
		{"900100", []string{"Graph cannot search for the end of a number: type all of it, with its country code, or the name."}},
	} {
		h := start(t, sandbox.Options{})
		h.find(tt.typed)
		h.sees(tt.sees...)
	}
}

// Somebody found by a guess is nobody's Enter: it counts once they are in sight, and nothing of them is read before.
func TestEnterTypedAheadOpensNobodyFoundByAGuess(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.typed("+447700900100")
	h.press("enter")
	h.wait(settleTime)
	if !h.titled("Search") {
		t.Fatalf("an Enter typed ahead opened somebody found by a guess:\n%s", h.screen())
	}
	for _, r := range h.tenant.Requests() {
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
