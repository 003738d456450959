package issue

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/signins"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
)

// caller is the part of a form that is about the call: the ticket, how the caller was verified, a note on that, and
// where they say they are. It starts with what was said about the same person a while ago.
type caller struct {
	env      fx.Env
	desk     *desk.Desk
	call     *desk.Call
	deletion bool
	// shown are the fields that are shown, in order; the note follows the way that needs one.
	hasTicket, hasWay, hasWhere bool
	ticket, note, where         kit.Field
	way                         call.Verification // as chosen; its detail counts for call-backs alone
	tried                       bool              // what is missing was asked for
	log                         fx.Audit          // tells when a number or the manager was changed
	before                      call.Verification // of an earlier form
	told                        bool              // how it went on is known, or in the journal
}

func newCaller(env fx.Env, d *desk.Desk, log fx.AuditLog, about *desk.Call, deletion bool) caller {
	said, rules := about.Said(env.Now()), d.Rules
	c := caller{
		env: env, desk: d, call: about, deletion: deletion, way: said.Verification, before: said.Verification,
		hasTicket: rules.WantsTicket() || said.Ticket != "", hasWay: rules.WantsWay(),
		hasWhere: d.Beta && !deletion, // only beta says where a pass was used, to compare it
		ticket:   kit.NewField(labelTicket, noTicket), note: kit.NewField(labelNote, noNote),
		where: kit.NewField(labelWhere, noWhere), log: fx.Audit{Log: log, Learned: d.Learned},
	}
	if rules.Example != "" {
		c.ticket.Hint = fmt.Sprintf(formatTicketLike, rules.Example)
	}
	c.ticket.Set(said.Ticket)
	c.where.Set(said.From)
	if c.way.Way == call.Other {
		c.note.Set(c.way.Detail)
	}
	return c
}

// keep remembers what was said, right or wrong, for the next form about the same person.
func (c *caller) keep() {
	c.call.Told(c.ticket.Value(), c.verification(), c.env.Now())
	if c.hasWhere {
		c.call.ComesFrom(c.where.Value(), c.env.Now())
	}
}

// verify reads when what the way rests on was changed last, where that can tell something.
func (c *caller) verify() tea.Cmd {
	if !c.hasWay || !c.way.Way.RestsOnRecord() {
		return nil
	}
	return c.log.Need(c.env, c.call)
}

// off says why the way that was chosen cannot be relied on yet.
func (c *caller) off() string {
	if c.hasWay && c.way.Way.RestsOnRecord() && c.log.Pending() {
		return offVerifying
	}
	return ""
}

// abandon records that the operator chose how to verify the caller, and left before that was done. Answers to the
// security questions have records of their own.
func (c *caller) abandon() {
	v, asked := c.verification(), c.call.Said(c.env.Now()).Challenge
	answered := v.Way == call.Blind && asked != nil && asked.Left() < call.Attempts
	choices := c.choices(c.desk.Subject(c.call))
	at := c.chosen(choices)
	if c.told || c.deletion || v.Way == "" || v == c.before || answered || at < 0 || choices[at].Off != "" {
		return
	}
	c.told = true
	c.desk.Note(journal.Record{
		Kind: journal.Unverified, Person: desk.PartyOf(c.call.Person), Ticket: c.ticket.Value(), Reason: call.Abandoned(v),
	})
}

// fields are those that are there now.
func (c *caller) fields() (shown []int) {
	if c.hasTicket {
		shown = append(shown, ticketField)
	}
	if c.hasWay {
		shown = append(shown, way)
	}
	if c.hasWay && c.way.Way == call.Other {
		shown = append(shown, note)
	}
	if c.hasWhere {
		shown = append(shown, where)
	}
	return shown
}

// typed changes the text of a field, and reports whether it did.
func (c *caller) typed(field int, msg tea.Msg) bool {
	switch field {
	case ticketField:
		return c.ticket.Update(msg)
	case note:
		return c.note.Update(msg)
	case where:
		return c.where.Update(msg)
	}
	return false
}

// choose goes to the next or the last choice before, and reports whether it did.
func (c *caller) choose(msg tea.KeyPressMsg, s call.Subject) bool {
	choices := c.choices(s)
	n, at := len(choices), c.chosen(choices)
	switch {
	case n == 0:
		return false
	case kit.Press(msg, kit.Left):
		at = (max(at, 0) + n - 1) % n
	case kit.Press(msg, kit.Choose):
		at = (at + 1) % n
	default:
		return false
	}
	c.way = choices[at].Verification
	return true
}

