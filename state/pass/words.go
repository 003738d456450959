package pass

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"tapdesk/state/text"
)

// Span returns a duration for reading, rounded down: at most two units, and seconds only below ten minutes, so that a
// countdown changes only as often as it matters: "2 d 3 h", "1 h 30 min", "9 min 5 s", "45 s". Below zero it is "0 s".
func Span(d time.Duration) string {
	if d < 10*time.Minute {
		s := max(int(d/time.Second), 0)
		return twoUnits(s/60, "min", s%60, "s")
	}
	minutes := int(d / time.Minute)
	if minutes < minutesPerDay {
		return twoUnits(minutes/minutesPerHour, "h", minutes%minutesPerHour, "min")
	}
	return twoUnits(minutes/minutesPerDay, "d", minutes%minutesPerDay/minutesPerHour, "h")
}

func twoUnits(large int, largeUnit string, small int, smallUnit string) string {
	switch {
	case large == 0:
		return fmt.Sprintf("%d %s", small, smallUnit)
	case small == 0:
		return fmt.Sprintf("%d %s", large, largeUnit)
	}
	return fmt.Sprintf("%d %s %d %s", large, largeUnit, small, smallUnit)
}

// Length returns a lifetime in minutes exactly, in as many units as needed: "1 d 2 h 30 min". Below one it is "0 min".
func Length(minutes int) string {
	if minutes < 1 {
		return "0 min"
	}
	return parts(minutes, " d", " h", " min", " ")
}

// Typed returns a length of time in minutes in the form that ParseLength accepts: "1d2h30m"; empty for 0.
func Typed(minutes int) string { return parts(minutes, "d", "h", "m", "") }

func parts(minutes int, day, hour, minute, between string) string {
	var all []string
	for _, part := range []struct {
		n    int
		unit string
	}{
		{minutes / minutesPerDay, day},
		{minutes % minutesPerDay / minutesPerHour, hour},
		{minutes % minutesPerHour, minute},
	} {
		if part.n > 0 {
			all = append(all, fmt.Sprint(part.n, part.unit))
		}
	}
	return strings.Join(all, between)
}

// inMinutes returns "90 min (1 h 30 min)", with the second half only if it says more.
func inMinutes(minutes int) string {
	if minutes <= minutesPerHour {
		return fmt.Sprintf("%d min", minutes)
	}
	return fmt.Sprintf("%d min (%s)", minutes, Length(minutes))
}

// unknown is written in place of an unknown time.
const unknown = "unknown"

// told returns what is written in place of a time that cannot be shown; empty for one that can.
func told(t time.Time) string {
	switch {
	case t.IsZero():
		return unknown
	case reckoned(t):
		return ""
	case t.Year() < firstYear:
		return "long ago"
	}
	return "far ahead"
}

// Until returns until when the pass is valid, in zone: "until 14:30 CET", or "end unknown".
func (p Pass) Until(zone *time.Location, now time.Time) string {
	end, known := p.End()
	if !known {
		return "end unknown"
	}
	return "until " + Local(end, zone, now)
}

// Uses returns how often the pass may be used.
func (p Pass) Uses() string {
	switch {
	case p.OneTime():
		return Once.String()
	case p.MultiUse():
		return Many.String()
	}
	return "one-time or multi-use: Graph did not say"
}

// Local returns t in zone, as briefly as possible: "14:30 CET" on the same day, "tomorrow 09:00 CET" on the next, else
// "Mon 23 Nov 09:00 CET", with the year if it is not now's; "unknown" for the zero time, "far ahead" or "long ago" for
// impossible ones. Zones without an abbreviation show their offset, as +05:45. Days are zone's; a nil zone is UTC.
func Local(t time.Time, zone *time.Location, now time.Time) string {
	if instead := told(t); instead != "" {
		return instead
	}
	if zone == nil {
		zone = time.UTC
	}
	t, now = t.In(zone), now.In(zone)
	text := t.Format("15:04 ") + abbreviation(t)
	switch days(now, t) {
	case 0:
		return text
	case 1:
		return "tomorrow " + text
	}
	return date(t, now) + " " + text
}

// UTC returns t in UTC: "13:30 UTC" on now's day in UTC, else "Mon 23 Nov 13:30 UTC", with the year if it is not now's.
func UTC(t, now time.Time) string {
	if instead := told(t); instead != "" {
		return instead
	}
	t, now = t.UTC(), now.UTC()
	text := t.Format("15:04 UTC")
	if days(now, t) == 0 {
		return text
	}
	return date(t, now) + " " + text
}

// days counts midnights from a to b, both in one zone; beyond a year only the sign and rough size are right.
func days(a, b time.Time) int {
	return int(midnight(b).Sub(midnight(a)) / (24 * time.Hour))
}

// midnight returns t's calendar day as an instant in UTC, where every day has 24 hours.
func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func date(t, now time.Time) string {
	if t.Year() != now.Year() {
		return t.Format("Mon 2 Jan 2006")
	}
	return t.Format("Mon 2 Jan")
}

// abbreviation returns the letters of t's zone at t, or its offset if it has none.
func abbreviation(t time.Time) string {
	name, _ := t.Zone()
	notLetter := func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) }
	if name == "" || strings.ContainsFunc(name, notLetter) {
		return t.Format("-07:00")
	}
	return name
}

// clockUTC returns an instant to the second, for recent events: "14:03:10 UTC".
func clockUTC(t time.Time) string { return t.UTC().Format("15:04:05 UTC") }

// quote returns typed or pasted text for use in a sentence: safe to draw and short.
func quote(typed string) string {
	const most = 24
	text := []rune(text.Line(typed))
	if len(text) > most {
		text = append(text[:most], '…')
	}
	return `"` + string(text) + `"`
}
