package call

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tapdesk/state/journal"
	"tapdesk/state/situation"
)

// SpentAttempts counts the attempts about a person, by object id, that a journal has since an instant.
func SpentAttempts(records []journal.Record, personID string, since time.Time) (n int) {
	for _, r := range records {
		if r.Kind == journal.Challenge && r.Person.ID == personID && !r.Time.Before(since) {
			n++
		}
	}
	return n
}

// Doubted is how long it is shown on a person that somebody who called about them was not verified.
const Doubted = 24 * time.Hour

// Doubt is a caller who was not verified.
type Doubt struct {
	// At is when, UTC, and By the userPrincipalName of the operator.
	At time.Time
	By string
	// What says what happened; lower case, without a full stop, safe to draw. Failed means that the caller did not pass,
	// and not only that the operator stopped asking.
	What   string
	Failed bool
}

// The words of a Doubt.
const (
	questionsFailed = "security questions failed: %d of %d answers matched"
	questionsOpen   = "security questions not finished: %d of %d answers matched"
	impostorCalled  = "an operator took the caller for an impostor"
	notFinished     = "not finished: "
)

// refusedByCheck begins the reason of a refusal by the site's own program.
const refusedByCheck = "the site's check refuses it"

// Abandoned is the reason of the record that a verification was not finished.
func Abandoned(v Verification) string { return notFinished + Said(v.String()) }

// Doubts returns the callers about a person, by object id, who were not verified, as a journal has them for as long as
// Doubted; the last comes first. A verification that was not finished is left out once the same operator finished one.
func Doubts(records []journal.Record, personID string, now time.Time) (all []Doubt) {
	var asked *questions
	var verified []journal.Record
	flush := func() {
		if asked != nil && asked.matched < Needed {
			all = append(all, asked.doubt())
		}
		asked = nil
	}
	for _, r := range records {
		if r.Person.ID != personID || now.Sub(r.Time) > Doubted {
			continue
		}
		if way, _, _ := strings.Cut(r.Verification, ":"); way != "" && Way(way) != Nobody && r.Kind != journal.Refusal {
			verified = append(verified, r)
		}
		one := Doubt{At: r.Time, By: r.Operator.UserPrincipalName}
		switch {
		case r.Kind == journal.Challenge:
			if asked != nil && r.Time.Sub(asked.last.Time) > ChallengeWindow {
				flush()
			}
			asked = asked.with(r)
		case r.Kind == journal.Unverified:
			one.What = r.Reason
			all = append(all, one)
		case r.Kind == journal.Refusal && strings.HasPrefix(r.Reason, refusedByCheck):
			one.What, one.Failed = r.Reason, true
			all = append(all, one)
		case r.Kind == journal.Situation && situation.IsImpostor(r):
			one.What, one.Failed = impostorCalled, true
			all = append(all, one)
		}
	}
	flush()
	all = slices.DeleteFunc(all, func(d Doubt) bool {
		return !d.Failed && slices.ContainsFunc(verified, func(r journal.Record) bool {
			return r.Operator.UserPrincipalName == d.By && !r.Time.Before(d.At) && r.Time.Sub(d.At) <= ChallengeWindow
		})
	})
	slices.SortStableFunc(all, func(a, b Doubt) int { return b.At.Compare(a.At) })
	return all
}

// questions are the answers of one caller: those within ChallengeWindow of each other, whichever console of this
// operator asked.
type questions struct {
	last           journal.Record
	tried, matched int
}

func (q *questions) with(r journal.Record) *questions {
	next := questions{last: r, tried: 1}
	if q != nil {
		next.tried, next.matched = q.tried+1, q.matched
	}
	if _, verdict, _ := strings.Cut(r.Reason, ": "); strings.HasPrefix(verdict, matchWord) {
		next.matched++
	}
	return &next
}

// doubt is for answers of which not enough matched: whether those that are left could bring enough.
func (q *questions) doubt() Doubt {
	d := Doubt{At: q.last.Time, By: q.last.Operator.UserPrincipalName, Failed: q.matched+max(0, Attempts-q.tried) < Needed}
	words := questionsOpen
	if d.Failed {
		words = questionsFailed
	}
	d.What = fmt.Sprintf(words, q.matched, q.tried)
	return d
}
