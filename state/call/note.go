package call

import (
	"fmt"
	"strings"
	"time"

	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/watch"
)

// Facts are what a note about one pass is made of. There is no field that could take its value.
type Facts struct {
	Operator person.Person
	// OperatorUPN is used if the operator is known only from the journal.
	OperatorUPN          string
	Person               person.Person
	Ticket, Verification string
	// Impostor means that a caller was reported as an impostor after the pass was issued.
	Impostor bool
	// Pass is as Graph created it, or as it is now, and AsOf when that was, UTC. Its start and lifetime are Graph's. It
	// is zero where none was issued.
	Pass pass.Pass
	AsOf time.Time
	// Gone means that the pass no longer exists.
	Gone bool
	// Revealed reports whether the value was on the screen; nil when that is not known.
	Revealed *bool
	// Use is a sign-in with the pass, nil where none was seen. Its SeenAt is zero where it was seen at AsOf.
	Use *watch.Event
	// Registered are the methods added since the pass was created.
	Registered []person.Method
	// MethodsUnread means that the methods could not be read.
	MethodsUnread bool
	// RequestID and ClientRequestID are those of the request that created it.
	RequestID, ClientRequestID string
	// Deeds are what else was done for the person; Reaches says what a revocation of sessions does and what it does not,
	// where one is among them.
	Deeds   []Deed
	Reaches []string
}

// Note returns the text for the ticket, in lines of LABEL: TEXT, times in the operator's zone and in UTC. It never
// holds the pass.
func Note(f Facts, zone *time.Location) string {
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-15s %s\n", label+":", text)
		}
	}
	at := func(t time.Time) string { return stamp(t, zone) }
	if !f.Pass.CreatedDateTime.IsZero() {
		line("What", "Temporary Access Pass issued")
	}
	line("Ticket", f.Ticket)
	line("For", named(f.Person))
	line("Object id", f.Person.ID.String())
	operator := f.OperatorUPN
	if !f.Operator.ID.IsZero() {
		operator = named(f.Operator)
	}
	line("By", operator)
	verified := Said(f.Verification)
	if f.Impostor {
		verified += "; later a caller was reported as an impostor"
	}
	line("Verified", verified)
	if !f.Pass.CreatedDateTime.IsZero() {
		f.aboutPass(line, zone)
	}
	for _, d := range f.Deeds {
		line("Done", at(d.At)+"  "+d.What)
	}
	for _, sentence := range f.Reaches {
		line("Sessions", sentence)
	}
	return b.String()
}

// aboutPass writes the lines about the pass.
func (f Facts) aboutPass(line func(label, text string), zone *time.Location) {
	at := func(t time.Time) string { return stamp(t, zone) }
	line("Created", at(f.Pass.CreatedDateTime))
	line("From", at(f.Pass.StartDateTime))
	end, known := f.Pass.End()
	if line("Until", at(end)); !known {
		line("Until", "unknown")
	}
	if minutes, known := f.Pass.Lifetime(); known {
		line("Lifetime", pass.Length(minutes))
	}
	line("Use", f.Pass.Uses())
	line("Shown", f.shown())
	line("Used", f.used(at))
	line("Registered", f.registered(zone))
	if f.Gone {
		line("Now", "no longer there")
	}
	line("As of", at(f.AsOf))
	line("Pass id", f.Pass.ID.String())
	line("request-id", f.RequestID)
	line("client-request", f.ClientRequestID)
}

// stamp is an instant in zone and in UTC, with its date.
func stamp(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	utc := t.UTC().Format("2006-01-02 15:04 UTC")
	local := t.In(zone).Format("2006-01-02 15:04 MST")
	if local == utc {
		return utc
	}
	return local + " (" + utc + ")"
}

func named(p person.Person) string {
	upn := p.UserPrincipalName.String()
	if name := p.Name(); name != upn {
		return name + ", " + upn
	}
	return upn
}

// Said returns in words a Verification as recorded in the journal.
func Said(kept string) string {
	if kept == "" {
		return "not recorded"
	}
	way, detail, _ := strings.Cut(kept, ": ")
	if detail == "" {
		return Way(way).Words()
	}
	return Way(way).Words() + " (" + detail + ")"
}

func (f Facts) shown() string {
	switch {
	case f.Revealed == nil:
		return "not known"
	case *f.Revealed:
		return "yes, once"
	}
	return "never"
}

func (f Facts) used(at func(time.Time) string) string {
	if f.Use == nil {
		return "not seen"
	}
	told := "yes"
	if !f.Use.At.IsZero() {
		told += ", at " + at(f.Use.At)
	}
	if !f.Use.Again.IsZero() {
		told += ", last at " + at(f.Use.Again)
	}
	if !f.Use.SeenAt.IsZero() {
		told += ", seen by the check at " + at(f.Use.SeenAt)
	}
	switch {
	case f.Use.At.IsZero() && !f.Use.After.IsZero():
		told += "; at " + at(f.Use.After) + " Graph did not show it yet"
	case f.Use.At.IsZero() && f.Use.SeenAt.IsZero():
		told += ", when is not known"
	}
	return told
}

func (f Facts) registered(zone *time.Location) string {
	if f.MethodsUnread {
		return "could not be read"
	}
	var all []string
	for _, m := range f.Registered {
		all = append(all, m.Name()+", "+m.CreatedDateTime.In(zone).Format("2006-01-02 15:04 MST"))
	}
	if len(all) == 0 {
		return "nothing seen"
	}
	return strings.Join(all, "; ")
}

// Since returns the methods that were added at an instant or after. Types that do not tell when are left out.
func Since(methods []person.Method, at time.Time) (added []person.Method) {
	for _, m := range methods {
		if !m.CreatedDateTime.IsZero() && !m.CreatedDateTime.Before(at) {
			added = append(added, m)
		}
	}
	return added
}
