package methods

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
	"tapdesk/ui/fx/fxtest"
	"tapdesk/ui/nav"
)

// rig is the screen with a desk behind it whose Graph gives its answers to removals in order, the last for ever.
type rig struct {
	desk.Graph
	desk.Containment
	desk.Journal
	*Screen
	answers []error
	sent    string
	went    []tea.Msg
}

func (r *rig) RemoveMethod(_ context.Context, _ string, _ text.Key, m person.Method) (string, error) {
	r.sent += m.ID.Wire()
	if len(r.answers) == 0 {
		return "r1", nil
	}
	answer := r.answers[0]
	r.answers = r.answers[1:]
	return "r1", answer
}

func (r *rig) Registration(context.Context, text.Key) (person.Registration, error) {
	return person.Registration{Default: "push"}, nil
}

func (r *rig) Append(journal.Record) error { return nil }
func (r *rig) Keep(journal.Record) error   { return nil }

// newRig has a password, the Authenticator A, which is the default, the number P and the passkey K.
func newRig() *rig {
	r := new(rig)
	c := fxtest.Clock()
	d := desk.New(desk.Options{
		Graph: r, Containment: r, Journal: r, NewID: func() string { return "w1" }, Now: c.Now, Clock: c, Zone: time.UTC,
	})
	d.SignedIn(session.Identity{Operator: person.Person{ID: text.NewKey("opal")}})
	ann := person.Person{ID: text.NewKey("ann-0042"), DisplayName: "Ann"}
	open := d.Call(ann)
	read := fxtest.Read(ann, c.Now())
	read.Methods = []person.Method{
		{ID: text.NewKey("W"), Type: "passwordAuthenticationMethod"},
		{ID: text.NewKey("A"), Type: "microsoftAuthenticatorAuthenticationMethod"},
		{ID: text.NewKey("P"), Type: "phoneAuthenticationMethod", PhoneType: "mobile"},
		{ID: text.NewKey("K"), Type: "fido2AuthenticationMethod"},
	}
	open.Opened(read)
	r.Screen = New(fxtest.Env(c, &r.went), d, r, nav.Methods{Call: open, Grounds: new(call.Case)})
	r.Update(r.Init()())
	return r
}

var named = map[rune]tea.KeyPressMsg{
	'>': {Code: tea.KeyEnter}, '_': {Code: tea.KeySpace, Text: " "}, 'v': {Code: tea.KeyDown}, '^': {Code: tea.KeyUp},
}

// press presses a key and lets writes answer one after another; timers and reads are left alone.
func (r *rig) press(key rune) {
	msg, ok := named[key]
	if !ok {
		msg = tea.KeyPressMsg{Code: key, Text: string(key)}
	}
	cmd := r.Update(msg)
	for cmd != nil && r.phase == writing {
		batch, ok := cmd().(tea.BatchMsg)
		if !ok {
			return
		}
		cmd = r.Update(batch[0]())
	}
}

// TestKeys: what each key comes to, in the state that the screen is in. > is Enter, _ Space, v Down and ^ Up.
func TestKeys(t *testing.T) {
	lost, denied := &fault.Fault{Kind: fault.Unknown}, &fault.Fault{Kind: fault.Denied, Status: 403}
	for name, c := range map[string]struct {
		keys    string
		answers []error
		sent    string
		phase   phase
	}{
		"nothing marked":              {keys: ">", phase: marking},
		"a password is not marked":    {keys: "^_>", phase: marking},
		"marked":                      {keys: "_>", phase: asking},
		"unmarked again":              {keys: "__>", phase: marking},
		"no":                          {keys: "_>n", phase: marking},
		"yes":                         {keys: "v_>y", sent: "P", phase: over},
		"yes, twice":                  {keys: "v_>yy", sent: "P", phase: over},
		"a phone, the default last":   {keys: "1>y", sent: "PA", phase: over},
		"no laptop":                   {keys: "2>", phase: marking},
		"everything takes no y":       {keys: "3>y>", phase: asking},
		"everything takes its digits": {keys: "3>0042>", sent: "KPA", phase: over},
		"of others":                   {keys: "3>0043>", phase: asking},
		"refused, and the rest waits": {keys: "1>y", answers: []error{denied}, sent: "P", phase: stopped},
		"refused, and it goes on":     {keys: "1>yg", answers: []error{denied}, sent: "PA", phase: over},
		"lost, and the rest waits":    {keys: "1>yyx", answers: []error{lost}, sent: "P", phase: stopped},
		"lost, and it goes on":        {keys: "1>yg", answers: []error{lost}, sent: "PA", phase: over},
		"the last one refused":        {keys: "1>yg", answers: []error{nil, denied}, sent: "PA", phase: over},
	} {
		r := newRig()
		r.answers = c.answers
		for _, key := range c.keys {
			r.press(key)
		}
		if r.sent != c.sent || r.phase != c.phase {
			t.Errorf("%s: got %q sent, phase %v; want %q, %v", name, r.sent, r.phase, c.sent, c.phase)
		}
	}
}

// TestBack goes from the question to the marks, and with what was removed to the person, who is read again.
func TestBack(t *testing.T) {
	for keys, want := range map[string]struct {
		left bool
		next nav.Next
	}{"": {true, nav.Nothing}, "_>": {}, "v_>y": {true, nav.ToPerson}} {
		r := newRig()
		for _, key := range keys {
			r.press(key)
		}
		r.Back()
		left := len(r.went) > 0
		if left != want.left || left && r.went[0].(nav.Pop).Result.Next != want.next {
			t.Errorf("after %q: got %v, want left %v with %v", keys, r.went, want.left, want.next)
		}
	}
}
