package card

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// spanish is a second language as a translator would add it, in one file.
const spanish = `
name = "español"
card = "Para {name}: hasta las {until} ({zone}), {lasts}. {uses}"
clock = "15:04"
days = ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"]
months = [
  "enero", "febrero", "marzo", "abril", "mayo", "junio", 
  "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
]
[messages]
at-today = "%[1]s de hoy"
at-tomorrow = "%[1]s de mañana"
at-date = "%[1]s del %[2]s %[3]d de %[4]s"
zone = "hora de %[1]s, %[2]s"
from = "Empieza a las %[1]s."
uses-once = "Sirve una vez."
uses-many = "Sirve varias veces."
where-unknown = "la página de su organización"
[plurals]
minutes = { one = "%[1]d minuto", other = "%[1]d minutos" }
hours = { one = "%[1]d hora", other = "%[1]d horas" }
days = { one = "%[1]d día", other = "%[1]d días" }
`

// TestALanguageIsAFile: adding a file adds a language.
func TestALanguageIsAFile(t *testing.T) {
	own, err := fs.ReadFile(texts, "texts/en.toml")
	if err != nil {
		t.Fatal(err)
	}
	cards, err := load(fstest.MapFS{"texts/en.toml": {Data: own}, "texts/es.toml": {Data: []byte(spanish)}}, Template{})
	if err != nil {
		t.Fatal(err)
	}
	if got := cards.Languages(); !slices.Equal(got, []Language{{"en", "English"}, {"es", "español"}}) {
		t.Errorf("%v", got)
	}
	now := time.Date(2031, time.March, 4, 8, 30, 0, 0, time.UTC)
	f := Facts{
		Name: "Ann", Start: now, End: now.Add(48 * time.Hour), Now: now, Once: new(true),
		Place: Place{City: "Madrid", Zone: time.UTC},
	}
	if got := cards.Lines("es", f); len(got) != 1 ||
		got[0] != "Para Ann: hasta las 08:30 del jueves 6 de marzo (hora de Madrid, UTC+00:00), 2 días. Sirve una vez." {
		t.Errorf("%q", got)
	}
	if got := cards.Lines("xx", f); !strings.HasPrefix(got[0], "For Ann") {
		t.Errorf("an unknown language: got %q, want English", got)
	}
	for name, broken := range map[string]string{
		"unknown key": spanish + "\n[more]\n", "unknown placeholder": strings.Replace(spanish, "{name}", "{pass}", 1),
		"six days":  strings.Replace(spanish, `"domingo", `, "", 1),
		"no plural": strings.Replace(spanish, "other = \"%[1]d días\"", "several = \"x\"", 1),
	} {
		files := fstest.MapFS{"texts/en.toml": {Data: own}, "texts/es.toml": {Data: []byte(broken)}}
		if _, err := load(files, Template{}); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}

var verb = regexp.MustCompile(`%\[\d\][sd]`)

// TestLanguagesAgree: every language has the same messages as English, with the same values in them.
func TestLanguagesAgree(t *testing.T) {
	read := func(name string) (f file) {
		data, err := fs.ReadFile(texts, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := toml.Unmarshal(data, &f); err != nil {
			t.Fatal(err)
		}
		return f
	}
	verbs := func(text string) []string { return slices.Sorted(slices.Values(verb.FindAllString(text, -1))) }
	first := read("texts/en.toml")
	names, err := fs.Glob(texts, "texts/*.toml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		f := read(name)
		got, want := slices.Sorted(maps.Keys(f.Messages)), slices.Sorted(maps.Keys(first.Messages))
		if !slices.Equal(got, want) {
			t.Errorf("%s has the messages %v, want English's %v", name, got, want)
		}
		for key, text := range f.Messages {
			if !slices.Equal(verbs(text), verbs(first.Messages[key])) {
				t.Errorf("%s: %s has %v, want English's %v", name, key, verbs(text), verbs(first.Messages[key]))
			}
			if strings.Count(text, "%") != len(verbs(text)) {
				t.Errorf("%s: %s is not filled in by %%[1]s and the like: %q", name, key, text)
			}
		}
		got, want = slices.Sorted(maps.Keys(f.Plurals)), slices.Sorted(maps.Keys(first.Plurals))
		if !slices.Equal(got, want) {
			t.Errorf("%s has the plurals %v, want English's %v", name, got, want)
		}
		for key, forms := range f.Plurals {
			for _, form := range []string{forms.One, forms.Other} {
				if form != "" && !slices.Equal(verbs(form), []string{"%[1]d"}) {
					t.Errorf("%s: %s must contain one number: %q", name, key, form)
				}
			}
		}
		for _, must := range []string{"{upn}", "{where}", "{until}", "{zone}", "{uses}", "{from}"} {
			if !strings.Contains(f.Card, must) {
				t.Errorf("%s: the card lacks %s", name, must)
			}
		}
	}
}
