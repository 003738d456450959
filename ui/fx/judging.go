package fx

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/state/verdict"
)

// Further reads what a verdict needs beyond the first reading of a person; desk.Dossiers does.
type Further interface {
	// Memberships says which of some groups hold the person.
	Memberships(ctx context.Context, id text.Key, groups []string, maxAge time.Duration) (person.Memberships, error)
	// Complete asks again for what the first reading did not bring.
	Complete(ctx context.Context, d person.Dossier) (person.Dossier, error)
}

// Judging is a screen's part in a verdict on one person: it asks about their groups, once what was read names some, and
// again for what trouble withheld, and puts the facts together. The zero Judging is ready. It is used from Update
// alone, but for Facts, which also draws.
type Judging struct {
	slot  Slot[person.Memberships]
	rest  Slot[person.Dossier]
	begun bool // what was read, or why it could not be, is known
	asked []string
	got   *person.Memberships
	fault *fault.Fault
	anew  bool
}

// groupsFresh is how old an answer about somebody's groups may be: opening the form of a person whose screen was just read asks nothing.
const groupsFresh = 5 * time.Minute

// Ask asks about the groups that matter for the person, where that has not been asked already, and again for what the
// dossier lacks where that is worth it. The dossier may hold no more than the person.
func (j *Judging) Ask(e Env, d person.Dossier) tea.Cmd {
	j.begun = true
	if j.rest.Cancel(); !d.Again {
		return j.askGroups(e, d)
	}
	rest := j.rest.Read(e, func(ctx context.Context) (person.Dossier, error) { return e.Further.Complete(ctx, d) })
	return tea.Batch(j.askGroups(e, d), rest)
}

func (j *Judging) askGroups(e Env, d person.Dossier) tea.Cmd {
	groups := e.World.Facts(d).Groups()
	if slices.Equal(groups, j.asked) && j.fault == nil {
		return nil
	}
	j.slot.Cancel()
	j.asked, j.got, j.fault = groups, nil, nil
	if len(groups) == 0 {
		return nil
	}
	id, maxAge := d.Person.ID, groupsFresh
	if j.anew {
		j.anew, maxAge = false, 0
	}
	return j.slot.Read(e, func(ctx context.Context) (person.Memberships, error) {
		return e.Further.Memberships(ctx, id, groups, maxAge)
	})
}

// Again has the next Ask ask anew, for when the operator wants to know how things stand now.
func (j *Judging) Again() { j.asked, j.anew = nil, true }

// Rest takes the person as they are with what was asked for again: the screen takes it in place of the dossier it has.
func (j *Judging) Rest(msg tea.Msg) (d person.Dossier, ok bool) {
	a, ok := j.rest.Take(msg)
	return a.Value, ok && a.Err == nil
}

// Take takes the answer about groups.
func (j *Judging) Take(msg tea.Msg) bool {
	a, ok := j.slot.Take(msg)
	if !ok {
		return false
	}
	if j.fault = fault.Of(a.Err); a.Err == nil {
		j.got = &a.Value
	} else if j.fault == nil {
		j.fault = &fault.Fault{Kind: fault.Broken, What: "read the person's memberships", Cause: a.Err}
	}
	return true
}

// Facts returns all that a verdict on the dossier rests on.
func (j *Judging) Facts(e Env, d person.Dossier) verdict.Facts {
	f := e.World.Facts(d)
	f.Memberships, f.MembershipsFault, f.Asking = j.got, j.fault, !j.begun || j.slot.Pending()
	f.Reading = !j.begun || j.rest.Pending()
	return f
}
