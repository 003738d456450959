package whatif

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/person"
	"tapdesk/state/signins"
	"tapdesk/state/text"
	"tapdesk/state/whatif"
	"tapdesk/ui/fx"
	"tapdesk/ui/fx/fxtest"
	"tapdesk/ui/nav"
)

// simulator notes what it is given.
type simulator struct{ given []string }

func (s *simulator) Simulate(_ context.Context, _ text.Key, in whatif.Inputs) ([]whatif.Simulation, error) {
	compliant := "?"
	if in.Compliant != nil {
		compliant = fmt.Sprint(*in.Compliant)
	}
	s.given = append(s.given, fmt.Sprintf("%s|%s|%s %s|%s", in.Platform, compliant, in.Country, in.Address, in.UserRisk))
	return []whatif.Simulation{{Inputs: in}}, nil
}

// TestKeys: what each run of keys gives the simulation. What is not chosen is not given, and nothing is asked without
// Enter.
func TestKeys(t *testing.T) {
	for keys, want := range map[string]string{
		"":                            "",
		"right down right":            "",
		"enter":                       "|?| |",
		"right enter":                 "windows|?| |",
		"left enter":                  "linux|?| |",
		"left right enter":            "|?| |",
		"up down right enter":         "|true| |",
		"down right right enter":      "|false| |",
		"down down down right enter":  "|?|GB 192.0.2.20|",
		"down down right right enter": "|?| |", // once round
		"right enter right enter":     "windows|?| |, macOS|?| |",
	} {
		t.Run(keys, func(t *testing.T) {
			now, asked := fxtest.Clock(), new(simulator)
			d := desk.New(desk.Options{HasTAP: true, Now: now.Now, Clock: now, Zone: time.UTC})
			call := d.Call(person.Person{ID: text.NewKey("ann")})
			call.HasSignIns(signins.Log{SignIns: []signins.SignIn{
				{IPAddress: "192.0.2.20", Location: signins.Location{CountryOrRegion: "gb"}}, {IPAddress: "192.0.2.21"},
			}}, nil)
			env := fx.Env{ID: 1, Context: context.Background(), Clock: now, Now: now.Now, Zone: time.UTC}
			s := New(env, asked, nav.WhatIf{Call: call})
			for key := range strings.FieldsSeq(keys) {
				code := map[string]rune{
					"enter": tea.KeyEnter, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
				}[key]
				if cmd := s.Update(tea.KeyPressMsg{Code: code}); cmd != nil {
					s.Update(cmd())
				}
			}
			if got := strings.Join(asked.given, ", "); got != want {
				t.Errorf("given %q, want %q", got, want)
			}
			if want != "" && len(call.Simulations) == 0 {
				t.Error("the call does not know what the simulation said")
			}
		})
	}
}

// TestRisk: the person's risk is given where it is known, and "none" where Entra holds none.
func TestRisk(t *testing.T) {
	for want, access := range map[text.Text]person.Access{
		"":     {},
		"none": {Risk: person.Reading[person.Risk]{Whole: true}},
		"high": {Risk: person.Reading[person.Risk]{Whole: true, All: []person.Risk{{Level: "high"}}}},
	} {
		call := desk.New(desk.Options{Now: time.Now}).Call(person.Person{ID: text.NewKey("ann")})
		call.Opened(person.Dossier{Access: access})
		if got := New(fx.Env{}, nil, nav.WhatIf{Call: call}).inputs().UserRisk; got != want {
			t.Errorf("given %q, want %q", got, want)
		}
	}
}
