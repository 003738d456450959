package card

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

// texts are the languages, a file each. en.toml says what a file holds.
//
//go:embed texts/*.toml
var texts embed.FS

// file is one language's texts.
type file struct {
	Name     string                       `toml:"name"`
	Card     string                       `toml:"card"`
	Clock    string                       `toml:"clock"`
	Days     []string                     `toml:"days"`
	Months   []string                     `toml:"months"`
	Messages map[string]string            `toml:"messages"`
	Plurals  map[string]map[string]string `toml:"plurals"`
}

// Language is one that a card can be had in.
type Language struct {
	// Tag is its BCP 47 tag, Name what its speakers call it.
	Tag, Name string
}

// Cards makes cards, in every language there is. It is safe for concurrent use.
type Cards struct {
	site      Template
	languages []Language
	printers  map[string]*printer
	builtin   map[string]Template
}

// New returns the maker of cards from the site's template, or from the built-in ones where that is zero.
func New(site Template) (*Cards, error) { return load(texts, site) }

func load(from fs.FS, site Template) (*Cards, error) {
	names, err := fs.Glob(from, "texts/*.toml")
	if err != nil {
		return nil, err
	}
	c := &Cards{site: site, printers: map[string]*printer{}, builtin: map[string]Template{}}
	builder := catalog.NewBuilder(catalog.Fallback(language.English))
	for _, name := range names {
		if err := c.add(from, name, builder); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return c, nil
}

// add takes in the texts of one language.
func (c *Cards) add(from fs.FS, name string, builder *catalog.Builder) error {
	data, err := fs.ReadFile(from, name)
	if err != nil {
		return err
	}
	tag, err := language.Parse(strings.TrimSuffix(path.Base(name), ".toml"))
	if err != nil {
		return err
	}
	var f file
	decoder := toml.NewDecoder(strings.NewReader(string(data))).DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return err
	}
	if len(f.Days) != 7 || len(f.Months) != 12 || f.Clock == "" || f.Name == "" {
		return fmt.Errorf("name, clock, 7 days and 12 months are needed")
	}
	for key, text := range f.Messages {
		if err := builder.SetString(tag, key, text); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	for key, forms := range f.Plurals {
		var cases []any
		for form, text := range forms {
			cases = append(cases, form, text)
		}
		if err := builder.Set(tag, key, plural.Selectf(1, "%d", cases...)); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	if c.builtin[tag.String()], err = Parse(f.Card); err != nil {
		return fmt.Errorf("card: %w", err)
	}
	c.printers[tag.String()] = &printer{text: message.NewPrinter(tag, message.Catalog(builder)), file: f}
	c.languages = append(c.languages, Language{Tag: tag.String(), Name: f.Name})
	return nil
}

// Languages returns what cards can be had in, English among them. A template of the site's is in its own language, so there is a
// choice only without one.
func (c *Cards) Languages() []Language {
	if c.site.IsZero() {
		return c.languages
	}
	return []Language{{Tag: "en", Name: c.printers["en"].file.Name}}
}

// Lines returns a card, a line each, not yet wrapped. A language that there is not is taken for English.
func (c *Cards) Lines(tag string, f Facts) []string {
	p := c.printers[tag]
	if p == nil {
		tag, p = "en", c.printers["en"]
	}
	if !c.site.IsZero() {
		return c.site.fill(p, f)
	}
	return c.builtin[tag].fill(p, f)
}

// printer says things in one language.
type printer struct {
	text *message.Printer
	file file
}

func (p *printer) say(key string, args ...any) string {
	return p.text.Sprintf(message.Key(key, key), args...)
}

// when says an instant in the zone of the card's place: the time alone on the same day, else with the date.
func (p *printer) when(t time.Time, f Facts) string {
	zone := f.Place.location()
	t = t.In(zone)
	clock := t.Format(p.file.Clock)
	switch now := f.Now.In(zone); {
	case sameDay(t, now):
		return p.say("at-today", clock)
	case sameDay(t, now.AddDate(0, 0, 1)):
		return p.say("at-tomorrow", clock)
	}
	return p.say("at-date", clock, p.file.Days[t.Weekday()], t.Day(), p.file.Months[t.Month()-1])
}

func sameDay(a, b time.Time) bool { return a.YearDay() == b.YearDay() && a.Year() == b.Year() }

// zone names a place's time as it is at an instant.
func (p *printer) zone(at time.Time, place Place) string {
	offset := at.In(place.location()).Format("-07:00")
	if place.City == "" {
		return "UTC" + offset
	}
	return p.say("zone", place.City, "UTC"+offset)
}

// length says how long something takes, in whole hours or days where it is that, else in minutes.
func (p *printer) length(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day && d%day == 0:
		return p.say("days", int(d/day))
	case d%time.Hour == 0:
		return p.say("hours", int(d/time.Hour))
	}
	return p.say("minutes", int(d/time.Minute))
}
