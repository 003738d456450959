package signins

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/signins"
	"tapdesk/state/text"
	"tapdesk/ui/fx"
	"tapdesk/ui/fx/fxtest"
	"tapdesk/ui/nav"
)

// rig is the screen of a person who was read a moment ago, with a log that notes what is asked of it.
type rig struct {
	*Screen
	now    time.Time
	answer error
	did    []string
}

func (r *rig) SignIns(_ context.Context, _ text.Key, span time.Duration) (signins.Log, error) {
	r.did = append(r.did, "reads "+span.String())
	return signins.Log{Since: r.now.Add(-span), ReadAt: r.now}, r.answer
}

func (r *rig) Registration(context.Context, text.Key) (person.Registration, error) {
	return person.Registration{}, nil
}

func newRig(found bool, answer error) *rig {
	c := fxtest.Clock()
	r := &rig{now: c.Now(), answer: answer}
	d := desk.New(desk.Options{HasTAP: true, Now: c.Now, Clock: c, Zone: time.UTC})
	ann := person.Person{ID: text.NewKey("ann"), DisplayName: "Ann", AccountEnabled: new(true)}
	call := d.Call(ann)
	call.Opened(person.Dossier{Person: ann, ReadAt: c.Now()})
	env := fx.Env{
		ID: 1, Context: context.Background(), Clock: c, Now: c.Now, Zone: time.UTC,
		Navigate: func(msg tea.Msg) { r.did = append(r.did, fmt.Sprintf("%T", msg)) },
	}
	r.Screen = New(env, d, r, r, nav.SignIns{Call: call, Found: found})
	return r
}

// run runs a command and what it brings, but for the reading of the person, which no test here waits for.
func (r *rig) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		r.run(msg[len(msg)-1])
	default:
		r.Update(msg)
	}
}

// TestKeys: what each key comes to, in the order of the keys; the log is read once before any.
func TestKeys(t *testing.T) {
	const day, week = "reads 24h0m0s", "reads 168h0m0s"
	for keys, c := range map[string]struct {
		found  bool
		answer error
		want   string
	}{
		"":                {want: day},
		"7":               {want: day + ", " + week},
		"x":               {want: day},
		"enter":           {want: day},
		"enter found":     {found: true, want: day + ", nav.Swap"},
		"7 after a fault": {answer: &fault.Fault{Kind: fault.Unavailable}, want: day + ", " + week},
	} {
		t.Run(keys, func(t *testing.T) {
			r := newRig(c.found, c.answer)
			r.run(r.Init())
			switch key, _, _ := strings.Cut(keys, " "); key {
			case "":
			case "enter":
				r.run(r.Update(tea.KeyPressMsg{Code: tea.KeyEnter}))
			default:
				r.run(r.Update(tea.KeyPressMsg{Code: []rune(key)[0], Text: key}))
			}
			if got := strings.Join(r.did, ", "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestWeekIsOff once 7 days were read, and on again where reading them failed.
func TestWeekIsOff(t *testing.T) {
	r := newRig(false, nil)
	r.run(r.Init())
	if off := r.weekOff(); off != "" {
		t.Errorf("off after a day: %q, want that 7 days can be read", off)
	}
	r.run(r.Update(tea.KeyPressMsg{Code: '7', Text: "7"}))
	if off := r.weekOff(); off == "" {
		t.Error("7 days can be read again and again")
	}
	r.call.HasSignIns(signins.Log{}, &fault.Fault{})
	if off := r.weekOff(); off != "" {
		t.Errorf("off after a failure: %q, want that it can be tried again", off)
	}
}
