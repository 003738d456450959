package text_test

import (
	"slices"
	"testing"
	"unicode"

	"tapdesk/state/text"
)

func TestFold(t *testing.T) {
	for typed, want := range map[string]string{
		"":                   "",
		" \t-–.":             "",
		"Ann  Li":            "ann li",
		"ZOË Müller-Łącki":   "zoe muller lacki",
		"O'Brien / O’Brien":  "obrien obrien",
		"Straße":             "strasse",
		"E-00 123":           "e 00 123",
		"Ἀ ΌΣΟΣ":             "ἀ οσοσ",
		"王小明":                "王小明",
		"Zoe\u0308":          "zoe",
		"İstanbul ISTANBUL":  "istanbul istanbul",
		"Nguyễn Đức":         "nguyen duc",
		"Алёна Майская":      "алена майская",
		"\u202eAnn\u200b Li": "ann li",
	} {
		if got := text.Fold(typed); got != want {
			t.Errorf("Fold(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b       string
		same, name bool
	}{
		{"Zoë Müller", "zoe muller", true, true},
		{"Zoë Müller", "ZOE MUELLER", true, true},
		{"Mueller", "Müller", true, true},
		{"Søren", "Soeren", true, true},
		{"Åse", "Aase", true, true},
		{"Li, Ann", "Ann Li", false, true},
		{"Ann Li", "Anna Li", false, false},
		{"Ann", "Ann Li", false, false},
		{"Building 7, room 12", "building7 ROOM-12", true, false},
		{"E 00123", "e-00123", true, true},
		{"E00123", "E123", false, false},
		{"", "", false, false},
		{"--", "", false, false},
		{"й", "и", false, false},
	} {
		if got := text.Same(c.a, c.b); got != c.same {
			t.Errorf("Same(%q, %q) = %v", c.a, c.b, got)
		}
		if got := text.SameName(c.a, c.b); got != c.name {
			t.Errorf("SameName(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func FuzzSame(f *testing.F) {
	for _, seed := range []string{"", "Ann Li", "Zoë", "王小明", "\xff", "İ", "ß", "a\u0301\u0302"} {
		f.Add(seed, "x")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if key := text.Fold(a); key != "" && text.Fold(key) != key {
			t.Errorf("Fold(%q) = %q, but folding that gives %q", a, key, text.Fold(key))
		}
		if text.Fold(a) != "" && (!text.Same(a, a) || !text.SameName(a, a)) {
			t.Errorf("%q is not the same as itself", a)
		}
		if text.Same(a, b) != text.Same(b, a) || text.SameName(a, b) != text.SameName(b, a) {
			t.Errorf("%q and %q: Same depends on their order", a, b)
		}
		for _, r := range text.Fold(a) {
			if r != ' ' && (unicode.IsSpace(r) || unicode.IsControl(r)) {
				t.Errorf("Fold(%q) contains %U", a, r)
			}
		}
	})
}

func TestSpellings(t *testing.T) {
	for typed, want := range map[string][2]string{
		"Müller": {"muller", "mueller"}, "Mu\u0308ller": {"muller", "mueller"}, "Åkesson": {"akesson", "aakesson"},
		"Groß":     {"gross", "gross"},
		"Søren Đỗ": {"soren do", "soeren do"}, "O'Dowd-Łącki": {"o'dowd-lacki", "o'dowd-lacki"}, "長谷川": {"長谷川", "長谷川"},
	} {
		if got := [2]string{text.Plain(typed), text.Spelt(typed)}; got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
	for typed, want := range map[string]string{
		"mueller": "müller", "muller": "müller", "gross": "groß", "soerensen": "sørensen", "aakesson": "åkesson",
		"lukasik": "łukasik", "benoit": "benoît",
	} {
		if got := text.Accented(typed, 30); !slices.Contains(got, want) || len(got) > 30 {
			t.Errorf("Accented(%q) = %q, want %q among them", typed, got, want)
		}
	}
	if got := text.Respelt("muller"); !slices.Contains(got, "mueller") {
		t.Errorf("Respelt(muller) = %q", got)
	}
}
