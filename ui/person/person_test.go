package person

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

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

// rig is the screen of somebody read a moment ago who has a pass, at a desk that sends nothing.
type rig struct {
	*Screen
	clock *clock.Manual
	went  []tea.Msg
}

func newRig() *rig {
	r := &rig{clock: fxtest.Clock()}
	d := desk.New(desk.Options{HasTAP: true, Now: r.clock.Now, Clock: r.clock, Zone: time.UTC})
	d.SignedIn(session.Identity{Operator: person.Person{ID: text.NewKey("opal")}})
	open := d.Call(person.Person{ID: text.NewKey("ann")})
	env := fxtest.Env(r.clock, &r.went)
	r.Screen = New(env, d, nil, nil, nav.Person{Call: open})
	r.reads(&pass.Pass{ID: text.NewKey("p1")})
	r.Update(kit.Size{Width: 80, Height: 5})
	return r
}

// reads lets the person be read, with a pass or without.
func (r *rig) reads(p *pass.Pass) {
	ann := person.Person{
		ID: text.NewKey("ann"), DisplayName: "Ann", UserPrincipalName: text.NewKey("ann@sandbox.example"),
	}
	read := fxtest.Read(ann, r.clock.Now())
	read.Pass = p
	r.call.Opened(read)
}

// issued records that a pass was issued during this call.
func (r *rig) issued() {
	outcome := journal.Record{
		Kind: journal.Outcome, Write: "w1", Operation: journal.Create, Result: journal.Done, PassID: "p1",
	}
	r.call.HasPast([]journal.Record{outcome})
	r.call.Issued(desk.Question{Draft: new(pass.Draft)}, desk.Outcome{
		Issued: pass.Issued{Pass: pass.Pass{ID: text.NewKey("p1")}}, Record: outcome,
	}, r.clock.Now())
}

// press presses a key as the root does: a key that is off does not reach the screen. It returns what the key led to.
func (r *rig) press(key string) string {
	msg := tea.KeyPressMsg{Code: []rune(key)[0], Text: key}
	if key == "down" {
		msg = tea.KeyPressMsg{Code: tea.KeyDown}
	}
	for _, k := range r.Keys() {
		if k.Off != "" && kit.Press(msg, k.Binding) {
			return "off: " + k.Off
		}
	}
	cmd := r.Update(msg)
	if len(r.went) > 0 {
		return r.goes(r.went[0], cmd)
	}
	switch {
	case r.opening.Pending():
		return "reads the person"
	case r.audit.Pending():
		return "reads the audit log"
	case r.checks:
		return "all checks"
	case r.scroll > 0:
		return "scrolls"
	}
	return ""
}

// goes names the screen that was opened, or what was copied.
func (r *rig) goes(msg tea.Msg, cmd tea.Cmd) string {
	push, ok := msg.(nav.Push)
	if !ok {
		return fmt.Sprint("copies ", cmd())
	}
	switch to := push.To.(type) {
	case nav.Issue:
		if to.Again {
			return "form, again"
		}
		return "form"
	case nav.ConfirmDelete:
		return "asks to delete " + to.Question.Pass.ID.Wire()
	case nav.Watch:
		return "watch"
	case nav.SignIns:
		return "sign-ins"
	case nav.WhatIf:
		return "simulation"
	case nav.Note:
		return "note on " + to.Facts.Pass.ID.Wire()
	}
	return fmt.Sprintf("%T", push.To)
}

// TestKeys holds what each key leads to, or why it is off, against what is known of the person.
func TestKeys(t *testing.T) {
	const noPass, unread = "off: there is no pass", "off: still reading"
	full := func(*rig) {}
	none := func(r *rig) { r.reads(nil) }
	reading := func(r *rig) { r.call.Reading = desk.Reading{} }
	self := func(r *rig) {
		r.desk.SignedIn(session.Identity{Operator: person.Person{ID: text.NewKey("ann")}})
	}
	broken := func(r *rig) { r.desk.JournalTrouble("disk full") }
	for _, c := range []struct {
		name   string
		before func(*rig)
		key    string
		want   string
	}{
		{"a pass", full, "i", "form"},
		{"a pass", full, "d", "asks to delete p1"},
		{"a pass", full, "w", "watch"},
		{"a pass", full, "s", "sign-ins"},
		{"a pass", full, "e", "simulation"},
		{"a pass", full, "v", "all checks"},
		{"a pass", full, "r", "reads the person"},
		{"a pass", full, "a", "reads the audit log"},
		{"a pass", full, "c", "copies ann@sandbox.example"},
		{"a pass", full, "C", "copies ann"},
		{"a pass", full, "down", "scrolls"},
		{"a pass", full, "y", ""},
		{"a pass from elsewhere", full, "g", "off: nothing was issued"},
		{"a pass from elsewhere", full, "t", "off: the journal of this machine has no pass"},
		{"a pass issued in the call", (*rig).issued, "g", "form, again"},
		{"a pass issued in the call", (*rig).issued, "t", "note on p1"},
		{"no pass", none, "i", "form"},
		{"no pass", none, "d", noPass},
		{"no pass", none, "w", noPass + " to watch"},
		{"not read yet", reading, "i", "form"},
		{"not read yet", reading, "d", unread},
		{"not read yet", reading, "w", unread},
		{"not read yet", reading, "v", "off: the person has not been read"},
		{"the operator", self, "i", "off: you cannot issue a pass for yourself"},
		{"the operator", self, "d", "off: you cannot delete your own pass"},
		{"no journal", broken, "i", "off: the journal cannot be written"},
		{"no journal", broken, "d", "off: the journal cannot be written"},
		{"no journal", broken, "g", "off: the journal cannot be written"},
		{"no journal", broken, "w", "watch"},
	} {
		r := newRig()
		c.before(r)
		got := r.press(c.key)
		if strings.HasPrefix(c.want, "off: ") && strings.HasPrefix(got, c.want) {
			continue
		}
		if got != c.want {
			t.Errorf("%s: %s leads to %q, want %q", c.name, c.key, got, c.want)
		}
	}
}

// TestANewStepDropsTheRefusal: what Graph refused before is no longer shown once the operator does something else.
func TestANewStepDropsTheRefusal(t *testing.T) {
	for key, dropped := range map[string]bool{"i": true, "d": true, "w": true, "r": true, "s": false, "v": false} {
		r := newRig()
		r.call.WasRefused(&fault.Fault{Kind: fault.Refused, What: "delete the pass"})
		r.press(key)
		if got := r.call.Refused == nil; got != dropped {
			t.Errorf("%s drops the refusal: %v, want %v", key, got, dropped)
		}
	}
}

// TestWhatAFormLeadsBackTo: the operator's next step is taken from the person.
func TestWhatAFormLeadsBackTo(t *testing.T) {
	for next, want := range map[nav.Next]string{
		nav.Nothing: "", nav.ToIssue: "form", nav.ToDelete: "asks to delete p1", nav.ToWatch: "watch",
	} {
		r := newRig()
		r.Update(nav.Returned{Result: nav.Result{Next: next}})
		got := ""
		if len(r.went) > 0 {
			got = r.goes(r.went[0], nil)
		}
		if got != want {
			t.Errorf("next step %d leads to %q, want %q", next, got, want)
		}
	}
}
