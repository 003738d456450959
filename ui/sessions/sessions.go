// Package sessions asks before somebody's sign-in sessions are revoked, does it, and says what is known of it.
package sessions

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
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
	env   fx.Env
	desk  *desk.Desk
	call  *desk.Call
	phase phase
	asked time.Time // when the request was sent, by Graph's clock
	size  kit.Size

	sent      fx.Slot[desk.Revoked]
	stamp     fx.Stamp
	tick      fx.Slot[time.Time]
	inquiring fx.Inquiring
}

// New returns the screen for the person of a call. It lies on the person or the watch.
func New(env fx.Env, d *desk.Desk, to nav.Sessions) *Screen {
	return &Screen{env: env, desk: d, call: to.Call, inquiring: fx.Inquiring{Desk: d}}
}

// Init has nothing to read: the person was.
func (s *Screen) Init() tea.Cmd { return nil }

// Title names the screen.
func (s *Screen) Title() string { return title }

// Busy holds everything while the write is under way.
func (s *Screen) Busy() bool { return s.phase == writing }

// Loss says what quitting loses.
func (s *Screen) Loss() string {
	if s.phase == telling && s.open() != nil {
		return lossUnknown
	}
	return ""
}

// open is the inquiry into a request whose answer was lost, while it has not come to an end.
func (s *Screen) open() []desk.Inquiry {
	if r := s.call.Revoked; r != nil && r.Open != nil && r.Open.StampedAt.IsZero() {
		return []desk.Inquiry{*r.Open}
	}
	return nil
}

func (s *Screen) judge() verdict.Act { return s.desk.JudgeRevoke(s.call) }

// Keys lists what can be answered now.
func (s *Screen) Keys() []kit.Key {
	back := kit.Key{Binding: kit.Esc}
	switch s.phase {
	case writing:
		return nil
	case asking:
		return []kit.Key{{Binding: kit.Says(kit.Yes, doRevoke), Off: s.off()}, back}
	}
	again := kit.Key{Binding: kit.Says(kit.EndSessions, doRevokeAgain), Off: s.judge().Off}
	if s.open() == nil {
		return []kit.Key{back, again}
	}
	look := kit.Key{Binding: kit.Says(kit.Look, doCheckAgain)}
	if s.inquiring.Pending() {
		look.Off = offChecking
	}
	return []kit.Key{again, look, back}
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

// Explain says what a revocation is.
func (s *Screen) Explain() []string {
	return append(slices.Clone(help), desk.Reaches(s.desk.Cloud)...)
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
	if s.stamp.Take(s.call, msg) {
		return nil
	}
	if _, ok := s.tick.Take(msg); ok && s.phase == writing {
		return fx.After(&s.tick, s.env, time.Second)
	}
	checked, next, ok := s.inquiring.Take(s.env, s.open(), msg)
	if ok && len(checked) == 1 {
		s.call.CheckedRevocation(checked[0])
	}
	return next
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.phase == asking && kit.Press(msg, kit.Yes):
		return s.send()
	case s.phase == asking:
		return s.env.Pop(nav.Result{})
	case s.phase == telling && kit.Press(msg, kit.EndSessions):
		s.phase = asking
	case s.phase == telling && kit.Press(msg, kit.Look):
		return s.inquiring.Check(s.env, s.open())
	}
	return nil
}

// send does it. There is one place that writes, and it leaves the phase in which it could be asked to again.
func (s *Screen) send() tea.Cmd {
	s.phase, s.asked = writing, s.env.Now()
	call := s.call.Copy()
	return tea.Batch(
		s.sent.Write(s.env, func(ctx context.Context) (desk.Revoked, error) { return s.desk.Revoke(ctx, call) }),
		fx.After(&s.tick, s.env, time.Second),
	)
}

// answered takes Graph's answer. Its own timestamp is read behind it, or the trouble looked into.
func (s *Screen) answered(a fx.Answer[desk.Revoked]) tea.Cmd {
	s.tick.Cancel()
	if errors.Is(a.Err, fx.ErrEnding) {
		return nil
	}
	s.phase = telling
	s.call.HasRevoked(a.Value)
	if fault.Is(a.Err, fault.Unknown) {
		return s.inquiring.Check(s.env, s.open())
	}
	if a.Err != nil {
		return nil
	}
	return s.stamp.Read(s.env, s.desk, s.call)
}
