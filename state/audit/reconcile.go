package audit

import (
	"slices"
	"strings"
	"time"

	"tapdesk/state/journal"
)

const (
	// Margin is how much more than the requested time must be read of both, so that lines and events at the edge find
	// their match.
	Margin = 10 * time.Minute
	// Lag is how long an event may take to appear in the log, generously: Microsoft states no limit.
	Lag = 15 * time.Minute
	// Kept is how long the log keeps events at least: 7 days, in a tenant without a premium licence. Source:
	// learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention.
	Kept = 7 * 24 * time.Hour
	// KeptLongest is how long it keeps them at most: 30 days, in a tenant with a premium licence.
	KeptLongest = 30 * 24 * time.Hour
	// replacing is how close to a create the end of the pass it replaced would be logged. Microsoft does not say
	// whether it is.
	replacing = 10 * time.Second
)

// Options say what to compare.
type Options struct {
	// Since and Now are the period to compare, in any zone; Now is by Graph's clock. Events and records from Margin
	// before Since are needed.
	Since, Now time.Time
	// Oldest is the time of the oldest event of any kind that was read, zero when there was none: it shows how far back
	// the log goes.
	Oldest time.Time
	// TenantID is the events' tenant and GraphRoot the address they come from. Lines for others are left out. Either
	// may be empty.
	TenantID, GraphRoot string
}

// Why is why something cannot be judged.
type Why string

// The reasons why something cannot be judged.
const (
	TooRecent   Why = "the log lags by some minutes; compare again later"
	TooOld      Why = "it is older than the log is certain to keep"
	NotAnswered Why = "its answer was lost and the log has no event for it: whether it happened is unknown"
	NotEnded    Why = "the journal has no outcome for it and the log no event: whether it happened is unknown"
	NotClear    Why = "the log describes it in unknown words"
	Undated     Why = "the log does not say when"
	Recovered   Why = "the log names account recovery, by which Entra issues passes itself; check the app's id, since " +
		"any app can have that name"
	JournalGone Why = "it is older than the journal's oldest record"
)

// Doubt is a line or an event that cannot be judged: whichever is not nil.
type Doubt struct {
	Line  *Line
	Event *Event
	Why   Why
}

// Report is the result of a comparison, ordered by time.
type Report struct {
	Since, Until time.Time // UTC
	// Matched are the lines that have an event. If a line had no outcome, or an unknown one, the event says that it
	// happened.
	Matched []Match
	// Outside are the events of what was done without a line in any journal.
	Outside []Event
	// Missing are the lines that say something was done although the log has no event for it.
	Missing []Line
	// Doubts are lines and events that cannot be judged.
	Doubts []Doubt
	// Policy are changes of the tenant's policy.
	Policy []Event
	// Failed is how many failed attempts the log has; Elsewhere is how many lines are for another tenant or Graph.
	Failed, Elsewhere int
}

// Differences returns the number of differences, not counting doubts.
func (r Report) Differences() int { return len(r.Outside) + len(r.Missing) }

// Reconcile compares the events of Entra's audit log with the records of one or more journals. Each line matches at
// most one event, and each event at most one line: same actor and person, by object id if both have one and otherwise
// by userPrincipalName, at nearly the same time. The order of the input makes no difference.
func Reconcile(events []Event, records []journal.Record, o Options) Report {
	report := Report{Since: o.Since.UTC(), Until: o.Now.UTC()}
	writes := report.writes(events)
	alike, alone := sortOut(writes, report.lines(records, o))
	rest := alone
	for pair, p := range alike {
		matched, left := match(*p)
		if pair.operation == journal.Delete {
			if creates := alike[pairing{pair.actor, pair.person, journal.Create}]; creates != nil {
				left.events = withoutReplaced(left.events, creates.lines)
			}
		}
		report.Matched = append(report.Matched, matched...)
		rest.lines, rest.events = append(rest.lines, left.lines...), append(rest.events, left.events...)
	}
	report.Matched = slices.DeleteFunc(report.Matched, func(m Match) bool {
		return m.Event.Time.Before(o.Since) && m.Line.Time().Before(o.Since)
	})
	gone := heldSince(records)
	for _, e := range rest.events {
		report.judgeEvent(e, gone)
	}
	for _, l := range rest.lines {
		report.judgeLine(l, o)
	}
	report.sort()
	return report
}

