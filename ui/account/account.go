// Package account asks before somebody's sign-in is blocked or unblocked, or their password reset, does it, and says
// what is known of it.
package account

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/verdict"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// phase is how far the screen has come.
type phase int

const (
	asking  phase = iota
	writing       // the one request is under way
	telling       // the call has what is known of it
)

// Screen is the question, and its result.
type Screen struct {
	env     fx.Env
	desk    *desk.Desk
	call    *desk.Call
	act     journal.Operation
	grounds call.Case
	phase   phase
	asked   time.Time // when the request was sent, by Graph's clock
	size    kit.Size

	sent      fx.Slot[acted]
	log       fx.Audit
	tick      fx.Slot[time.Time]
	inquiring fx.Inquiring
}

// acted is what became of the write: an Outcome of a reset, and else an Acted.
type acted struct {
	desk.Outcome
	desk.Acted
}

// New returns the screen for the person of a call. It lies on the person.
func New(env fx.Env, d *desk.Desk, log fx.AuditLog, to nav.Account) *Screen {
	s := &Screen{
		env: env, desk: d, call: to.Call, act: to.Act, log: fx.Audit{Log: log, Learned: d.Learned},
		inquiring: fx.Inquiring{Desk: d},
	}
	if to.Grounds != nil {
		s.grounds = *to.Grounds
	}
	return s
}

// Init reads who blocked the account, where it is to be unblocked.
func (s *Screen) Init() tea.Cmd {
	if s.act != journal.Unblock {
		return nil
	}
	return s.log.Need(s.env, s.call)
}

func (s *Screen) words() words { return acts[s.act] }

// Title names the screen.
func (s *Screen) Title() string { return s.words().title }

// Explain says what it is.
func (s *Screen) Explain() []string { return s.words().help }

// Busy holds everything while the write is under way.
func (s *Screen) Busy() bool { return s.phase == writing }

// Loss says what quitting loses.
func (s *Screen) Loss() string {
	if s.phase == telling && s.open() != nil {
		return lossUnknown
	}
	return ""
}

// known is what the call knows of the act.
func (s *Screen) known() *desk.Acted {
	if s.act == journal.Reset {
		return s.call.Reset
	}
	return s.call.Blocked
}

// open is the inquiry into a request whose answer was lost, while it has not come to an end.
func (s *Screen) open() []desk.Inquiry {
	if a := s.known(); a != nil && a.Open != nil && a.Open.Finding() != pass.Gone {
		return []desk.Inquiry{*a.Open}
	}
	return nil
}

// over reports whether the act is done and need not be repeated. A reset that is told of here never is: its password
// was not shown.
func (s *Screen) over() bool { return s.act != journal.Reset && s.known().Done() }

func (s *Screen) judge() verdict.Act {
	if s.act == journal.Reset {
		return s.desk.JudgeReset(s.call)
	}
	return s.desk.JudgeBlock(s.call)
}

// key is the one that leads here.
func (s *Screen) key() kit.Key {
	binding := kit.Block
	if s.act == journal.Reset {
		binding = kit.Password
	}
	return kit.Key{Binding: kit.Says(binding, s.words().again), Off: s.judge().Off}
}

// Keys lists what can be answered now.
func (s *Screen) Keys() []kit.Key {
	back := kit.Key{Binding: kit.Esc}
	switch s.phase {
	case writing:
		return nil
	case asking:
		return []kit.Key{{Binding: kit.Says(kit.Yes, s.words().does), Off: s.off()}, back}
	}
	if s.over() {
		return []kit.Key{back}
	}
	if s.open() == nil {
		return []kit.Key{back, s.key()}
	}
	look := kit.Key{Binding: kit.Says(kit.Look, doCheckAgain)}
	if s.inquiring.Pending() {
		look.Off = offChecking
	}
	return []kit.Key{s.key(), look, back}
}

// off says why y sends nothing.
func (s *Screen) off() string {
	if off := s.judge().Off; off != "" {
		return off
	}
	if !kit.Fits(s.question(min(s.size.Width, kit.WideFrom)), s.size.Height) {
		return kit.TooShort
	}
	return ""
}

// Back goes to the person, who is read again once something was sent.
func (s *Screen) Back() tea.Cmd {
	if s.phase == telling {
		return s.env.Pop(nav.Result{Next: nav.ToPerson})
	}
	return s.env.Pop(nav.Result{})
}

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		return nil
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	if a, ok := s.sent.Take(msg); ok {
		return s.answered(a)
	}
	if s.log.Take(s.env, s.call, msg) {
		return nil
	}
	if _, ok := s.tick.Take(msg); ok && s.phase == writing {
		return fx.After(&s.tick, s.env, time.Second)
	}
	checked, next, ok := s.inquiring.Take(s.env, s.open(), msg)
	if ok && len(checked) == 1 {
		s.call.CheckedAct(checked[0])
	}
	return next
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.phase == asking && kit.Press(msg, kit.Yes):
		return s.send()
	case s.phase == asking:
		return s.Back()
	case s.phase == telling && !s.over() && kit.Press(msg, s.key().Binding):
		s.phase = asking
	case s.phase == telling && kit.Press(msg, kit.Look):
		return s.inquiring.Check(s.env, s.open())
	}
	return nil
}

// send does it. There is one place that writes, and it leaves the phase in which it could be asked to again.
func (s *Screen) send() tea.Cmd {
	s.phase, s.asked = writing, s.env.Now()
	call, grounds := s.call.Copy(), s.grounds
	return tea.Batch(
		s.sent.Write(s.env, func(ctx context.Context) (a acted, err error) {
			switch s.act {
			case journal.Block:
				a.Acted, err = s.desk.Block(ctx, call)
			case journal.Unblock:
				a.Acted, err = s.desk.Unblock(ctx, call, grounds)
			default:
				a.Outcome, err = s.desk.Reset(ctx, call, grounds)
			}
			return a, err
		}),
		fx.After(&s.tick, s.env, time.Second),
	)
}

// answered takes Graph's answer. A new password is shown at once, also where Graph has not said that it is set; the
// trouble is looked into where there is none to show.
func (s *Screen) answered(a fx.Answer[acted]) tea.Cmd {
	s.tick.Cancel()
	if errors.Is(a.Err, fx.ErrEnding) {
		return nil
	}
	s.phase = telling
	if s.act != journal.Reset {
		s.call.HasBlocked(a.Value.Acted)
		return s.inquiring.Check(s.env, s.open())
	}
	s.call.HasReset(a.Value.Outcome, a.Err, s.env.Now())
	if issued := a.Value.Issued; !issued.Value.Wiped() {
		return s.env.Burst(1, nav.Reveal{Call: s.call, Issued: issued})
	}
	return s.inquiring.Check(s.env, s.open())
}
