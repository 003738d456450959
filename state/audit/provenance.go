package audit

import (
	"time"

	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/text"
)

// Provenance is what is known about where a person's passes came from.
type Provenance struct {
	// Records are the journal's records about the person.
	Records []journal.Record
	// Events are those of Entra's audit log, read at ReadAt, UTC by Graph's clock; zero when it was not read.
	Events []Event
	ReadAt time.Time
}

// Issuer is who issued a pass.
type Issuer struct {
	// Name is a userPrincipalName, an object id, or an app. It is safe to draw.
	Name string
	// Journal means that the issuer is from this machine's journal. Otherwise it is from Entra's audit log, which also
	// has From, an address.
	Journal bool
	From    string
}

// Issuer returns who issued the person's pass, and false when that is unknown. The journal comes first, since it knows
// the pass's id; the audit log knows person and time.
func (p Provenance) Issuer(personID text.Key, of pass.Pass) (Issuer, bool) {
	for _, r := range p.Records {
		created := r.Kind == journal.Outcome && r.Operation == journal.Create && r.Result == journal.Done
		if created && r.PassID == of.ID.Wire() && r.PassID != "" {
			party := Party{ID: text.NewKey(r.Operator.ID), UserPrincipalName: text.NewKey(r.Operator.UserPrincipalName)}
			return Issuer{Name: party.Name(), Journal: true}, true
		}
	}
	e, ok := IssuedBy(p.Events, personID, of)
	if !ok {
		return Issuer{}, false
	}
	return Issuer{Name: e.By(), From: string(e.Actor.IPAddress)}, true
}

// BlockedBy returns the last event that blocked the person's sign-in; false if none was read.
func (p Provenance) BlockedBy(personID text.Key) (last Event, found bool) {
	for _, e := range p.Events {
		if e.Act == journal.Block && e.Happened() && e.Person.Is(personID) && e.Time.After(last.Time) {
			last, found = e, true
		}
	}
	return last, found
}

// About returns a function that reports whether a journal's record is about a person, by object id.
func About(personID text.Key) func(journal.Record) bool {
	id := personID.Wire()
	return func(r journal.Record) bool { return r.Person.ID != "" && r.Person.ID == id }
}
