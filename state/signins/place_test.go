package signins_test

import (
	"strings"
	"testing"
	"time"

	"tapdesk/state/signins"
	"tapdesk/state/text"
)

func TestParsePlace(t *testing.T) {
	for typed, want := range map[string]string{
		"":                     "",
		"GB, iPhone":           "GB, iOS",
		"gb iphone":            "GB, iOS",
		"UK":                   "GB",
		"ipad":                 "iPadOS",
		"windows 11 de":        "DE, Windows",
		"Android 16, IE":       "IE, Android",
		" mac ":                "macOS",
		"XX":                   `"XX" is neither a country's two letters nor a system (Windows`,
		"Germany":              `"Germany" is neither a country's two letters nor a system (Windows`,
		"GB, phone":            `"phone" is neither`,
		"16, IE":               `"16" is neither`,
		"GB, DE":               `one country and one system: "DE" is another`,
		"GB, iPhone or Mac":    `"or" is neither`,
		"Windows, Android, GB": `one country and one system: "Android" is another`,
		"\u202eGB":             "is neither",
	} {
		p, err := signins.ParsePlace(typed)
		got := p.Said()
		if err != nil {
			got = err.Error()
		}
		if err == nil && got != want || err != nil && !strings.Contains(got, want) || err != nil && p != (signins.Place{}) {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

func TestCompare(t *testing.T) {
	const unsure, agrees, differs = signins.Unsure, signins.Agrees, signins.Differs
	for _, c := range []struct {
		said, seen string // the seen one as the log has it, country and system
		want       signins.Match
	}{
		{"GB, iPhone", "GB/Ios 19.1", agrees},
		{"GB, iPhone", "gb/iOS", agrees},
		{"GB", "GB/Windows10", agrees},
		{"windows", "NZ/Windows 11", agrees},
		{"GB, iPhone", "NZ/Ios 19.1", differs},
		{"GB, iPhone", "GB/Linux", differs},
		{"GB, iPhone", "NZ/", differs},
		{"GB, iPhone", "/Linux", differs},
		{"GB, iPhone", "GB/", unsure},
		{"GB, iPhone", "/iOS", unsure},
		{"GB, iPhone", "/", unsure},
		{"GB", "/iOS", unsure},
		{"", "GB/iOS", unsure},
		{"", "/", unsure},
		{"GB, iPhone", "GB/FreeBSD", differs},
		{"ipad", "GB/MacOs", agrees},
		{"ipad", "GB/Ios 19", agrees},
		{"ipad", "GB/Windows", differs},
		{"mac", "GB/iOS", differs},
	} {
		said, err := signins.ParsePlace(c.said)
		if err != nil {
			t.Fatal(err)
		}
		if got := said.Compare(entry(0, 0, c.seen).Place()); got != c.want {
			t.Errorf("said %q, seen %q: got %d, want %d", c.said, c.seen, got, c.want)
		}
	}
}

// TestWithPass checks that a sign-in counts only where the log says that a pass was accepted, and not before the time.
func TestWithPass(t *testing.T) {
	by := func(minutes, code int, method text.Text, ok *bool) signins.SignIn {
		s := entry(minutes, code)
		s.Steps = []signins.Step{{Method: "Password", Succeeded: new(true)}, {Method: method, Succeeded: ok}}
		return s
	}
	log := day(
		by(1, 0, "Temporary Access Pass", new(true)),
		by(2, 130503, "Temporary Access Pass", new(false)),
		by(3, 0, "Temporary Access Pass", nil),
		by(4, 0, "Mobile app notification", new(true)),
		by(5, 53003, "temporary access pass", new(true)),
		entry(6, 0), // the step has not come yet
		by(20, 0, "Temporary Access Pass", new(true)),
	)
	var got []string
	for _, s := range log.WithPass(now.Add(-10 * time.Minute)) {
		got = append(got, s.ID.Wire())
	}
	if want := "1 5"; strings.Join(got, " ") != want {
		t.Errorf("with a pass: got %v, want %s", got, want)
	}
}
