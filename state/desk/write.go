package desk

import (
	"context"
	"net/http"

	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/state/ticket"
)

// Write is a write that the operator said yes to: what is asked of Graph, for whom, and on what grounds.
type Write struct {
	// By is who acts, and where: a record that holds nothing else.
	By     journal.Record
	Person person.Person
	Case   ticket.Case
	// Against is what the verdict had against it, which the operator overrode; empty for nothing.
	Against string
	// Target is the pass to delete; the zero Key means that one is created.
	Target text.Key
	// Order is the pass to create, and Before the one that was listed before, nil when none was or it is not known.
	Order  pass.Order
	Before *pass.Pass
}

// Outcome is what became of a write.
type Outcome struct {
	// Issued is the new pass with its value, after a create that Graph confirmed. Whoever gets it shows it or wipes it.
	Issued pass.Issued
	// Record is the last one in the journal about the write.
	Record journal.Record
	// Open is the inquiry into a write of which nobody can know whether it happened, nil for any other.
	Open *Inquiry
}

// Wipe wipes a value nobody will show.
func (o Outcome) Wipe() { o.Issued.Wipe() }

// Issue creates a pass. Its error is a *fault.Fault: of kind Refused, where nothing was sent because the journal cannot be written; of kind
// Unknown, where the pass may exist (see Outcome.Open); else as Graph refused it, and nothing happened.
func (d Desk) Issue(ctx context.Context, w Write) (Outcome, error) {
	intent := d.intent(w)
	if err := d.begin(w, intent); err != nil {
		return Outcome{}, err
	}
	issued, err := d.Graph.CreatePass(ctx, intent.ClientRequestID, w.Person.ID, w.Order)
	record := ended(intent, http.StatusCreated, issued.RequestID, err)
	if p := issued.Pass; err == nil {
		record.PassID, record.CreatedDateTime, record.StartDateTime = p.ID.Wire(), p.CreatedDateTime, p.StartDateTime
		record.LifetimeInMinutes, record.IsUsableOnce = nil, p.IsUsableOnce
		if minutes, known := p.Lifetime(); known {
			record.LifetimeInMinutes = &minutes
		}
	}
	return d.finish(w, intent, record, Outcome{Issued: issued}, err)
}

// Delete deletes a pass. Its error is as that of Issue.
func (d Desk) Delete(ctx context.Context, w Write) (Outcome, error) {
	intent := d.intent(w)
	if err := d.begin(w, intent); err != nil {
		return Outcome{}, err
	}
	requestID, err := d.Graph.DeletePass(ctx, intent.ClientRequestID, w.Person.ID, w.Target)
	record := ended(intent, http.StatusNoContent, requestID, err)
	return d.finish(w, intent, record, Outcome{}, err)
}

// intent is the record of what is about to be sent.
func (d Desk) intent(w Write) journal.Record {
	r := w.record(journal.Intent)
	r.Write, r.AskedDateTime = d.NewID(), d.Graph.Now()
	r.ClientRequestID = r.Write
	return r
}

// Refusal is the record of a write that the console refused to send.
func (w Write) Refusal(why string) journal.Record {
	r := w.record(journal.Refusal)
	r.Reason = why
	return r
}

// record is one that says what was asked for, for whom and on what grounds.
func (w Write) record(kind journal.Kind) journal.Record {
	r, o := w.By, w.Order
	r.Kind, r.Person, r.Ticket, r.Verification = kind, PartyOf(w.Person), w.Case.Ticket, w.Case.Verification
	if !w.Target.IsZero() {
		r.Operation, r.PassID = journal.Delete, w.Target.Wire()
		return r
	}
	r.Operation = journal.Create
	r.LifetimeInMinutes, r.StartDateTime, r.IsUsableOnce = o.LifetimeInMinutes, o.StartDateTime, o.IsUsableOnce
	if w.Before != nil {
		r.Replaces = w.Before.ID.Wire()
	}
	return r
}

// begin puts the intent on the disk, behind what was overridden for it. On an error nothing may be sent.
func (d Desk) begin(w Write, intent journal.Record) error {
	var records []journal.Record
	if w.Against != "" {
		override := intent.Follow(journal.Override)
		override.Reason = "the verdict was: will be refused: " + w.Against
		records = append(records, override)
	}
	for _, r := range append(records, intent) {
		if err := d.Journal.Append(r); err != nil {
			return &fault.Fault{
				Kind: fault.Refused, What: string(intent.Operation) + " the pass", Cause: err,
				Hint: "nothing was sent, because the journal cannot be written: " + err.Error(),
			}
		}
	}
	return nil
}

// finish puts the outcome's record into the journal, whose trouble is told on every screen until it is written, and withholds nothing. Where
// the outcome is not known it opens the inquiry.
func (d Desk) finish(w Write, intent, record journal.Record, o Outcome, err error) (Outcome, error) {
	_ = d.Journal.Keep(record)
	o.Record = record
	if f := fault.Of(err); f != nil && f.Kind == fault.Unknown {
		o.Open = d.lost(w, intent, record, f.Done)
	}
	return o, err
}

// ended is the record of what Graph answered to an intent; status and requestID are those of its answer when it did what it was asked.
func ended(intent journal.Record, status int, requestID string, err error) journal.Record {
	r := intent.Follow(journal.Outcome)
	if err == nil {
		r.Result, r.Status, r.RequestID = journal.Done, status, requestID
		return r
	}
	f := fault.Of(err)
	if f == nil {
		f = &fault.Fault{Kind: fault.Unknown}
	}
	r.Result, r.Reason, r.Status, r.RequestID = journal.Refused, f.Reason(), f.Status, f.RequestID
	switch {
	case f.Kind == fault.Unknown && f.Done:
		r.Result, r.Reason = journal.Unknown, "Graph carried it out, and its answer broke off"
	case f.Kind == fault.Unknown:
		r.Result = journal.Unknown
	case f.Status == 0: // it never left
		r.Result = journal.NotSent
	}
	return r
}

// PassOf returns the pass that an Outcome tells of, as Graph created it.
func PassOf(r journal.Record) pass.Pass {
	p := pass.Pass{
		ID: text.NewKey(r.PassID), CreatedDateTime: r.CreatedDateTime, StartDateTime: r.StartDateTime,
		IsUsableOnce: r.IsUsableOnce,
	}
	if r.LifetimeInMinutes != nil {
		p.LifetimeInMinutes = *r.LifetimeInMinutes
	}
	return p
}

// PartyOf names somebody in a record.
func PartyOf(p person.Person) journal.Party {
	return journal.Party{UserPrincipalName: p.UserPrincipalName.Wire(), ID: p.ID.Wire()}
}
