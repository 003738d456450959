package unfinished

import (
	"strings"

	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/ui/kit"
)

// item is a write without an end, and what Graph says about it now.
type item struct {
	write   journal.Write
	state   journal.State
	inquiry desk.Inquiry
}

// newItem takes a write from the journal. Its console is known to be dead, or it would not be unfinished.
func newItem(w journal.Write) item {
	return item{write: w, state: w.State(func(string) bool { return false }), inquiry: desk.Reopen(w)}
}

// person returns whom the write is about, as far as the journal knows.
func (i item) person() person.Person {
	p := i.write.About().Person
	return person.Person{ID: text.NewKey(p.ID), UserPrincipalName: text.NewKey(p.UserPrincipalName)}
}

// records returns what the journal knows about the origin of the pass.
func (i item) records() []journal.Record {
	if i.write.Outcome == nil {
		return nil
	}
	return []journal.Record{*i.write.Outcome}
}

// known reports whether the journal has the id of the pass: Graph answered the request to create it.
func (i item) known() bool {
	return i.state == journal.NeverRevealed || i.state == journal.MaybeSeen || i.state == journal.InSight
}

// lines draws the item: whom it is about, what was asked for, what the journal knows and what Graph says.
func (i item) lines(c kit.Clock, width int) []string {
	r := i.write.About()
	out := kit.Row("For", r.Person.UserPrincipalName, width)
	out = append(out, kit.Row("Object id", r.Person.ID, width)...)
	out = append(out, kit.Row("Asked", i.asked(c), width)...)
	if other := i.write.Elsewhere; other != nil {
		return append(out, kit.Row("Console", kit.Warn(i.held(*other, c)), width)...)
	}
	out = append(out, kit.Row("Journal", kit.Warn(i.journal()), width)...)
	if !i.inquiry.Checked() {
		return append(out, kit.Row("Graph", "checking...", width)...)
	}
	return append(out, kit.Row("Graph", i.graph(c), width)...)
}

func (i item) asked(c kit.Clock) string {
	r := i.write.About()
	what := "to create a pass"
	switch r.Operation {
	case journal.Delete:
		what = "to delete the pass"
	case journal.Revoke:
		what = "to revoke the sign-in sessions"
	case journal.Remove:
		what = strings.Join(kit.NonEmpty("to remove the method "+text.Line(r.Method), i.write.Place()), ", ")
	case journal.Block:
		what = "to block the sign-in"
	case journal.Unblock:
		what = "to unblock the sign-in"
	case journal.Reset:
		what = "to reset the password"
	}
	if r.LifetimeInMinutes != nil {
		what += " of " + pass.Length(*r.LifetimeInMinutes)
	}
	if r.Ticket != "" {
		what += ", ticket " + text.Line(r.Ticket)
	}
	return what + ", " + c.Both(r.Time)
}

// thing names what the write gave a value for, and made says that Graph gave it.
func (i item) thing() string {
	if i.write.About().Operation == journal.Reset {
		return "password"
	}
	return "pass"
}

func (i item) made() string {
	if i.write.About().Operation == journal.Reset {
		return "reset the password"
	}
	return "created the pass"
}

// held says which other console holds the pass, and whether it was on the screen there.
func (i item) held(other journal.Console, c kit.Clock) string {
	holds := " holds a " + i.thing() + " that nobody has seen, as far as the journal tells"
	if i.write.Begin != nil {
		holds = " has the " + i.thing() + " on its screen"
	}
	return kit.OtherConsole(other, c) + holds
}

// journal says only what the journal knows.
func (i item) journal() string {
	switch {
	case i.state == journal.NeverRevealed:
		return "never revealed: Graph " + i.made() + ", and nobody saw its value"
	case i.state == journal.MaybeSeen:
		return "Graph " + i.made() + "; the journal does not say whether its value was seen"
	case i.state == journal.InSight && i.write.End != nil:
		return "the " + i.thing() + " was in sight and then wiped (" + text.Line(i.write.End.Reason) +
			"): whether it was read out is not known"
	case i.state == journal.InSight:
		return "the " + i.thing() + " was on the screen, and the journal has no end of that: whether it was read out is " +
			"not known"
	case i.write.Outcome == nil:
		return "outcome unknown: the console ended before it had Graph's answer, or before it could record it"
	case i.write.Outcome.Status/100 == 2:
		return "Graph carried it out, but its answer broke off"
	}
	return "outcome unknown: Graph's answer was lost"
}

// graph says what Graph lists now.
func (i item) graph(c kit.Clock) string {
	listed := i.inquiry.Listed
	if f := listed.Fault; f != nil {
		return "could not be asked: " + f.Reason() + "; " + f.Hint
	}
	switch reset := i.write.About().Operation == journal.Reset; {
	case reset && i.known():
		return "the password was reset; if nobody has it, reset it again on the person's screen"
	case reset, !i.known():
		return i.inquiry.Sentence()
	}
	at := " (as of " + listed.ReadAt.In(c.Zone).Format("15:04:05") + ")"
	if p := i.inquiry.Pass(); p != nil {
		return "the pass is " + c.Standing(*p) + ", " + p.Uses() + at
	}
	told := "the pass is no longer listed"
	if gone, from := i.inquiry.Missing(); !gone {
		told = "the pass is not listed; lists lag, so it is checked again at " + from.In(c.Zone).Format("15:04:05")
	}
	if len(listed.Passes) > 0 {
		told += "; another is, created " + c.Both(listed.Passes[0].CreatedDateTime)
	}
	return told + at
}
