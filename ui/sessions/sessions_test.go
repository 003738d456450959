package sessions

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
	"tapdesk/ui/fx/fxtest"
	"tapdesk/ui/nav"
)

// rig is the screen with a desk behind it whose Graph gives one answer to every revocation.
type rig struct {
	desk.Graph
	desk.Containment
	desk.Journal
	*Screen
	answer error
	sent   int
	went   []tea.Msg
}

func (r *rig) RevokeSessions(context.Context, string, text.Key) (string, error) {
	r.sent++
	return "r1", r.answer
}

func (r *rig) Append(journal.Record) error { return nil }
func (r *rig) Keep(journal.Record) error   { return nil }

func newRig(readOnly string) *rig {
	r := new(rig)
	c := fxtest.Clock()
	d := desk.New(desk.Options{
		Graph: r, Containment: r, Journal: r, NewID: func() string { return "w1" },
		Now: c.Now, Clock: c, Zone: time.UTC, ReadOnly: readOnly,
	})
	d.SignedIn(session.Identity{Operator: person.Person{ID: text.NewKey("opal")}})
	ann := person.Person{ID: text.NewKey("ann"), DisplayName: "Ann"}
	open := d.Call(ann)
	read := fxtest.Read(ann, c.Now())
	open.Opened(read)
	r.Screen = New(fxtest.Env(c, &r.went), d, nav.Sessions{Call: open})
	return r
}

// press presses a key and lets a write answer; timers and reads are left alone.
func (r *rig) press(key string) {
	before := r.phase
	cmd := r.Update(tea.KeyPressMsg{Code: []rune(key)[0], Text: key})
	if cmd == nil || before == writing || r.phase != writing {
		return
	}
	if batch, ok := cmd().(tea.BatchMsg); ok {
		r.Update(batch[0]())
	}
}

// TestKeys: what each key comes to, in the state that the screen is in.
func TestKeys(t *testing.T) {
	lost, denied := &fault.Fault{Kind: fault.Unknown}, &fault.Fault{Kind: fault.Denied, Status: 403}
	for name, c := range map[string]struct {
		answer error
		keys   string
		sent   int
		left   bool
		phase  phase
	}{
		"no":                        {keys: "n", left: true},
		"yes":                       {keys: "y", sent: 1, phase: telling},
		"yes, twice":                {keys: "yy", sent: 1, phase: telling},
		"repeated takes a question": {keys: "yu", sent: 1, phase: asking},
		"repeated":                  {keys: "yuy", sent: 2, phase: telling},
		"repeated, and no":          {keys: "yun", sent: 1, left: true},
		"refused":                   {answer: denied, keys: "y", sent: 1, phase: telling},
		"lost":                      {answer: lost, keys: "yy", sent: 1, phase: telling},
		"lost, and repeated":        {answer: lost, keys: "yuy", sent: 2, phase: telling},
		"another key does nothing":  {keys: "yx", sent: 1, phase: telling},
	} {
		r := newRig("")
		r.answer = c.answer
		for _, key := range c.keys {
			r.press(string(key))
		}
		if r.sent != c.sent || (len(r.went) > 0) != c.left || r.phase != c.phase {
			t.Errorf("%s: got %d sent, left %v, phase %v; want %d, %v, %v",
				name, r.sent, len(r.went) > 0, r.phase, c.sent, c.left, c.phase)
		}
	}
	r := newRig("the site's file")
	if keys := r.Keys(); keys[0].Off != "read-only: the site's file" {
		t.Errorf("y is off for %q, want for the site's file", keys[0].Off)
	}
}
