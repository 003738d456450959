package desk

import (
	"context"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/situation"
	"tapdesk/state/verdict"
)

// Contained is what became of one write against an impostor.
type Contained struct {
	Operation journal.Operation
	Outcome   Outcome // of a deletion
	Acted     Acted   // of a block
	Revoked   Revoked // of a revocation
	pass      Question
	err       error
}

// Fault is why it was not done, or why nobody knows; nil where it was.
func (o Contained) Fault() *fault.Fault { return fault.Of(o.err) }

// ImpostorStopped are the writes that stop a caller who is an impostor, in order. Sign-in is blocked first, where the
// site allows that: somebody with the pass or the password would sign in again between the others. Source of the order:
// learn.microsoft.com/entra/identity/users/users-revoke-access.
func (d *Desk) ImpostorStopped(c *Call) (all []journal.Operation) {
	if d.Blocks && !(c.Blocked != nil && c.Blocked.Done() && c.Person.Disabled()) {
		all = append(all, journal.Block)
	}
	if c.Pass() != nil {
		all = append(all, journal.Delete)
	}
	if !d.NoRevoke {
		all = append(all, journal.Revoke)
	}
	return all
}

// JudgeContainment is all there is to say beforehand of a write of ImpostorStopped.
func (d *Desk) JudgeContainment(c *Call, o journal.Operation) verdict.Act {
	switch o {
	case journal.Block:
		return d.JudgeBlock(c)
	case journal.Revoke:
		return d.JudgeRevoke(c)
	}
	act := verdict.Act{Off: d.Off()}
	if d.Self(c) {
		act.Off = "this is you: ask a colleague"
	}
	return act
}

// Contain does a write of ImpostorStopped. It is containment: it waits for no ticket, and for nobody's verification.
func (d *Desk) Contain(ctx context.Context, c Call, o journal.Operation) Contained {
	out := Contained{Operation: o}
	switch o {
	case journal.Block:
		out.Acted, out.err = d.Block(ctx, c)
	case journal.Revoke:
		out.Revoked, out.err = d.Revoke(ctx, c)
	case journal.Delete:
		grounds := call.Case{Ticket: c.Said(d.Now()).Case.Ticket, Verification: string(call.Nobody)}
		out.pass = Question{Pass: c.Pass(), Grounds: &grounds, Contains: true}
		out.Outcome, out.err = d.Delete(ctx, c, out.pass)
	}
	return out
}

// Stopped takes the result of a write against an impostor.
func (c *Call) Stopped(o Contained, now time.Time) {
	switch o.Operation {
	case journal.Block:
		c.HasBlocked(o.Acted)
	case journal.Revoke:
		c.HasRevoked(o.Revoked)
	case journal.Delete:
		switch {
		case o.Outcome.Open != nil:
			c.Unsettled(*o.Outcome.Open, now)
		case o.err == nil:
			c.Removed(*o.pass.Pass, now)
		}
	}
}

// Impostor records that the caller is one, and forgets how they were verified.
func (d *Desk) Impostor(c *Call) {
	c.hangUp(d.Now())
	d.Begins(c, situation.Impostor)
}

// BeganAt is when the call began, UTC by Graph's clock: when something was said in it first, or the person was opened.
func (c *Call) BeganAt() time.Time {
	if at := c.said.at; !at.IsZero() && at.Before(c.openedAt) {
		return at
	}
	return c.openedAt
}

// Added are the methods that the person has and had not when they were read before, or that were registered since the
// call began.
func (c *Call) Added(before []person.Method) (added []person.Method) {
	known := map[string]bool{}
	for _, m := range before {
		known[m.ID.Wire()] = true
	}
	began := c.BeganAt().Truncate(time.Second)
	for _, m := range c.MethodsLeft() {
		registered := !m.CreatedDateTime.IsZero() && !m.CreatedDateTime.Before(began)
		if !m.IsPassword() && (registered || before != nil && !known[m.ID.Wire()]) {
			added = append(added, m)
		}
	}
	return added
}
