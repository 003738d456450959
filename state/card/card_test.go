package card_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests need zones on every machine

	"tapdesk/state/card"
	"tapdesk/state/text"
)

var now = time.Date(2031, time.March, 4, 8, 30, 0, 0, time.UTC)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func facts(t *testing.T) card.Facts {
	return card.Facts{
		Name: "Ann Li", UserPrincipalName: "ann@sandbox.example", Cloud: "global", Start: now,
		End: now.Add(time.Hour), Now: now, Once: new(true),
		Place: card.Place{City: "New York", Zone: zone(t, "America/New_York")},
	}
}

func lines(t *testing.T, site card.Template, f card.Facts) string {
	t.Helper()
	cards, err := card.New(site)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(cards.Lines("en", f), "\n")
}

func TestCardSaysWhatMatters(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*card.Facts)
		says   []string
		misses []string
	}{
		{"one-time, now", func(*card.Facts) {}, []string{
			"For Ann Li: how to get back in", "Go to https://mysignins.microsoft.com/security-info",
			"Type your user name: ann@sandbox.example",
			"until 04:30 today (New York time, UTC-05:00)", "ten minutes to finish step 5", "web sign-in",
		}, []string{"It begins", "as often as needed"}},
		{"multi-use", func(f *card.Facts) { f.Once = new(false) }, []string{"as often as needed"}, []string{"It works once"}},
		{"begins tomorrow", func(f *card.Facts) { f.Start, f.End = now.Add(24*time.Hour), now.Add(26*time.Hour) },
			[]string{"It begins at 03:30 tomorrow.", "until 05:30 tomorrow"}, nil},
		{
			"ends in days",
			func(f *card.Facts) { f.End = now.Add(30 * 24 * time.Hour) },
			[]string{"until 04:30 on Thursday, 3 April (New York time, UTC-04:00)"},
			nil,
		},
		{
			"another cloud",
			func(f *card.Facts) { f.Cloud = "usgov" },
			[]string{"Go to your organisation's security info page"},
			[]string{"aka.ms"},
		},
		{"nowhere", func(f *card.Facts) { f.Place = card.Place{} }, []string{"until 09:30 today (UTC+00:00)"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := facts(t)
			c.change(&f)
			got := lines(t, card.Template{}, f)
			for _, want := range c.says {
				if !strings.Contains(got, want) {
					t.Errorf("the card lacks %q:\n%s", want, got)
				}
			}
			for _, no := range append(c.misses, "{", "%!", "\n\n\n") {
				if strings.Contains(got, no) {
					t.Errorf("the card must not say %q:\n%s", no, got)
				}
			}
		})
	}
}

func TestSiteTemplate(t *testing.T) {
	source := "\uFEFFHello {name},\r\n{from}\r\n\r\n\tgo to {where} {{here}}: {lasts}, \x1b[31m{zone}\n\n\n"
	site, err := card.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	want := "Hello Ann Li,\n\n    go to https://mysignins.microsoft.com/security-info {here}: " +
		"1 hour, \uFFFD[31mNew York time, UTC-05:00"
	if got := lines(t, site, facts(t)); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	cards, err := card.New(site)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(cards.Languages()); n != 1 {
		t.Errorf("a site's template comes in %d languages, want 1", n)
	}
}

func TestLengths(t *testing.T) {
	site, err := card.Parse("{lasts}")
	if err != nil {
		t.Fatal(err)
	}
	for minutes, want := range map[int]string{
		10: "10 minutes", 60: "1 hour", 90: "90 minutes", 480: "8 hours", 1440: "24 hours", 2880: "2 days",
		43200: "30 days", 1: "1 minute",
	} {
		f := facts(t)
		f.End = f.Start.Add(time.Duration(minutes) * time.Minute)
		if got := lines(t, site, f); got != want {
			t.Errorf("%d minutes: got %q, want %q", minutes, got, want)
		}
	}
}

