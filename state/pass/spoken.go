package pass

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// spoken returns the words of a start without filler words, and with am and pm joined to their time.
func spoken(words []string) []string {
	var out []string
	for _, word := range words {
		word = strings.TrimRight(word, ",")
		switch low := strings.ToLower(word); low {
		case "", "at", "on", "this":
		case "am", "pm", "a.m.", "p.m.":
			if len(out) > 0 {
				out[len(out)-1] += low
				continue
			}
			out = append(out, word)
		case "noon", "midday":
			out = append(out, "12:00")
		default:
			out = append(out, word)
		}
	}
	return out
}

// clockForm is how certainly a word is a time of day.
type clockForm int

const (
	// noClock is not a time of day.
	noClock clockForm = iota
	// wholeClock is certain: 14:30, 0900, 14h30, 9am.
	wholeClock
	// bareHour is a number alone, as 9: after a day it is an hour.
	bareHour
	// hourOrSpan is 14h: at two in the afternoon, or in fourteen hours.
	hourOrSpan
	// clockOrDate is 9.10: ten past nine, or a day in October.
	clockOrDate
	// twelve is 12am or 12pm, which people read both ways.
	twelve
)

// parseClock parses a time of day in lower case.
func parseClock(text string) (hour, minute int, form clockForm) {
	text = strings.NewReplacer("a.m.", "am", "p.m.", "pm").Replace(text)
	half := ""
	if n := len(text) - 2; n > 0 && (text[n:] == "am" || text[n:] == "pm") {
		text, half = text[:n], text[n:]
	}
	h, m, form := splitClock(text, half != "")
	hour, restH := digits(h)
	minute, restM := digits(m)
	switch {
	case hour == 24 && minute == 0 && form == wholeClock && half == "": // the end of the day
		return hour, minute, form
	case form == noClock || restH != "" || restM != "" || hour > 23 || minute > 59:
		return 0, 0, noClock
	case half == "":
		if form == clockOrDate && (minute == 0 || minute > 12 || hour == 0) {
			form = wholeClock
		}
		return hour, minute, form
	case hour < 1 || hour > 12 || form == hourOrSpan:
		return 0, 0, noClock
	case hour == 12:
		return 0, 0, twelve
	case half == "pm":
		hour += 12
	}
	return hour, minute, wholeClock
}

// splitClock splits a time of day into hours and minutes.
func splitClock(text string, half bool) (h, m string, form clockForm) {
	at := strings.IndexAny(text, ":.h")
	switch {
	case at < 0 && (len(text) == 4 || half && len(text) == 3):
		return text[:len(text)-2], text[len(text)-2:], wholeClock
	case at < 0 && (len(text) == 1 || len(text) == 2):
		return text, "0", bareHour
	case at < 1 || at > 2:
		return "", "", noClock
	case text[at:] == "h":
		return text[:at], "0", hourOrSpan
	case len(text) != at+3:
		return "", "", noClock
	case text[at] == '.':
		return text[:at], text[at+1:], clockOrDate
	}
	return text[:at], text[at+1:], wholeClock
}

// reading is a start as typed: a day and a time of day, either of which may be missing.
type reading struct {
	day, clock   string
	hour, minute int
	form         clockForm
	zone         *time.Location
	at           Moment
}

// parseWall parses a day and a time of day in either order, or a time of day alone, in zone.
func parseWall(words []string, zone *time.Location, at Moment) (start, error) {
	words = strings.Fields(strings.ToLower(strings.Join(words, " ")))
	r := reading{zone: zone, at: at}
	last := len(words) - 1
	r.day, r.clock = strings.Join(words[:last], " "), words[last]
	if r.hour, r.minute, r.form = parseClock(r.clock); r.form == noClock {
		r.day, r.clock = strings.Join(words[1:], " "), words[0]
		r.hour, r.minute, r.form = parseClock(r.clock)
	}
	if r.form == noClock {
		r.day, r.clock = strings.Join(words, " "), ""
	}
	if err := r.unclear(); err != nil && (r.day == "" || isDay(r.day)) {
		return start{}, err
	}
	today := midnight(at.Now.In(zone))
	if r.day == "" {
		return firstOf(r.on(today), 1, zone, at, "today's %s is past: tomorrow")
	}
	return r.named(today)
}

// isDay reports whether a text names a day in one of the ways that named accepts.
func isDay(text string) bool {
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		return true
	}
	_, known := dayOffset(strings.TrimPrefix(text, "next "), time.Time{})
	return known
}

// named interprets a start that names a day.
func (r reading) named(today time.Time) (start, error) {
	if date, err := time.Parse(time.DateOnly, r.day); err == nil {
		if r.form == noClock && !date.Before(today) {
			return start{}, r.lacksTime()
		}
		return only(r.on(date), r.zone, r.at)
	}
	if name, next := strings.CutPrefix(r.day, "next "); next {
		return r.next(name, today)
	}
	offset, known := dayOffset(r.day, today)
	day := today.AddDate(0, 0, offset)
	switch {
	case !known:
		return start{}, r.otherwise(today)
	case r.form == noClock:
		return start{}, r.lacksTime()
	case r.day == "today" || r.day == "tomorrow":
		return only(r.on(day), r.zone, r.at)
	case offset > 0:
		return firstOf(r.on(day), 7, r.zone, r.at, "")
	}
	s, err := firstOf(r.on(day), 7, r.zone, r.at, "today's %s is past: in a week")
	if err == nil && !s.at.IsZero() && s.note == "" {
		s.note = "that is today; for next week type " + r.on(day.AddDate(0, 0, 7)).typed(r.zone, r.at)
	}
	return s, err
}

