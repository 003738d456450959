package log

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/text"
	"tapdesk/ui/fx/fxtest"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// rig is the log of a journal with three writes: a pass for Ann an hour ago, one for Bea that nobody knows the outcome
// of, and one for Cid a minute ago.
type rig struct {
	*Screen
	clock   *clock.Manual
	records []journal.Record
	broken  error // what reading the journal fails with
	asked   []text.Key
	went    []tea.Msg
}

func (r *rig) Records(time.Time, ...func(journal.Record) bool) ([]journal.Record, error) {
	return r.records, r.broken
}

func (r *rig) Alive(string) bool { return false }

func (r *rig) PassesOf(_ context.Context, ids []text.Key) ([]pass.Listed, error) {
	r.asked = ids
	return nil, nil
}

func newRig() *rig {
	r := &rig{clock: fxtest.Clock()}
	r.write("ann", "INC1", time.Hour, journal.Done)
	r.write("bea", "INC2", 2*time.Hour, journal.Unknown)
	r.write("cid", "INC3", time.Minute, journal.Done)
	d := desk.New(desk.Options{HasTAP: true, Now: r.clock.Now, Clock: r.clock, Zone: time.UTC})
	env := fxtest.Env(r.clock, &r.went)
	r.Screen = New(env, d, r, r)
	r.Update(kit.Size{Width: 80, Height: 20})
	return r
}

// write puts a write into the journal: its intent and its outcome, and that a pass was shown and closed.
func (r *rig) write(who, ticket string, ago time.Duration, result journal.Result) {
	at := r.clock.Now().Add(-ago)
	record := journal.Record{
		Kind: journal.Intent, Time: at, Write: "w-" + who, Operation: journal.Create, Ticket: ticket,
		Operator: journal.Party{UserPrincipalName: "opal@sandbox.example"},
		Person:   journal.Party{ID: who, UserPrincipalName: who + "@sandbox.example"},
	}
	outcome := record
	outcome.Kind, outcome.Result = journal.Outcome, result
	r.records = append(r.records, record, outcome)
	if result != journal.Done {
		return
	}
	last := &r.records[len(r.records)-1]
	last.PassID, last.CreatedDateTime, last.StartDateTime, last.LifetimeInMinutes = "p-"+who, at, at, new(int)
	*last.LifetimeInMinutes = 30
	shown := record
	shown.Kind, shown.Revealed, shown.Reason = journal.RevealEnd, new(bool), journal.ReasonClosed
	*shown.Revealed = true
	r.records = append(r.records, shown)
}

// read lets the journal be read, and Graph be asked about what is in it.
func (r *rig) read() *rig {
	cmd := r.Update(r.Init()())
	if batch, ok := cmd().(tea.BatchMsg); ok {
		r.Update(batch[1]())
	}
	return r
}

var keys = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "tab": {Code: tea.KeyTab}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp},
	"backspace": {Code: tea.KeyBackspace},
}

// press presses keys by name, or types what is no name.
func (r *rig) press(names ...string) {
	for _, name := range names {
		if msg, ok := keys[name]; ok {
			r.Update(msg)
			continue
		}
		for _, letter := range name {
			r.Update(tea.KeyPressMsg{Code: letter, Text: string(letter)})
		}
	}
}

// goes says where the screen asked to go, and about whom.
func (r *rig) goes() string {
	if len(r.went) == 0 {
		return ""
	}
	push, _ := r.went[0].(nav.Push)
	switch to := push.To.(type) {
	case nav.Person:
		return "person " + to.Call.Person.ID.Wire()
	case nav.Unfinished:
		var about []string
		for _, w := range to.Writes {
			about = append(about, w.About().Person.ID)
		}
		return "needs attention: " + strings.Join(about, ", ")
	}
	return "elsewhere"
}

// TestKeys holds what the keys lead to, and which rows they leave in sight.
func TestKeys(t *testing.T) {
	const all = "bea cid ann" // what needs attention first, then the newest
	for name, c := range map[string]struct {
		keys []string
		rows string
		went string
	}{
		"nothing":                    {rows: all},
		"Enter":                      {keys: []string{"enter"}, rows: all, went: "person bea"},
		"down, Enter":                {keys: []string{"down", "enter"}, rows: all, went: "person cid"},
		"down, up, Enter":            {keys: []string{"down", "up", "enter"}, rows: all, went: "person bea"},
		"below the last, Enter":      {keys: []string{"down", "down", "down", "enter"}, rows: all, went: "person ann"},
		"Tab":                        {keys: []string{"tab"}, rows: all, went: "needs attention: bea"},
		"a name":                     {keys: []string{"ann", "enter"}, rows: "ann", went: "person ann"},
		"a name, in capitals":        {keys: []string{"CID"}, rows: "cid"},
		"a ticket":                   {keys: []string{"inc2"}, rows: "bea"},
		"the operator":               {keys: []string{"opal"}, rows: all},
		"two words":                  {keys: []string{"opal inc3"}, rows: "cid"},
		"two words of two":           {keys: []string{"ann inc3"}},
		"nobody, Enter":              {keys: []string{"zoe", "enter"}},
		"a letter taken back":        {keys: []string{"annz", "backspace"}, rows: "ann"},
		"a move, then a name, Enter": {keys: []string{"down", "down", "ci", "enter"}, rows: "cid", went: "person cid"},
	} {
		r := newRig().read()
		r.press(c.keys...)
		var rows []string
		for _, one := range r.rows {
			rows = append(rows, one.record.Person.ID)
		}
		if got := strings.Join(rows, " "); got != c.rows || r.goes() != c.went {
			t.Errorf("%s: rows %q, to %q; want %q, to %q", name, got, r.goes(), c.rows, c.went)
		}
	}
}

// TestTabIsOfferedWhereSomethingNeedsAttention, and does nothing else.
func TestTabIsOfferedWhereSomethingNeedsAttention(t *testing.T) {
	offered := func(r *rig) bool {
		return slices.ContainsFunc(r.Keys(), func(k kit.Key) bool { return kit.Press(keys["tab"], k.Binding) })
	}
	r := newRig().read()
	if !offered(r) {
		t.Error("Tab is not among the keys of a log with a write of unknown outcome, want it there")
	}
	r = newRig()
	r.records = slices.DeleteFunc(r.records, func(one journal.Record) bool { return one.Write == "w-bea" })
	r.read().press("tab")
	if offered(r) || r.goes() != "" {
		t.Errorf("Tab is among the keys: %v, and leads to %q; want neither", offered(r), r.goes())
	}
}

// TestOnlyWhatMayBeAliveIsAskedOfGraph: the pass of half an hour that was created an hour ago is not.
func TestOnlyWhatMayBeAliveIsAskedOfGraph(t *testing.T) {
	r := newRig().read()
	if want := []text.Key{text.NewKey("cid")}; !slices.Equal(r.asked, want) {
		t.Errorf("asked about %v, want %v", r.asked, want)
	}
}

// TestAJournalThatCannotBeRead is no empty one.
func TestAJournalThatCannotBeRead(t *testing.T) {
	r := newRig()
	r.records, r.broken = nil, errors.New("input/output error")
	r.Update(r.Init()())
	r.press("enter", "tab")
	if got := r.count(80); !strings.Contains(got, "input/output error") || r.goes() != "" {
		t.Errorf("says %q and leads to %q, want the error and nowhere", got, r.goes())
	}
}