func TestTemplateIsRefused(t *testing.T) {
	for source, want := range map[string]string{
		"":                         "empty",
		" \n ":                     "empty",
		"a\nb {pass}":              "line 2: {pass} is not a placeholder; use one of {from}, {lasts}, {name}",
		"{temporaryAccessPass}":    "not a placeholder",
		"{name":                    "single brace",
		"name}":                    "single brace",
		"\xff":                     "UTF-8",
		strings.Repeat("x", 1<<15): "longer than",
		strings.Repeat("x\n", 201): "more than 200 lines",
	} {
		if _, err := card.Parse(source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%.20q): %v, want %q", source, err, want)
		}
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "card.txt")
	if err := os.WriteFile(good, []byte("Dear {name}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if site, err := card.Load(good); err != nil || lines(t, site, facts(t)) != "Dear Ann Li" {
		t.Errorf("%v", err)
	}
	bad := filepath.Join(dir, "bad.txt")
	if err := os.WriteFile(bad, []byte("{x}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{bad, dir, filepath.Join(dir, "none.txt")} {
		if _, err := card.Load(path); err == nil || strings.Count(err.Error(), path) != 1 {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestPlaces(t *testing.T) {
	berlin, york, utc := zone(t, "Europe/Berlin"), zone(t, "America/New_York"), time.UTC
	for _, c := range []struct {
		name, country string
		operator      *time.Location
		want          []string
		inCountry     int
	}{
		{"one zone", "JP", berlin, []string{"Tokyo", "Berlin"}, 1},
		{"the operator's country", "de", berlin, []string{"Berlin"}, 1},
		{"alike", "FR", berlin, []string{"Paris"}, 1},
		{
			"several", "US", berlin,
			[]string{"New York", "Chicago", "Denver", "Phoenix", "Los Angeles", "Anchorage", "Adak", "Honolulu", "Berlin"},
			8,
		},
		{
			"the operator's among several", "US",
			zone(t, "America/Chicago"),
			[]string{"Chicago", "New York", "Denver", "Phoenix", "Los Angeles", "Anchorage", "Adak", "Honolulu"},
			8,
		},
		{"not known", "", york, []string{"New York"}, 0},
		{"no country", "XX", york, []string{"New York"}, 0},
		{"hostile", "# C", utc, []string{""}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			places, n := card.Places(c.country, c.operator, now)
			var got []string
			for _, p := range places {
				got = append(got, p.City)
			}
			if !slices.Equal(got, c.want) || n != c.inCountry {
				t.Errorf("got %q, %d of them the country's", got, n)
			}
		})
	}
	if places, _ := card.Places("JP", berlin, now); places[0].Operator || !places[1].Operator {
		t.Errorf("%+v", places)
	}
}

// TestEveryZoneIsThere: Go knows each zone of the table, and no country occurs twice.
func TestEveryZoneIsThere(t *testing.T) {
	table, err := os.ReadFile("zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(fields) < 2 || len(fields[0]) != 2 || seen[fields[0]] {
			t.Errorf("%q", line)
		}
		seen[fields[0]] = true
		for _, name := range fields[1:] {
			if _, err := time.LoadLocation(name); err != nil {
				t.Error(err)
			}
		}
	}
	if len(seen) < 200 {
		t.Errorf("got %d countries", len(seen))
	}
}

// TestNeverHoldsThePass: no package that this one imports knows the value of a pass.
func TestNeverHoldsThePass(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if !slices.Contains(deps, "tapdesk/state/text") {
		t.Fatal("the list of imports is not complete")
	}
	for _, never := range []string{"tapdesk/state/secret", "tapdesk/state/pass", "text/template", "html/template"} {
		if slices.Contains(deps, never) {
			t.Errorf("it imports %s", never)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"For {name}: {upn}", "{{}}", "{", "}", "{from}\n{until}", "\x1b[31m", "{zone}{{{uses}}}",
	} {
		f.Add(seed)
	}
	cards, err := card.New(card.Template{})
	if err != nil {
		f.Fatal(err)
	}
	if len(cards.Languages()) == 0 {
		f.Fatal("no language")
	}
	f.Fuzz(func(t *testing.T, source string) {
		site, err := card.Parse(source)
		if err != nil {
			if !text.Safe(err.Error()) {
				t.Errorf("the error is not safe to draw: %q", err)
			}
			return
		}
		made, err := card.New(site)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range made.Lines("en", facts(t)) {
			if !text.Safe(line) {
				t.Errorf("the template %q makes %q", source, line)
			}
		}
	})
}
