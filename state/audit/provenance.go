package audit

import (
	"time"

	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/text"
)

// Provenance is what is known here of where a person's passes came from.
type Provenance struct {
	// Records are those of the journal about the person.
	Records []journal.Record
	// Events are those of Entra's audit log, read at ReadAt, UTC by Graph's clock; zero when it was not asked.
	Events []Event
	ReadAt time.Time
}

// Issuer says who issued a pass.
type Issuer struct {
	// Name is a userPrincipalName, an object id, or an app. It is safe to draw.
	Name string
	// Journal says that the journal of this machine tells it, else Entra's audit log does, which also has From, an
	// address.
	Journal bool
	From    string
}

// Issuer returns who issued the person's pass, and false when that is not known. The journal knows it by the pass's id,
// and so comes first; the audit log by person and time.
func (p Provenance) Issuer(personID text.Key, of pass.Pass) (Issuer, bool) {
	for _, r := range p.Records {
		if r.Kind == journal.Outcome && r.Operation == journal.Create && r.Result == journal.Done && r.PassID == of.ID.Wire() && r.PassID != "" {
			party := Party{ID: text.NewKey(r.Operator.ID), UserPrincipalName: text.NewKey(r.Operator.UserPrincipalName)}
			return Issuer{Name: party.Name(), Journal: true}, true
		}
	}
	e, ok := IssuedBy(p.Events, personID, of)
	if !ok {
		return Issuer{}, false
	}
	return Issuer{Name: e.Actor.Name(), From: string(e.Actor.IPAddress)}, true
}

// About returns what reports whether a record of a journal concerns a person, known by object id.
func About(personID text.Key) func(journal.Record) bool {
	id := personID.Wire()
	return func(r journal.Record) bool { return r.Person.ID != "" && r.Person.ID == id }
}
