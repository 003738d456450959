// Package impostor is the screen for a caller who is not the person: one yes stops what they may have got, and the
// screen says what was added meanwhile, and what to tell them.
package impostor

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

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
	asking  phase = iota
	writing       // one request is under way
	telling       // nothing more is sent
)

// Screen is the question, and its results.
type Screen struct {
	env   fx.Env
	desk  *desk.Desk
	call  *desk.Call
	phase phase
	size  kit.Size
	asked time.Time // when the last request was sent, by Graph's clock

	// before is the person as they were when the question was asked: what is added later is the impostor's, perhaps.
	before  person.Person
	methods []person.Method // nil where they were not read
	// queue are the writes to be sent, done the results of those that were, in order.
	queue []journal.Operation
	done  []desk.Contained

	sent      fx.Slot[desk.Contained]
	tick      fx.Slot[time.Time]
	stamp     fx.Stamp
	opening   fx.Opening
	log       fx.Audit
	inquiring fx.Inquiring
	scroll    int
}

// New returns the screen for the person of a call. It lies on the person.
func New(env fx.Env, d *desk.Desk, log fx.AuditLog, to nav.Impostor) *Screen {
	s := &Screen{
		env: env, desk: d, call: to.Call, before: to.Call.Person, opening: fx.Opening{Desk: d, Alone: true},
		log: fx.Audit{Log: log, Learned: d.Learned}, inquiring: fx.Inquiring{Desk: d},
	}
	if read := to.Call.Dossier; read != nil && read.MethodsFault == nil {
		s.methods = append([]person.Method{}, to.Call.MethodsLeft()...)
	}
	return s
}

// Init has nothing to read: nothing may delay the question.
func (s *Screen) Init() tea.Cmd { return nil }

// Title names the screen.
func (s *Screen) Title() string { return title }

// Explain says what is done, and why in this order.
func (s *Screen) Explain() []string { return help }

// Busy holds everything while a write is under way.
func (s *Screen) Busy() bool { return s.phase == writing }

// Loss says what quitting loses.
func (s *Screen) Loss() string {
	if s.phase == telling && len(s.open()) > 0 {
		return lossUnknown
	}
	return ""
}

// Keys lists what can be answered now.
func (s *Screen) Keys() []kit.Key {
	switch s.phase {
	case writing:
		return nil
	case asking:
		return []kit.Key{{Binding: kit.Says(kit.Yes, s.does()), Off: s.off()}, {Binding: kit.Esc}}
	}
	keys := kit.On(kit.Says(kit.Esc, doPerson))
	if len(s.again()) > 0 {
		keys = append(keys, kit.Key{Binding: kit.Says(kit.Yes, doAgain)})
	}
	return append(keys, kit.On(kit.Refresh, kit.Says(kit.Move, doScroll))...)
}

// stops are the writes that can be sent from here.
func (s *Screen) stops() []journal.Operation {
	return slices.DeleteFunc(s.desk.ImpostorStopped(s.call), func(o journal.Operation) bool {
		return s.desk.JudgeContainment(s.call, o).Off != ""
	})
}

// again are the writes that are not known to be done. A pass that is listed after one was deleted is another.
func (s *Screen) again() []journal.Operation {
	return slices.DeleteFunc(s.stops(), func(o journal.Operation) bool {
		if o == journal.Delete {
			return false
		}
		at := slices.IndexFunc(s.done, func(c desk.Contained) bool { return c.Operation == o })
		return at >= 0 && s.isDone(s.done[at])
	})
}

// isDone reports whether a write is known to be done, by its answer or by what was found since.
func (s *Screen) isDone(c desk.Contained) bool {
	switch c.Operation {
	case journal.Block:
		return s.call.Blocked != nil && s.call.Blocked.Done()
	case journal.Revoke:
		return s.call.Revoked != nil && !s.call.Revoked.At.IsZero() && (c.Fault() == nil || s.call.Revoked.Stamped)
	}
	return s.call.Pass() == nil || c.Fault() == nil
}

// does is what y does: it is in the journal, also where nothing can be stopped from here.
func (s *Screen) does() string {
	if len(s.stops()) == 0 {
		return doRecord
	}
	return doStop
}

