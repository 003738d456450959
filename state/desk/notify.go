package desk

import (
	"cmp"
	"context"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/call"
	"tapdesk/state/call/command"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/situation"
	"tapdesk/state/text"
)

// notify has the site's program told what was done, or may have been. It waits for nothing. A failure is recorded, and
// told by NotNotified. What was read of the person goes along; nothing is read for it.
func (d *Desk) notify(c *Call, r journal.Record) {
	if d.Notifier == nil || r.Result == journal.Refused || r.Result == journal.NotSent {
		return
	}
	d.Notifier.Notify(d.notice(c, r), func(err error) {
		failed := r.Follow(journal.NotNotified)
		failed.Reason = err.Error()
		d.Journal.Post(failed)
		select {
		case d.untold <- err.Error():
		default: // the operator is about to be told of an earlier one
		}
	})
}

// NotNotified waits for the next notification that failed, and returns why.
func (d *Desk) NotNotified(ctx context.Context) (string, error) {
	select {
	case why := <-d.untold:
		return why, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// notice is what the site's program is told of a record.
func (d *Desk) notice(c *Call, r journal.Record) command.Notice {
	n := command.Notice{
		Version: 1, Operation: string(r.Operation), Result: string(cmp.Or(r.Result, journal.Done)), When: d.Now().UTC(),
		Write: r.Write, Person: PersonParty(c.Person), Operator: PersonParty(d.identity().Operator),
		Ticket: r.Ticket, Verification: r.Verification, Method: r.Method, SecurityContact: d.Site.SecurityContact,
	}
	if r.Reason == situation.Began(situation.Impostor) {
		n.Operation = string(situation.Impostor)
	}
	if r.Operation == journal.Create {
		n.LifetimeInMinutes, n.IsUsableOnce = r.LifetimeInMinutes, r.IsUsableOnce
		if !r.StartDateTime.IsZero() {
			n.StartDateTime = &r.StartDateTime
		}
	}
	if c.Dossier == nil {
		return n
	}
	n.Addresses = c.addresses(d.Now())
	if m := c.Dossier.Manager; m != nil {
		manager := PersonParty(*m)
		manager.Mail = string(m.Mail)
		n.Manager = &manager
	}
	return n
}

// PersonParty names somebody to a program of the site's.
func PersonParty(p person.Person) command.Party {
	return command.Party{ID: p.ID.Wire(), UserPrincipalName: p.UserPrincipalName.Wire(),
		DisplayName: string(p.DisplayName)}
}

// addresses are the stored addresses of the person, as they were read, and whether they were changed lately.
func (c *Call) addresses(now time.Time) []command.Address {
	all := []command.Address{}
	add := func(kind string, changed command.Changed, addresses ...text.Text) {
		for _, a := range addresses {
			if a != "" {
				all = append(all, command.Address{Kind: kind, Address: string(a), Changed: changed})
			}
		}
	}
	p := c.Dossier.Person
	add("mail", c.changed(audit.Mail, now), p.Mail)
	add("otherMails", c.changed(audit.OtherMails, now), p.OtherMails...)
	add("mobilePhone", c.changed(audit.Mobile, now), p.MobilePhone)
	add("businessPhones", c.changed(audit.Business, now), p.BusinessPhones...)
	for _, m := range c.Dossier.Methods {
		changed := command.NotChecked // a number may be replaced in a method that is older
		if now.Sub(m.CreatedDateTime) < call.Recent {
			changed = command.Yes
		}
		add("phoneMethod", changed, m.PhoneNumber)
		add("emailMethod", changed, m.EmailAddress)
	}
	return all
}

// changed reports whether Entra's audit log, where it was read, has a change of a property of the person lately.
func (c *Call) changed(field audit.Field, now time.Time) command.Changed {
	e, found := c.Past.Changed(c.Person.ID, field)
	switch {
	case c.Past.ReadAt.IsZero():
		return command.NotChecked
	case found && now.Sub(e.Time) < call.Recent:
		return command.Yes
	}
	return command.No
}

// settle records that a write whose answer was lost turned out to be done, and has that told.
func (d *Desk) settle(q Inquiry) {
	settled := q.Record.Follow(journal.Settled)
	settled.Result, settled.Reason = journal.Done, q.Sentence()
	_ = d.Journal.Keep(settled) // every screen shows its trouble
	d.notify(&Call{Person: person.Person{
		ID: q.Person(), UserPrincipalName: text.NewKey(q.Record.Person.UserPrincipalName),
	}}, settled)
}
