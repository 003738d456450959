package desk

import (
	"cmp"
	"slices"

	"tapdesk/state/call"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/situation"
	"tapdesk/state/verdict"
)

// Situation returns the checklist of what has happened to the person, from the records of this journal; false where
// nobody has said that anything has.
func (d *Desk) Situation(c *Call) (situation.Checklist, bool) {
	f := situation.Facts{Records: c.Past.Records, Now: d.Clock.Now()}
	f.Off = func(s situation.Step) string { return d.stepOff(c, s) }
	if c.Dossier != nil {
		if enabled := c.Person.AccountEnabled; enabled != nil {
			blocked := !*enabled
			f.Blocked = &blocked
		}
		if c.Dossier.MethodsFault == nil {
			f.Methods = append([]person.Method{}, c.MethodsLeft()...)
		}
	}
	return situation.Of(f)
}

// stepOff says why a step cannot be done from this console; empty where it can, or where that will be known in a
// moment.
func (d *Desk) stepOff(c *Call, s situation.Step) string {
	var act verdict.Act
	switch {
	case s == situation.EndSessions, s == situation.EndAgain:
		act = d.JudgeRevoke(c)
	case s.Removes():
		act = d.JudgeRemoval(c)
	case s == situation.Block, s == situation.Unblock:
		act = d.JudgeBlock(c)
	case s == situation.Reset:
		act = d.JudgeReset(c)
	case s == situation.BlockOrReset:
		if off := d.stepOff(c, situation.Block); off != "" && d.stepOff(c, situation.Reset) != "" {
			return off
		}
	}
	if act.Waiting {
		return ""
	}
	return act.Off
}

// Begins records what has happened to the person.
func (d *Desk) Begins(c *Call, k situation.Kind) { d.says(c, situation.Began(k), c.Said(d.Now()).Case) }

// Ends records that the situation is over.
func (d *Desk) Ends(c *Call, k situation.Kind) { d.says(c, situation.Ended(k), call.Case{}) }

// Did records that a step is done, by the operator's word; for one that verifies the caller, grounds say how. A
// caller who was verified before the operator hung up is not known to be on the phone any more.
func (d *Desk) Did(c *Call, k situation.Kind, s situation.Step, grounds call.Case) {
	if s == situation.HangUp {
		c.hangUp(d.Now())
	}
	d.says(c, situation.DoneBy(k, s), grounds)
}

// Skips records why a step is not done.
func (d *Desk) Skips(c *Call, k situation.Kind, s situation.Step, why string) {
	d.says(c, situation.SkippedBy(k, s, why), call.Case{})
}

// says records something about the situation, and lets the call know without reading the journal again.
func (d *Desk) says(c *Call, reason string, grounds call.Case) {
	r := d.Stamp(journal.Record{Kind: journal.Situation, Person: PartyOf(c.Person), Reason: reason,
		Ticket: cmp.Or(grounds.Ticket, c.Said(d.Now()).Case.Ticket), Verification: grounds.Verification,
		Time: d.Clock.Now(), AskedDateTime: d.Now()})
	d.Journal.Post(r)
	c.Past.Records = append(slices.Clip(c.Past.Records), r)
	if reason == situation.Began(situation.Impostor) {
		d.notify(c, r)
	}
}
