package call

import (
	"strings"
	"time"

	"tapdesk/state/journal"
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

// ChallengeRemembered is how long a challenge that was not passed is shown on the person.
const ChallengeRemembered = 24 * time.Hour

// PastChallenge is what a journal has of the last challenge to a caller about a person.
type PastChallenge struct {
	// Last is when the last answer was given, UTC.
	Last time.Time
	// Tried counts the answers, Matched those that matched.
	Tried, Matched int
}

// PastChallengeOf returns the last challenge about a person, by object id, since an instant; its Tried is 0 where there
// was none. Answers within ChallengeWindow of each other belong to one challenge, whichever console of this operator
// asked.
func PastChallengeOf(records []journal.Record, personID string, since time.Time) (p PastChallenge) {
	for _, r := range records {
		if r.Kind != journal.Challenge || r.Person.ID != personID || r.Time.Before(since) {
			continue
		}
		if r.Time.Sub(p.Last) > ChallengeWindow {
			p = PastChallenge{}
		}
		p.Last = r.Time
		p.Tried++
		if _, verdict, _ := strings.Cut(r.Reason, ": "); strings.HasPrefix(verdict, matchWord) {
			p.Matched++
		}
	}
	return p
}

// Passed reports whether enough answers matched.
func (p PastChallenge) Passed() bool { return p.Matched >= Needed }

// Failed reports whether the answers left could not bring enough matches.
func (p PastChallenge) Failed() bool { return p.Matched+max(0, Attempts-p.Tried) < Needed }
