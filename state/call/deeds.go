package call

import (
	"time"

	"tapdesk/state/journal"
	"tapdesk/state/situation"
	"tapdesk/state/text"
)

// Deed is something that was done for a person, as the journal has it.
type Deed struct {
	// At is when, UTC. What says what, and how it ended; lower case, without a full stop, safe to draw.
	At   time.Time
	What string
	// Ticket and Verification are those that its record has, safe to draw; empty where it has none.
	Ticket, Verification string
}

// doings are the words for the writes: what was done, and what was asked for.
var doings = map[journal.Operation]struct{ did, asked string }{
	journal.Create: {"pass issued", "to issue a pass"},
	journal.Delete: {"pass deleted", "to delete the pass"},
	journal.Revoke: {"sign-in sessions: revocation accepted", "to revoke the sign-in sessions"},
	journal.Remove: {"sign-in method removed", "to remove a sign-in method"},

	journal.Block:   {"sign-in blocked", "to block the sign-in"},
	journal.Unblock: {"sign-in unblocked", "to unblock the sign-in"},
	journal.Reset:   {"password reset", "to reset the password"},
}

// Deeds returns what a journal has since an instant about a person, by object id: the writes but for one, by its id,
// the steps of a situation, and the callers who were not verified. Revoked reports whether sessions were.
func Deeds(records []journal.Record, personID string, since time.Time, but string) (all []Deed, revoked bool) {
	writes := map[string]journal.Write{}
	for _, w := range journal.Writes(records) {
		writes[w.ID] = w
	}
	for _, r := range records {
		if r.Person.ID != personID || r.Time.Before(since) {
			continue
		}
		switch r.Kind {
		case journal.Intent:
			if w := writes[r.Write]; r.Write != but {
				all = append(all, Deed{
					At: r.Time, What: ended(w), Ticket: text.Line(r.Ticket), Verification: text.Line(r.Verification),
				})
				revoked = revoked || r.Operation == journal.Revoke && w.Outcome != nil && w.Outcome.Result != journal.Refused
			}
		case journal.Situation:
			all = append(all, Deed{At: r.Time, What: text.Line(situation.Told(r))})
		case journal.Unverified:
			all = append(all, Deed{At: r.Time, What: "caller not verified: " + text.Line(r.Reason)})
		}
	}
	return all, revoked
}

// ended says how a write ended.
func ended(w journal.Write) string {
	about, method := w.About(), ""
	words := doings[about.Operation]
	if about.Method != "" {
		method = ": " + text.Line(about.Method)
	}
	asked := words.asked + method + ": "
	switch {
	case w.Outcome != nil && w.Outcome.Result == journal.Done, w.Settled != nil && w.Settled.Result == journal.Done:
		return words.did + method
	case w.Outcome == nil || w.Outcome.Result == journal.Unknown:
		return asked + "whether it was carried out is not known"
	case w.Outcome.Result == journal.NotSent:
		return asked + "never sent"
	}
	return asked + "refused, " + text.Line(w.Outcome.Reason)
}
