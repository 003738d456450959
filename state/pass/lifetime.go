package pass

import (
	"errors"
	"fmt"
	"strings"
)

const (
	minutesPerHour = 60
	minutesPerDay  = 24 * minutesPerHour
	// tooMuch is where sums of minutes stop growing, so that no input can overflow them. It is far beyond any limit.
	tooMuch = 1 << 30
	// longestField is how many bytes of a field are read; every valid form is far shorter.
	longestField = 96
)

var (
	errLifetimeForm = errors.New("not a lifetime: type minutes as 90, or 90m, 8h, 1d, 1h30m")
	errFraction     = errors.New("whole numbers only: 1h30m in place of 1.5h")
)

// parseLifetime parses a lifetime: plain minutes, or days, hours and minutes with their units. It returns the minutes,
// at most tooMuch and not yet checked against any limits, and whether anything was typed.
func parseLifetime(typed string) (minutes int, given bool, err error) {
	if len(typed) > longestField {
		return 0, true, errLifetimeForm
	}
	text := strings.ToLower(strings.TrimSpace(typed))
	if text == "" {
		return 0, false, nil
	}
	if n, rest := digits(text); rest == "" {
		return n, true, nil
	}
	minutes, err = parseAmount(text)
	if errors.Is(err, errAmount) {
		err = errLifetimeForm
	}
	return minutes, true, err
}

// ParseLength parses a length of time as the pass form does: plain minutes, or days, hours and minutes as "1d 2h30m".
// It returns the minutes, 0 when nothing was typed.
func ParseLength(typed string) (minutes int, err error) {
	minutes, _, err = parseLifetime(typed)
	return minutes, err
}

// errAmount is replaced by callers, which know what the amount is for.
var errAmount = errors.New("not an amount")

// units are in minutes, by the letters after a number. A day is 24 hours, not a calendar day.
var units = map[string]int{
	"d": minutesPerDay, "day": minutesPerDay, "days": minutesPerDay,
	"h": minutesPerHour, "hr": minutesPerHour, "hrs": minutesPerHour, "hour": minutesPerHour, "hours": minutesPerHour,
	"m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1,
}

// parseAmount adds up numbers with units, as "1d 2h30m", in lower case and each unit once. It returns the minutes, at
// most tooMuch.
func parseAmount(text string) (int, error) {
	total, seen := 0, map[int]bool{}
	for text != "" {
		n, rest := digits(text)
		if len(rest) == len(text) {
			return 0, errAmount
		}
		number := text[:len(text)-len(rest)]
		if rest != "" && strings.ContainsAny(rest[:1], ".,") {
			return 0, errFraction
		}
		rest = strings.TrimSpace(rest)
		end := strings.IndexFunc(rest, func(r rune) bool { return r < 'a' || r > 'z' })
		if end < 0 {
			end = len(rest)
		}
		unit, known := units[rest[:end]]
		switch {
		case end == 0 && (rest == "" || rest[0] >= '0' && rest[0] <= '9'):
			return 0, fmt.Errorf("%s lacks its unit: d, h or m", quote(number))
		case !known:
			return 0, errAmount
		case seen[unit]:
			return 0, fmt.Errorf("%s is given twice", quote(rest[:end]))
		}
		seen[unit] = true
		total = add(total, n, unit)
		text = strings.TrimSpace(rest[end:])
	}
	return total, nil
}

// digits returns the number at the start of text, in ASCII digits, and what follows it. A number stops growing at a
// tenth of tooMuch.
func digits(text string) (n int, rest string) {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return n, text[i:]
		}
		n = min(n*10+int(text[i]-'0'), tooMuch/10)
	}
	return n, ""
}

// add returns total plus n units, at most tooMuch. Total and n must be within tooMuch, and unit within a day.
func add(total, n, unit int) int {
	return int(min(int64(total)+int64(n)*int64(unit), tooMuch))
}

// tenantBounds returns the lifetimes that the policy allows, in minutes: 1 <= least <= most <= 43200. If they make no
// sense, the limits of every tenant apply.
func (p Policy) tenantBounds() (least, most int) {
	least, most = p.MinimumLifetimeInMinutes, p.MaximumLifetimeInMinutes
	if least < 1 || least > MaximumLifetimeInMinutes {
		least = MinimumLifetimeInMinutes
	}
	if most < 1 || most > MaximumLifetimeInMinutes {
		most = MaximumLifetimeInMinutes
	}
	if least > most {
		return MinimumLifetimeInMinutes, MaximumLifetimeInMinutes
	}
	return least, most
}

// defaultLifetime returns the policy's default in minutes, 0 if it is unknown or outside the policy's own limits, where
// nobody knows what Graph will do.
func (p Policy) defaultLifetime() int {
	least, most := p.bounds()
	if p.DefaultLifetimeInMinutes < least || p.DefaultLifetimeInMinutes > most {
		return 0
	}
	return p.DefaultLifetimeInMinutes
}

// checkLifetime returns the resulting lifetime in minutes (0 if unknown or wrong), whether to send it, and the remark.
func checkLifetime(typed string, p Policy) (minutes int, given bool, remark Remark) {
	minutes, given, err := parseLifetime(typed)
	if err != nil {
		return 0, given, Remark{Text: err.Error(), Wrong: true}
	}
	if wrong := p.siteEmpty(); !given && wrong != "" {
		return 0, false, Remark{Text: wrong, Wrong: true}
	}
	if !given {
		return p.defaultLifetime(), false, Remark{Text: p.emptyLifetime()}
	}
	if wrong := p.outOfRange(minutes); wrong != "" {
		return 0, true, Remark{Text: wrong, Wrong: true}
	}
	return minutes, true, Remark{Text: inMinutes(minutes) + "; " + p.allowed()}
}

func (p Policy) emptyLifetime() string {
	if n := p.defaultLifetime(); n > 0 {
		return "empty: the policy's default, " + inMinutes(n)
	}
	if p.DefaultLifetimeInMinutes > 0 {
		return fmt.Sprintf("empty: the policy's default, %s, but that is outside its own range, so Graph may refuse it",
			inMinutes(p.DefaultLifetimeInMinutes))
	}
	return "empty: the tenant's default, not readable here"
}

// outOfRange returns what is wrong with a lifetime in minutes, whose limit it exceeds and what to type; empty when it
// is valid.
func (p Policy) outOfRange(minutes int) string {
	if wrong := p.siteOutOfRange(minutes); wrong != "" {
		return wrong
	}
	least, most := p.tenantBounds()
	switch {
	case minutes >= least && minutes <= most:
		return ""
	case least == most:
		return fmt.Sprintf("%s; type %d", p.allowed(), most)
	case minutes < least:
		return fmt.Sprintf("too short: %s; type %d or more", p.allowed(), least)
	}
	return fmt.Sprintf("too long: %s; type %d or less", p.allowed(), most)
}

// allowed returns the allowed range and where it comes from.
func (p Policy) allowed() string {
	if p.narrowed() {
		return p.siteAllows()
	}
	least, most := p.tenantBounds()
	span := fmt.Sprintf("%d to %d min (%s to %s)", least, most, Length(least), Length(most))
	if least == most {
		span = "only " + inMinutes(most)
	}
	switch origin := p.Origin; {
	case p.Unread.Range:
	case origin == OriginGraph:
		return "the policy allows " + span
	case origin == OriginRefusal:
		return "Graph allows " + span + ", according to its last refusal"
	case origin == OriginSite:
		return "the policy allows " + span + ", according to the site's file of " + p.At.Format("2 Jan 2006")
	}
	return "Graph allows " + span + " in any tenant; this one's limits cannot be read here"
}
