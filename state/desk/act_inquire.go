package desk

import (
	"context"
	"slices"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// newActInquiry begins to look into an act whose answer was lost. It goes by the same times as that into the deletion
// of a pass: what was to go is the method, or what was before.
func newActInquiry(r journal.Record, asked, ended time.Time, done bool) Inquiry {
	target := text.NewKey(r.MethodID)
	if target.IsZero() {
		target = text.NewKey(string(r.Operation))
	}
	return Inquiry{Record: r, Inquiry: pass.NewDeleteInquiry(asked, ended, target, done)}
}

// IsAct reports whether the write is about no pass.
func (q Inquiry) IsAct() bool { return q.Record.Operation != "" && !q.Record.Operation.OfPass() }

// Finding returns the result of the inquiry so far: for an act, Gone if it is known to be done. Graph's timestamps and
// the account as it was to be are proof; that a method is not listed is none, until it was not for a while.
func (q Inquiry) Finding() pass.Finding {
	if !q.StampedAt.IsZero() {
		return pass.Gone
	}
	return q.Inquiry.Finding()
}

// checkAct looks once at what an act was to change, and settles one that turns out to be done in the journal. A reset
// is not settled by that: nothing tells whether anybody has seen the password.
func (d *Desk) checkAct(ctx context.Context, q Inquiry) Inquiry {
	before := q.Finding()
	if q.Record.Operation == journal.Remove {
		methods, err := d.Containment.MethodsOf(ctx, q.Person())
		listed := slices.ContainsFunc(methods, func(m person.Method) bool { return m.ID == q.Target })
		q = q.lookAct(!listed, err, d.Now())
	} else {
		proved, err := d.proof(ctx, q)
		if q = q.lookAct(!proved.IsZero(), err, d.Now()); q.gone {
			q.StampedAt = proved
		}
	}
	if before != pass.Gone && q.Finding() == pass.Gone && q.Record.Operation != journal.Reset {
		d.settle(q)
	}
	return q
}

// proof reads what proves that an act was done, and returns its time; zero where there is no proof.
func (d *Desk) proof(ctx context.Context, q Inquiry) (at time.Time, err error) {
	var account person.Person
	if q.Record.Operation == journal.Revoke {
		at, err = d.Containment.SessionsValidFrom(ctx, q.Person())
	} else {
		account, err = d.Containment.AccountOf(ctx, q.Person())
		at = account.LastPasswordChangeDateTime
	}
	switch op := q.Record.Operation; {
	case op == journal.Block || op == journal.Unblock:
		if account.AccountEnabled == nil || *account.AccountEnabled != (op == journal.Unblock) {
			return time.Time{}, err
		}
		return d.Now(), err
	case at.Before(q.AskedAt.Add(-slack)):
		return time.Time{}, err
	}
	return at, err
}

// lookAct takes whether what should have gone was gone.
func (q Inquiry) lookAct(gone bool, err error, now time.Time) Inquiry {
	q.gone = err == nil && gone
	q.Listed = pass.Listed{PersonID: q.Person(), ReadAt: now, Fault: fault.Of(err)}
	switch {
	case err != nil:
		q.Inquiry = q.Failed(now)
	case gone:
		q.Inquiry = q.Look(nil, now)
	default:
		q.Inquiry = q.Look([]pass.Pass{{ID: q.Target}}, now)
	}
	return q
}

// Sentence says what is known, and since when; lower case, without a full stop.
func (q Inquiry) Sentence() string {
	if !q.IsAct() {
		return q.Inquiry.Sentence()
	}
	at := func(t time.Time) string { return t.UTC().Format("15:04:05 UTC") }
	if !q.StampedAt.IsZero() {
		return actWords[q.Record.Operation].proved + at(q.StampedAt)
	}
	said := "outcome unknown: "
	if q.Done {
		said = "Graph said that it was done, then the answer broke off: "
	}
	unseen, again := q.told(at)
	switch q.Finding() {
	case pass.Gone:
		return said + "the method has not been listed since, last checked at " + at(q.LookedAt)
	case pass.StillLooking:
		if q.Tries == 0 {
			return said + "checking"
		}
		return said + unseen + "; next check at " + at(q.last().Add(q.NextLook()))
	}
	return said + unseen + "; " + again
}

// last is when it was checked last, in vain or not.
func (q Inquiry) last() time.Time {
	if q.FailedAt.After(q.LookedAt) {
		return q.FailedAt
	}
	return q.LookedAt
}

// told says what the last check saw, and that the act may be repeated.
func (q Inquiry) told(at func(time.Time) string) (seen, again string) {
	w := actWords[q.Record.Operation]
	switch {
	case q.FailedAt.After(q.LookedAt):
		return "the check at " + at(q.FailedAt) + " failed", w.again
	case q.Record.Operation != journal.Remove:
		return "at " + at(q.LookedAt) + " " + w.unseen, w.again
	case q.Listed.Fault == nil && q.gone:
		return "the method was not listed at " + at(q.LookedAt) + ", and lists lag", w.again
	}
	return "the method was still listed at " + at(q.LookedAt) + ", and lists lag", w.again
}

// actWords say of each act what proves that it was done, with the time after it; what is seen while nothing does; and
// what a repetition does.
var actWords = map[journal.Operation]struct{ proved, unseen, again string }{
	journal.Revoke: {"Graph's timestamp shows that a revocation was accepted at ",
		"Graph's timestamp showed no revocation since your request", "repeating it does no harm"},
	journal.Remove: {again: "removing it again does no harm"},
	journal.Block: {"the account is blocked, checked at ", "the account was not blocked yet",
		"blocking it again does no harm"},
	journal.Unblock: {"the account is not blocked, checked at ", "the account was still blocked",
		"unblocking it again does no harm"},
	journal.Reset: {"the password was changed since your request, at ",
		"Graph showed no change of the password since your request", "a new reset gives another password"},
}
