package ticket

import (
	"time"

	"tapdesk/state/challenge"
	"tapdesk/state/pass"
)

// Kept is how long what was said in a call is kept for the same person: a call that drops and comes back is one call.
const Kept = 30 * time.Minute

// Call is what is known of the call about one person.
type Call struct {
	Ticket       string
	Verification Verification
	// Draft is that of the pass issued last in the call, Issued says that there is one.
	Draft  pass.Draft
	Issued bool
	// Challenge is the blind questions of this call, nil before they were asked for.
	Challenge *challenge.Challenge
	at        time.Time
}

// Calls remembers the calls of a session, in memory alone. The zero Calls is ready; it is used from one goroutine.
type Calls struct{ by map[string]Call }

// Of returns the call about a person, by object id, at now; the zero Call where there is none or it is over.
func (c *Calls) Of(personID string, now time.Time) Call {
	call := c.by[personID]
	if now.Sub(call.at) >= Kept {
		delete(c.by, personID)
		return Call{}
	}
	return call
}

// Keep remembers a call from now on.
func (c *Calls) Keep(personID string, call Call, now time.Time) {
	if c.by == nil {
		c.by = map[string]Call{}
	}
	call.at = now
	c.by[personID] = call
}

// Clear forgets all calls: another operator has signed in.
func (c *Calls) Clear() { c.by = nil }
