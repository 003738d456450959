// Package issue is the form of a new pass: situation, lifetime, start and use, checked while the operator types, with what
// would come of it beside.
package issue

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/audit"
	"tapdesk/state/clean"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Opener reads a dossier, or joins a reading under way; graph.Dossiers does.
type Opener interface {
	Open(ctx context.Context, id clean.Key, maxAge time.Duration) (person.Dossier, error)
}

// Policies knows the tenant's policy as far as it has been read or learnt; graph.Client does.
type Policies interface{ Policy() pass.Policy }

// The fields, in their order.
const (
	situation = iota
	lifetime
	start
	use
	fields
)

// Screen is the form.
type Screen struct {
	env      fx.Env
	opener   Opener
	policies Policies
	person   person.Person

	dossier *person.Dossier
	unread  *fault.Fault
	created *pass.Pass       // of nav.Issue
	past    audit.Provenance // of nav.Issue

	at      int // the field in front
	draft   pass.Draft
	inputs  [fields]kit.Field // only lifetime and start
	preset  int               // the situation chosen, -1 when the operator went their own way
	own     []pass.Preset     // the desk's own situations
	presets []pass.Preset
	checked pass.Checked
	refused *fault.Fault // Graph's own refusal of what was sent
	// unsettled is an earlier create whose outcome is not known, to be told when the form is left.
	unsettled *pass.Inquiry

	read fx.Slot[person.Dossier]
	tick fx.Slot[time.Time]
}

// New returns the form with the route's draft in it. Own are the desk's own situations.
func New(env fx.Env, opener Opener, policies Policies, own []pass.Preset, to nav.Issue) *Screen {
	s := &Screen{env: env, opener: opener, policies: policies, own: own, person: to.Person, draft: to.Draft, created: to.Created, past: to.Past, at: lifetime}
	s.inputs[lifetime] = kit.NewField("Lifetime", "default")
	s.inputs[start] = kit.NewField("Start", "now")
	if to.Draft != (pass.Draft{}) {
		s.preset = -1
	}
	s.fill()
	s.settle()
	return s
}

// settle works out anew what follows from the policy. A situation follows it as long as nothing else was typed.
func (s *Screen) settle() {
	s.presets = append(pass.Presets(s.policy(), s.moment()), s.own...)
	if s.preset >= 0 {
		s.draft = s.presets[s.preset].Draft
		s.fill()
	}
	s.check()
}

// fill puts the draft into the inputs.
func (s *Screen) fill() {
	s.inputs[lifetime].Set(s.draft.Lifetime)
	s.inputs[start].Set(strings.TrimPrefix(s.draft.Start, "now")) // an empty field says now, and takes the first letter typed
}

// Init reads what stands there now, and lets the window beside the form move with the clock.
func (s *Screen) Init() tea.Cmd { return tea.Batch(s.look(), s.nextMinute()) }

func (s *Screen) look() tea.Cmd {
	id := s.person.ID
	return s.read.Read(s.env, func(ctx context.Context) (person.Dossier, error) {
		return s.opener.Open(ctx, id, person.Fresh)
	})
}

func (s *Screen) nextMinute() tea.Cmd {
	now := s.env.Now()
	return fx.After(&s.tick, s.env, now.Truncate(time.Minute).Add(time.Minute).Sub(now))
}

// Title names the screen.
func (s *Screen) Title() string { return "Issue a pass" }

// Typing is always true: letters go into the fields.
func (s *Screen) Typing() bool { return true }

// Keys lists the keys of the form.
func (s *Screen) Keys() []kit.Key {
	next := kit.Says(kit.Enter, "next field")
	if s.at == use {
		next = kit.Says(kit.Enter, "to the confirmation")
	}
	keys := kit.On(next)
	if s.at == situation || s.at == use {
		keys = append(keys, kit.On(kit.Choose)...)
	}
	return append(keys, kit.On(kit.Says(kit.Move, "field"), kit.Esc)...)
}

