package card

import (
	_ "embed"
	"strings"
	"time"
)

//go:embed zones.txt
var zones string

// Place is where a caller may be, so that times can be given in its zone.
type Place struct {
	// City names the zone for a caller; empty for UTC and for a zone without a city.
	City string
	Zone *time.Location
	// Operator means that it is the operator's own zone.
	Operator bool
}

func (p Place) location() *time.Location {
	if p.Zone == nil {
		return time.UTC
	}
	return p.Zone
}

// Places returns the places whose time may be meant, likeliest first: the zones of a country (a person's usageLocation,
// ISO 3166-1), then the operator's own. If a country has several zones and the operator's is one of them, that comes
// first. inCountry is how many are the country's: 0 if it is unknown.
func Places(country string, operator *time.Location, now time.Time) (places []Place, inCountry int) {
	own := Place{City: city(operator.String()), Zone: operator, Operator: true}
	for _, name := range namesOf(country) {
		zone, err := time.LoadLocation(name)
		if err != nil {
			continue // this host has no such zone
		}
		place := Place{City: city(name), Zone: zone}
		inCountry++
		if alike(zone, operator, now) {
			places = append([]Place{place}, places...)
			continue
		}
		places = append(places, place)
	}
	for _, p := range places {
		if alike(p.Zone, operator, now) {
			return places, inCountry
		}
	}
	return append(places, own), inCountry
}

// Country reports whether a code of two letters is that of a country (ISO 3166-1), in either case.
func Country(code string) bool { return len(namesOf(code)) > 0 }

// namesOf returns the names of a country's zones.
func namesOf(country string) []string {
	if len(country) != 2 {
		return nil
	}
	country = strings.ToUpper(country) + " "
	for line := range strings.Lines(zones) {
		if rest, ok := strings.CutPrefix(line, country); ok {
			return strings.Fields(rest)
		}
	}
	return nil
}

// alike reports whether two zones show the same time now and half a year from now.
func alike(a, b *time.Location, now time.Time) bool {
	for _, t := range []time.Time{now, now.AddDate(0, 6, 0)} {
		_, x := t.In(a).Zone()
		_, y := t.In(b).Zone()
		if x != y {
			return false
		}
	}
	return true
}

// city returns the city in the name of a zone: New York for America/New_York.
func city(name string) string {
	slash := strings.LastIndexByte(name, '/')
	if slash < 0 || strings.HasPrefix(name, "Etc/") {
		return ""
	}
	return strings.ReplaceAll(name[slash+1:], "_", " ")
}
