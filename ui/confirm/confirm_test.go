package confirm

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/clock"
	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
	"tapdesk/ui/fx/fxtest"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// rig is a confirmation with a desk behind it whose Graph gives one answer to every write.
type rig struct {
	desk.Graph
	desk.Journal
	*Screen
	clock  *clock.Manual
	answer error
	sent   int
	went   []tea.Msg
}

func (r *rig) CreatePass(context.Context, string, text.Key, pass.Order) (pass.Issued, error) {
	r.sent++
	return pass.Issued{Pass: pass.Pass{ID: text.NewKey("p2"), CreatedDateTime: r.clock.Now()}}, r.answer
}

func (r *rig) DeletePass(context.Context, string, text.Key, text.Key) (string, error) {
	r.sent++
	return "", r.answer
}

func (r *rig) PassesOf(context.Context, []text.Key) ([]pass.Listed, error) {
	return nil, &fault.Fault{Kind: fault.Offline}
}

func (r *rig) Append(journal.Record) error { return nil }
func (r *rig) Keep(journal.Record) error   { return nil }

// newRig asks about a new pass for somebody read a moment ago, or about deleting the one they have.
func newRig(deletes bool) *rig {
	r := &rig{clock: fxtest.Clock()}
	d := desk.New(desk.Options{
		Graph: r, Journal: r, NewID: func() string { return "w1" }, HasTAP: true,
		Now: r.clock.Now, Clock: r.clock, Zone: time.UTC,
	})
	d.SignedIn(session.Identity{Operator: person.Person{ID: text.NewKey("opal")}})
	ann := person.Person{ID: text.NewKey("ann"), DisplayName: "Ann"}
	open := d.Call(ann)
	read := fxtest.Read(ann, r.clock.Now())
	read.Pass = &pass.Pass{ID: text.NewKey("p1")}
	open.Opened(read)
	env := fxtest.Env(r.clock, &r.went)
	if deletes {
		asked := open.ToDelete(*read.Pass, read.ReadAt, r.clock.Now())
		r.Screen = Delete(env, d, nav.ConfirmDelete{Call: open, Question: asked})
	} else {
		asked := open.ToIssue(pass.Draft{}, pass.Checked{OK: true}, call.Case{}, r.clock.Now())
		r.Screen = Issue(env, d, nav.ConfirmIssue{Call: open, Question: asked})
	}
	r.Init()
	return r
}

// press presses a key, lets a write answer, and leaves the timers alone.
func (r *rig) press(key string) {
	msg := tea.KeyPressMsg{Code: []rune(key)[0], Text: key}
	if key == "esc" {
		r.Back()
		return
	}
	cmd := r.Update(msg)
	if cmd == nil || r.phase != writing {
		return
	}
	if batch, ok := cmd().(tea.BatchMsg); ok {
		r.Update(batch[0]())
	}
}

// TestKeys holds what each key leads to, in each state of the question.
func TestKeys(t *testing.T) {
	lost := &fault.Fault{Kind: fault.Unknown, What: "create the pass"}
	denied := &fault.Fault{Kind: fault.Denied, What: "create the pass", Status: 403}
	for name, c := range map[string]struct {
		deletes bool
		answer  error
		keys    []string
		sent    int
		went    string // where, in the words of goes
	}{
		"no":                        {keys: []string{"n"}, went: "back"},
		"Esc":                       {keys: []string{"esc"}, went: "back"},
		"yes":                       {keys: []string{"y"}, sent: 1, went: "reveal"},
		"yes, twice":                {answer: lost, keys: []string{"y", "y"}, sent: 1},
		"refused":                   {answer: denied, keys: []string{"y"}, sent: 1, went: "back, refused"},
		"lost":                      {answer: lost, keys: []string{"y"}, sent: 1},
		"lost, Esc":                 {answer: lost, keys: []string{"y", "esc"}, sent: 1, went: "person"},
		"a deletion, no":            {deletes: true, keys: []string{"x"}, went: "back"},
		"a deletion, yes":           {deletes: true, keys: []string{"y"}, sent: 1, went: "back, deleted"},
		"a deletion refused":        {deletes: true, answer: denied, keys: []string{"y"}, sent: 1, went: "back, refused"},
		"a deletion lost, then Esc": {deletes: true, answer: lost, keys: []string{"y", "esc"}, sent: 1, went: "person"},
	} {
		r := newRig(c.deletes)
		r.answer = c.answer
		for _, key := range c.keys {
			r.press(key)
		}
		if got := r.goes(); got != c.went || r.sent != c.sent {
			t.Errorf("%s: got %d requests, to %q; want %d, to %q", name, r.sent, got, c.sent, c.went)
		}
	}
}

// goes says where the screen asked to go, and what is then known of the call; empty where it stays.
func (r *rig) goes() string {
	if len(r.went) == 0 {
		return ""
	}
	var out []string
	switch to := r.went[0].(type) {
	case nav.Pop:
		out = append(out, "back")
	case nav.Unwind:
		out = append(out, map[nav.Next]string{nav.ToPerson: "person"}[to.Result.Next])
	case nav.Swap:
		if _, ok := to.To.(nav.Reveal); ok {
			out = append(out, "reveal")
		}
	}
	if r.call.Refused != nil {
		out = append(out, "refused")
	}
	if r.call.Deleted != nil {
		out = append(out, "deleted")
	}
	return strings.Join(out, ", ")
}

// TestWhatKeepsYesFromIt: the key is off with the reason, while it is on without.
func TestWhatKeepsYesFromIt(t *testing.T) {
	for name, c := range map[string]struct {
		deletes bool
		before  func(*rig)
		off     string
	}{
		"nothing":                {before: func(*rig) {}},
		"nothing, of a deletion": {deletes: true, before: func(*rig) {}},
		"no journal": {
			before: func(r *rig) { r.desk.JournalTrouble("disk full") },
			off:    "the journal cannot be written: disk full",
		},
		"a deletion without one": {
			deletes: true, before: func(r *rig) { r.desk.JournalTrouble("disk full") },
			off: "the journal cannot be written: disk full",
		},
		"not read": {before: func(r *rig) { r.call.Reading = desk.Reading{} }, off: "still reading what it would replace"},
		"a low window": {
			before: func(r *rig) { r.Update(kit.Size{Width: 60, Height: 3}) },
			off:    "the window is too short to show everything: make it larger",
		},
	} {
		r := newRig(c.deletes)
		c.before(r)
		if got := r.Keys()[0].Off; got != c.off {
			t.Errorf("%s: yes is off because %q, want %q", name, got, c.off)
		}
	}
}

// TestAnOverrideComesBeforeYes where the verdict is against it.
func TestAnOverrideComesBeforeYes(t *testing.T) {
	r := newRig(false)
	r.desk.SignedIn(session.Identity{Operator: person.Person{ID: text.NewKey("opal")}, Scopes: []string{"User.Read"}})
	keys := func() []string {
		var out []string
		for _, k := range r.Keys() {
			out = append(out, k.Binding.Help().Key)
		}
		return out
	}
	if got := keys(); !slices.Contains(got, "o") || slices.Contains(got, "y") {
		t.Errorf("the keys are %v, want o and no y", got)
	}
	r.press("o")
	if got := keys(); !slices.Contains(got, "y") || r.sent != 0 {
		t.Errorf("the keys are %v after %d requests, want y and none", got, r.sent)
	}
	r.press("y")
	if got := r.goes(); r.sent != 1 || got != "reveal" {
		t.Errorf("got %d requests, to %q; want 1, to the reveal", r.sent, got)
	}
}
