package unfinished

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/text"
	"tapdesk/ui/fx/fxtest"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// rig is what needs attention after a console was killed: Ann's pass, which was created and perhaps not seen, and a
// request for Bea that has no answer. Graph lists Ann's pass alone.
type rig struct {
	desk.Graph
	desk.Journal
	*Screen
	clock   *clock.Manual
	records []journal.Record
	kept    []journal.Record
	other   *journal.Console // has Ann's pass on its screen
	went    []tea.Msg
}

func (r *rig) PassesOf(_ context.Context, ids []text.Key) ([]pass.Listed, error) {
	out := make([]pass.Listed, len(ids))
	for n, id := range ids {
		out[n] = pass.Listed{PersonID: id, ReadAt: r.clock.Now()}
		if id.Wire() == "ann" {
			out[n].Passes = []pass.Pass{{
				ID: text.NewKey("p1"), CreatedDateTime: r.clock.Now().Add(-time.Hour), LifetimeInMinutes: 120, IsUsable: true,
			}}
		}
	}
	return out, nil
}

func (r *rig) Records(time.Time, ...func(journal.Record) bool) ([]journal.Record, error) {
	return nil, nil
}

func (r *rig) Keep(one journal.Record) error {
	r.kept = append(r.kept, one)
	r.records = append(r.records, one)
	return nil
}

func (r *rig) Unfinished(tenant string) ([]journal.Write, error) {
	writes := journal.Unfinished(r.records, tenant, func(string) bool { return false })
	if r.other != nil {
		writes[0].Elsewhere = r.other
	}
	return writes, nil
}

// newRig opens the screen and lets Graph be asked.
func newRig(other *journal.Console) *rig {
	r := &rig{clock: fxtest.Clock(), other: other}
	at := r.clock.Now().Add(-time.Hour)
	intent := journal.Record{
		Kind: journal.Intent, Time: at, AskedDateTime: at, Write: "w1", Operation: journal.Create, TenantID: "tenant",
		Person: journal.Party{ID: "ann", UserPrincipalName: "ann@sandbox.example"},
	}
	created := intent
	created.Kind, created.Result, created.Status = journal.Outcome, journal.Done, 201
	created.PassID, created.CreatedDateTime = "p1", at
	lost := intent
	lost.Write, lost.Person = "w2", journal.Party{ID: "bea", UserPrincipalName: "bea@sandbox.example"}
	r.records = []journal.Record{intent, created, lost}
	d := desk.New(desk.Options{Graph: r, Journal: r, HasTAP: true, Now: r.clock.Now, Clock: r.clock, Zone: time.UTC})
	env := fxtest.Env(r.clock, &r.went)
	writes, _ := r.Unfinished("tenant")
	r.Screen = New(env, d, r, nav.Unfinished{Writes: writes})
	r.Update(kit.Size{Width: 80, Height: 20})
	r.Update(r.Init()())
	return r
}

var keys = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp},
}

// press presses keys as the root does: one that is off does not reach the screen. What the journal is asked is
// answered; Graph and the timers are left alone.
func (r *rig) press(names ...string) (off string) {
	for _, name := range names {
		msg, ok := keys[name]
		if !ok {
			msg = tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
		}
		for _, k := range r.Keys() {
			if k.Off != "" && kit.Press(msg, k.Binding) {
				return "off: " + k.Off
			}
		}
		if cmd := r.Update(msg); cmd != nil && r.read.Pending() {
			r.Update(cmd())
		}
	}
	return ""
}

// did says where the screen asked to go and what it wrote into the journal, or what it does.
func (r *rig) did() string {
	var out []string
	for _, one := range r.kept {
		out = append(out, string(one.Kind)+" "+one.Person.ID)
	}
	for _, msg := range r.went {
		switch msg := msg.(type) {
		case nav.Say:
			out = append(out, "says: "+msg.Text)
		case nav.Pop:
			out = append(out, "back")
		case nav.Push:
			switch to := msg.To.(type) {
			case nav.ConfirmDelete:
				out = append(out, "asks to delete "+to.Question.Pass.ID.Wire()+" of "+to.Call.Person.ID.Wire())
			case nav.Person:
				out = append(out, "person "+to.Call.Person.ID.Wire())
				if to.Issue {
					out = append(out, "form")
				}
			}
		}
	}
	if r.inquiring.Pending() {
		out = append(out, "looking")
	}
	if r.ending != "" {
		out = append(out, "asks for e again")
	}
	return strings.Join(out, ", ")
}

// TestKeys holds what each key leads to, or why it is off, for the write that is selected.
func TestKeys(t *testing.T) {
	other := &journal.Console{Session: "s2"}
	broken := func(r *rig) { r.desk.JournalTrouble("disk full") }
	for _, c := range []struct {
		name   string
		other  *journal.Console
		before func(*rig)
		keys   string
		want   string
	}{
		{"a pass", nil, nil, "d", "asks to delete p1 of ann"},
		{"a pass", nil, nil, "i", "person ann, form"},
		{"a pass", nil, nil, "enter", "person ann"},
		{"a pass", nil, nil, "x", "settled ann, looking"},
		{"a pass", nil, nil, "l", "looking"},
		{"a pass", nil, nil, "l l", "off: already checking"},
		{"a pass", nil, nil, "e", ""},
		{"a pass", nil, nil, "y", ""},
		{"a lost answer", nil, nil, "down d", "off: no pass is known to exist: check again"},
		{"a lost answer", nil, nil, "down i", "person bea, form"},
		{"a lost answer", nil, nil, "down enter", "person bea"},
		{"a lost answer", nil, nil, "down x", "settled bea, looking"},
		{"back at the first", nil, nil, "down up enter", "person ann"},
		{"both", nil, nil, "x x", "settled ann, settled bea, back, looking"},
		{"no journal", nil, broken, "d", "off: the journal cannot be written: disk full"},
		{"no journal", nil, broken, "i", "off: the journal cannot be written: disk full"},
		{"no journal", nil, broken, "enter", "person ann"},
		{"another console has it", other, nil, "d", ""},
		{"another console has it", other, nil, "i", ""},
		{"another console has it", other, nil, "x", ""},
		{"another console has it", other, nil, "enter", "person ann"},
		{"another console has it", other, nil, "e", "asks for e again"},
		{"another console has it", other, nil, "e y", ""},
		{"another console has it", other, nil, "e down", ""},
		{"another console has it", other, nil, "e e", "says: the other console has not recorded its process id, " +
			"so it cannot be ended from here"},
	} {
		r := newRig(c.other)
		if c.before != nil {
			c.before(r)
		}
		got := r.press(strings.Fields(c.keys)...)
		if got == "" {
			got = r.did()
		}
		if got != c.want {
			t.Errorf("%s: %s leads to %q, want %q", c.name, c.keys, got, c.want)
		}
	}
}

// TestARefusedDeletionIsShown when it comes back, until the next key.
func TestARefusedDeletionIsShown(t *testing.T) {
	r := newRig(nil)
	r.press("d")
	to := r.went[0].(nav.Push).To.(nav.ConfirmDelete)
	to.Call.WasRefused(&fault.Fault{Kind: fault.Denied, What: "delete the pass", Status: 403})
	r.Update(nav.Returned{})
	shown := func() bool {
		return slices.ContainsFunc(r.Frame(kit.Size{Width: 80, Height: 40}).Lines, func(line string) bool {
			return strings.Contains(line, "could not delete the pass")
		})
	}
	if !shown() {
		t.Error("the refusal is not shown after the confirmation, want it shown")
	}
	r.press("down")
	if shown() {
		t.Error("the refusal is still shown after another key, want it gone")
	}
}
