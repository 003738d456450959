package desk

import (
	"context"
	"slices"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/text"
)

// Inquiry looks into one write with an uncertain outcome: its answer was lost, or the console that sent it ended. It is
// a value.
type Inquiry struct {
	// Inquiry says what is known of a write whose outcome is not.
	pass.Inquiry
	// Record is of the write in the journal; the records that follow it name it.
	Record journal.Record
	// Created is the pass that Graph said it created, where that is known and only its value may not have been seen;
	// zero else.
	Created text.Key
	// Listed is what Graph listed at the last check. Before the first it is the zero Listed.
	Listed pass.Listed

	// StampedAt is the time of what proves that an act was done, zero while there is none: Graph's timestamp of a
	// revocation that was accepted since, or of a change of the password; or when the account was read as it was to be.
	StampedAt time.Time

	missing pass.Absence // of Created
	gone    bool         // whether what an act was to remove was not listed at the last check
}

// Reopen returns the inquiry into a write that the journal has no end of.
func Reopen(w journal.Write) Inquiry {
	r := w.About()
	q := Inquiry{Record: r}
	asked := r.AskedDateTime
	if asked.IsZero() { // the intent is older than what the journal holds
		asked = r.Time
	}
	ended := time.Time{}
	switch { // the journal's own times are of the machine's clock: between two records they still say how long it took
	case w.Outcome != nil && w.Intent == nil:
		ended = asked
	case w.Outcome != nil:
		ended = asked.Add(max(0, w.Outcome.Time.Sub(w.Intent.Time)))
	}
	done := w.Outcome != nil && w.Outcome.Status/100 == 2 // and then the answer broke off
	if q.IsAct() {
		return newActInquiry(r, asked, ended, done)
	}
	switch {
	case r.Operation == journal.Delete:
		q.Inquiry = pass.NewDeleteInquiry(asked, ended, text.NewKey(r.PassID), done)
		return q
	case w.Outcome != nil && w.Outcome.Result == journal.Done:
		q.Created = text.NewKey(w.Outcome.PassID)
	case w.Outcome == nil && w.Intent == nil: // a record of its reveal is all there is
		q.Created = text.NewKey(r.PassID)
	}
	var before *pass.Pass
	if r.Replaces != "" {
		before = &pass.Pass{ID: text.NewKey(r.Replaces)}
	}
	q.Inquiry = pass.NewInquiry(asked, ended, before, done)
	q.MaybeSeen = w.Outcome == nil
	return q
}

// Person is whom the write concerns, by object id.
func (q Inquiry) Person() text.Key { return text.NewKey(q.Record.Person.ID) }

// Checked reports whether Graph was asked at least once.
func (q Inquiry) Checked() bool { return !q.Listed.PersonID.IsZero() }

// Pass is the one that the write is about, as far as Graph lists it: the one it created or was to delete, or one found
// to have been created since. It is nil where none is listed.
func (q Inquiry) Pass() *pass.Pass {
	id := q.Created
	switch {
	case q.Delete:
		id = q.Target
	case id.IsZero():
		return q.Found()
	}
	if at := slices.IndexFunc(q.Listed.Passes, func(p pass.Pass) bool { return p.ID == id }); at >= 0 {
		return &q.Listed.Passes[at]
	}
	return nil
}

// Missing returns whether the created pass is certainly gone, by the rule of pass.Absence, and else from when, UTC, a
// check can tell.
func (q Inquiry) Missing() (gone bool, from time.Time) {
	return q.missing.Settled(q.EndedAt), q.missing.From(q.EndedAt)
}

// Next returns how long to wait until another check may change what is known; 0 when none may.
func (q Inquiry) Next() time.Duration {
	if !q.StampedAt.IsZero() {
		return 0
	}
	if !q.Created.IsZero() {
		return q.missing.Next(q.EndedAt)
	}
	return q.NextLook()
}

// Inquire checks once, in one request for all of the inquiries into passes and one for each act, and returns them as
// they are then. A deletion, or an act, that turns out to be done is Settled in the journal: nobody is asked about it
// again.
func (d *Desk) Inquire(ctx context.Context, open []Inquiry) []Inquiry {
	passes := slices.DeleteFunc(slices.Clone(open), Inquiry.IsAct)
	if len(passes) > 0 {
		passes = d.inquirePasses(ctx, passes)
	}
	checked := make([]Inquiry, len(open))
	for i, q := range open {
		if q.IsAct() {
			checked[i] = d.checkAct(ctx, q)
			continue
		}
		checked[i], passes = passes[0], passes[1:]
	}
	return checked
}

// inquirePasses is Inquire for writes of passes.
func (d *Desk) inquirePasses(ctx context.Context, open []Inquiry) []Inquiry {
	ids := make([]text.Key, len(open))
	since := d.Now()
	for i, q := range open {
		ids[i] = q.Person()
		if q.AskedAt.Before(since) {
			since = q.AskedAt
		}
	}
	lists, err := d.Graph.PassesOf(ctx, ids)
	// What another console of the operator's issued meanwhile must not be taken for what became of a request. A journal
	// that cannot be read is told about on every screen.
	var created []journal.Record
	if slices.ContainsFunc(lists, func(l pass.Listed) bool { return len(l.Passes) > 0 }) {
		created, _ = d.Journal.Records(since.Add(-time.Hour), func(r journal.Record) bool {
			return r.Kind == journal.Outcome && r.Operation == journal.Create && r.Result == journal.Done
		})
	}
	checked := slices.Clone(open)
	for i := range checked {
		list := pass.Listed{PersonID: ids[i], Fault: fault.Of(err)}
		if i < len(lists) {
			list = lists[i]
		}
		checked[i] = open[i].look(list, created, d.Now())
		if open[i].Finding() != pass.Gone && checked[i].Finding() == pass.Gone {
			d.settle(checked[i])
		}
	}
	return checked
}

// look takes what Graph listed.
func (q Inquiry) look(list pass.Listed, created []journal.Record, now time.Time) Inquiry {
	q.Listed = list
	if list.Fault != nil {
		q.Inquiry = q.Failed(now)
		return q
	}
	if known := journal.Elsewhere(created, q.Person(), q.Record.Write); known != nil {
		q.Elsewhere = known
	}
	q.Inquiry = q.Look(list.Passes, list.ReadAt)
	q.missing = q.missing.Missed(list.ReadAt)
	if q.Pass() != nil {
		q.missing = pass.Absence{}
	}
	return q
}