// next interprets next friday: the first one still to come, if it is in next week, which begins on Monday. If it is in
// this week, next friday is ambiguous.
func (r reading) next(name string, today time.Time) (start, error) {
	offset, known := dayOffset(name, today)
	if !known || name == "today" || name == "tomorrow" {
		return start{}, startForm(r.at)
	}
	if offset == 0 {
		offset = 7
	}
	day, left := today.AddDate(0, 0, offset), (7-int(today.Weekday()))%7
	switch {
	case offset <= left:
		return start{}, fmt.Errorf("next %s may be this week's: type %s or %s", name,
			r.on(day).typed(r.zone, r.at), r.on(day.AddDate(0, 0, 7)).typed(r.zone, r.at))
	case r.form == noClock:
		return start{}, r.lacksTime()
	}
	return only(r.on(day), r.zone, r.at)
}

// usualHour is the hour in examples.
const usualHour = 9

// on returns the time of day on a day, or an example of one.
func (r reading) on(day time.Time) wall {
	if r.form == noClock {
		return wall{day, usualHour, 0}
	}
	return wall{day, r.hour, r.minute}
}

// typed returns the day as typed with a time of day, as an operator would type them.
func (r reading) typed(hour int) string {
	text := fmt.Sprintf("%s %02d:%02d", r.day, hour, r.minute)
	if r.zone != r.at.Zone {
		text += " " + r.zone.String()
	}
	return strings.TrimSpace(text)
}

// lacksTime asks for a time of day, with an example that is still to come.
func (r reading) lacksTime() error {
	hour := usualHour
	if r.day == "today" {
		hour = min(23, r.at.Now.In(r.zone).Hour()+2)
	}
	return fmt.Errorf("%s at what time? type %s", r.day, r.typed(hour))
}

// earliestBare is the first hour that is unambiguous after a day: tomorrow 9 is nine in the morning. Earlier ones may
// mean the afternoon.
const earliestBare = 7

// unclear returns what to type instead of an ambiguous time of day; nil if it is not ambiguous.
func (r reading) unclear() error {
	alone := r.day == ""
	switch {
	case r.form == twelve:
		return errors.New("12 am and 12 pm are read both ways: type 00:00 or 12:00")
	case r.form == hourOrSpan && alone:
		return fmt.Errorf("%s from now, or at that hour? type +%s or %s", r.clock, r.clock, r.typed(r.hour))
	case r.form == clockOrDate && alone:
		ways := []string{r.typed(r.hour)}
		for _, date := range otherDate(r.clock, midnight(r.at.Now.In(r.zone))) {
			ways = append(ways, reading{zone: r.zone, at: r.at}.dated(date))
		}
		return fmt.Errorf("%s can be read as a time or as a date: type %s", r.clock, strings.Join(ways, " or "))
	case r.form != bareHour:
		return nil
	case alone && r.hour == 12:
		return errors.New("12 at noon or at midnight? type 12:00 or 00:00")
	case alone && (r.hour == 0 || r.hour > 12):
		return fmt.Errorf("%s alone is not a time: type %s", r.clock, r.typed(r.hour))
	case alone || r.hour > 0 && r.hour < earliestBare:
		return fmt.Errorf("%s in the morning or afternoon? type %s or %s", r.clock, r.typed(r.hour), r.typed(r.hour+12))
	}
	return nil
}

// otherwise returns the error for a word that is not a day, with what to type if the meaning is clear.
func (r reading) otherwise(today time.Time) error {
	dates := otherDate(r.day, today)
	var ways []string
	for _, date := range dates {
		if date >= today.Format(time.DateOnly) {
			ways = append(ways, r.dated(date))
		}
	}
	switch {
	case len(ways) == 0:
		return startForm(r.at)
	case len(dates) > 1:
		return fmt.Errorf("%s can be read in two ways: type %s", r.day, strings.Join(ways, " or "))
	}
	return fmt.Errorf("a date is year-month-day: type %s", ways[0])
}

// dated returns the time of day on a date, as an operator would type it.
func (r reading) dated(date string) string {
	day, _ := time.Parse(time.DateOnly, date)
	return r.on(day).typed(r.zone, r.at)
}

// otherDate returns the possible meanings of a date that is not written year-month-day, day before month first. With
// dots the day always comes before the month.
func otherDate(text string, today time.Time) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/.-", r) })
	numbers := make([]int, len(parts))
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil
		}
		numbers[i] = n
	}
	year := 0
	switch {
	case len(parts) == 3 && len(parts[0]) == 4:
		return dates([3]int{numbers[0], numbers[1], numbers[2]})
	case len(parts) == 3 && len(parts[2]) == 4:
		year = numbers[2]
	case len(parts) == 3 && len(parts[2]) == 2:
		year = 2000 + numbers[2]
	case len(parts) != 2:
		return nil
	}
	readings := [][2]int{{numbers[1], numbers[0]}, {numbers[0], numbers[1]}}
	if strings.Contains(text, ".") {
		readings = readings[:1]
	}
	var out []string
	for _, r := range readings {
		y := year
		if y == 0 {
			if y = today.Year(); time.Date(y, time.Month(r[0]), r[1], 0, 0, 0, 0, time.UTC).Before(today) {
				y++
			}
		}
		out = append(out, dates([3]int{y, r[0], r[1]})...)
	}
	if len(out) == 2 && out[0] == out[1] {
		return out[:1]
	}
	return out
}

// dates returns year, month and day as a date, if it exists.
func dates(ymd [3]int) []string {
	d := time.Date(ymd[0], time.Month(ymd[1]), ymd[2], 0, 0, 0, 0, time.UTC)
	if ymd[1] < 1 || ymd[1] > 12 || d.Day() != ymd[2] || ymd[0] < 1 || ymd[0] > lastYear {
		return nil
	}
	return []string{d.Format(time.DateOnly)}
}