// choices are the ways of verifying the caller. A deletion, and a reset where somebody else is in the account, may do
// without a caller: an operator who stops something as a precaution has nobody on the phone.
func (c *caller) choices(s call.Subject) []call.Choice {
	choices, _ := c.desk.Rules.Choices(s)
	if c.deletion {
		choices = append(choices, call.Choice{Verification: call.Verification{Way: call.Nobody}, Text: call.Nobody.Words()})
	}
	return choices
}

// chosen is the place of what was chosen among the choices, -1 when it is not there.
func (c *caller) chosen(choices []call.Choice) int {
	return slices.IndexFunc(choices, func(o call.Choice) bool { return o.Is(c.way) })
}

// verification is what was chosen, with the note for the one way that has one.
func (c *caller) verification() call.Verification {
	v := c.way
	if v.Way == call.Other {
		v.Detail = c.note.Value()
	}
	return v
}

// checkTicket and checkWay return what travels on, or what is wrong.
func (c *caller) checkTicket() (string, error) { return c.desk.Rules.CheckTicket(c.ticket.Value()) }

func (c *caller) checkWay(s call.Subject) (string, error) {
	v := c.verification()
	switch {
	case !c.hasWay:
		return "", nil
	case c.deletion && v.Way == call.Nobody:
		return v.String(), nil
	}
	v, err := c.desk.Rules.CheckVerification(s, v)
	return v.String(), err
}

// result is the case for the journal, and false when something is missing or wrong.
func (c *caller) result(s call.Subject) (call.Case, bool) {
	number, noTicket := c.checkTicket()
	how, noWay := c.checkWay(s)
	return call.Case{Ticket: number, Verification: how}, noTicket == nil && noWay == nil
}

// remark is what is wrong with a field, or worth a word.
func (c *caller) remark(field int, s call.Subject) pass.Remark {
	switch field {
	case ticketField:
		number, err := c.checkTicket()
		switch {
		case err != nil:
			return pass.Remark{Text: err.Error(), Wrong: true}
		case number != c.ticket.Value():
			return pass.Remark{Text: fmt.Sprintf(formatTakenAs, number)}
		}
	case way:
		if _, err := c.checkWay(s); err != nil && c.way.Way != call.Other {
			return pass.Remark{Text: err.Error(), Wrong: true}
		}
	case note:
		if _, err := c.checkWay(s); err != nil {
			return pass.Remark{Text: err.Error(), Wrong: true}
		}
	case where:
		place, err := signins.ParsePlace(c.where.Value())
		switch {
		case err != nil:
			return pass.Remark{Text: err.Error(), Wrong: true}
		case place.Said() != c.where.Value():
			return pass.Remark{Text: fmt.Sprintf(formatTakenAs, place.Said())}
		}
	}
	return pass.Remark{}
}

// quiet reports whether what is wrong with a field is only that nothing was said yet, and nobody has asked.
func (c *caller) quiet(field int) bool {
	empty := field == ticketField && c.ticket.Value() == "" || field == way && c.way.Way == "" ||
		field == note && c.note.Value() == ""
	return empty && !c.tried
}

// missing says that something is wrong with the caller's fields, once Enter has been pressed on them; empty if nothing
// is.
func (c *caller) missing(s call.Subject) string {
	for _, field := range c.fields() {
		if r := c.remark(field, s); r.Wrong && !c.quiet(field) && field != where {
			return callLacks
		}
	}
	return ""
}

// below returns the lines under a field.
func (c *caller) below(field int, s call.Subject) (lines []string) {
	if c.remark(field, s).Wrong && c.quiet(field) {
		return []string{required}
	}
	if text := c.remark(field, s).Text; text != "" {
		lines = append(lines, text)
	}
	choices := c.choices(s)
	if at := c.chosen(choices); field == way && at >= 0 && choices[at].Off == "" {
		lines = append(lines, choices[at].Below...)
	}
	return lines
}

// line draws a field and returns the position of its cursor.
func (c *caller) line(field, width int, s call.Subject) (string, int) {
	switch field {
	case ticketField:
		return c.ticket.Draw(kit.LabelWidth, width)
	case note:
		return c.note.Draw(kit.LabelWidth, width)
	case where:
		return c.where.Draw(kit.LabelWidth, width)
	}
	label := kit.Pad(labelCaller, kit.LabelWidth) + "  "
	choices := c.choices(s)
	at := c.chosen(choices)
	if at < 0 {
		return label + kit.Faint(kit.Cut(fmt.Sprintf(formatUnverified, len(choices)),
			width-kit.Width(label))), kit.Width(label)
	}
	of := fmt.Sprintf(formatWayOf, at+1, len(choices))
	return label + "[" + kit.Cut(choices[at].Text, width-kit.Width(label)-len(of)-2) + "]" + of, kit.Width(label)
}
