package watch

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/card"
	"tapdesk/state/clock"
	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
	"tapdesk/state/watch"
	"tapdesk/ui/fx/fxtest"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// rig is the watch of a pass created a moment ago, at a desk that sends nothing.
type rig struct {
	*Screen
	clock *clock.Manual
	went  []tea.Msg
}

func newRig() *rig {
	r := &rig{clock: fxtest.Clock()}
	d := desk.New(desk.Options{HasTAP: true, Now: r.clock.Now, Clock: r.clock, Zone: time.UTC})
	d.SignedIn(session.Identity{Operator: person.Person{ID: text.NewKey("opal")}})
	ann := person.Person{ID: text.NewKey("ann"), DisplayName: "Ann", UsageLocation: "US"}
	open := d.Call(ann)
	p := pass.Pass{
		ID: text.NewKey("p1"), CreatedDateTime: r.clock.Now(), StartDateTime: r.clock.Now(), LifetimeInMinutes: 60,
		IsUsable: true, MethodUsabilityReason: pass.EnabledByPolicy,
	}
	open.Opened(person.Dossier{Person: ann, Pass: &p, ReadAt: r.clock.Now()})
	env := fxtest.Env(r.clock, &r.went)
	r.Screen = New(env, d, nil, func() bool { return true }, card.Template{}, nav.Watch{Call: open})
	r.Update(kit.Size{Width: 80, Height: 5})
	return r
}

// used lets a look find that the pass was used.
func (r *rig) used() {
	p := r.watch.Pass()
	p.IsUsable, p.MethodUsabilityReason = false, pass.OneTimeUsed
	r.clock.Advance(time.Second)
	r.watch = r.watch.Look(watch.Look{Pass: &p, At: r.clock.Now()})
}

var keys = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
}

// press presses keys as the root does: one that is off does not reach the screen, and Esc goes back.
func (r *rig) press(names ...string) (off string) {
	for _, name := range names {
		if name == "esc" {
			r.Back()
			continue
		}
		msg, ok := keys[name]
		if !ok {
			msg = tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
		}
		for _, k := range r.Keys() {
			if k.Off != "" && kit.Press(msg, k.Binding) {
				return "off: " + k.Off
			}
		}
		r.Update(msg)
	}
	return ""
}

// state says what is in sight, or where the screen asked to go.
func (r *rig) state() string {
	if len(r.went) > 0 {
		switch to := r.went[0].(type) {
		case nav.Push:
			if to, ok := to.To.(nav.ConfirmDelete); ok {
				return "asks to delete " + to.Question.Pass.ID.Wire()
			}
		case nav.Pop:
			return map[nav.Next]string{nav.ToPerson: "person", nav.ToIssue: "form"}[to.Result.Next]
		}
	}
	out := map[mode]string{
		following: "watch", choosing: "symptoms", advising: "advice", reading: "card", asking: "question",
	}[r.mode]
	if r.look.Pending() {
		out += ", looking"
	}
	if r.scroll > 0 {
		out += ", scrolled"
	}
	return out
}

// TestKeys holds what each key leads to, or why it is off, against what is in sight.
func TestKeys(t *testing.T) {
	fresh := func(*rig) {}
	gone := func(r *rig) {
		r.call.Removed(r.watch.Pass(), r.clock.Now())
		r.Update(nav.Returned{})
	}
	broken := func(r *rig) { r.desk.JournalTrouble("disk full") }
	waits := func(r *rig) {
		at := r.clock.Now()
		r.watch = r.watch.Look(watch.Look{At: at, NotBefore: at.Add(time.Minute), Fault: new(fault.Fault)})
	}
	for _, c := range []struct {
		name   string
		before func(*rig)
		keys   string
		want   string
	}{
		{"a fresh pass", fresh, "n", "symptoms"},
		{"a fresh pass", fresh, "k", "card"},
		{"a fresh pass", fresh, "d", "asks to delete p1"},
		{"a fresh pass", fresh, "l", "watch, looking"},
		{"a fresh pass", fresh, "l l", "off: already checking"},
		{"a fresh pass", fresh, "i", "form"},
		{"a fresh pass", fresh, "esc", "person"},
		{"a fresh pass", fresh, "down", "watch, scrolled"},
		{"a fresh pass", fresh, "y", "watch"},
		{"symptoms", fresh, "n enter", "advice"},
		{"symptoms", fresh, "n esc", "watch"},
		{"symptoms", fresh, "n d", "symptoms"},
		{"symptoms", fresh, "n i", "symptoms"},
		{"advice", fresh, "n enter esc", "symptoms"},
		{"advice", fresh, "n enter k", "card"},
		{"advice", fresh, "n enter i", "form"},
		{"advice", fresh, "n enter l", "advice, looking"},
		{"advice", fresh, "n enter d", "advice"},
		{"the card", fresh, "k esc", "watch"},
		{"the card", fresh, "k d", "card"},
		{"the card", fresh, "k i", "card"},
		{"the card", fresh, "k l", "card"},
		{"the card", fresh, "k down", "card, scrolled"},
		{"a used pass", (*rig).used, "d", "question"},
		{"a used pass", (*rig).used, "d y", "asks to delete p1"},
		{"a used pass", (*rig).used, "d n", "watch"},
		{"a used pass", (*rig).used, "d enter", "watch"},
		{"a used pass", (*rig).used, "d esc", "watch"},
		{"a deleted pass", gone, "d", "off: the pass is gone"},
		{"a deleted pass", gone, "i", "form"},
		{"no journal", broken, "d", "off: the journal cannot be written: disk full"},
		{"no journal", broken, "i", "off: the journal cannot be written: disk full"},
		{"Graph asks to wait", waits, "l", "off: Graph asks to wait"},
	} {
		r := newRig()
		c.before(r)
		got := r.press(strings.Fields(c.keys)...)
		if got == "" {
			got = r.state()
		}
		if got != c.want {
			t.Errorf("%s: %s leads to %q, want %q", c.name, c.keys, got, c.want)
		}
	}
}

// TestTheCardTurns through the zones and the languages, and back, where it is in sight.
func TestTheCardTurns(t *testing.T) {
	for _, c := range []struct {
		keys            string
		wide            bool
		place, language int
	}{
		{"k", false, 0, 0},
		{"k z", false, 1, 0},
		{"k right", false, 0, 1},
		{"k right left", false, 0, 0},
		{"z right", false, 0, 0},
		{"z z right", true, 2, 1},
	} {
		r := newRig()
		if c.wide {
			r.Update(kit.Size{Width: 200, Height: 40})
		}
		r.card.open(r.call.Person, r.env)
		r.card.languages = append(r.card.languages, r.card.languages[0]) // as if there were another
		r.press(strings.Fields(c.keys)...)
		if r.card.place != c.place || r.card.language != c.language {
			t.Errorf("%s, wide %v: zone %d and language %d; want %d and %d",
				c.keys, c.wide, r.card.place, r.card.language, c.place, c.language)
		}
	}
}

// TestTheSymptomsMove: the advice is about the one selected.
func TestTheSymptomsMove(t *testing.T) {
	r := newRig()
	r.press("n", "down", "down", "enter")
	if got := r.symptom.At(); got != 2 || r.mode != advising {
		t.Errorf("advice on symptom %d in mode %d, want symptom 2 in mode %d", got, r.mode, advising)
	}
}
