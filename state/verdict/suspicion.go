package verdict

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

const (
	// week is how far back passes are counted, and how long a change counts as recent.
	week = 7 * 24 * time.Hour
	// tooOften is the pass within a week that is pointed out.
	tooOften = 3
	// fresh is how long an account counts as recently created.
	fresh = 14 * 24 * time.Hour
	// together is how far apart the journal, the audit log and the directory may date one and the same pass.
	together = 2 * time.Minute
)

// Suspicion is something about a request that a caller who lies would have in common with it.
type Suspicion struct {
	// At is when it happened, UTC.
	At time.Time
	// Text is one line with the date in it: lower case, without a full stop, safe to draw.
	Text string
	// Account means that it reveals when the account was created, which a desk may ask callers.
	Account bool
}

// Suspicions are what is suspicious about a pass for the person, the latest first; working methods, which have no date,
// last. Records are the journal's and events the audit log's, about anybody; either may be empty.
func Suspicions(f Facts, records []journal.Record, events []audit.Event) []Suspicion {
	f = f.settled()
	var out []Suspicion
	add := func(at time.Time, format string, words ...any) {
		out = append(out, Suspicion{At: at.UTC(), Text: fmt.Sprintf(format, words...)})
	}
	if issued := f.issued(records, events); len(issued) >= tooOften-1 {
		add(issued[0], formatTooOften,
			len(issued), f.day(issued[0]))
	}
	for _, m := range f.Dossier.Methods {
		if f.within(m.CreatedDateTime, week) && m.Type != "passwordAuthenticationMethod" { // its last change is told below
			add(m.CreatedDateTime, formatRegistered, what(m), f.day(m.CreatedDateTime))
		}
	}
	p := f.person()
	if f.within(p.LastPasswordChangeDateTime, week) {
		add(p.LastPasswordChangeDateTime, formatPassword, f.day(p.LastPasswordChangeDateTime))
	}
	if f.within(p.CreatedDateTime, fresh) {
		add(p.CreatedDateTime, formatCreated, f.day(p.CreatedDateTime))
		out[len(out)-1].Account = true
	}
	for _, r := range f.Dossier.Access.Risk.All {
		if risky(r) {
			add(r.Changed, formatRisk, words(r.State), words(r.Level), f.day(r.Changed))
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[j].At.Before(out[i].At) })
	if working := f.working(); working != "" {
		add(f.Dossier.ReadAt, formatStillHas, f.day(f.Dossier.ReadAt), working)
	}
	return out
}

func (f *Facts) within(at time.Time, span time.Duration) bool {
	return !at.IsZero() && f.Now.Sub(at) < span
}

func (f *Facts) day(at time.Time) string { return at.In(f.Zone).Format("2 Jan 2006") }

// issued is when passes were issued for the person within a week, the latest first: by the journal, the audit log and
// the directory, which each may know of passes that the others do not.
func (f *Facts) issued(records []journal.Record, events []audit.Event) (all []time.Time) {
	p := f.person()
	add := func(at time.Time) {
		seen := slices.ContainsFunc(all, func(t time.Time) bool { return t.Sub(at).Abs() <= together })
		if !seen && f.within(at, week) {
			all = append(all, at)
		}
	}
	for _, r := range records {
		mine := r.Person.ID != "" && strings.EqualFold(r.Person.ID, p.ID.Wire())
		if r.Kind != journal.Outcome || r.Operation != journal.Create || r.Result != journal.Done || !mine {
			continue
		}
		at := r.CreatedDateTime
		if at.IsZero() {
			at = r.Time
		}
		add(at)
	}
	for _, e := range events {
		if e.Issues() && (e.Person.Is(p.ID) || e.Person.Is(p.UserPrincipalName)) {
			add(e.Time)
		}
	}
	if listed := f.Dossier.Pass; listed != nil {
		add(listed.CreatedDateTime)
	}
	sort.Slice(all, func(i, j int) bool { return all[j].Before(all[i]) })
	return all
}

// what names a method, with what tells it from others of its type.
func what(m person.Method) string {
	if detail := m.Detail(); detail != "" {
		return fmt.Sprintf(formatMethod, m.Name(), detail)
	}
	return m.Name()
}

// noSignIn are the types that sign nobody in by themselves: a password is what a caller has lost or lacks, and mail
// serves to reset it alone.
var noSignIn = []text.Text{"passwordAuthenticationMethod", "emailAuthenticationMethod"}

// working are the methods with which the person could sign in, as far as the directory knows.
func (f *Facts) working() string {
	var all []string
	for _, m := range f.Dossier.Methods {
		if !slices.Contains(noSignIn, m.Type) && !slices.Contains(all, m.Name()) {
			all = append(all, m.Name())
		}
	}
	return strings.Join(all, ", ")
}

// risky reports whether Identity Protection still holds somebody for at risk.
func risky(r person.Risk) bool {
	return !slices.Contains([]text.Text{"", "none", "dismissed", "remediated", "confirmedSafe"}, r.State)
}

// words writes one of Graph's values as words: atRisk is "at risk".
func words(value text.Text) string {
	var b strings.Builder
	for i, r := range value {
		if r >= 'A' && r <= 'Z' && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		return notTold
	}
	return strings.ToLower(b.String())
}
