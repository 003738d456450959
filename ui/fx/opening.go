package fx

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/person"
	"tapdesk/ui/kit"
)

// Opening lets a screen read the person of a call for a verdict: it reads the person, asks about the groups that the
// answer names, and asks again for anything that a failure withheld. Set Desk before use. Use it from Update only.
type Opening struct {
	Desk *desk.Desk
	// Alone leaves the groups out.
	Alone bool

	read   Slot[person.Dossier]
	rest   Slot[person.Dossier]
	groups Slot[person.Memberships]
	again  bool // ask about the groups even if the answer is known
}

// Read reads the person. An answer up to maxAge old is good enough; 0 always asks.
func (o *Opening) Read(e Env, c *desk.Call, maxAge time.Duration) tea.Cmd {
	id := c.Person.ID
	cmd := o.read.Read(e, func(ctx context.Context) (person.Dossier, error) { return o.Desk.Open(ctx, id, maxAge) })
	o.tell(c)
	return cmd
}

// Again reads the person and their groups now, for an operator who wants the current state.
func (o *Opening) Again(e Env, c *desk.Call) tea.Cmd {
	o.again = true
	return o.Read(e, c, 0)
}

// Pending reports whether the person is being read.
func (o *Opening) Pending() bool { return o.read.Pending() }

// Cancel stops reading the person.
func (o *Opening) Cancel(c *desk.Call) {
	o.read.Cancel()
	o.tell(c)
}

// Take takes an answer. It returns what to do next, whether reading the person has ended (with or without success), and
// whether the message was one of these answers.
func (o *Opening) Take(e Env, c *desk.Call, msg tea.Msg) (next tea.Cmd, opened, ok bool) {
	if a, ok := o.read.Take(msg); ok {
		if a.Err != nil {
			c.NotOpened(kit.AsFault(a.Err, "open the person"))
		} else {
			c.Opened(a.Value)
		}
		return o.Ask(e, c), true, true
	}
	if a, ok := o.rest.Take(msg); ok {
		if a.Err != nil {
			o.tell(c)
			return nil, false, true
		}
		c.Opened(a.Value)
		return o.Ask(e, c), true, true
	}
	a, ok := o.groups.Take(msg)
	if ok {
		c.InGroups(a.Value, kit.AsFault(a.Err, "read the person's memberships"))
		o.tell(c)
	}
	return nil, false, ok
}

// Ask asks about the groups that matter for the person if that is not known, and for anything that the dossier lacks if
// asking again may help.
func (o *Opening) Ask(e Env, c *desk.Call) tea.Cmd {
	cmds := []tea.Cmd{o.askGroups(e, c)}
	if o.rest.Cancel(); c.Dossier != nil && c.Dossier.Again {
		d := *c.Dossier
		cmds = append(cmds, o.rest.Read(e, func(ctx context.Context) (person.Dossier, error) {
			return o.Desk.Complete(ctx, d)
		}))
	}
	o.tell(c)
	return tea.Batch(cmds...)
}

func (o *Opening) askGroups(e Env, c *desk.Call) tea.Cmd {
	groups, maxAge := o.Desk.Facts(c, desk.Question{}).Groups(), desk.GroupsFresh
	switch {
	case o.Alone:
		return nil
	case o.again:
		o.again, maxAge = false, 0
	case c.KnowsGroups(groups, e.Now()), o.groups.Pending() && c.AskedOf(groups):
		return nil
	}
	o.groups.Cancel()
	c.AsksGroups(groups, e.Now())
	if len(groups) == 0 {
		return nil
	}
	id := c.Person.ID
	return o.groups.Read(e, func(ctx context.Context) (person.Memberships, error) {
		return o.Desk.Memberships(ctx, id, groups, maxAge)
	})
}

// tell records in the call what is being read.
func (o *Opening) tell(c *desk.Call) {
	c.Waits(o.read.Pending() || o.rest.Pending(), o.groups.Pending())
}
