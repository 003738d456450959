package pass

import "time"

// Sentence says what the inquiry has come to by its last look, for the operator: no more than is known, and when it was looked.
// It never claims whose pass it is, since a colleague may have written at the same time, and never takes absence for proof.
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
	return q.outcome() + ": " + q.seen() + ", looking again until " + clockUTC(q.Until)
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

// seen says what the last look saw, while nothing is settled.
func (q Inquiry) seen() string {
	switch {
	case q.Tries == 0:
		return "not looked yet"
	case q.FailedAt.After(q.LookedAt):
		return "the look at " + clockUTC(q.FailedAt) + " failed"
	case q.Delete:
		return "the pass was still listed at " + clockUTC(q.LookedAt)
	case q.listed != nil:
		return q.older() + " was still listed at " + clockUTC(q.LookedAt)
	case q.Before != nil:
		return "not listed yet, and the pass of before is not listed any more"
	}
	return "not listed yet"
}

// older names the pass that is listed but was there before the request.
func (q Inquiry) older() string {
	switch {
	case q.before(*q.listed):
		return "the pass of before"
	case q.listed.CreatedDateTime.IsZero():
		return "a pass of unknown age"
	}
	return "an older pass, created " + when(q.listed.CreatedDateTime, q.AskedAt) + ","
}

// when returns an instant to the second, with its date when it is not the day of the request.
func when(t, asked time.Time) string {
	if days(asked.UTC(), t.UTC()) == 0 {
		return "at " + clockUTC(t)
	}
	return "on " + t.UTC().Format("Mon 2 Jan 2006 15:04:05 UTC")
}

func (q Inquiry) toldFound() string {
	told := "a pass was created at " + clockUTC(q.found.CreatedDateTime)
	if q.found.CreatedDateTime.Before(q.AskedAt) {
		told += ", within seconds of your request"
	} else {
		told += ", after your request"
	}
	if q.Done {
		told = "Graph said a pass was created: " + told
	}
	return told + ", and its value is lost: delete it or issue anew"
}

func (q Inquiry) toldNotSeen() string {
	const advice = "; it may still appear; issuing again normally replaces it"
	told := "no pass seen by " + clockUTC(q.LookedAt)
	switch {
	case q.LookedAt.IsZero():
		told = "outcome unknown: no look succeeded by " + clockUTC(q.FailedAt) + ", so a pass may be there"
		if q.Done {
			told = "Graph said a pass was created, its value is lost, and no look succeeded by " + clockUTC(q.FailedAt)
		}
		return told + "; issuing again normally replaces it"
	case q.listed != nil:
		told = "no new pass seen by " + clockUTC(q.LookedAt) + ", when " + q.older() + " was still listed"
	case q.Before != nil:
		told += ", and the pass of before is not listed any more"
	}
	if q.Done {
		told = "Graph said a pass was created, and its value is lost: " + told
	}
	return told + advice
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
	told := "the pass was still listed at " + clockUTC(q.LookedAt)
	if q.LookedAt.IsZero() {
		told = "no look succeeded by " + clockUTC(q.FailedAt)
	}
	if q.Done {
		return "Graph said the pass was deleted, but " + told + "; lists lag, so refresh before you rely on either"
	}
	return "outcome unknown: " + told + "; it may still go; deleting it again does no harm"
}