// Explain says what the fields take.
func (s *Screen) Explain() []string {
	return []string{
		"Lifetime: minutes (90), or 90m, 8h, 1d, 1d 2h. Empty sends none, so that the policy's default applies.",
		"Start: now, +2h, 14:30, tomorrow 09:00, mon 08:30, 2026-12-01 09:00, or RFC 3339. A zone may follow: 14:30 Europe/Berlin. Without one your own applies.",
		"Use: once is sent as such. Policy default sends nothing; what Graph then takes is not documented, and is read back from its answer.",
		"A situation fills the fields; they can still be changed.",
	}
}

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		s.typed(msg)
		return nil
	case nav.Returned:
		return s.returned(msg.Result)
	}
	if a, ok := s.read.Take(msg); ok {
		s.land(a)
	}
	if _, ok := s.tick.Take(msg); ok {
		s.check()
		return s.nextMinute()
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Press(msg, kit.Enter):
		return s.enter()
	case kit.Press(msg, kit.Tab, kit.Down):
		s.at = (s.at + 1) % fields
	case kit.Press(msg, kit.ShiftTab, kit.Up):
		s.at = (s.at + fields - 1) % fields
	case s.at == situation:
		s.choose(msg)
	case s.at == use:
		s.chooseUse(msg)
	default:
		s.typed(msg)
	}
	return nil
}

// typed changes the text of the field in front.
func (s *Screen) typed(msg tea.Msg) {
	if s.at != lifetime && s.at != start {
		return
	}
	if !s.inputs[s.at].Update(msg) {
		return
	}
	s.draft.Lifetime, s.draft.Start = s.inputs[lifetime].Value(), s.inputs[start].Value()
	s.changed()
	s.preset = -1
}

// changed checks anew; what Graph said of the draft before is no longer true of this one.
func (s *Screen) changed() {
	s.refused = nil
	s.check()
}

func (s *Screen) choose(msg tea.KeyPressMsg) {
	n := len(s.presets)
	switch {
	case kit.Press(msg, kit.Left):
		s.preset = (max(s.preset, 0) + n - 1) % n
	case kit.Press(msg, kit.Choose):
		s.preset = (s.preset + 1) % n
	default:
		return
	}
	s.draft = s.presets[s.preset].Draft
	s.fill()
	s.changed()
}

func (s *Screen) chooseUse(msg tea.KeyPressMsg) {
	const uses = 3
	switch {
	case kit.Press(msg, kit.Left):
		s.draft.Use = (s.draft.Use + uses - 1) % uses
	case kit.Press(msg, kit.Choose):
		s.draft.Use = (s.draft.Use + 1) % uses
	default:
		return
	}
	s.changed()
	s.preset = -1
}

// enter goes to the next field, and from the last to the confirmation; a field that is wrong keeps it.
func (s *Screen) enter() tea.Cmd {
	s.check()
	if s.remark(s.at).Wrong {
		return nil
	}
	if s.at < use {
		s.at++
		return nil
	}
	for field := range fields {
		if s.remark(field).Wrong {
			s.at = field
			return nil
		}
	}
	return s.env.Push(nav.ConfirmIssue{Person: s.person, Draft: s.draft, Checked: s.checked, Created: s.created, Dossier: s.dossier, Past: s.past})
}

func (s *Screen) moment() pass.Moment { return pass.Moment{Now: s.env.Now(), Zone: s.env.Zone} }

func (s *Screen) policy() pass.Policy { return s.policies.Policy() }

func (s *Screen) check() { s.checked = pass.Check(s.draft, s.policy(), s.moment()) }

// remark is what is to be said beside a field.
func (s *Screen) remark(field int) pass.Remark {
	switch field {
	case lifetime:
		return s.checked.Lifetime
	case start:
		return s.checked.Start
	case use:
		return s.checked.Use
	}
	return pass.Remark{}
}

// land takes what stands there now. The policy may have come with it, which may change what a situation means.
func (s *Screen) land(a fx.Answer[person.Dossier]) {
	s.unread = kit.AsFault(a.Err, "open the person")
	if a.Err == nil {
		known := a.Value.Knowing(s.created)
		s.dossier = &known
		s.person = a.Value.Person
	}
	s.settle()
}

// returned takes what came of the confirmation. Nothing typed is lost.
func (s *Screen) returned(result any) tea.Cmd {
	switch r := result.(type) {
	case nav.Refused:
		s.refused = r.Fault
		s.check() // and not settle: nothing typed or chosen is to change under the refusal
		s.at = s.blamed()
	case nav.Anew:
		s.unsettled = &r.Inquiry
	}
	return s.look()
}

// Back leaves the form, with what is still to be told.
func (s *Screen) Back() tea.Cmd {
	if s.unsettled != nil {
		return s.env.Pop(nav.Unsettled{Inquiry: *s.unsettled})
	}
	return s.env.Pop(nil)
}

// blamed is the field Graph's refusal is about, else the one in front.
func (s *Screen) blamed() int {
	switch s.refused.Field {
	case "lifetimeInMinutes":
		return lifetime
	case "startDateTime":
		return start
	case "isUsableOnce":
		return use
	}
	return s.at
}
