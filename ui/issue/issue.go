// Package issue is the form of a new pass: situation, lifetime, start and use, checked while the operator types, next
// to the pass that would result.
package issue

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	situations "tapdesk/state/situation"
	"tapdesk/state/verdict"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// The fields, in their order.
const (
	situation = iota
	lifetime
	start
	use
	drafted // how many fields are about the pass; the others are about the call
)

const (
	ticketField = drafted + iota
	way
	note
	where
)

// Screen is the form.
type Screen struct {
	env   fx.Env
	desk  *desk.Desk
	call  *desk.Call
	again bool // of nav.Issue, as long as nothing else was done

	at      int // the field in front
	draft   pass.Draft
	inputs  [drafted]kit.Field // only lifetime and start
	preset  int                // the situation chosen, -1 when the operator went their own way
	presets []pass.Preset
	checked pass.Checked

	caller caller
	site   Site
	wanted desk.Question // what the site's own program is asked about
	query

	refused   *fault.Fault     // the refusal that was shown last
	predicted *verdict.Verdict // of what Graph then refused

	opening fx.Opening
	tick    fx.Slot[time.Time]
	older   fx.Slot[desk.Recalled]
}

// Site is what a site adds to the form.
type Site struct {
	// Presets are the desk's own situations. NoBuiltIns leaves the built-in ones out.
	Presets    []pass.Preset
	NoBuiltIns bool
	// Checker is asked before a pass is issued; nil for none.
	Checker Checker
	// Shuffle orders the security questions, as rand.Shuffle does.
	Shuffle func(n int, swap func(i, j int))
	// ZoneDoubt is a sentence about the operator's time zone, shown with the start; empty if the zone is certain.
	ZoneDoubt string
}

// New returns an empty form, or one with the draft of the pass issued before in the same call where it is to be issued
// again.
func New(env fx.Env, d *desk.Desk, log fx.AuditLog, site Site, to nav.Issue) *Screen {
	s := &Screen{
		env: env, desk: d, call: to.Call, site: site, again: to.Again, at: lifetime,
		caller: newCaller(env, d, log, to.Call, false), opening: fx.Opening{Desk: d},
	}
	s.call.Recount()
	if to.Again {
		s.draft, s.at = s.call.Said(env.Now()).Draft, s.last()
	}
	s.inputs[lifetime] = kit.NewField(labelLifetime, noLifetime)
	s.inputs[start] = kit.NewField(labelStart, noStart)
	if to.Again {
		s.preset = -1
	}
	if c, open := d.Situation(to.Call); open && c.Kind == situations.TakenOver && !to.Again {
		s.draft, s.preset = s.policy().Shortest(), -1
	}
	s.fill()
	s.settle()
	return s
}

// settle works out again what follows from the policy. A situation follows it as long as nothing else was typed.
func (s *Screen) settle() {
	s.presets = pass.Situations(s.policy(), s.moment(), s.site.Presets, s.site.NoBuiltIns)
	if s.preset = min(s.preset, len(s.presets)-1); s.preset >= 0 {
		s.draft = s.presets[s.preset].Draft
		s.fill()
	}
	s.check()
}

// fill puts the draft into the inputs.
func (s *Screen) fill() {
	s.inputs[lifetime].Set(s.draft.Lifetime)
	// An empty field means now, and takes the first letter typed.
	s.inputs[start].Set(strings.TrimPrefix(s.draft.Start, pass.Now))
}

// Init reads the person as they are now, and keeps the times next to the form up to date.
func (s *Screen) Init() tea.Cmd {
	return tea.Batch(s.read(), s.recall(), s.caller.verify(), fx.NextMinute(&s.tick, s.env))
}

func (s *Screen) read() tea.Cmd { return s.opening.Read(s.env, s.call, person.Fresh) }

// Title names the screen.
func (s *Screen) Title() string { return title }

// Typing is always true: letters go into the fields.
func (s *Screen) Typing() bool { return true }

