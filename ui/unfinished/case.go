package unfinished

import (
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/clean"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/ui/kit"
)

// item is a write without an end, and what Graph says of it now.
type item struct {
	write journal.Write
	state journal.State
	// inquiry looks into a write whose outcome is unknown; looked is the last look at any, nil before the first.
	// missing are the looks that did not have a pass which Graph's answer told of.
	inquiry pass.Inquiry
	looked  *pass.Listed
	missing pass.Absence
}

// newItem takes a write from the journal. Its console is known to be dead, or it would not be unfinished.
func newItem(w journal.Write) item {
	i := item{write: w, state: w.State(func(string) bool { return false })}
	r := w.About()
	asked := r.AskedDateTime
	if asked.IsZero() { // the intent is older than what the journal holds
		asked = r.Time
	}
	ended := over(w, asked)
	done := w.Outcome != nil && w.Outcome.Status/100 == 2 // and then the answer broke off
	if r.Operation == journal.Delete {
		i.inquiry = pass.NewDeleteInquiry(asked, ended, clean.NewKey(r.PassID), done)
		return i
	}
	var before *pass.Pass
	if r.Replaces != "" {
		before = &pass.Pass{ID: clean.NewKey(r.Replaces)}
	}
	i.inquiry = pass.NewInquiry(asked, ended, before, done)
	i.inquiry.MaybeSeen = w.Outcome == nil
	return i
}

// over is when a request that was sent at asked had ended, zero where nobody saw its end. The journal's own times are
// of the machine's clock: between two records they still say how long it took.
func over(w journal.Write, asked time.Time) time.Time {
	switch {
	case w.Outcome == nil:
		return time.Time{}
	case w.Intent == nil:
		return asked
	}
	return asked.Add(max(0, w.Outcome.Time.Sub(w.Intent.Time)))
}

// next is how long to wait until another look may change what is known; 0 when none may.
func (i item) next() time.Duration {
	if i.known() {
		return i.missing.Next(i.inquiry.EndedAt)
	}
	return i.inquiry.NextLook()
}

// person is whom it concerns, as far as the journal knows.
func (i item) person() person.Person {
	p := i.write.About().Person
	return person.Person{ID: clean.NewKey(p.ID), UserPrincipalName: clean.NewKey(p.UserPrincipalName)}
}

// look takes what Graph lists.
func (i item) look(l pass.Listed, now time.Time) item {
	i.looked = &l
	if l.Fault != nil {
		i.inquiry = i.inquiry.Failed(now)
		return i
	}
	i.inquiry = i.inquiry.Look(l.Passes, l.ReadAt)
	i.missing = i.missing.Missed(l.ReadAt)
	if i.pass() != nil {
		i.missing = pass.Absence{}
	}
	return i
}

// past is what the journal knows of where the pass came from.
func (i item) past() audit.Provenance {
	if i.write.Outcome == nil {
		return audit.Provenance{}
	}
	return audit.Provenance{Records: []journal.Record{*i.write.Outcome}}
}

// known says that the journal holds the id of the pass: Graph answered the create.
func (i item) known() bool {
	return i.state == journal.NeverRevealed || i.state == journal.MaybeSeen || i.state == journal.InSight
}

// pass is the one that can be deleted: the one the journal knows, while it is listed, or the one found to answer an unknown outcome.
func (i item) pass() *pass.Pass {
	switch {
	case i.looked == nil:
		return nil
	case i.known(), i.inquiry.Delete:
		id := clean.NewKey(i.write.About().PassID)
		if o := i.write.Outcome; i.known() && o != nil {
			id = clean.NewKey(o.PassID)
		}
		for _, p := range i.looked.Passes {
			if p.ID == id {
				return &p
			}
		}
		return nil
	}
	return i.inquiry.Found()
}

// lines draw it: whom it concerns, what was asked for, what the journal knows and what Graph says.
func (i item) lines(c kit.Clock, width int) []string {
	r := i.write.About()
	out := kit.Row("For", r.Person.UserPrincipalName, width)
	out = append(out, kit.Row("Object id", r.Person.ID, width)...)
	out = append(out, kit.Row("Asked", i.asked(c), width)...)
	if other := i.write.Elsewhere; other != nil {
		return append(out, kit.Row("Console", kit.Warn(i.held(*other, c)), width)...)
	}
	out = append(out, kit.Row("Journal", kit.Warn(i.journal()), width)...)
	if i.looked == nil {
		return append(out, kit.Row("Graph", "looking...", width)...)
	}
	return append(out, kit.Row("Graph", i.graph(c), width)...)
}

func (i item) asked(c kit.Clock) string {
	r := i.write.About()
	what := "to create a pass"
	if r.Operation == journal.Delete {
		what = "to delete the pass"
	}
	if r.LifetimeInMinutes != nil {
		what += " of " + pass.Length(*r.LifetimeInMinutes)
	}
	if r.Ticket != "" {
		what += ", ticket " + clean.Line(r.Ticket)
	}
	return what + ", " + c.Both(r.Time)
}

// held says which other console holds the pass, and whether it was on the screen there.
func (i item) held(other journal.Console, c kit.Clock) string {
	holds := " holds the pass; the journal does not tell whether its value was seen"
	if i.write.Begin != nil {
		holds = " has the pass on its screen"
	}
	return OtherConsole(other, c) + holds
}

// OtherConsole names another console of the operator's: where it was opened from, and since when.
func OtherConsole(other journal.Console, c kit.Clock) string {
	text := "another console of yours"
	switch {
	case other.SSHClient != "":
		text += ", from " + other.SSHClient
	case other.Host != "":
		text += ", on " + other.Host
	}
	if !other.Since.IsZero() {
		text += " since " + pass.Local(other.Since, c.Zone, c.Now)
	}
	return text + ","
}

// journal says what the journal knows, and no more.
func (i item) journal() string {
	switch {
	case i.state == journal.NeverRevealed:
		return "never revealed: Graph created the pass, and nobody saw its value"
	case i.state == journal.MaybeSeen:
		return "Graph created the pass; the journal does not tell whether its value was seen"
	case i.state == journal.InSight && i.write.End != nil:
		return "the pass was in sight and then wiped (" + clean.Line(i.write.End.Reason) + "): whether it was read out is not known"
	case i.state == journal.InSight:
		return "the pass came into sight, and no end of that was recorded: whether it was read out is not known"
	case i.write.Outcome == nil:
		return "outcome unknown: the console ended before it had Graph's answer, or before it could record it"
	case i.write.Outcome.Status/100 == 2:
		return "Graph carried it out, and its answer broke off"
	}
	return "outcome unknown: Graph's answer was lost"
}

// graph says what Graph lists now.
func (i item) graph(c kit.Clock) string {
	if f := i.looked.Fault; f != nil {
		return "could not be asked: " + f.Reason() + "; " + f.Hint
	}
	if !i.known() {
		return i.inquiry.Sentence()
	}
	at := " (as of " + i.looked.ReadAt.In(c.Zone).Format("15:04:05") + ")"
	if p := i.pass(); p != nil {
		return "the pass is " + c.Standing(*p) + ", " + p.Uses() + at
	}
	told := "the pass is no longer listed"
	if !i.missing.Settled(i.inquiry.EndedAt) {
		told = "the pass is not listed; lists lag, so it is checked again at " +
			i.missing.From(i.inquiry.EndedAt).In(c.Zone).Format("15:04:05")
	}
	if len(i.looked.Passes) > 0 {
		told += "; another is, created " + c.Both(i.looked.Passes[0].CreatedDateTime)
	}
	return told + at
}
