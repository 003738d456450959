package desk

import (
	"context"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/verdict"
)

// Containment is what a desk asks of Graph to put somebody else out; graph.Client does. Its writes are as those of
// Graph: sent once, going on when their context ends.
type Containment interface {
	Sessions
	Methods
	Accounts
}

// Acted is what is known of an act that leaves nothing to list.
type Acted struct {
	// Record is the last one in the journal about it.
	Record journal.Record
	// At is when Graph said that it was done, by its clock, UTC; zero where it has not.
	At time.Time
	// Open is the inquiry into one whose answer was lost; nil else.
	Open *Inquiry
	// Fault is why it was not done, or why nobody knows; nil where it was.
	Fault *fault.Fault
}

// Done reports whether the act is known to be done.
func (a Acted) Done() bool { return a.Fault == nil || a.Open != nil && a.Open.Finding() == pass.Gone }

// acted returns what is known of an act after Graph's answer, which came at now by Graph's clock.
func acted(record journal.Record, open *Inquiry, err error, now time.Time) Acted {
	a := Acted{Record: record, Open: open, Fault: fault.Of(err)}
	if err == nil {
		a.At = now
	}
	return a
}

// checked returns the act with what the inquiry into it has found since.
func (a *Acted) checked(q Inquiry) *Acted {
	if a == nil || a.Open == nil || a.Open.Record.Write != q.Record.Write {
		return a
	}
	next := *a
	next.Open = &q
	return &next
}

// act does a write that is about no pass, in the order of every write: the intent is on the disk, or nothing is sent;
// the request is sent once; the outcome follows. It returns the last record, with the time of the intent, and the
// inquiry into an answer that was lost, nil for any other.
func (d *Desk) act(
	ctx context.Context, c *Call, r journal.Record, what string, status int,
	send func(ctx context.Context, clientRequestID string) (requestID string, err error),
) (journal.Record, *Inquiry, error) {
	r = d.intent(r)
	if err := d.commit(what, r); err != nil {
		return r, nil, err
	}
	requestID, err := send(ctx, r.ClientRequestID)
	outcome := ended(r, status, requestID, err)
	d.finish(*c, outcome)
	outcome.AskedDateTime = r.AskedDateTime
	f := unknown(err)
	if f == nil {
		return outcome, nil, err
	}
	open := newActInquiry(outcome, r.AskedDateTime, d.Now(), f.Done)
	return outcome, &open, err
}

// actsOn begins the record of an act: who does it to whom, and what was said in the call. Neither a ticket nor how the
// caller was verified is demanded.
func (d *Desk) actsOn(c *Call, operation journal.Operation) journal.Record {
	r := d.Stamp(journal.Record{Operation: operation})
	said := c.Said(d.Now()).Case
	r.Person, r.Ticket, r.Verification = PartyOf(c.Person), said.Ticket, said.Verification
	return r
}

// barred refuses an act that is not sent after all, and keeps a record that it was asked for; nil when it is sent. No
// key leads here while the screen knows of it.
func (d *Desk) barred(r journal.Record, what string, act verdict.Act) error {
	if act.Off == "" {
		return nil
	}
	r.Kind, r.Reason = journal.Refusal, act.Off
	_ = d.Journal.Keep(r) // every screen shows its trouble
	return &fault.Fault{Kind: fault.Refused, What: what, Hint: "nothing was sent: " + act.Off}
}

// judgeAct is what can be said beforehand of an act that the permissions are for.
func (d *Desk) judgeAct(c *Call, scopes ...string) verdict.Act {
	f := d.Facts(c, Question{})
	f.Own = nonEmpty(d.Off())
	return verdict.JudgeAct(f, scopes...)
}
