package signins

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"tapdesk/state/card"
)

// Place is where a sign-in came from, as far as two of them are compared: the country and the kind of system.
// Addresses and cities change with every network, and the place of an address is a guess.
type Place struct{ Country, System string }

// Place returns where the sign-in came from. Either may be empty: not known.
func (s SignIn) Place() Place {
	country := strings.ToUpper(strings.TrimSpace(string(s.Location.CountryOrRegion)))
	return Place{Country: country, System: system(string(s.DeviceDetail.OperatingSystem))}
}

// Known reports whether both the country and the system are known.
func (p Place) Known() bool { return p.Country != "" && p.System != "" }

// String returns "NL, Linux", and says what is not known.
func (p Place) String() string {
	return cmp.Or(p.Country, noCountry) + ", " + cmp.Or(p.System, noSystem)
}

// systems are the kinds that operatingSystem begins with: "Windows10", "Windows 10" and "Ios 18.1" are seen.
var systems = []string{"Windows", "macOS", "iOS", "iPadOS", "Android", "Linux", "ChromeOS"}

// system returns the kind of an operating system without its version, as it is where it is none of those known.
func system(os string) string {
	folded := strings.ToLower(strings.TrimSpace(os))
	for _, kind := range systems {
		if strings.HasPrefix(folded, strings.ToLower(kind)) {
			return kind
		}
	}
	return folded
}

// spoken are the systems as a caller may name them, in lower case.
var spoken = map[string]string{
	"windows": "Windows", "win": "Windows", "macos": "macOS", "mac": "macOS", "macbook": "macOS", "ios": "iOS",
	"iphone": "iOS", "ipados": "iPadOS", "ipad": "iPadOS", "android": "Android", "linux": "Linux",
	"chromeos": "ChromeOS", "chromebook": "ChromeOS",
}

// ParsePlace reads where the caller says they are and on what: "GB, iPhone", either of them alone, or nothing. The
// country has two letters (ISO 3166-1); what follows the name of a system, such as a version, does not count.
func ParsePlace(text string) (Place, error) {
	var p Place
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		country, kind := strings.ToUpper(word), spoken[strings.ToLower(word)]
		if country == "UK" {
			country = "GB"
		}
		switch {
		case kind != "" && p.System == "":
			p.System = kind
		case card.Country(country) && p.Country == "":
			p.Country = country
		case p.System != "" && unicode.IsDigit(rune(word[0])): // a version
		case kind != "" || card.Country(country):
			return Place{}, fmt.Errorf(formatSecondPlace, word)
		default:
			return Place{}, fmt.Errorf(formatNoPlace, word)
		}
	}
	return p, nil
}

// Said returns what of the place was said: "GB, iOS", "GB", or nothing.
func (p Place) Said() string { return strings.Trim(p.Country+", "+p.System, ", ") }

// Match is what a comparison of two places comes to.
type Match int

const (
	// Unsure means that one of the two does not tell what the other does, or that nothing was said.
	Unsure Match = iota
	// Agrees means that the country and the system that were said are those that were seen.
	Agrees
	// Differs means that the country or the system is another one.
	Differs
)

// Compare compares where the caller said they are with where a sign-in came from. Of what was not said nothing is
// compared.
func (p Place) Compare(seen Place) Match {
	country, system := compare(p.Country, seen.Country), compare(p.System, seen.System)
	if p.System == "iPadOS" && (seen.System == "iOS" || seen.System == "macOS") {
		system = Agrees // Safari on an iPad calls itself one of these
	}
	switch {
	case country == Differs || system == Differs:
		return Differs
	case country == Unsure && p.Country != "", system == Unsure && p.System != "", p == Place{}:
		return Unsure
	}
	return Agrees
}

func compare(said, seen string) Match {
	switch {
	case said == "" || seen == "":
		return Unsure
	case said == seen:
		return Agrees
	}
	return Differs
}
