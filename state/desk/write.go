package desk

import (
	"context"
	"net/http"

	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// Outcome is what became of a write.
type Outcome struct {
	// Issued is the new pass with its value, after a create that Graph confirmed. The caller must show it or wipe it.
	Issued pass.Issued
	// Record is the last one in the journal about the write.
	Record journal.Record
	// Open is the inquiry into a write of which nobody can know whether it happened, nil for any other.
	Open *Inquiry
}

// Wipe wipes a value that nobody will show.
func (o Outcome) Wipe() { o.Issued.Wipe() }

// Issue creates the pass that the operator said yes to. Its error is a *fault.Fault: of kind Refused, where nothing was
// sent because it was judged otherwise meanwhile or the journal cannot be written; of kind Unknown, where the pass may
// exist (see Outcome.Open); else as Graph refused it, and nothing happened.
func (d *Desk) Issue(ctx context.Context, c Call, q Question) (Outcome, error) {
	v := d.Judge(&c, q)
	if err := d.refuses(&c, q, v); err != nil {
		return Outcome{}, err
	}
	intent, err := d.begin(&c, q, c.Against(v))
	if err != nil {
		return Outcome{}, err
	}
	issued, err := d.Graph.CreatePass(ctx, intent.ClientRequestID, c.Person.ID, q.Checked.Order)
	record := ended(intent, http.StatusCreated, issued.RequestID, err)
	if err == nil {
		record = created(record, issued.Pass)
	}
	o := Outcome{Issued: issued, Record: record}
	if f := unknown(err); f != nil {
		o.Open = &Inquiry{Record: record, Inquiry: pass.NewInquiry(intent.AskedDateTime, d.Now(), d.replaced(&c), f.Done)}
	}
	d.finish(c, record)
	return o, err
}

// Delete deletes the pass that the operator said yes to. Its error is as that of Issue.
func (d *Desk) Delete(ctx context.Context, c Call, q Question) (Outcome, error) {
	if err := d.refuses(&c, q, d.JudgeDelete(&c, q)); err != nil {
		return Outcome{}, err
	}
	intent, err := d.begin(&c, q, "")
	if err != nil {
		return Outcome{}, err
	}
	requestID, err := d.Graph.DeletePass(ctx, intent.ClientRequestID, c.Person.ID, q.Pass.ID)
	record := ended(intent, http.StatusNoContent, requestID, err)
	o := Outcome{Record: record}
	if f := unknown(err); f != nil {
		o.Open = &Inquiry{Record: record, Inquiry: pass.NewDeleteInquiry(intent.AskedDateTime, d.Now(), q.Pass.ID, f.Done)}
	}
	d.finish(c, record)
	return o, err
}

// begin puts the intent on the disk, behind what was overridden for it. On an error nothing may be sent.
func (d *Desk) begin(c *Call, q Question, against string) (intent journal.Record, err error) {
	intent = d.intent(d.record(c, q, journal.Intent))
	what := string(intent.Operation) + " the pass"
	if against == "" {
		return intent, d.commit(what, intent)
	}
	override := intent.Follow(journal.Override)
	override.Reason = "the verdict was: will be refused: " + against
	return intent, d.commit(what, override, intent)
}

// intent makes a record the intent of a write, under an id of its own.
func (d *Desk) intent(r journal.Record) journal.Record {
	r.Kind, r.Write, r.AskedDateTime = journal.Intent, d.NewID(), d.Now()
	r.ClientRequestID = r.Write
	return r
}

// commit puts records on the disk, the intent last. On an error nothing may be sent.
func (d *Desk) commit(what string, records ...journal.Record) error {
	for _, r := range records {
		if err := d.Journal.Append(r); err != nil {
			return &fault.Fault{
				Kind: fault.Refused, What: what, Cause: err,
				Hint: "nothing was sent, because the journal cannot be written: " + err.Error(),
			}
		}
	}
	return nil
}

// finish puts the outcome's record into the journal, and has the site's program told. Every screen shows the journal's
// trouble until it is written. What was read of the person is out of date.
func (d *Desk) finish(c Call, record journal.Record) {
	_ = d.Journal.Keep(record)
	d.notify(&c, record)
	d.Forget(c.Person.ID)
}

// record is one that says what is asked for, for whom, by whom and on what grounds.
func (d *Desk) record(c *Call, q Question, kind journal.Kind) journal.Record {
	r, o := d.Stamp(journal.Record{Kind: kind, Operation: journal.Create}), q.Checked.Order
	r.Person, r.Ticket, r.Verification = PartyOf(c.Person), q.grounds().Ticket, q.grounds().Verification
	if q.Pass != nil {
		r.Operation, r.PassID = journal.Delete, q.Pass.ID.Wire()
		return r
	}
	r.LifetimeInMinutes, r.StartDateTime, r.IsUsableOnce = o.LifetimeInMinutes, o.StartDateTime, o.IsUsableOnce
	if before := d.replaced(c); before != nil {
		r.Replaces = before.ID.Wire()
	}
	return r
}

// replaced is the pass that a new one would take the place of, nil when none is listed or it is not known.
func (d *Desk) replaced(c *Call) *pass.Pass {
	if c.Dossier == nil {
		return nil
	}
	return c.Pass()
}

// created is the record of a pass as Graph created it.
func created(r journal.Record, p pass.Pass) journal.Record {
	r.PassID, r.CreatedDateTime, r.StartDateTime = p.ID.Wire(), p.CreatedDateTime, p.StartDateTime
	r.LifetimeInMinutes, r.IsUsableOnce = nil, p.IsUsableOnce
	if minutes, known := p.Lifetime(); known {
		r.LifetimeInMinutes = &minutes
	}
	return r
}

// unknown is the fault of a write of which nobody can know whether it happened, nil for any other.
func unknown(err error) *fault.Fault {
	if f := fault.Of(err); f != nil && f.Kind == fault.Unknown {
		return f
	}
	return nil
}

// ended is the record of what Graph answered to an intent; status and requestID are those of its answer when it did
// what it was asked.
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
		r.Result, r.Reason = journal.Unknown, "Graph carried it out, but its answer broke off"
	case f.Kind == fault.Unknown:
		r.Result = journal.Unknown
	case f.Status == 0: // it was never sent
		r.Result = journal.NotSent
	}
	return r
}

// PassOf returns the pass that an Outcome is about, as Graph created it.
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
