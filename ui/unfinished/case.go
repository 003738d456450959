package unfinished

import (
	"fmt"
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
	out := kit.Row(labelFor, r.Person.UserPrincipalName, width)
	out = append(out, kit.Row(labelObjectID, r.Person.ID, width)...)
	out = append(out, kit.Row(labelAsked, i.asked(c), width)...)
	if other := i.write.Elsewhere; other != nil {
		return append(out, kit.Row(labelConsole, kit.Warn(i.held(*other, c)), width)...)
	}
	out = append(out, kit.Row(labelJournal, kit.Warn(i.journal()), width)...)
	if !i.inquiry.Checked() {
		return append(out, kit.Row(labelGraph, checking, width)...)
	}
	return append(out, kit.Row(labelGraph, i.graph(c), width)...)
}

func (i item) asked(c kit.Clock) string {
	r := i.write.About()
	what := toCreate
	switch r.Operation {
	case journal.Delete:
		what = toDelete
	case journal.Revoke:
		what = toRevoke
	case journal.Remove:
		what = strings.Join(kit.NonEmpty(fmt.Sprintf(formatToRemove, text.Line(r.Method)), i.write.Place()), ", ")
	case journal.Block:
		what = toBlock
	case journal.Unblock:
		what = toUnblock
	case journal.Reset:
		what = toReset
	}
	if r.LifetimeInMinutes != nil {
		what = fmt.Sprintf(formatLasting, what, pass.Length(*r.LifetimeInMinutes))
	}
	if r.Ticket != "" {
		what = fmt.Sprintf(formatTicket, what, text.Line(r.Ticket))
	}
	return fmt.Sprintf(formatAskedAt, what, c.Both(r.Time))
}

// thing names what the write gave a value for, and made says that Graph gave it.
func (i item) thing() string {
	if i.write.About().Operation == journal.Reset {
		return thePassword
	}
	return thePass
}

func (i item) made() string {
	if i.write.About().Operation == journal.Reset {
		return madePassword
	}
	return madePass
}

// held says which other console holds the pass, and whether it was on the screen there.
func (i item) held(other journal.Console, c kit.Clock) string {
	format := formatUnseen
	if i.write.Begin != nil {
		format = formatOnScreen
	}
	return fmt.Sprintf(format, kit.OtherConsole(other, c), i.thing())
}

// journal says only what the journal knows.
func (i item) journal() string {
	switch {
	case i.state == journal.NeverRevealed:
		return fmt.Sprintf(formatNeverRevealed, i.made())
	case i.state == journal.MaybeSeen:
		return fmt.Sprintf(formatMaybeSeen, i.made())
	case i.state == journal.InSight && i.write.End != nil:
		return fmt.Sprintf(formatSeenWiped, i.thing(), text.Line(i.write.End.Reason))
	case i.state == journal.InSight:
		return fmt.Sprintf(formatSeenNoEnd, i.thing())
	case i.write.Outcome == nil:
		return noOutcome
	case i.write.Outcome.Status/100 == 2:
		return brokenOff
	}
	return answerLost
}

// graph says what Graph lists now.
func (i item) graph(c kit.Clock) string {
	listed := i.inquiry.Listed
	if f := listed.Fault; f != nil {
		return fmt.Sprintf(formatNotAsked, f.Reason(), f.Hint)
	}
	switch reset := i.write.About().Operation == journal.Reset; {
	case reset && i.known():
		return wasReset
	case reset, !i.known():
		return i.inquiry.Sentence()
	}
	at := listed.ReadAt.In(c.Zone).Format("15:04:05")
	if p := i.inquiry.Pass(); p != nil {
		return fmt.Sprintf(formatAsOf, fmt.Sprintf(formatPassIs, c.Standing(*p), p.Uses()), at)
	}
	told := noLongerListed
	if gone, from := i.inquiry.Missing(); !gone {
		told = fmt.Sprintf(formatNotListed, from.In(c.Zone).Format("15:04:05"))
	}
	if len(listed.Passes) > 0 {
		told = fmt.Sprintf(formatAnotherIs, told, c.Both(listed.Passes[0].CreatedDateTime))
	}
	return fmt.Sprintf(formatAsOf, told, at)
}
