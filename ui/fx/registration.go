package fx

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/ui/kit"
)

const (
	// registrationFresh is how old the report about a person may be. It lags in any case.
	registrationFresh = 5 * time.Minute
	// whatRegistration is what fails, and the name by which it is learnt that Graph refuses it.
	whatRegistration = "read the registration report"
)

// Registrations reads what Entra's registration report has about somebody; graph.Client does.
type Registrations interface {
	Registration(ctx context.Context, personID text.Key) (person.Registration, error)
}

// Registration lets a screen read the registration report about the person of a call. Set Report and Learned before
// use. Use it from Update only.
type Registration struct {
	Report  Registrations
	Learned *desk.Learned

	read Slot[person.Registration]
}

// Need reads the report: one request. It sends nothing where it is being read or was a moment ago, and where Graph is
// known to refuse it.
func (r *Registration) Need(e Env, c *desk.Call) tea.Cmd {
	known := c.Registration
	switch refused := r.Learned.Refused(whatRegistration); {
	case r.Pending(), known != nil && e.Now().Sub(known.ReadAt) < registrationFresh, c.RegistrationUnread.Final():
		return nil
	case refused != nil:
		c.HasRegistration(person.Registration{}, refused)
		return nil
	}
	id := c.Person.ID
	return r.read.Read(e, func(ctx context.Context) (person.Registration, error) { return r.Report.Registration(ctx, id) })
}

// Pending reports whether the report is being read.
func (r *Registration) Pending() bool { return r.read.Pending() }

// Take takes the answer and reports whether the message was one.
func (r *Registration) Take(c *desk.Call, msg tea.Msg) bool {
	answer, ok := r.read.Take(msg)
	if !ok {
		return false
	}
	why := kit.AsFault(answer.Err, whatRegistration)
	c.HasRegistration(answer.Value, why)
	if why == nil || why.Kind == fault.Denied {
		r.Learned.TakeAnswer(whatRegistration, c.Person.ID.Wire(), why)
	}
	return true
}