// off says why y does nothing.
func (s *Screen) off() string {
	if !kit.Fits(s.question(min(s.size.Width, kit.WideFrom)), s.size.Height) {
		return kit.TooShort
	}
	return ""
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
	if next, _, ok := s.opening.Take(s.env, s.call, msg); ok {
		return next
	}
	if s.log.Take(s.env, s.call, msg) {
		return nil
	}
	checked, next, ok := s.inquiring.Take(s.env, s.open(), msg)
	if ok {
		s.checked(checked)
	}
	return next
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.phase == asking && kit.Press(msg, kit.Yes):
		s.desk.Impostor(s.call)
		s.queue = s.stops()
		return s.next()
	case s.phase == asking:
		return s.env.Pop(nav.Result{})
	case s.phase == telling && kit.Press(msg, kit.Yes) && len(s.again()) > 0:
		s.queue = s.again()
		return s.next()
	case s.phase == telling && kit.Press(msg, kit.Refresh):
		return s.read()
	case s.phase == telling:
		s.scroll = kit.ScrollBy(msg, s.scroll, len(s.told(min(s.size.Width, kit.WideFrom))), s.size.Height)
	}
	return nil
}

// Back goes to the person, who is read again.
func (s *Screen) Back() tea.Cmd {
	if s.phase == asking {
		return s.env.Pop(nav.Result{})
	}
	return s.env.Pop(nav.Result{Next: nav.ToPerson})
}

// next sends the first of the queue, but for what was read meanwhile to be no longer there: a pass. There is one place
// that writes.
func (s *Screen) next() tea.Cmd {
	s.queue = slices.DeleteFunc(s.queue, func(o journal.Operation) bool {
		return o == journal.Delete && s.call.Pass() == nil
	})
	if len(s.queue) == 0 {
		s.phase = telling
		return tea.Batch(s.read(), s.inquiring.Check(s.env, s.open()))
	}
	sending := s.queue[0]
	s.queue, s.phase, s.asked = s.queue[1:], writing, s.env.Now()
	copied := s.call.Copy()
	return tea.Batch(
		s.sent.Write(s.env, func(ctx context.Context) (desk.Contained, error) {
			return s.desk.Contain(ctx, copied, sending), nil
		}),
		fx.After(&s.tick, s.env, time.Second),
	)
}

// answered takes Graph's answer. Whatever it was, the next is sent.
func (s *Screen) answered(a fx.Answer[desk.Contained]) tea.Cmd {
	s.tick.Cancel()
	if a.Err != nil { // the program ends
		return nil
	}
	s.call.Stopped(a.Value, s.env.Now())
	s.done = append(slices.DeleteFunc(s.done, func(c desk.Contained) bool { return c.Operation == a.Value.Operation }),
		a.Value)
	return s.next()
}

// read reads what was added meanwhile: the person now and, where the operator may, Entra's audit log.
func (s *Screen) read() tea.Cmd {
	cmds := []tea.Cmd{s.opening.Read(s.env, s.call, 0)}
	if s.desk.Learned.Refused(fx.WhatAudit) == nil && !s.log.Pending() {
		cmds = append(cmds, s.log.Read(s.env, s.call))
	}
	if r := s.call.Revoked; r != nil && r.Fault == nil && !r.Stamped {
		cmds = append(cmds, s.stamp.Read(s.env, s.desk, s.call))
	}
	return tea.Batch(cmds...)
}

// open are the inquiries into the writes whose answers were lost.
func (s *Screen) open() (open []desk.Inquiry) {
	if b := s.call.Blocked; b != nil && b.Open != nil && !b.Done() {
		open = append(open, *b.Open)
	}
	if q := s.call.Inquiry; q != nil && q.Next() > 0 {
		open = append(open, *q)
	}
	if r := s.call.Revoked; r != nil && r.Open != nil && r.Open.StampedAt.IsZero() {
		open = append(open, *r.Open)
	}
	return open
}

// checked takes what they have found.
func (s *Screen) checked(all []desk.Inquiry) {
	for _, q := range all {
		switch q.Record.Operation {
		case journal.Block:
			s.call.CheckedAct(q)
		case journal.Revoke:
			s.call.CheckedRevocation(q)
		default:
			s.call.Unsettled(q, s.env.Now())
		}
	}
}

// numbers are the telephone numbers and the manager of the directory that are not as they were.
func (s *Screen) numbers() (changed []string) {
	now := s.call.Person
	if s.call.Dossier == nil || s.before.ID != now.ID {
		return nil
	}
	if now.MobilePhone != s.before.MobilePhone {
		changed = append(changed, numberNow(labelMobile, now.MobilePhone))
	}
	if !slices.Equal(now.BusinessPhones, s.before.BusinessPhones) {
		changed = append(changed, numberNow(labelBusiness, now.BusinessPhones...))
	}
	return changed
}

func numberNow(label string, numbers ...text.Text) string {
	return label + ": " + orNone(kit.NonEmpty(numbers...))
}
