package audit

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"tapdesk/state/journal"
)

const (
	// Skew is how far an event may be from a journal's line without a createdDateTime: the journal's times are from the
	// clock of its machine.
	Skew = 5 * time.Minute
	// answering is how long a write without an outcome in the journal may have taken.
	answering = 30 * time.Second
)

// Line is one write in a journal: its intent, with its outcome if there is one.
type Line struct {
	// Record is the outcome, or the intent if there is no outcome. Fields missing in one are taken from the other.
	Record journal.Record
	// Asked is when the intent was written and Answered when the outcome was, UTC, by the journal's machine; either may
	// be zero.
	Asked, Answered time.Time
}

// Time returns when it was done, UTC, as precisely as is known.
func (l Line) Time() time.Time {
	for _, t := range []time.Time{l.Record.CreatedDateTime, l.Answered} {
		if !t.IsZero() {
			return t.UTC()
		}
	}
	return l.Asked.UTC()
}

// span returns the time within which the event must be, and how far outside it may be.
func (l Line) span() (from, to time.Time, tolerance time.Duration) {
	if at := l.Record.CreatedDateTime; l.Record.Operation == journal.Create && !at.IsZero() {
		return at, at, Nearby
	}
	from, to = l.Asked, l.Answered
	if from.IsZero() {
		from = to
	}
	if to.IsZero() {
		to = from.Add(answering)
	}
	if to.Before(from) { // the machine's clock was set
		from, to = to, from
	}
	return from, to, Skew
}

// away returns how far a time is from the line's span, and whether that is near enough.
func (l Line) away(t time.Time) (time.Duration, bool) {
	from, to, tolerance := l.span()
	d := max(from.Sub(t), t.Sub(to), 0)
	return d, d <= tolerance
}

// key orders lines of the same time: it is the write's id.
func (l Line) key() string { return writeKey(l.Record) }

func writeKey(r journal.Record) string {
	id := cmp.Or(r.Write, r.ClientRequestID)
	if id == "" {
		id = r.Journal + "/" + strconv.FormatUint(r.Serial, 10)
	}
	return strings.ToLower(id) + "/" + string(r.Operation)
}

// weight orders the records of one write by how much they say about it.
func weight(r journal.Record) int {
	if r.Kind == journal.Intent {
		return 0
	}
	return map[journal.Result]int{journal.NotSent: 1, journal.Refused: 2, journal.Unknown: 3, journal.Done: 4}[r.Result]
}

// linesOf returns the writes of journals, ordered by time. Records that occur twice, because one journal is a copy of
// another, count once.
func linesOf(records []journal.Record) []Line {
	byKey := map[string]*Line{}
	records = slices.Clone(records)
	arrange(records, recordOrder)
	for _, r := range records {
		isWrite := r.Kind == journal.Intent || r.Kind == journal.Outcome
		if !isWrite || !lined(r.Operation) {
			continue
		}
		l := byKey[writeKey(r)]
		if l == nil {
			l = &Line{Record: r}
			byKey[writeKey(r)] = l
		}
		l.take(r)
	}
	lines := make([]Line, 0, len(byKey))
	for _, l := range byKey {
		lines = append(lines, *l)
	}
	arrange(lines, compareLines)
	return lines
}

// arrange sorts. Package slices would be compiled again for each of these types, at some 20 KB of program each.
func arrange[T any](all []T, compare func(a, b T) int) {
	sort.SliceStable(all, func(i, j int) bool { return compare(all[i], all[j]) < 0 })
}

// take adds a record of the line's write.
func (l *Line) take(r journal.Record) {
	if r.Kind == journal.Intent && (l.Asked.IsZero() || r.Time.Before(l.Asked)) {
		l.Asked = r.Time.UTC()
	}
	if r.Kind == journal.Outcome && (l.Answered.IsZero() || r.Time.Before(l.Answered)) {
		l.Answered = r.Time.UTC()
	}
	more, less := l.Record, r
	if order := cmp.Compare(weight(more), weight(less)); order < 0 || order == 0 && recordOrder(less, more) < 0 {
		more, less = less, more
	}
	more.Operator.ID = cmp.Or(more.Operator.ID, less.Operator.ID)
	more.Operator.UserPrincipalName = cmp.Or(more.Operator.UserPrincipalName, less.Operator.UserPrincipalName)
	more.Person.ID = cmp.Or(more.Person.ID, less.Person.ID)
	more.Person.UserPrincipalName = cmp.Or(more.Person.UserPrincipalName, less.Person.UserPrincipalName)
	more.Ticket, more.TenantID = cmp.Or(more.Ticket, less.Ticket), cmp.Or(more.TenantID, less.TenantID)
	more.GraphRoot, more.PassID = cmp.Or(more.GraphRoot, less.GraphRoot), cmp.Or(more.PassID, less.PassID)
	more.MethodID, more.Method = cmp.Or(more.MethodID, less.MethodID), cmp.Or(more.Method, less.Method)
	l.Record = more
}

func recordOrder(a, b journal.Record) int {
	return cmp.Or(
		a.Time.Compare(b.Time), cmp.Compare(a.Journal, b.Journal), cmp.Compare(a.Serial, b.Serial),
		cmp.Compare(a.Hash, b.Hash),
	)
}

func compareLines(a, b Line) int {
	return cmp.Or(a.Time().Compare(b.Time()), cmp.Compare(a.key(), b.key()))
}
