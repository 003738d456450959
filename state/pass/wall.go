package pass

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

// wall is a time as a clock on the wall shows it: in a zone it may occur once, twice or never. day is midnight UTC of
// the calendar day.
type wall struct {
	day          time.Time
	hour, minute int
}

func (w wall) reading() time.Time {
	return w.day.Add(time.Duration(w.hour)*time.Hour + time.Duration(w.minute)*time.Minute)
}

// String returns the time of day, as 14:30.
func (w wall) String() string { return w.reading().Format("15:04") }

// typed returns w as an operator would type it so that it is interpreted in zone.
func (w wall) typed(zone *time.Location, at Moment) string {
	text := w.reading().Format("2006-01-02 15:04")
	if zone != at.Zone {
		text += " " + zone.String()
	}
	return text
}

// dayOffset returns how many days after today a named day is: 0 to 6 for a weekday.
func dayOffset(name string, today time.Time) (int, bool) {
	switch name {
	case "today":
		return 0, true
	case "tomorrow":
		return 1, true
	case "tues", "weds", "thur", "thurs":
		name = name[:3]
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		full := strings.ToLower(d.String())
		if name == full || name == full[:3] {
			return (int(d-today.Weekday()) + 7) % 7, true
		}
	}
	return 0, false
}

// firstOf takes w or, if that is past, the same time step days later; note then says so, and may hold one %s for the
// time of day.
func firstOf(w wall, step int, zone *time.Location, at Moment, note string) (start, error) {
	t, said, past, err := place(w, zone, at)
	if err != nil || !past {
		return beginAt(t, said, at, err)
	}
	later := wall{w.day.AddDate(0, 0, step), w.hour, w.minute}
	t, said, _, err = place(later, zone, at)
	if note != "" {
		note = fmt.Sprintf(note, w)
	}
	if said != "" {
		note += "; " + said
	}
	return beginAt(t, strings.TrimPrefix(note, "; "), at, err)
}

// only takes w and nothing else.
func only(w wall, zone *time.Location, at Moment) (start, error) {
	t, said, _, err := place(w, zone, at)
	return beginAt(t, said, at, err)
}

func beginAt(t time.Time, note string, at Moment, err error) (start, error) {
	if err != nil {
		return start{}, err
	}
	return begin(t, note, at)
}

// place finds the instant at which clocks in zone show w: if they go back and it occurs twice, the first one still to
// come, and note says so. It is an error if clocks skip it, unless that was in the past. past means that begin will
// refuse the instant.
func place(w wall, zone *time.Location, at Moment) (t time.Time, note string, past bool, err error) {
	oldest := at.Now.Add(-grace)
	all, skip := shown(w.reading(), zone)
	if len(all) == 0 {
		if skip.Before(oldest) {
			return skip, "", true, nil
		}
		return time.Time{}, "", false, gap(w, skip, zone, at)
	}
	t = all[0]
	if len(all) == 1 {
		return t, "", t.Before(oldest), nil
	}
	if !t.Before(oldest) {
		return t, fmt.Sprintf("%s comes twice as clocks go back, this is the earlier; for the later type %s",
			w, all[1].In(zone).Format(time.RFC3339)), false, nil
	}
	t = all[len(all)-1]
	return t, fmt.Sprintf("%s comes twice as clocks go back, this is the later", w), t.Before(oldest), nil
}

// gap returns the error for a w that clocks skip at skip, with its two neighbours.
func gap(w wall, skip time.Time, zone *time.Location, at Moment) error {
	return fmt.Errorf("%s does not exist on %s, when clocks go forward: type %s or %s", w, w.day.Format("Mon 2 Jan 2006"),
		wallOf(skip.Add(-time.Minute).In(zone)).typed(zone, at), wallOf(skip.In(zone)).typed(zone, at))
}

// wallOf returns what clocks in t's zone show at t.
func wallOf(t time.Time) wall { return wall{midnight(t), t.Hour(), t.Minute()} }

// reach is more than any zone was ever away from UTC, and stride is less than the shortest time between two clock
// changes.
const (
	reach  = 26 * time.Hour
	stride = time.Hour
)

// shown returns the instants, in order, at which clocks in zone show what reading shows in UTC. If there is none, skip
// is the instant at which clocks are put forward over it.
//
// time.Date returns one instant in every case and does not say which case it is. Time.ZoneBounds would lead from one
// change to the next, but on 31 December of a leap year its end is not after the given instant.
func shown(reading time.Time, zone *time.Location) (all []time.Time, skip time.Time) {
	for probe := reading.Add(-reach); !probe.After(reading.Add(reach)); probe = probe.Add(stride) {
		offset := offsetAt(probe, zone)
		if t := reading.Add(-offset); offsetAt(t, zone) == offset && !slices.ContainsFunc(all, t.Equal) {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	if len(all) == 0 {
		skip = skipOver(reading, zone)
	}
	return all, skip
}

// skipOver finds, to the second, the instant at which clocks in zone are put forward over reading, which they never
// show.
func skipOver(reading time.Time, zone *time.Location) time.Time {
	over := func(t time.Time) bool { return t.Add(offsetAt(t, zone)).After(reading) }
	before := reading.Add(-reach)
	for !over(before.Add(stride)) {
		before = before.Add(stride)
	}
	seconds := sort.Search(int(stride/time.Second), func(s int) bool {
		return over(before.Add(time.Duration(s) * time.Second))
	})
	return before.Add(time.Duration(seconds) * time.Second)
}

// offsetAt returns how far clocks in zone are ahead of UTC at t.
func offsetAt(t time.Time, zone *time.Location) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
