package desk

import (
	"context"
	"net/http"
	"slices"

	"tapdesk/state/call"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/state/verdict"
)

// Methods is what a desk asks of Graph about somebody's sign-in methods.
type Methods interface {
	// RemoveMethod returns the request-id of Graph's answer.
	RemoveMethod(ctx context.Context, clientRequestID string, id text.Key, m person.Method) (requestID string, err error)
	// MethodsOf lists the methods of somebody. A list lags behind what was removed.
	MethodsOf(ctx context.Context, id text.Key) ([]person.Method, error)
}

// scopeMethods is the permission to change methods of whatever type.
const scopeMethods = "UserAuthenticationMethod.ReadWrite.All"

// doRemove is what Remove does, in the words of a fault.
const doRemove = "remove the method"

// Removed is what is known of the removal of a method.
type Removed struct {
	Method person.Method
	// Record is the last one in the journal about it.
	Record journal.Record
	// Open is the inquiry into one whose answer was lost; nil else.
	Open *Inquiry
	// Fault is why it was not done, or why nobody knows; nil where Graph removed it.
	Fault *fault.Fault
}

// Done reports whether the method is known to be gone.
func (r Removed) Done() bool { return r.Fault == nil || r.Open != nil && r.Open.Finding() == pass.Gone }

// JudgeRemoval is all there is to say beforehand of removing methods of the person.
func (d *Desk) JudgeRemoval(c *Call) verdict.Act {
	if d.NoRemoval {
		return verdict.Act{Off: "the site's file turns it off (actions.remove_methods)"}
	}
	return d.judgeAct(c)
}

// Stays says why a method cannot be removed, whatever the operator's roles; empty where it may be.
func (d *Desk) Stays(m person.Method) string {
	removal, me := m.Removal(), d.identity()
	switch {
	case removal.Never != "":
		return removal.Never
	case removal.Beta && !d.Beta:
		return "only Graph's beta version can remove this type (api_version)"
	case m.ID.IsZero():
		return "Graph does not name it"
	case me.Scopes != nil && !me.HasScope(removal.Scope) && !me.HasScope(scopeMethods):
		return "your sign-in lacks " + removal.Scope
	}
	return ""
}

// LacksForRemoval says what the site requires of a removal that the grounds do not have; empty where nothing is
// missing.
func (d *Desk) LacksForRemoval(c *Call, grounds call.Case) string {
	return d.lacksFor(grounds, d.DeleteSubject(c), true)
}

// Remove removes one of the person's methods, which has its place among those that were confirmed together. Its error
// is as that of Issue.
func (d *Desk) Remove(
	ctx context.Context, c Call, grounds call.Case, m person.Method, place journal.Series,
) (Removed, error) {
	record := d.actsOn(&c, journal.Remove)
	record.Ticket, record.Verification = grounds.Ticket, grounds.Verification
	record.MethodID, record.Method, record.Series = m.ID.Wire(), m.Words(), place
	act := d.JudgeRemoval(&c)
	for _, off := range []string{d.Stays(m), d.LacksForRemoval(&c, grounds)} {
		if act.Off == "" {
			act.Off = off
		}
	}
	if err := d.barred(record, doRemove, act); err != nil {
		return Removed{Method: m, Fault: fault.Of(err)}, err
	}
	remove := func(ctx context.Context, id string) (string, error) {
		return d.Containment.RemoveMethod(ctx, id, c.Person.ID, m)
	}
	record, open, err := d.act(ctx, &c, record, doRemove, http.StatusNoContent, remove)
	return Removed{Method: m, Record: record, Open: open, Fault: fault.Of(err)}, err
}

// HasRemoved takes the result of a removal; a later one of the same method takes the place of an earlier.
func (c *Call) HasRemoved(r Removed) {
	c.Removals = append(slices.DeleteFunc(slices.Clone(c.Removals), func(old Removed) bool {
		return old.Method.ID == r.Method.ID
	}), r)
}

// CheckedRemovals takes what inquiries into removals whose answers were lost have found.
func (c *Call) CheckedRemovals(checked []Inquiry) {
	c.Removals = slices.Clone(c.Removals)
	for _, q := range checked {
		for i, r := range c.Removals {
			if r.Open != nil && r.Open.Record.Write == q.Record.Write {
				c.Removals[i].Open = &q
			}
		}
	}
}

// OpenRemovals are the inquiries into removals that have not come to an end.
func (c *Call) OpenRemovals() (open []Inquiry) {
	for _, r := range c.Removals {
		if r.Open != nil && r.Open.Finding() == pass.StillLooking {
			open = append(open, *r.Open)
		}
	}
	return open
}

// MethodsLeft are the person's methods as they were read last, without those that were removed in the call: lists lag.
func (c *Call) MethodsLeft() []person.Method {
	if c.Dossier == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(c.Dossier.Methods), func(m person.Method) bool {
		return slices.ContainsFunc(c.Removals, func(r Removed) bool { return r.Method.ID == m.ID && r.Done() })
	})
}
