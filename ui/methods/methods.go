// Package methods is the screen where some of a person's sign-in methods are marked and removed, one after another,
// with what is known of each.
package methods

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// phase is how far the screen has come.
type phase int

const (
	marking phase = iota
	asking        // all that would go, and what would remain
	writing       // one request is under way
	stopped       // one was not done, or nobody knows: the rest goes on or stops by the operator's choice
	over          // nothing is left to send
)

// Screen is the methods of the person of a call.
type Screen struct {
	env     fx.Env
	desk    *desk.Desk
	call    *desk.Call
	grounds call.Case
	phase   phase
	all     []person.Method
	marked  map[text.Key]bool
	// laptop is the device that the preset marked last, said what it told.
	laptop int
	said   string

	list  kit.List
	field kit.Field // for all of them: what is typed
	series
	size   kit.Size
	scroll int

	report    fx.Registration
	sent      fx.Slot[desk.Removed]
	tick      fx.Slot[time.Time]
	inquiring fx.Inquiring
}

// series is the removal of one method after another: queue are those still to go, in order; sending is the one under
// way, since began; tried are those that were sent, in order.
type series struct {
	queue   []person.Method
	sending person.Method
	began   time.Time
	tried   []text.Key
}

// New returns the screen, which lies on the person or the watch.
func New(env fx.Env, d *desk.Desk, report fx.Registrations, to nav.Methods) *Screen {
	s := &Screen{
		env: env, desk: d, call: to.Call, marked: map[text.Key]bool{}, field: kit.NewField(labelConfirm, ""),
		inquiring: fx.Inquiring{Desk: d}, report: fx.Registration{Report: report, Learned: d.Learned},
		all: to.Call.MethodsLeft(),
	}
	if to.Grounds != nil {
		s.grounds = *to.Grounds
	}
	s.list.Resize(len(s.all))
	s.list.Select(max(0, slices.IndexFunc(s.all, func(m person.Method) bool { return d.Stays(m) == "" })))
	return s
}

// Init reads which method is the default: it goes last.
func (s *Screen) Init() tea.Cmd { return s.report.Need(s.env, s.call) }

// Title names the screen.
func (s *Screen) Title() string { return title }

// Busy holds everything while a write is under way.
func (s *Screen) Busy() bool { return s.phase == writing }

// Typing is true where all of them would go, which takes more than a key.
func (s *Screen) Typing() bool { return s.phase == asking && s.everything() }

// Loss says what quitting loses.
func (s *Screen) Loss() string {
	switch {
	case s.phase == stopped && len(s.queue) > 0:
		return loseRest
	case len(s.call.OpenRemovals()) > 0:
		return loseOutcome
	}
	return ""
}

// Explain says what a removal is.
func (s *Screen) Explain() []string { return help }

// Back goes from the question to the marks, and else to the screen below, which reads the person again.
func (s *Screen) Back() tea.Cmd {
	switch {
	case s.phase == asking:
		s.phase = marking
		return nil
	case len(s.tried) > 0:
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
	if s.report.Take(s.call, msg) {
		return nil
	}
	if a, ok := s.sent.Take(msg); ok {
		return s.answered(a)
	}
	if _, ok := s.tick.Take(msg); ok && s.phase == writing {
		return fx.After(&s.tick, s.env, time.Second)
	}
	checked, next, ok := s.inquiring.Take(s.env, s.call.OpenRemovals(), msg)
	if ok {
		s.call.CheckedRemovals(checked)
	}
	return next
}

// next sends the first of the queue. There is one place that writes.
func (s *Screen) next() tea.Cmd {
	if len(s.queue) == 0 {
		s.phase = over
		return s.inquiring.Check(s.env, s.call.OpenRemovals())
	}
	s.sending, s.queue = s.queue[0], s.queue[1:]
	s.phase, s.began = writing, s.env.Now()
	s.tried = append(s.tried, s.sending.ID)
	copied, grounds, m := s.call.Copy(), s.grounds, s.sending
	place := journal.Series{At: len(s.tried), Of: len(s.tried) + len(s.queue)}
	return tea.Batch(
		s.sent.Write(s.env, func(ctx context.Context) (desk.Removed, error) {
			return s.desk.Remove(ctx, copied, grounds, m, place)
		}),
		fx.After(&s.tick, s.env, time.Second),
	)
}

// answered takes Graph's answer, and goes on by itself only where the method was removed.
func (s *Screen) answered(a fx.Answer[desk.Removed]) tea.Cmd {
	s.tick.Cancel()
	if errors.Is(a.Err, fx.ErrEnding) {
		return nil
	}
	s.call.HasRemoved(a.Value)
	if a.Err == nil {
		return s.next()
	}
	s.phase = stopped
	if len(s.queue) == 0 {
		s.phase = over
	}
	return s.inquiring.Check(s.env, s.call.OpenRemovals())
}

// removable are those that can be marked.
func (s *Screen) removable() []person.Method {
	return slices.DeleteFunc(slices.Clone(s.all), func(m person.Method) bool { return s.desk.Stays(m) != "" })
}

// going are those that are marked, in the order in which they would go; staying are the rest.
func (s *Screen) going() []person.Method {
	marked := slices.DeleteFunc(slices.Clone(s.all), func(m person.Method) bool { return !s.marked[m.ID] })
	return person.InOrder(marked, s.call.DefaultMethod())
}

func (s *Screen) staying() []person.Method {
	return slices.DeleteFunc(slices.Clone(s.all), func(m person.Method) bool { return s.marked[m.ID] })
}

// everything reports whether all would go that can, and these are more than one.
func (s *Screen) everything() bool {
	n := len(s.going())
	return n > 1 && n == len(s.removable())
}