// writes returns the events of writes, each once, and sets the others aside.
func (r *Report) writes(events []Event) []Event {
	seen := map[string]bool{}
	var writes []Event
	for _, e := range events {
		if id := e.ID.Wire(); id != "" {
			if seen[id] {
				continue
			}
			seen[id] = true
		}
		past := e.Time.Before(r.Since)
		switch {
		case e.What == Other || e.What == Mirrored || e.What == Edited || e.ofItself():
		case e.Time.IsZero() && e.Happened():
			r.Doubts = append(r.Doubts, Doubt{Event: &e, Why: Undated})
		case e.What == PolicyChanged:
			if !past {
				r.Policy = append(r.Policy, e)
			}
		case !e.Happened():
			if !past {
				r.Failed++
			}
		case e.What == Touched:
			if !past {
				r.Doubts = append(r.Doubts, Doubt{Event: &e, Why: NotClear})
			}
		default:
			writes = append(writes, e)
		}
	}
	return writes
}

// lines returns the lines that may have an event: those for this tenant, around the period, unless they are known to
// have had no effect.
func (r *Report) lines(records []journal.Record, o Options) []Line {
	return slices.DeleteFunc(linesOf(records), func(l Line) bool {
		if l.Time().Before(o.Since.Add(-Margin)) || l.Record.Result == journal.Refused || l.Record.Result == journal.NotSent {
			return true
		}
		other := differ(l.Record.TenantID, o.TenantID) ||
			differ(strings.TrimRight(l.Record.GraphRoot, "/"), strings.TrimRight(o.GraphRoot, "/"))
		if other && !l.Time().Before(o.Since) {
			r.Elsewhere++
		}
		return other
	})
}

// differ reports whether two names are both known and not the same.
func differ(a, b string) bool { return a != "" && b != "" && !strings.EqualFold(a, b) }

// withoutReplaced drops the events of passes that ended because a create by the same operator replaced them.
func withoutReplaced(deleted []Event, creates []Line) []Event {
	return slices.DeleteFunc(deleted, func(e Event) bool {
		return slices.ContainsFunc(creates, func(l Line) bool {
			away, _ := l.away(e.Time)
			return l.Record.Result == journal.Done && away <= replacing
		})
	})
}

// heldSince returns the time from which the journals are complete: later than zero if the beginning of one was removed.
func heldSince(records []journal.Record) time.Time {
	first := map[string]journal.Record{}
	for _, r := range records {
		if f, ok := first[r.Journal]; !ok || r.Serial < f.Serial {
			first[r.Journal] = r
		}
	}
	var since time.Time
	for _, f := range first {
		if f.Serial > 1 && f.Time.After(since) {
			since = f.Time
		}
	}
	return since
}

// judgeEvent judges an event without a line.
func (r *Report) judgeEvent(e Event, gone time.Time) {
	switch {
	case e.Time.Before(r.Since):
	case e.Time.Before(gone):
		r.Doubts = append(r.Doubts, Doubt{Event: &e, Why: JournalGone})
	case e.Recovers():
		r.Doubts = append(r.Doubts, Doubt{Event: &e, Why: Recovered})
	default:
		r.Outside = append(r.Outside, e)
	}
}

// judgeLine judges a line without an event.
func (r *Report) judgeLine(l Line, o Options) {
	at := l.Time()
	age := r.Until.Sub(at)
	doubt := func(why Why) { r.Doubts = append(r.Doubts, Doubt{Line: &l, Why: why}) }
	switch {
	case at.Before(r.Since):
	case age < Lag:
		doubt(TooRecent)
	case age > KeptLongest, age > Kept && (o.Oldest.IsZero() || o.Oldest.After(at)):
		doubt(TooOld)
	case l.Record.Result == journal.Unknown:
		doubt(NotAnswered)
	case l.Record.Result != journal.Done:
		doubt(NotEnded)
	default:
		r.Missing = append(r.Missing, l)
	}
}

// Time returns when the write in doubt was done, UTC; zero when that is unknown.
func (d Doubt) Time() time.Time {
	if d.Line != nil {
		return d.Line.Time()
	}
	return d.Event.Time
}

// key orders doubts of the same time.
func (d Doubt) key() string {
	if d.Line != nil {
		return "line " + d.Line.key()
	}
	return "event " + d.Event.ID.Wire()
}

func (r *Report) sort() {
	arrange(r.Matched, func(a, b Match) int { return compareEvents(a.Event, b.Event) })
	arrange(r.Outside, compareEvents)
	arrange(r.Missing, compareLines)
	arrange(r.Policy, compareEvents)
	arrange(r.Doubts, func(a, b Doubt) int {
		if order := a.Time().Compare(b.Time()); order != 0 {
			return order
		}
		return strings.Compare(a.key(), b.key())
	})
}
