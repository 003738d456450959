package pass

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

const (
	// grace is how far in the past a start may be and still count as now: the current minute, when typed as 14:30.
	grace = time.Minute
	// farAhead is how far ahead a start may be without a remark. Graph documents no maximum.
	farAhead = 30 * 24 * time.Hour
	// farthest is how far ahead a start may be, in minutes: ten years. Anything further is a typing mistake.
	farthest = 3660 * minutesPerDay
	// lastYear is the last year that RFC 3339, and so Graph, can express.
	lastYear = 9999
)

// errTooFar is the error for a start further ahead than farthest.
var errTooFar = fmt.Errorf("too far ahead: at most +%dd", farthest/minutesPerDay)

// start is the result of a start field.
type start struct {
	// at is the instant, UTC; zero means now, which is omitted.
	at time.Time
	// note is a remark on it; empty if there is nothing to say.
	note string
}

// checkStart returns the remark on a start and the instant to send: UTC, zero to omit it.
func checkStart(typed string, p Policy, at Moment) (Remark, time.Time) {
	s, err := parseStart(typed, at)
	if err != nil {
		return Remark{Text: err.Error(), Wrong: true}, time.Time{}
	}
	if s.at.IsZero() {
		return Remark{Text: s.note}, time.Time{}
	}
	if wrong := p.siteTooFar(s.at, at); wrong != "" {
		return Remark{Text: wrong, Wrong: true}, time.Time{}
	}
	text := Local(s.at, at.Zone, at.Now)
	if name, _ := s.at.In(at.Zone).Zone(); name != "UTC" {
		text += ", " + UTC(s.at, at.Now)
	}
	if s.note != "" {
		text += "; " + s.note
	}
	if s.at.Sub(at.Now) > farAhead {
		text += "; more than 30 days ahead"
	}
	return Remark{Text: text}, s.at
}

// parseStart parses a start as typed. It accepts, in any case and with any spaces:
//
//	empty, now                               omitted from the request
//	+2h, +90m, +1d 12h, in 2h, in 30 min     from now; a day is 24 hours
//	14:30, 1430, 13.30, 14h30, 9am, 9:30 pm  today or, if that is past, tomorrow; 24:00 is the end of the day
//	today 16:00, tomorrow 9am, mon 8, friday at 08:30, next monday 9:00, 2026-12-01 09:00
//	2026-12-01T09:00:00+01:00                RFC 3339, seconds and their fraction optional
//
// All but RFC 3339 and the relative forms are in the operator's zone, or in one named at the end: UTC, Z or an IANA
// name, as in "14:30 Europe/Berlin"; days are then that zone's days. A weekday is the first one still to come,
// including today. Ambiguous input, such as 9 alone and 1/12/2026, and a day without a time are refused: the error says
// what to type instead.
func parseStart(typed string, at Moment) (start, error) {
	if len(typed) > longestField {
		return start{}, startForm(at)
	}
	words := spoken(strings.Fields(typed))
	if len(words) == 0 {
		return start{note: "empty: now"}, nil
	}
	first := strings.ToLower(words[0])
	switch {
	case first == Now && len(words) == 1:
		return start{note: Now}, nil
	case strings.HasPrefix(first, "+"):
		return parseRelative(strings.Join(words, " ")[1:], at)
	case first == "in" && len(words) > 1:
		return parseRelative(strings.Join(words[1:], " "), at)
	case len(first) > 10 && first[10] == 't':
		return parseInstant(words, at)
	}
	if text := strings.ToLower(strings.Join(words, " ")); fromNow(text) {
		return start{}, fmt.Errorf("%s from now? type +%s", text, text)
	}
	words, zone, err := splitZone(words, at)
	if err != nil {
		return start{}, err
	}
	return parseWall(words, zone, at)
}

// fromNow reports whether a text is a time from now without its sign. 14h is left to parseWall, since it may be an hour
// of the day.
func fromNow(text string) bool {
	minutes, err := parseAmount(text)
	_, _, form := parseClock(text)
	return err == nil && minutes <= farthest && form == noClock
}

