// Package card says in plain words what a caller needs to know about their pass: where to go, what to type, until when,
// what to do next, and what will not work. An operator reads it out or sends it. It never holds the value of a pass: it
// imports nothing that could.
package card

import (
	"strings"
	"time"
)

// Facts are what a card says about one person's pass.
type Facts struct {
	// Name and UserPrincipalName are the person's, safe to draw (state/text).
	Name, UserPrincipalName string
	// Cloud is the name of Microsoft's cloud, as in the setting: global, usgov, usgov-dod.
	Cloud string
	// Start and End are when the pass is valid, Now is the present, all by Graph's clock; zero if unknown.
	Start, End, Now time.Time
	// Once reports whether the pass works one time; nil if that is unknown.
	Once *bool
	// Place is where the caller is assumed to be: times are in its zone.
	Place Place
}

// SecurityInfo is where a person registers a method in Microsoft's worldwide cloud. Source:
// learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass, which names no address
// for other clouds.
const SecurityInfo = "mysignins.microsoft.com/security-info"

// addresses are where a method is registered, by cloud.
var addresses = map[string]string{"global": "https://" + SecurityInfo}

// placeholders are what a template may contain, each with a function that returns its text.
var placeholders = map[string]func(*printer, Facts) string{
	"name":  func(_ *printer, f Facts) string { return f.Name },
	"upn":   func(_ *printer, f Facts) string { return f.UserPrincipalName },
	"where": where,
	"from":  from,
	"until": ending(func(p *printer, f Facts) string { return p.when(f.End, f) }),
	"zone":  ending(func(p *printer, f Facts) string { return p.zone(f.End, f.Place) }),
	"lasts": ending(func(p *printer, f Facts) string { return p.length(f.End.Sub(f.Start)) }),
	"uses":  uses,
}

// ending returns a function that is empty for a pass whose end is unknown.
func ending(say func(*printer, Facts) string) func(*printer, Facts) string {
	return func(p *printer, f Facts) string {
		if f.Start.IsZero() || f.End.IsZero() {
			return ""
		}
		return say(p, f)
	}
}

func where(p *printer, f Facts) string {
	if address := addresses[f.Cloud]; address != "" {
		return address
	}
	return p.say("where-unknown")
}

// from is empty for a pass that is already valid.
func from(p *printer, f Facts) string {
	if !f.Now.Before(f.Start) {
		return ""
	}
	return p.say("from", p.when(f.Start, f))
}

func uses(p *printer, f Facts) string {
	switch {
	case f.Once == nil:
		return ""
	case *f.Once:
		return p.say("uses-once")
	}
	return p.say("uses-many")
}

// fill returns the lines of a template with its placeholders filled in. A line in which every placeholder is empty is
// left out.
func (t Template) fill(p *printer, f Facts) []string {
	var out []string
	for _, line := range t.lines {
		var b strings.Builder
		named, filled := false, false
		for _, part := range line {
			text := part.text
			if part.name != "" {
				text = placeholders[part.name](p, f)
				named, filled = true, filled || text != ""
			}
			b.WriteString(text)
		}
		if named && !filled || b.Len() == 0 && len(out) > 0 && out[len(out)-1] == "" {
			continue
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}
