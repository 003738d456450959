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

// english is the language that every other falls back to.
const english = "en"

// texts are the languages, a file each. en.toml says what a file holds.
//
//go:embed texts/*.toml
var texts embed.FS

// file is one language's texts.
type file struct {
	Name     string            `toml:"name"`
	Card     string            `toml:"card"`
	Clock    string            `toml:"clock"`
	Days     []string          `toml:"days"`
	Months   []string          `toml:"months"`
	Messages map[string]string `toml:"messages"`
	Plurals  map[string]plural `toml:"plurals"`
}

// plural is a message about a number. One is empty in a language that does not tell one from several.
type plural struct {
	One   string `toml:"one"`
	Other string `toml:"other"`
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
	for _, name := range names {
		if err := c.add(from, name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if c.printers[english] == nil {
		return nil, errors.New("there is no English")
	}
	for _, p := range c.printers {
		p.fallback = &c.printers[english].file
	}
	return c, nil
}

// add takes in the texts of one language.
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
		return errors.New("name, clock, 7 days and 12 months are needed")
	}
	for key, forms := range f.Plurals {
		if forms.Other == "" {
			return fmt.Errorf("%s has no form other", key)
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

// Languages returns what cards can be had in, English among them. A template of the site's is in its own language, so
// there is a choice only without one.
func (c *Cards) Languages() []Language {
	if c.site.IsZero() {
		return c.languages
	}
	return []Language{{Tag: english, Name: c.printers[english].file.Name}}
}

// Lines returns a card, a line each, not yet wrapped. A language that there is not is taken for English.
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

// printer says things in one language, and what that has no words for in English.
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

// count says how many.
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
		return p.count("days", int(d/day))
	case d%time.Hour == 0:
		return p.count("hours", int(d/time.Hour))
	}
	return p.count("minutes", int(d/time.Minute))
}
