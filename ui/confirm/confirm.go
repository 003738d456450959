// Package confirm asks before a pass is created or deleted, does it, and stays until it is known what happened, or
// known that it cannot be known.
package confirm

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/verdict"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// write is what yes does: the words for it, how it is judged, done and gone on from. It is fixed when the screen opens.
type write struct {
	title string
	// verb is what y does, in the words of a fault; yes is that of the key, doing says that it is being done.
	verb, yes, doing string
	// depth is how many screens, this one included, are above the one that an unknown outcome leads back to.
	depth int
	// reads means that the person is read first, since Entra's view of them counts.
	reads bool

	// draw draws the question, without the line that says which key means yes.
	draw  func(s *Screen, c kit.Clock, width int) []string
	judge func(*desk.Call, desk.Question) verdict.Verdict
	run   func(context.Context, desk.Call, desk.Question) (desk.Outcome, error)
	// done takes what was done, and goes where it leads.
	done func(*Screen, desk.Outcome) tea.Cmd
}

// phase is how far the screen has come.
type phase int

const (
	asking  phase = iota
	writing       // the one request is under way
	looking       // its outcome is unknown, and is looked into
)

// Screen is a confirmation and its result.
type Screen struct {
	env  fx.Env
	desk *desk.Desk
	call *desk.Call
	asks desk.Question
	write
	phase phase
	size  kit.Size
	asked time.Time    // when the request was sent, by Graph's clock
	lost  *fault.Fault // why its outcome is not known

	opening   fx.Opening
	sent      fx.Slot[desk.Outcome]
	tick      fx.Slot[time.Time]
	inquiring fx.Inquiring
}

func newScreen(env fx.Env, d *desk.Desk, call *desk.Call, asks desk.Question, w write) *Screen {
	return &Screen{
		env: env, desk: d, call: call, asks: asks, write: w,
		opening: fx.Opening{Desk: d}, inquiring: fx.Inquiring{Desk: d},
	}
}

// fresh is how old a dossier may be: a little older than the form takes, so that the one it has just read will do.
const fresh = time.Minute

// Init reads the person, or takes what the form has just read, and lets the times move with the clock.
func (s *Screen) Init() tea.Cmd {
	tick := fx.NextMinute(&s.tick, s.env)
	if !s.reads {
		return tick
	}
	s.call.OutOfDate(s.env.Now(), fresh)
	if s.call.Dossier != nil {
		return tea.Batch(tick, s.opening.Ask(s.env, s.call))
	}
	return tea.Batch(tick, s.opening.Read(s.env, s.call, fresh))
}

// Title names the screen.
func (s *Screen) Title() string { return s.title }

// Busy reports whether the write is in flight.
func (s *Screen) Busy() bool { return s.phase == writing }

// Loss says what quitting loses.
func (s *Screen) Loss() string {
	if s.phase == looking {
		return loseOutcome
	}
	return ""
}

// Keys lists what can be answered now.
func (s *Screen) Keys() []kit.Key {
	switch s.phase {
	case writing:
		return nil
	case looking:
		return s.lostKeys()
	}
	return s.askKeys()
}

// low reports whether the question does not fit: nobody may say yes to what they cannot see.
func (s *Screen) low() bool {
	c := kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}
	return !kit.Fits(s.draw(s, c, min(s.size.Width, kit.WideFrom)), s.size.Height)
}

// Explain says what a confirmation is.
func (s *Screen) Explain() []string { return help }

// Back leaves: from the question to the screen it was asked on, from an unknown outcome to the person.
func (s *Screen) Back() tea.Cmd {
	if s.lost != nil { // also when it was about to be tried again
		return s.env.Unwind(s.depth, nav.Result{Next: nav.ToPerson})
	}
	return s.env.Pop(nav.Result{})
}

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case kit.Size:
		s.size = msg
		return nil
	case nav.Returned:
		return s.returned()
	}
	if a, ok := s.sent.Take(msg); ok {
		return s.answered(a)
	}
	if next, _, ok := s.opening.Take(s.env, s.call, msg); ok {
		return next
	}
	if _, ok := s.tick.Take(msg); ok {
		return s.ticked()
	}
	next, _ := s.inquiring.TakeCall(s.env, s.call, msg)
	return next
}

// returned continues after the log, and perhaps from there the same person, was open in front.
func (s *Screen) returned() tea.Cmd {
	switch {
	case s.phase == asking:
		return s.Init()
	case s.phase == looking && s.call.Inquiry == nil: // it was settled there
		return s.Back()
	}
	return nil
}

// ticked lets the seconds of a write be counted, and the times of a question move on.
func (s *Screen) ticked() tea.Cmd {
	switch s.phase {
	case writing:
		return fx.After(&s.tick, s.env, time.Second)
	case asking:
		return fx.NextMinute(&s.tick, s.env)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch s.phase {
	case writing:
		return nil
	case looking:
		return s.pressLost(msg)
	}
	if s.mustOverride() && kit.Press(msg, kit.Override) {
		s.asks.Overridden = s.against()
		return nil
	}
	if s.again() && kit.Press(msg, kit.Refresh) {
		return s.opening.Again(s.env, s.call)
	}
	if s.mustOverride() || !kit.Press(msg, kit.Yes) {
		return s.Back()
	}
	return s.send()
}

// send starts the write. It is the only place that writes, and it leaves the phase in which it could be called again.
func (s *Screen) send() tea.Cmd {
	s.phase = writing
	s.asked = s.env.Now()
	s.call.WasRefused(nil)
	call, asks := s.call.Copy(), s.asks
	s.opening.Cancel(s.call)
	return tea.Batch(
		s.sent.Write(s.env, func(ctx context.Context) (desk.Outcome, error) { return s.run(ctx, call, asks) }),
		fx.After(&s.tick, s.env, time.Second),
	)
}

// answered takes Graph's answer to the write.
func (s *Screen) answered(a fx.Answer[desk.Outcome]) tea.Cmd {
	s.tick.Cancel()
	switch f := kit.AsFault(a.Err, s.verb); {
	case a.Err == nil:
		return s.done(s, a.Value)
	case errors.Is(a.Err, fx.ErrEnding):
		return nil
	case f.Kind == fault.Unknown:
		s.phase, s.lost = looking, f
		s.call.Unsettled(*a.Value.Open, s.env.Now())
		return s.inquiring.CheckCall(s.env, s.call)
	default:
		s.call.WasRefused(f)
		return s.env.Pop(nav.Result{})
	}
}
