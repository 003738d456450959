package issue

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/clock"
	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
	"tapdesk/ui/fx/fxtest"
	"tapdesk/ui/nav"
)

// rig is the form of a new pass for somebody read a moment ago, at a desk that sends nothing.
type rig struct {
	*Screen
	clock *clock.Manual
	went  []tea.Msg
}

func newRig(rules call.Desk) *rig {
	r := &rig{clock: fxtest.Clock()}
	d := desk.New(desk.Options{Desk: rules, HasTAP: true, Now: r.clock.Now, Clock: r.clock, Zone: time.UTC})
	d.SignedIn(session.Identity{Operator: person.Person{ID: text.NewKey("opal")}})
	ann := person.Person{ID: text.NewKey("ann"), DisplayName: "Ann", MobilePhone: "+1 555 0100"}
	open := d.Call(ann)
	read := fxtest.Read(ann, r.clock.Now())
	open.Opened(read)
	open.Audited(nil, r.clock.Now())
	env := fxtest.Env(r.clock, &r.went)
	r.Screen = New(env, d, nil, Site{}, nav.Issue{Call: open})
	return r
}

var keys = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp}, "right": {Code: tea.KeyRight},
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

// asked is the question that the form led to, nil while it leads nowhere.
func (r *rig) asked() *desk.Question {
	for _, msg := range r.went {
		if push, ok := msg.(nav.Push); ok {
			if to, ok := push.To.(nav.ConfirmIssue); ok {
				return &to.Question
			}
		}
	}
	return nil
}

// TestKeys holds what is typed and chosen against what the form then asks for, and what stops the form from going on.
func TestKeys(t *testing.T) {
	tickets := call.Desk{Rules: call.Rules{Ticket: call.Required, Pattern: "INC[0-9]{7}"}}
	verified := call.Desk{Rules: call.Rules{
		Ways: []call.Way{call.CallBack, call.InPerson}, Demands: []call.Demand{{Who: call.Who{Kind: "everyone"}}},
	}}
	minutes := func(n int) *int { return &n }
	for name, c := range map[string]struct {
		rules   call.Desk
		keys    []string
		asks    bool
		minutes *int
		start   string // HH:MM, UTC
		grounds call.Case
	}{
		"as it is":            {keys: []string{"enter", "enter", "enter"}, asks: true},
		"minutes":             {keys: []string{"90", "enter", "enter", "enter"}, asks: true, minutes: minutes(90)},
		"hours":               {keys: []string{"8h", "enter", "enter", "enter"}, asks: true, minutes: minutes(480)},
		"a start":             {keys: []string{"enter", "in 2h", "enter", "enter"}, asks: true, start: "11:00"},
		"a wrong lifetime":    {keys: []string{"soon", "enter", "enter", "enter"}},
		"a start in the past": {keys: []string{"enter", "2031-03-03 09:00", "enter", "enter"}},
		"too long": {
			rules: call.Desk{Bounds: pass.Bounds{MaximumLifetimeInMinutes: 60}},
			keys:  []string{"2h", "enter", "enter", "enter"},
		},
		"no ticket": {rules: tickets, keys: []string{"enter", "enter", "enter", "enter"}},
		"a ticket": {
			rules: tickets, keys: []string{"enter", "enter", "enter", " inc0012345.", "enter"}, asks: true,
			grounds: call.Case{Ticket: "INC0012345"},
		},
		"nobody verified": {rules: verified, keys: []string{"enter", "enter", "enter", "enter"}},
		"called back": {
			rules: verified, keys: []string{"enter", "enter", "enter", "right", "enter"}, asks: true,
			grounds: call.Case{Verification: "call-back: mobile"},
		},
		"in person": {
			rules: verified, keys: []string{"enter", "enter", "enter", "right", "right", "enter"}, asks: true,
			grounds: call.Case{Verification: "in-person"},
		},
	} {
		r := newRig(c.rules)
		r.press(c.keys...)
		q := r.asked()
		if (q != nil) != c.asks {
			t.Errorf("%s: asked is %v, want a question: %v", name, q, c.asks)
		}
		if q == nil {
			continue
		}
		order, start := q.Checked.Order, ""
		if !order.StartDateTime.IsZero() {
			start = order.StartDateTime.UTC().Format("15:04")
		}
		got := order.LifetimeInMinutes
		same := (got == nil) == (c.minutes == nil) && (got == nil || *got == *c.minutes)
		if !same || start != c.start || *q.Grounds != c.grounds {
			t.Errorf("%s: got %+v on %+v; want %v min from %q on %+v", name, order, *q.Grounds, c.minutes, c.start, c.grounds)
		}
	}
}

// TestARefusalIsShownWhereItIsAbout: the form comes back as it was, at the field that Graph refused.
func TestARefusalIsShownWhereItIsAbout(t *testing.T) {
	for field, at := range map[string]int{
		"lifetimeInMinutes": lifetime, "startDateTime": start, "isUsableOnce": use, "": use,
	} {
		r := newRig(call.Desk{})
		r.press("90", "enter", "enter", "enter")
		r.call.WasRefused(&fault.Fault{Kind: fault.Refused, What: "create the pass", Field: field})
		r.returned()
		if r.at != at || r.inputs[lifetime].Value() != "90" || r.predicted == nil {
			t.Errorf("%q: at field %d with %q and %v predicted; want %d, 90 and the verdict",
				field, r.at, r.inputs[lifetime].Value(), r.predicted, at)
		}
		r.at = lifetime
		if r.press("1"); r.call.Refused != nil {
			t.Errorf("%q: the refusal is still there, want it gone with the first change", field)
		}
	}
}

// TestWhatWasSaidStays in the call when the form is left.
func TestWhatWasSaidStays(t *testing.T) {
	r := newRig(call.Desk{Rules: call.Rules{Ticket: call.Required}})
	r.press("down", "down", "down", "INC1")
	r.Back()
	if got := r.call.Said(r.clock.Now()).Ticket; got != "INC1" {
		t.Errorf("the ticket of the call is %q, want INC1", got)
	}
	again := New(r.env, r.desk, nil, Site{}, nav.Issue{Call: r.call})
	if got := again.caller.ticket.Value(); got != "INC1" {
		t.Errorf("the next form has the ticket %q, want INC1", got)
	}
}