// startForm is the error for everything that cannot be parsed. Its examples are a week ahead, so that they would work.
func startForm(at Moment) error {
	day := at.Now.In(at.Zone).AddDate(0, 0, 7).Format(time.DateOnly)
	return fmt.Errorf("not a start: type now, +2h, 14:30, tomorrow 09:00, mon 08:30 or %s 09:00", day)
}

func parseRelative(text string, at Moment) (start, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return start{}, startForm(at)
	}
	minutes, err := parseAmount(text)
	switch {
	case errors.Is(err, errAmount):
		return start{}, errors.New("not a time from now: type +90m, +2h, +1d or +1h30m")
	case err != nil:
		return start{}, err
	case minutes > farthest:
		return start{}, errTooFar
	}
	return begin(at.Now.Add(time.Duration(minutes)*time.Minute), "", at)
}

// instants are the accepted forms of RFC 3339: complete, and without the seconds, which nobody types.
var instants = []string{time.RFC3339, "2006-01-02T15:04Z07:00"}

func parseInstant(words []string, at Moment) (start, error) {
	if len(words) > 1 {
		return start{}, errors.New("RFC 3339 includes its own offset, as +01:00 or Z: type nothing after it")
	}
	text := strings.ToUpper(words[0])
	for _, layout := range instants {
		if t, err := time.Parse(layout, text); err == nil {
			return begin(t, "", at)
		}
	}
	example := at.Now.In(at.Zone).AddDate(0, 0, 7).Format("2006-01-02T15:00:00Z07:00")
	return start{}, fmt.Errorf("not RFC 3339, which is %s; or leave a space before the time", example)
}

// begin checks an instant against now: past is wrong, the current minute is now, anything later is sent.
func begin(t time.Time, note string, at Moment) (start, error) {
	t = t.UTC()
	switch {
	case t.Before(at.Now.Add(-grace)):
		return start{}, fmt.Errorf("%s is past, it is %s: type now, or a time to come",
			Local(t, at.Zone, at.Now), Local(at.Now, at.Zone, at.Now))
	case !t.After(at.Now):
		return start{note: "that is this minute: now"}, nil
	case t.After(at.Now.Add(farthest * time.Minute)):
		return start{}, errTooFar
	}
	return start{at: t, note: note}, nil
}

// splitZone takes a zone off the end of the words, and returns the operator's if none is named.
func splitZone(words []string, at Moment) ([]string, *time.Location, error) {
	last := words[len(words)-1]
	if len(words) == 1 || !zoneLike(last) {
		return words, at.Zone, nil
	}
	rest := words[:len(words)-1]
	if strings.EqualFold(last, "UTC") || strings.EqualFold(last, "Z") {
		return rest, time.UTC, nil
	}
	if !strings.Contains(last, "/") {
		return nil, nil, fmt.Errorf("%s does not name one zone for certain: type it as Europe/Berlin or UTC", quote(last))
	}
	// Zone names are case-sensitive if they are files; nearly all are written with capitals.
	for _, name := range []string{last, capitals(last)} {
		if zone, err := time.LoadLocation(name); err == nil {
			return rest, zone, nil
		}
	}
	return nil, nil, fmt.Errorf("%s is not a time zone known here: type it as Europe/Berlin or UTC", quote(last))
}

// zoneLike reports whether a word is meant as a zone: it begins with a letter, has only characters of zone names, and
// is not a day.
func zoneLike(word string) bool {
	for i, r := range strings.ToLower(word) {
		letter := r >= 'a' && r <= 'z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789_+-/", r)) {
			return false
		}
	}
	_, day := dayOffset(strings.ToLower(word), time.Time{})
	return !day && !strings.EqualFold(word, "week")
}

// capitals writes america/new_york as America/New_York.
func capitals(name string) string {
	out := []byte(strings.ToLower(name))
	for i := range out {
		if (i == 0 || strings.IndexByte("/_-", out[i-1]) >= 0) && out[i] >= 'a' && out[i] <= 'z' {
			out[i] -= 'a' - 'A'
		}
	}
	return string(out)
}
