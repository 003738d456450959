package card

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// english is the language that all others fall back to.
const english = "en"

// texts are the languages, a file each. en.toml says what a file holds.
//
//go:embed texts/*.toml
var texts embed.FS

// file is the texts of one language.
type file struct {
	Name     string            `toml:"name"`
	Card     string            `toml:"card"`
	Clock    string            `toml:"clock"`
	Days     []string          `toml:"days"`
	Months   []string          `toml:"months"`
	Messages map[string]string `toml:"messages"`
	Plurals  map[string]plural `toml:"plurals"`
}

// plural is a message that contains a number. One is empty in a language without a singular.
type plural struct {
	One   string `toml:"one"`
	Other string `toml:"other"`
}

// Language is a language that cards come in.
type Language struct {
	// Tag is its BCP 47 tag, and Name is what its speakers call it.
	Tag, Name string
}

// Cards makes cards in every language. It is safe for concurrent use.
type Cards struct {
	site      Template
	languages []Language
	printers  map[string]*printer
	builtin   map[string]Template
}

// New returns Cards that use the site's template, or the built-in ones if site is zero.
func New(site Template) (*Cards, error) { return load(texts, site) }

func load(from fs.FS, site Template) (*Cards, error) {
	names, err := fs.Glob(from, "texts/*.toml")
	if err != nil {
		return nil, err
	}
	c := &Cards{site: site, printers: map[string]*printer{}, builtin: map[string]Template{}}
	for _, name := range names {
		if err := c.add(from, name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if c.printers[english] == nil {
		return nil, errors.New("the English texts are missing")
	}
	for _, p := range c.printers {
		p.fallback = &c.printers[english].file
	}
	return c, nil
}

// add adds the texts of one language.
func (c *Cards) add(from fs.FS, name string) error {
	data, err := fs.ReadFile(from, name)
	if err != nil {
		return err
	}
	var f file
	decoder := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return err
	}
	if len(f.Days) != 7 || len(f.Months) != 12 || f.Clock == "" || f.Name == "" {
		return errors.New("it must have a name, a clock, 7 days and 12 months")
	}
	for key, forms := range f.Plurals {
		if forms.Other == "" {
			return fmt.Errorf("%s lacks the form other", key)
		}
	}
	tag := strings.TrimSuffix(path.Base(name), ".toml")
	if c.builtin[tag], err = Parse(f.Card); err != nil {
		return fmt.Errorf("card: %w", err)
	}
	c.printers[tag] = &printer{file: f}
	c.languages = append(c.languages, Language{Tag: tag, Name: f.Name})
	return nil
}

// Languages returns the languages of the cards, including English. A site's template is in its own language, so there
// is a choice only without one.
func (c *Cards) Languages() []Language {
	if c.site.IsZero() {
		return c.languages
	}
	return []Language{{Tag: english, Name: c.printers[english].file.Name}}
}

// Lines returns the lines of a card, not yet wrapped. An unknown language means English.
func (c *Cards) Lines(tag string, f Facts) []string {
	p := c.printers[tag]
	if p == nil {
		tag, p = english, c.printers[english]
	}
	if !c.site.IsZero() {
		return c.site.fill(p, f)
	}
	return c.builtin[tag].fill(p, f)
}

// printer writes texts in one language, or in English where that language lacks one.
type printer struct {
	file     file
	fallback *file
}

func (p *printer) say(key string, args ...any) string {
	text, ok := p.file.Messages[key]
	if !ok {
		text = p.fallback.Messages[key]
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// count returns a text with a number.
func (p *printer) count(key string, n int) string {
	forms, ok := p.file.Plurals[key]
	if !ok {
		forms = p.fallback.Plurals[key]
	}
	if n == 1 && forms.One != "" {
		return fmt.Sprintf(forms.One, n)
	}
	return fmt.Sprintf(forms.Other, n)
}

// when returns an instant in the zone of the card's place: only the time if it is the same day, else with the date.
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

// zone returns the name of a place's time at an instant.
func (p *printer) zone(at time.Time, place Place) string {
	offset := at.In(place.location()).Format("-07:00")
	if place.City == "" {
		return "UTC" + offset
	}
	return p.say("zone", place.City, "UTC"+offset)
}

// length returns a duration in whole hours or days if possible, else in minutes.
func (p *printer) length(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day && d%day == 0:
		return p.count("days", int(d/day))
	case d%time.Hour == 0:
		return p.count("hours", int(d/time.Hour))
	}
	return p.count("minutes", int(d/time.Minute))
}
