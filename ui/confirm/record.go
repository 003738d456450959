package confirm

import (
	"context"
	"net/http"

	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/trace"
	"tapdesk/ui/fx"
)

// sent is a write as it went: what Graph answered, and the record of that.
type sent struct {
	issued pass.Issued
	record journal.Record
}

// Wipe wipes a value nobody will show.
func (s sent) Wipe() { s.issued.Wipe() }

// recorded runs a write between its records. Before are those that come first, the intent last: they are on the disk before a byte of the
// request leaves, or none does. The outcome follows, whatever it is; that it could not be written withholds nothing.
func recorded(ctx context.Context, j fx.Journal, before []journal.Record, write func(context.Context) (pass.Issued, error)) (sent, error) {
	intent := before[len(before)-1]
	for _, r := range before {
		if err := j.Append(r); err != nil {
			return sent{}, &fault.Fault{
				Kind: fault.Refused, What: string(intent.Operation) + " the pass", Cause: err,
				Hint: "nothing was sent, because the journal takes no record: " + err.Error(),
			}
		}
	}
	call := trace.Call{ClientRequestID: intent.ClientRequestID}
	issued, err := write(trace.With(ctx, &call))
	record := outcome(intent, issued, err)
	record.RequestID = call.RequestID
	_ = j.Keep(record) // its trouble is the journal's, which says so on every screen until the record is written
	return sent{issued, record}, err
}

// outcome is the record of what Graph answered.
func outcome(intent journal.Record, issued pass.Issued, err error) journal.Record {
	if err != nil {
		return failed(intent, err)
	}
	r := intent.Follow(journal.Outcome)
	r.Result, r.Status = journal.Done, http.StatusNoContent
	if r.Operation == journal.Create {
		r.Status = http.StatusCreated
		p := issued.Pass
		r.PassID, r.CreatedDateTime, r.StartDateTime = p.ID.Wire(), p.CreatedDateTime, p.StartDateTime
		r.LifetimeInMinutes, r.IsUsableOnce = &p.LifetimeInMinutes, &p.IsUsableOnce
	}
	return r
}

// failed tells apart what never left, what Graph refused, and what may have happened.
func failed(intent journal.Record, err error) journal.Record {
	f := fault.Of(err)
	if f == nil {
		f = &fault.Fault{Kind: fault.Unknown}
	}
	r := intent.Follow(journal.Outcome)
	r.Result, r.Reason, r.Status = journal.Refused, f.Reason(), f.Status
	switch {
	case f.Kind == fault.Unknown && f.Done:
		r.Result, r.Reason = journal.Unknown, "Graph carried it out, and its answer broke off"
	case f.Kind == fault.Unknown:
		r.Result = journal.Unknown
	case f.Status == 0:
		r.Result = journal.NotSent
	}
	return r
}
