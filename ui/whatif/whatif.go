// Package whatif is the screen of Microsoft's simulation of Conditional Access: what may stop a caller who signs in
// with a pass.
package whatif

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/signins"
	"tapdesk/state/text"
	"tapdesk/state/whatif"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Simulator asks Microsoft's simulation, a request for each of whatif.Actions; graph.Client does.
type Simulator interface {
	Simulate(ctx context.Context, personID text.Key, in whatif.Inputs) ([]whatif.Simulation, error)
}

// choice is one thing that is asked of the caller: its options, the first of which is notKnown, and the one chosen.
type choice struct {
	label   string
	options []string
	at      int
}

func (c choice) chosen() string {
	if c.at == 0 {
		return ""
	}
	return c.options[c.at]
}

// The things that are asked, in their order.
const (
	platform = iota
	device
	place
)

// Screen is the simulation for one person.
type Screen struct {
	env       fx.Env
	simulator Simulator
	call      *desk.Call
	asked     [3]choice
	places    []signins.SignIn // of the options of place, but for the first
	at        int

	read   fx.Slot[[]whatif.Simulation]
	all    []whatif.Simulation
	fault  *fault.Fault
	size   kit.Size
	scroll int
}

// New returns the screen of the person of a call. What the sign-in log has of where they sign in from is offered.
func New(env fx.Env, simulator Simulator, to nav.WhatIf) *Screen {
	s := &Screen{env: env, simulator: simulator, call: to.Call}
	s.asked = [...]choice{
		platform: {label: labelPlatform, options: []string{notKnown, "windows", "macOS", "iOS", "android", "linux"}},
		device:   {label: labelDevice, options: []string{notKnown, compliant, notCompliant}},
		place:    {label: labelPlace, options: []string{notKnown}},
	}
	if s.call.SignIns != nil {
		s.places = s.call.SignIns.Places()
	}
	for _, one := range s.places {
		s.asked[place].options = append(s.asked[place].options, one.Place().Country+" "+string(one.IPAddress))
	}
	return s
}

// Init asks nothing: the caller is asked first.
func (s *Screen) Init() tea.Cmd { return nil }

// Title names the screen.
func (s *Screen) Title() string { return title }

// Keys lists what can be done now.
func (s *Screen) Keys() []kit.Key {
	off := ""
	if s.read.Pending() {
		off = offAsking
	}
	keys := []kit.Key{{Binding: kit.Says(kit.Enter, doAsk), Off: off, Short: doAskShort}}
	return append(keys, kit.On(kit.Says(kit.Choose, doChoose), kit.Esc, kit.Says(kit.Move, doField),
		kit.Says(kit.PageDown, doMore))...)
}

// Explain says what the simulation is, and what it is not.
func (s *Screen) Explain() []string { return help }

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		return nil
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	if a, ok := s.read.Take(msg); ok {
		s.all, s.fault = a.Value, kit.AsFault(a.Err, askSimulation)
		s.call.Simulated(a.Value)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	c := &s.asked[s.at]
	switch {
	case kit.Press(msg, kit.Enter):
		return s.ask()
	case kit.Press(msg, kit.Up):
		s.at = max(0, s.at-1)
	case kit.Press(msg, kit.Down):
		s.at = min(len(s.asked)-1, s.at+1)
	case kit.Press(msg, kit.Left):
		c.at = (c.at + len(c.options) - 1) % len(c.options)
	case kit.Press(msg, kit.Choose):
		c.at = (c.at + 1) % len(c.options)
	default:
		s.scroll = kit.ScrollBy(msg, s.scroll, len(s.lines(s.size)), s.size.Height)
	}
	return nil
}

// ask asks the simulation. What was answered about other inputs goes.
func (s *Screen) ask() tea.Cmd {
	id, in := s.call.Person.ID, s.inputs()
	s.all, s.fault = nil, nil
	return s.read.Read(s.env, func(ctx context.Context) ([]whatif.Simulation,
		error) {
		return s.simulator.Simulate(ctx, id, in)
	})
}

// inputs are what the simulation is given: what was chosen, and the risk that Entra holds of the person, where it is
// known.
func (s *Screen) inputs() whatif.Inputs {
	in := whatif.Inputs{Platform: text.New(s.asked[platform].chosen())}
	if s.asked[device].at > 0 {
		in.Compliant = new(s.asked[device].at == 1)
	}
	if at := s.asked[place].at; at > 0 {
		in.Country, in.Address = text.New(s.places[at-1].Place().Country), s.places[at-1].IPAddress
	}
	if d := s.call.Dossier; d != nil && d.Access.Risk.Whole {
		in.UserRisk = "none"
		for _, r := range d.Access.Risk.All {
			in.UserRisk = r.Level
		}
	}
	return in
}
