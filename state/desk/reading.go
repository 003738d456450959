package desk

import (
	"context"
	"slices"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/call"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/signins"
	"tapdesk/state/text"
	"tapdesk/state/whatif"
)

// Reading is what was read of a person for a verdict, and what is being asked.
type Reading struct {
	// Dossier is nil until it has been read; Unread is why the last reading failed, nil when it did not.
	Dossier *person.Dossier
	Unread  *fault.Fault
	// Memberships is the answer about the groups that matter, nil while there is none; GroupsUnread is why there is
	// none.
	Memberships  *person.Memberships
	GroupsUnread *fault.Fault
	// Pending means that the person, or what could not be read about them, is being read; Asking means the same of
	// their groups.
	Pending, Asking bool

	// SignIns is what was read of the sign-in log, nil until it was asked for; SignInsUnread is why the last reading
	// failed.
	SignIns       *signins.Log
	SignInsUnread *fault.Fault

	// Registration is what the registration report has of the person, nil until it was read; RegistrationUnread is why
	// the last reading failed.
	Registration       *person.Registration
	RegistrationUnread *fault.Fault

	// Unaudited is why Entra's audit log could not be read last, nil where it was or nobody asked.
	Unaudited *fault.Fault

	// Simulations are what Microsoft's simulation of Conditional Access said last, empty before it was asked.
	Simulations []whatif.Simulation

	groups   []string // that were asked about last
	groupsAt time.Time
}

// NotAudited takes why Entra's audit log could not be read. What was read of it before stays.
func (c *Call) NotAudited(why *fault.Fault) { c.Unaudited = why }

// GroupsFresh is how old an answer about somebody's groups may be: opening the form of a person whose screen was just
// read asks nothing.
const GroupsFresh = 5 * time.Minute

// Opened takes the person as they were read.
func (c *Call) Opened(d person.Dossier) {
	c.Dossier, c.Unread, c.Person = &d, nil, d.Person
	c.caughtUp()
}

// NotOpened takes why the person could not be read.
func (c *Call) NotOpened(why *fault.Fault) { c.Unread = why }

// Waits takes what is under way: the reading of the person, and that of their groups.
func (c *Call) Waits(person, groups bool) { c.Pending, c.Asking = person, groups }

// OutOfDate drops a dossier that is older than maxAge at now, by Graph's clock.
func (c *Call) OutOfDate(now time.Time, maxAge time.Duration) {
	if c.Dossier != nil && now.Sub(c.Dossier.ReadAt) > maxAge {
		c.Dossier, c.Unread = nil, nil
	}
}

// AsksGroups takes what is asked about the person's groups. The earlier answer is dropped.
func (c *Call) AsksGroups(groups []string, now time.Time) {
	c.groups, c.groupsAt = groups, now
	c.Memberships, c.GroupsUnread = nil, nil
}

// KnowsGroups reports whether the answer about these groups is there and fresh enough.
func (c *Call) KnowsGroups(groups []string, now time.Time) bool {
	known := c.Memberships != nil || len(groups) == 0
	return known && slices.Equal(groups, c.groups) && now.Sub(c.groupsAt) <= GroupsFresh
}

// AskedOf reports whether these groups are those that were asked about last.
func (c *Call) AskedOf(groups []string) bool { return slices.Equal(groups, c.groups) }

// InGroups takes the answer about the person's groups, or why there is none.
func (c *Call) InGroups(m person.Memberships, why *fault.Fault) {
	if c.GroupsUnread = why; why == nil {
		c.Memberships = &m
	}
}

// journalReach is how far back the journal matters for a pass that may still be listed: 30 days of validity, and a
// start ahead.
const journalReach = 60 * 24 * time.Hour

// Recalled is what the journal has of a call.
type Recalled struct {
	about []journal.Record
	whole bool
	Hour  Hour
}

// Recall reads what the journal has about the person of a call, and counts the operator's last hour. With lately it
// reads only that hour.
func (d *Desk) Recall(_ context.Context, c Call, lately bool) Recalled {
	now, about := d.Clock.Now(), audit.About(c.Person.ID)
	since := now.Add(-journalReach)
	if lately {
		since = now.Add(-time.Hour)
	}
	r := Recalled{whole: !lately}
	r.about, r.Hour.Fault = d.Journal.Records(since, func(one journal.Record) bool {
		if now.Sub(one.Time) <= time.Hour {
			r.Hour.Records = append(r.Hour.Records, one)
		}
		return about(one)
	})
	r.Hour.Counted = r.Hour.Fault == nil
	r.Hour.Pace = call.PaceOf(r.Hour.Records, d.identity().Operator.ID.Wire(), d.PacePerHour, now)
	return r
}

// Recalled takes what the journal has. What is known of earlier passes stays where only the last hour was read.
func (c *Call) Recalled(r Recalled) {
	c.Hour = r.Hour
	if r.whole {
		c.Past.Records = r.about
	}
}

// Recount drops the count of the last hour, because what was sent meanwhile counts too.
func (c *Call) Recount() { c.Hour.Counted = false }

// HasSignIns takes what the sign-in log has of the person, or why it could not be read: what was read before stays.
func (c *Call) HasSignIns(log signins.Log, why *fault.Fault) {
	if c.SignInsUnread = why; why == nil {
		c.SignIns = &log
	}
}

// HasRegistration takes what the registration report has of the person, or why it could not be read: what was read
// before stays.
func (c *Call) HasRegistration(r person.Registration, why *fault.Fault) {
	if c.RegistrationUnread = why; why == nil {
		c.Registration = &r
	}
}

// DefaultMethod returns what the registration report calls the person's default method; empty where that is not known.
func (c *Call) DefaultMethod() text.Text {
	if c.Registration == nil {
		return ""
	}
	return c.Registration.Default
}

// SignInSpan returns how much of the sign-in log was read last, to read as much again.
func (c *Call) SignInSpan() time.Duration {
	if c.SignIns == nil {
		return signins.Short
	}
	return c.SignIns.Span()
}

// WhyOut reports whether a pass would help, as far as the sign-in log and the account tell.
func (c *Call) WhyOut() signins.Answer {
	return signins.Judge(signins.Facts{Log: c.SignIns, Fault: c.SignInsUnread, Dossier: c.Dossier})
}

// Simulated takes what Microsoft's simulation of Conditional Access said.
func (c *Call) Simulated(all []whatif.Simulation) { c.Simulations = all }
