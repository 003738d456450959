package watch

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/card"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
)

// cards are the texts for a caller, and which of them is chosen.
type cards struct {
	cloud     string
	site      card.Template
	cards     *card.Cards
	broken    error // the texts built in cannot be read, which a test rules out
	places    []card.Place
	inCountry int
	place     int
	languages []card.Language
	language  int
}

// open makes the texts ready.
func (c *cards) open(p person.Person, env fx.Env) {
	if c.cards != nil {
		return
	}
	if c.cards, c.broken = card.New(c.site); c.broken != nil {
		return
	}
	c.languages = c.cards.Languages()
	c.places, c.inCountry = card.Places(string(p.UsageLocation), env.Zone, env.Now())
}

func (c *cards) keys() []kit.Key {
	var out []kit.Key
	if len(c.places) > 1 {
		out = append(out, kit.Key{Binding: kit.NextZone})
	}
	if len(c.languages) > 1 {
		out = append(out, kit.Key{Binding: kit.Says(kit.Choose, doLanguage)})
	}
	return out
}

// press reports whether a key was one of the card's.
func (c *cards) press(msg tea.KeyPressMsg) bool {
	switch {
	case kit.Press(msg, kit.NextZone) && len(c.places) > 0:
		c.place = (c.place + 1) % len(c.places)
	case kit.Press(msg, kit.Left) && len(c.languages) > 0:
		c.language = (c.language + len(c.languages) - 1) % len(c.languages)
	case kit.Press(msg, kit.Choose) && len(c.languages) > 0:
		c.language = (c.language + 1) % len(c.languages)
	default:
		return false
	}
	return true
}

// lines draws the card, below what the operator must know of it.
func (c *cards) lines(who person.Person, p pass.Pass, now time.Time, width int) []string {
	if c.broken != nil || c.cards == nil {
		return []string{kit.Warn(noCard)}
	}
	var out []string
	for _, line := range kit.Wrap(c.note(who), width) {
		out = append(out, kit.Faint(line))
	}
	out = append(out, "")
	start, _ := p.Start()
	end, _ := p.End()
	facts := card.Facts{
		Name: who.Name(), UserPrincipalName: who.UserPrincipalName.String(), Cloud: c.cloud,
		Start: start, End: end, Now: now,
		Once: p.IsUsableOnce, Place: c.places[c.place],
	}
	for _, line := range c.cards.Lines(c.languages[c.language].Tag, facts) {
		out = append(out, hung(line, width)...)
	}
	return out
}

// hung wraps a line under its beginning: "1. " and "- " stand out.
func hung(line string, width int) []string {
	indent := 0
	for indent < len(line) &&
		(line[indent] == ' ' || line[indent] == '-' || line[indent] == '.' || line[indent] >= '0' && line[indent] <= '9') {
		indent++
	}
	if indent > 6 || indent >= width/2 {
		indent = 0
	}
	lines := kit.Wrap(line[indent:], width-indent)
	if len(lines) == 0 {
		return []string{""}
	}
	lines[0] = line[:indent] + lines[0]
	for i := 1; i < len(lines); i++ {
		lines[i] = fmt.Sprintf("%*s%s", indent, "", lines[i])
	}
	return lines
}

// note tells the operator whose time zone the card uses, and why.
func (c *cards) note(who person.Person) string {
	place := c.places[c.place]
	name := place.City
	if name == "" {
		name = place.Zone.String()
	}
	switch {
	case place.Operator:
		if c.inCountry == 0 {
			return c.more(fmt.Sprintf(formatCardNowhere, name))
		}
		return c.more(fmt.Sprintf(formatCardYours, name))
	case c.inCountry > 1:
		return c.more(fmt.Sprintf(formatCardMany, name, who.UsageLocation, c.inCountry))
	}
	return c.more(fmt.Sprintf(formatCardPlace, name, who.UsageLocation))
}

func (c *cards) more(text string) string {
	if len(c.places) > 1 {
		return fmt.Sprintf(formatCardNext, text)
	}
	return fmt.Sprintf(formatCardOnly, text)
}
