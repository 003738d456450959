package desk

import (
	"maps"
	"slices"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/call"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/signins"
	"tapdesk/state/text"
	"tapdesk/state/watch"
)

// Kept is how long what was said in a call is kept for the same person: a call that drops and comes back is one call.
const Kept = 30 * time.Minute

// Call is one person during one call: what was read of them, what the caller said, what was done here and what is about
// to be. The screens draw it. Its methods that are named for something that happened are called from Update alone; what
// is behind its pointers and slices is replaced, and never changed.
type Call struct {
	// Person is as Graph gave them last; before they are read as the list knew them. Alike are others of the same name
	// who were found too.
	Person person.Person
	Alike  person.Alike
	Reading
	// Past is what is known of earlier passes: from the journal, and from Entra's audit log once it was asked for.
	Past audit.Provenance
	// Hour is what the operator did in the last hour, at whatever desk of this journal.
	Hour Hour
	said Said
	// Created is the pass that was created here last, and Deleted one as it was before Graph confirmed its end; nil
	// where there is none. A list that says otherwise is behind.
	Created *pass.Pass
	Deleted *pass.Pass
	Reveal  Reveal
	// Inquiry is into a write of this call whose outcome is not known; nil where there is none.
	Inquiry *Inquiry
	// Revoked is what is known of the last revocation in this call, nil where there was none.
	Revoked *Revoked
	// Removals are the methods that were asked to go in this call, in order.
	Removals []Removed
	// Blocked is what is known of the last time in this call that the sign-in was blocked or unblocked, which its record
	// tells; Reset of the last reset of the password. Each is nil where there was none.
	Blocked, Reset *Acted
	// Refused is why the last write was not done: nothing happened.
	Refused *fault.Fault

	openedAt  time.Time                // last
	createdAt time.Time                // when Graph answered that it had
	missing   pass.Absence             // of Created in what was read since
	uses      map[text.Key]watch.Event // by pass: what a watch saw in this call, also of one that is gone
}

// Said is what was said in a call, and is forgotten a while after it began.
type Said struct {
	// Ticket, Verification and From are as typed in the form, right or wrong. From is where the caller says they are and
	// on what, for signins.ParsePlace.
	Ticket       string
	Verification call.Verification
	From         string
	// Case is the result of the last check of them against the rules that succeeded.
	Case call.Case
	// Draft is that of the last pass issued in the call, Issued whether there is one.
	Draft  pass.Draft
	Issued bool
	// Challenge is the security questions of this call, nil before they were asked for.
	Challenge *call.Challenge

	at time.Time
}

// Place returns where the caller says they are, and nothing where it was typed wrong.
func (s Said) Place() signins.Place {
	p, _ := signins.ParsePlace(s.From)
	return p
}

// Hour is the journal's last hour.
type Hour struct {
	Records []journal.Record
	Pace    call.Pace
	// Counted reports whether it has been read, Fault why it could not be.
	Counted bool
	Fault   error
}

// Reveal is the result of showing the value of a pass created here.
type Reveal struct {
	// Record is of the creation in the journal.
	Record journal.Record
	// PassID is the pass whose reveal is over, zero before that; Revealed reports whether its value was ever on the
	// screen.
	PassID   text.Key
	Revealed bool
}

// Question is what is asked of the operator, and then of Graph. It belongs to one confirmation; the zero Question asks
// nothing.
type Question struct {
	// Draft is of a pass to be created, nil if there is none; Checked is the result of checking it.
	Draft   *pass.Draft
	Checked pass.Checked
	// Pass is one to be deleted, which Graph listed last at SeenAt, UTC; nil else.
	Pass   *pass.Pass
	SeenAt time.Time
	// Grounds are what it is done for, nil until they have been checked against the rules.
	Grounds *call.Case
	// Contains means that a deletion stops an impostor: nothing is demanded of the call for it.
	Contains bool
	// Overridden is the verdict's objection when the operator chose to go on; empty if there was none.
	Overridden string
}

// grounds are what it is done for, as far as that is known.
func (q Question) grounds() call.Case {
	if q.Grounds == nil {
		return call.Case{}
	}
	return *q.Grounds
}

