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
	// Ticket and Verification are as they stand in the form, right or wrong.
	Ticket       string
	Verification Verification
	// Case is what they came to when they were held against the rules last, and were right.
	Case Case
	// Draft is that of the pass issued last in the call, Issued says that there is one.
	Draft  pass.Draft
	Issued bool
	// Challenge is the blind questions of this call, nil before they were asked for.
	Challenge *challenge.Challenge
	at        time.Time
}

// Case is what a write is done for, as the journal keeps it: the ticket, and how the caller was verified. Either is empty where it was
// not asked for.
type Case struct{ Ticket, Verification string }

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

// Keep remembers a call: one that Of returned from its own beginning on, another from now on.
func (c *Calls) Keep(personID string, call Call, now time.Time) {
	if c.by == nil {
		c.by = map[string]Call{}
	}
	if call.at.IsZero() {
		call.at = now
	}
	c.by[personID] = call
}

// Clear forgets all calls: another operator has signed in.
func (c *Calls) Clear() { c.by = nil }

// Desk is what a site wants of those who issue here, and what they have said so far.
type Desk struct {
	Rules  Rules
	Bounds pass.Bounds
	// PacePerHour is how many passes an operator may issue in an hour, 0 for any.
	PacePerHour int
	// Calls are not the site's: the console that runs has its own.
	Calls *Calls
}
