package call

import (
	"fmt"
	"slices"
	"time"

	"tapdesk/state/journal"
)

// Pace is how many passes an operator issued in the last hour, and the site's limit.
type Pace struct {
	// Used counts the passes asked for in the hour before, those whose outcome is not known included; Limit is the
	// site's, 0 for none.
	Used, Limit int
	// Next is when the next pass may be issued, UTC; zero when it may be now.
	Next time.Time
}

// hour is the stretch that the limit is about.
const hour = time.Hour

// near is how many passes before the limit it is said to come.
const near = 3

// PaceOf counts an operator, by object id, in the records of a journal. Creates that Graph refused or that were never
// sent do not count.
func PaceOf(records []journal.Record, operatorID string, limit int, now time.Time) Pace {
	p := Pace{Limit: limit}
	asked := map[string]time.Time{}
	for _, r := range records {
		switch {
		case r.Operation != journal.Create || r.Write == "":
		case r.Kind == journal.Intent && r.Operator.ID == operatorID && now.Sub(r.Time) < hour:
			asked[r.Write] = r.Time
		case r.Kind == journal.Outcome && (r.Result == journal.Refused || r.Result == journal.NotSent):
			delete(asked, r.Write)
		}
	}
	p.Used = len(asked)
	if limit <= 0 || p.Used < limit {
		return p
	}
	var times []time.Time
	for _, at := range asked {
		times = append(times, at)
	}
	slices.SortFunc(times, time.Time.Compare)
	p.Next = times[p.Used-limit].Add(hour)
	return p
}

// Off says why no pass may be issued now, with the time in zone; empty when one may.
func (p Pace) Off(zone *time.Location) string {
	if p.Next.IsZero() {
		return ""
	}
	return fmt.Sprintf("this desk allows %d passes per operator and hour, and you have issued %d: the next can be "+
		"issued at %s",
		p.Limit, p.Used, p.Next.In(zone).Format("15:04:05"))
}

// Warning says that the limit is near; empty when it is not, or reached.
func (p Pace) Warning() string {
	left := p.Limit - p.Used
	if p.Limit <= 0 || left <= 0 || left > min(near, p.Limit-1) {
		return ""
	}
	return fmt.Sprintf("%d of %d passes of this hour are issued", p.Used, p.Limit)
}