// Copy returns the call as it is now, for a command: nothing that Update changes is shared.
func (c *Call) Copy() Call {
	out := *c
	out.said.Challenge = nil // its answers are tried in Update
	return out
}

// Said returns what was said in the call, nothing once it is over.
func (c *Call) Said(now time.Time) Said {
	if c.over(now) {
		return Said{}
	}
	return c.said
}

func (c *Call) over(now time.Time) bool { return !c.said.at.IsZero() && now.Sub(c.said.at) >= Kept }

// say returns what was said, to be added to.
func (c *Call) say(now time.Time) *Said {
	if c.said.at.IsZero() || c.over(now) {
		c.said = Said{at: now}
	}
	return &c.said
}

// Told takes the ticket and the verification as typed in a form, right or wrong.
func (c *Call) Told(number string, how call.Verification, now time.Time) {
	s := c.say(now)
	s.Ticket, s.Verification = number, how
}

// ComesFrom takes where the caller says they are and on what, as typed in a form.
func (c *Call) ComesFrom(place string, now time.Time) { c.say(now).From = place }

// Verified takes grounds that were checked against the rules.
func (c *Call) Verified(grounds call.Case, now time.Time) { c.say(now).Case = grounds }

// hangUp takes that the call is over, or that its caller is an impostor: who was verified in it is not known to be who
// is on the phone next.
func (c *Call) hangUp(now time.Time) {
	s := c.say(now)
	s.Verification, s.Case.Verification, s.Challenge = call.Verification{}, "", nil
}

// HasTicket takes the ticket that the operator came with.
func (c *Call) HasTicket(number string, now time.Time) {
	if number != "" {
		c.say(now).Ticket = number
	}
}

// FoundBeside takes who else with the same name was found.
func (c *Call) FoundBeside(alike person.Alike) { c.Alike = alike }

// Challenged takes the security questions that are put to the caller.
func (c *Call) Challenged(asked *call.Challenge, now time.Time) { c.say(now).Challenge = asked }

// ToIssue asks whether to issue a pass, on grounds that were checked against the rules.
func (c *Call) ToIssue(draft pass.Draft, checked pass.Checked, grounds call.Case, now time.Time) Question {
	c.Verified(grounds, now)
	return Question{Draft: &draft, Checked: checked, Grounds: &grounds}
}

// ToDelete asks whether to delete a pass that Graph listed last at seenAt, UTC, on what was said in the call already.
func (c *Call) ToDelete(p pass.Pass, seenAt, now time.Time) Question {
	grounds := c.Said(now).Case
	return Question{Pass: &p, SeenAt: seenAt, Grounds: &grounds}
}

// Issued takes a pass that Graph created.
func (c *Call) Issued(q Question, o Outcome, now time.Time) {
	s, p := c.say(now), o.Issued.Pass
	s.Draft, s.Issued = *q.Draft, true
	c.Created, c.createdAt, c.missing = &p, now, pass.Absence{}
	c.Deleted, c.Inquiry, c.Refused = nil, nil, nil
	c.Reveal = Reveal{Record: o.Record}
}

// Shown takes the result of the reveal of a pass created here.
func (c *Call) Shown(passID text.Key, revealed bool) {
	c.Reveal.PassID, c.Reveal.Revealed = passID, revealed
}

// Removed takes the deletion of a pass that Graph confirmed.
func (c *Call) Removed(p pass.Pass, now time.Time) {
	c.say(now)
	c.Deleted, c.Created, c.Inquiry, c.Refused = &p, nil, nil, nil
}

// Unsettled takes a write whose outcome is unknown.
func (c *Call) Unsettled(q Inquiry, now time.Time) {
	c.say(now)
	c.Inquiry = &q
	if q.Finding() == pass.Gone && c.Created != nil && c.Created.ID == q.Target {
		c.Created = nil
	}
}

// WasRefused takes why a write was not done.
func (c *Call) WasRefused(why *fault.Fault) { c.Refused = why }