// Keys lists the keys of the form.
func (s *Screen) Keys() []kit.Key {
	next := kit.Says(kit.Enter, doNext)
	switch {
	case s.at == s.last() && s.unreadable():
		next = kit.Says(kit.Enter, doReadAgain)
	case s.wantsBlind():
		next = kit.Says(kit.Enter, doAsk)
	case s.at == s.last():
		next = kit.Says(kit.Enter, doConfirm)
	}
	keys := []kit.Key{{Binding: next}}
	if s.at == s.last() && !s.wantsBlind() {
		keys[0].Off = s.enterOff()
	}
	if s.at == situation || s.at == use || s.at == way {
		keys = append(keys, kit.On(kit.Choose)...)
	}
	return append(keys, kit.On(kit.Says(kit.Move, doField), kit.Esc)...)
}

// Explain says what the fields take.
func (s *Screen) Explain() []string { return help }

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		s.again = false
		s.typed(msg)
		return nil
	case nav.Returned:
		return s.returned()
	}
	if next, opened, ok := s.opening.Take(s.env, s.call, msg); ok {
		if opened {
			s.opened()
		}
		return tea.Batch(next, s.goOn())
	}
	if a, ok := s.older.Take(msg); ok {
		s.call.Recalled(a.Value)
		s.beginChallenge()
		return s.goOn()
	}
	if s.caller.log.Take(s.env, s.call, msg) {
		return s.goOn()
	}
	if a, ok := s.checking.Take(msg); ok {
		return s.answered(a)
	}
	if a, ok := s.hearing.Take(msg); ok {
		return s.heard(s.env, a)
	}
	if _, ok := s.tick.Take(msg); ok {
		s.check()
		return tea.Batch(fx.NextMinute(&s.tick, s.env), s.renew())
	}
	return nil
}

func (s *Screen) moment() pass.Moment { return pass.Moment{Now: s.env.Now(), Zone: s.env.Zone} }

func (s *Screen) policy() pass.Policy { return s.desk.Policy(s.call) }

func (s *Screen) check() { s.checked = pass.Check(s.draft, s.policy(), s.moment()) }

// remark returns what to say about a field.
func (s *Screen) remark(field int) pass.Remark {
	switch field {
	case lifetime:
		return s.checked.Lifetime
	case start:
		return s.checked.Start
	case use:
		return s.checked.Use
	case situation:
		return pass.Remark{}
	}
	return s.caller.remark(field, s.subject())
}

// opened takes the person as they are now. The policy may have come with them, which may change what a situation means.
func (s *Screen) opened() {
	s.beginChallenge()
	s.settle()
}

// returned takes the result of the confirmation. Nothing typed is lost.
func (s *Screen) returned() tea.Cmd {
	s.check() // and not settle: nothing typed or chosen is to change under a refusal
	if f := s.call.Refused; f != nil && f != s.refused {
		s.refused, s.predicted, s.at = f, s.verdict(), s.blamed()
	}
	s.call.Recount() // what was sent meanwhile counts too
	return tea.Batch(s.read(), s.recall())
}

// Back leaves the form, with what is still to be told; while the site's own program is asked it gives that up alone.
func (s *Screen) Back() tea.Cmd {
	if s.checking.Pending() {
		s.checking.Cancel()
		s.caller.told = false
		return nil
	}
	s.caller.keep()
	return s.env.Pop(nav.Result{})
}

// TakesMark is true in a note that was begun.
func (s *Screen) TakesMark() bool { return s.at == note && s.caller.note.Value() != "" }

// Leave records a verification that was not finished. A lock keeps the form.
func (s *Screen) Leave(why nav.Reason) {
	if why != nav.Locked && why != nav.Idle && why != nav.Suspended {
		s.caller.abandon()
	}
}

// blamed returns the field that Graph's refusal is about, or else the one in front.
func (s *Screen) blamed() int {
	switch s.call.Refused.Field {
	case "lifetimeInMinutes":
		return lifetime
	case "startDateTime":
		return start
	case "isUsableOnce":
		return use
	}
	return s.at
}
