package pass

import "time"

// Sentence returns the result of the inquiry so far, for the operator: only what is known, and when it was checked. It
// never claims whose pass it is, since a colleague may have written at the same time, and never treats absence as
// proof.
func (q Inquiry) Sentence() string {
	switch q.finding {
	case Found:
		return q.toldFound()
	case NotSeen:
		return q.toldNotSeen()
	case Gone:
		return q.toldGone()
	case StillThere:
		return q.toldStillThere()
	}
	if q.Tries == 0 {
		return q.outcome() + ": checking until " + clockUTC(q.Until)
	}
	next, until := q.last().Add(q.NextLook()), q.absence.From(q.EndedAt)
	told := q.outcome() + ": " + q.seen() + "; next check at " + clockUTC(next)
	if until.Sub(next) >= time.Second {
		told += ", last at " + clockUTC(until)
	}
	return told
}

// outcome begins the sentence while nothing is settled.
func (q Inquiry) outcome() string {
	switch {
	case q.Done && q.Delete:
		return "Graph said the pass was deleted, then the answer broke off"
	case q.Done:
		return "Graph said a pass was created, then the answer broke off and its value is lost"
	}
	return "outcome unknown"
}

// seen returns what the last check saw, while nothing is settled.
func (q Inquiry) seen() string {
	switch {
	case q.FailedAt.After(q.LookedAt):
		return "the check at " + clockUTC(q.FailedAt) + " failed"
	case q.Delete:
		return q.target()
	case q.listed != nil:
		return q.older() + " was still listed at " + clockUTC(q.LookedAt)
	case q.Before != nil:
		return "no pass was listed at " + clockUTC(q.LookedAt) + ", not even the previous one"
	}
	return "no pass was listed at " + clockUTC(q.LookedAt)
}

// target returns whether the last successful check listed the pass to delete.
func (q Inquiry) target() string {
	if q.absence == (Absence{}) {
		return "the pass was still listed at " + clockUTC(q.LookedAt)
	}
	return "the pass was not listed at " + clockUTC(q.LookedAt)
}

// older names the listed pass that existed before the request.
func (q Inquiry) older() string {
	switch {
	case q.before(*q.listed):
		return "the previous pass"
	case q.listed.CreatedDateTime.IsZero():
		return "a pass of unknown age"
	}
	return "an older pass, created " + when(q.listed.CreatedDateTime, q.AskedAt) + ","
}

// when returns an instant to the second, with its date if that is not the day of the request.
func when(t, asked time.Time) string {
	if t.IsZero() {
		return "at a time that Graph did not say"
	}
	if days(asked.UTC(), t.UTC()) == 0 {
		return "at " + clockUTC(t)
	}
	return "on " + t.UTC().Format("Mon 2 Jan 2006 15:04:05 UTC")
}

func (q Inquiry) toldFound() string {
	advice := "and its value is lost: delete it, or issue a new pass"
	if q.MaybeSeen {
		advice = "and whether its value was seen is not known: delete it, or issue a new pass"
	}
	at, relation := clockUTC(q.found.CreatedDateTime), "after your request"
	if q.found.CreatedDateTime.Before(q.AskedAt) {
		relation = "within seconds of your request"
	}
	if q.Done {
		return "Graph said a pass was created; one created at " + at + ", " + relation + ", is listed, " + advice
	}
	return "a pass was created at " + at + ", " + relation + ", " + advice
}

func (q Inquiry) toldNotSeen() string {
	if q.superseded {
		return "another console of yours issued the pass that is listed, created " +
			when(q.listed.CreatedDateTime, q.AskedAt) +
			": whatever your request did, that pass has taken its place; issuing again would replace it in turn"
	}
	told := "no pass seen by " + clockUTC(q.LookedAt)
	switch {
	case q.LookedAt.IsZero():
		told = "no check succeeded by " + clockUTC(q.FailedAt)
		if !q.Done {
			told = "outcome unknown: " + told
		}
	case q.listed != nil:
		told = "no new pass seen by " + clockUTC(q.LookedAt) + ", when " + q.older() + " was still listed"
	case q.Before != nil:
		told += ", not even the previous one"
	}
	if !q.LookedAt.IsZero() && q.FailedAt.After(q.LookedAt) {
		told += ", and later checks failed"
	}
	if q.Done {
		told = "Graph said a pass was created, and its value is lost: " + told
	}
	return told + "; it may still appear; issuing again normally replaces it"
}

func (q Inquiry) toldGone() string {
	told := "the pass is no longer listed at " + clockUTC(q.LookedAt)
	if q.Done {
		told = "Graph said the pass was deleted: it is no longer listed at " + clockUTC(q.LookedAt)
	}
	if q.listed != nil {
		told += "; another is, created " + when(q.listed.CreatedDateTime, q.AskedAt)
	}
	return told
}

func (q Inquiry) toldStillThere() string {
	told := q.target()
	switch {
	case q.LookedAt.IsZero():
		told = "no check succeeded by " + clockUTC(q.FailedAt)
	case q.FailedAt.After(q.LookedAt):
		told += ", and later checks failed"
	}
	if q.Done {
		return "Graph said the pass was deleted, but " + told + "; lists lag, so refresh before you rely on either"
	}
	return "outcome unknown: " + told + "; it may still go; deleting it again does no harm"
}