// Watched takes a pass as a watch saw it last, its use, and the methods that were registered since.
func (c *Call) Watched(w watch.Watch) {
	p := w.Pass()
	if use, used := w.Use(); used {
		uses := map[text.Key]watch.Event{}
		maps.Copy(uses, c.uses)
		uses[p.ID], c.uses = use, uses
	}
	if c.Created != nil && c.Created.ID == p.ID {
		c.Created = &p
	}
	if c.Dossier == nil {
		return
	}
	d := *c.Dossier
	for _, m := range w.Enrolled() {
		if !slices.ContainsFunc(d.Methods, func(known person.Method) bool { return known.ID == m.ID }) {
			d.Methods = append(slices.Clone(d.Methods), m)
		}
	}
	c.Dossier = &d
}

// Use returns the use of a pass that a watch saw in this call, nil where it saw none.
func (c *Call) Use(id text.Key) *watch.Event {
	if use, seen := c.uses[id]; seen {
		return &use
	}
	return nil
}

// HasPast takes what the journal has about earlier passes, if nothing is known about them yet.
func (c *Call) HasPast(records []journal.Record) {
	if c.Past.Records == nil {
		c.Past.Records = records
	}
}

// Audited takes what Entra's audit log has, read at an instant, UTC.
func (c *Call) Audited(events []audit.Event, at time.Time) {
	c.Past.Events, c.Past.ReadAt, c.Unaudited = events, at, nil
}

// Pass is the one that is listed, as far as is known: what Graph lists, unless Graph's own answer to a write is newer.
func (c *Call) Pass() *pass.Pass {
	var listed *pass.Pass
	if c.Dossier != nil {
		listed = c.Dossier.Pass
	}
	if c.Deleted != nil && listed != nil && listed.ID == c.Deleted.ID {
		listed = nil
	}
	if c.Behind() {
		return c.Created
	}
	return listed
}

// SeenAt returns when Graph last listed the Pass, UTC.
func (c *Call) SeenAt() time.Time {
	if c.Dossier == nil || c.Behind() {
		return c.Created.CreatedDateTime
	}
	return c.Dossier.ReadAt
}

// Behind reports whether the list is older than the pass created here.
func (c *Call) Behind() bool {
	if c.Created == nil {
		return false
	}
	return c.Dossier == nil || c.Dossier.Pass == nil ||
		(c.Dossier.Pass.ID != c.Created.ID && !c.Dossier.Pass.CreatedDateTime.After(c.Created.CreatedDateTime))
}

// caughtUp drops the answer to a create once the list has the pass too, or the pass is gone again.
func (c *Call) caughtUp() {
	switch {
	case c.Created == nil || c.Dossier.PassFault != nil:
	case c.Behind():
		c.missing = c.missing.Missed(c.Dossier.ReadAt)
		if c.missing.Settled(c.createdAt) {
			c.Created = nil
		}
	default:
		c.Created = nil
	}
}

// NextRead returns how long to wait until reading the person again may show whether the pass created here is gone; 0
// when it may not.
func (c *Call) NextRead() time.Duration {
	if c.Created == nil {
		return 0
	}
	return c.missing.Next(c.createdAt)
}

// Unseen reports whether the value of a pass created here was never shown.
func (c *Call) Unseen(id text.Key) bool {
	return c.Reveal.PassID == id && !id.IsZero() && !c.Reveal.Revealed
}

// Draws reports whether the dossier agrees with the passes listed since.
func (c *Call) Draws(listed []pass.Pass) bool {
	if c.Dossier == nil || c.Dossier.Pass == nil || len(listed) == 0 {
		return c.Dossier != nil && c.Dossier.Pass == nil && len(listed) == 0
	}
	return c.Dossier.Pass.ID == listed[0].ID
}

// IssuedHere returns the last pass that this desk created for the person, or the listed one if it is among them.
func (c *Call) IssuedHere() (w journal.Write, found bool) {
	for _, one := range journal.Writes(c.Past.Records) {
		if one.Outcome == nil || one.Outcome.Operation != journal.Create || one.Outcome.Result != journal.Done {
			continue
		}
		if p := c.Pass(); found && p != nil && w.Outcome.PassID == p.ID.Wire() {
			continue
		}
		w, found = one, true
	}
	return w, found
}
