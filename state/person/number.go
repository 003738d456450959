package person

import "strings"

// country describes how many digits a country's phone numbers have, without country code and trunk prefix.
type country struct {
	code      string
	min, max  int
	trunkZero bool // calls within the country begin with 0
}

// countries are those in which a number without a country code is looked for. Source: ITU-T E.164, national numbering
// plans.
var countries = []country{
	{"44", 10, 10, true}, {"49", 10, 11, true}, {"33", 9, 9, true}, {"1", 10, 10, false}, {"31", 9, 9, true},
	{"41", 9, 9, true},
	{"46", 7, 9, true}, {"61", 9, 9, true}, {"43", 10, 12, true}, {"32", 8, 9, true}, {"353", 9, 9, true},
	{"39", 9, 10, false},
	{"34", 9, 9, false}, {"48", 9, 9, false}, {"351", 9, 9, false}, {"420", 9, 9, false}, {"47", 8, 8, false},
	{"45", 8, 8, false},
	{"91", 10, 10, true}, {"81", 9, 10, true}, {"90", 10, 10, true}, {"27", 9, 9, true}, {"64", 8, 10, true},
	{"358", 8, 10, true},
}

// mostCountries is the limit of countries in which a number without a country code is looked for.
const mostCountries = 8

// twoDigits are the two-digit country codes; all others except 1 and 7 have three digits. Source: ITU-T E.164.
const twoDigits = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 " +
	"65 66 81 82 84 86 90 91 92 93 94 95 98"

// splitCode splits an international number into its country code and the rest.
func splitCode(digits string) (code, rest string) {
	n := 3
	switch {
	case digits[0] == '1' || digits[0] == '7':
		n = 1
	case strings.Contains(twoDigits, digits[:2]):
		n = 2
	}
	return digits[:n], digits[n:]
}

const (
	// fewestDialled is the minimum of digits for trying other forms of a number: fewer are not a whole number.
	fewestDialled = 8
	// longestNational is the maximum of digits in a number with neither a country code nor a trunk prefix.
	longestNational = 10
)

// dialled is a country code and the number after it.
type dialled struct{ code, rest string }

// dialled returns the numbers that the digits may mean, in countries with numbers of that length.
func (q Query) dialled() []dialled {
	d := q.Digits
	international := strings.HasPrefix(q.Text, "+") || strings.HasPrefix(q.Text, "00")
	if len(d) < fewestDialled || international && d[0] == '0' {
		return nil
	}
	if international || d[0] != '0' && len(d) > longestNational {
		code, rest := splitCode(d)
		return []dialled{{code, rest}}
	}
	rest, zero := strings.CutPrefix(d, "0")
	var out []dialled
	for _, c := range countries {
		if len(out) < mostCountries && c.min <= len(rest) && len(rest) <= c.max && (c.trunkZero || !zero) {
			out = append(out, dialled{c.code, rest})
		}
	}
	return out
}

// Dials reports whether a number in the directory, however it is written, may be the one that was typed.
func (q Query) Dials(number string) bool {
	if strings.HasPrefix(number, "+") || strings.HasPrefix(number, "00") {
		number = strings.Replace(number, "(0)", "", 1)
	}
	digits := onlyDigits(number)
	if digits == "" {
		return false
	}
	abroad := strings.TrimPrefix(digits, "00")
	for _, d := range q.dialled() {
		if abroad == d.code+d.rest || digits == d.rest || digits == "0"+d.rest {
			return true
		}
	}
	return abroad == q.Digits || digits == q.Digits
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// These are how numbers are grouped, the most frequent first: a digit stands for that many digits, a star for the rest.
// Beginnings have some six digits, so that few numbers match. The frequent ones are tried for several countries each.
var (
	groupings = []string{
		"*", "4 *", "3 3 *", "2 4 *", "3 *", "2 3 *", "2 *", "5 *", "3-3-*", "(3) 3-*", "1 2 2 2 *", "3-*", "4-*",
		"4 3 *",
	}
	beginnings = []string{
		"*", "4 3", "3 3", "2 3", "5 2", "3-3", "(3) 3", "1 2 2", "2-3", "4-3", "(4) 3", "3/3", "2/3",
	}
	frequentGroupings = groupings[:5]
	frequentBeginning = beginnings[:4]
)

// numbers returns the forms in which a directory may have the number, and beginnings of further forms.
func (q Query) numbers() (whole, leads []string) {
	numbers := q.dialled()
	groupings, beginnings := groupings, beginnings
	if len(numbers) > 1 {
		groupings, beginnings = frequentGroupings, frequentBeginning
	}
	for i, n := range numbers {
		heads := []string{"+" + n.code + " "}
		if i == 0 { // national forms are the same in all countries
			heads = append(heads, "0")
		}
		for _, head := range heads {
			whole = append(whole, grouped(head, n.rest, groupings)...)
			leads = append(leads, grouped(head, n.rest, beginnings)...)
		}
		whole = append(whole, "+"+n.code+n.rest)
		leads = append(leads, "+"+n.code+n.rest)
	}
	if len(numbers) == 1 {
		n := numbers[0]
		whole = append(whole, n.code+n.rest, "+"+n.code+"-"+n.rest)
		leads = append(leads, n.code+n.rest, "00"+n.code+n.rest)
	}
	return distinct(whole), distinct(leads)
}

// grouped returns the digits, after a head, in each of the groupings for which there are enough digits.
func grouped(head, digits string, groupings []string) []string {
	var out []string
	for _, g := range groupings {
		text, left, enough := head, digits, true
		for _, r := range g {
			n := int(r - '0')
			switch {
			case r == '*':
				n = len(left)
			case n < 1 || n > 9:
				text += string(r)
				continue
			}
			if enough = enough && n > 0 && n <= len(left); enough {
				text, left = text+left[:n], left[n:]
			}
		}
		if enough {
			out = append(out, text)
		}
	}
	return out
}
