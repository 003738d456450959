package fx

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/ui/nav"
)

// ErrEnding is the answer to a write that was not sent because the program is ending.
var ErrEnding = errors.New("nothing was sent: the program is ending")

// Owned is a message that belongs to a screen. The root hands it to that screen, in front or not. If the screen is
// gone, the root drops the message, along with any secret that it carries.
type Owned interface {
	Owner() nav.ID
	Drop()
}

// Slot is one kind of effect of a screen, of which only the latest counts: starting one cancels the one before. The
// zero Slot is ready. Use it from Update only.
type Slot[T any] struct{ slot }

// Answer is the result of an effect.
type Answer[T any] struct {
	Value T
	Err   error
}

// Read runs op and cancels the slot's earlier effect. The operation ends when the screen is closed.
func (s *Slot[T]) Read(env Env, op func(context.Context) (T, error)) tea.Cmd {
	return s.read(env, func(ctx context.Context) (any, error) { return op(ctx) })
}

// Write runs op, which nothing cancels: neither leaving the screen nor the end of the program, which waits for it. Once
// the program is ending nothing more is sent, and the answer is ErrEnding.
func (s *Slot[T]) Write(env Env, op func(context.Context) (T, error)) tea.Cmd {
	return s.write(env, func(ctx context.Context) (any, error) { return op(ctx) })
}

// After waits for d, and then answers with the time by Graph's clock.
func After(s *Slot[time.Time], env Env, d time.Duration) tea.Cmd {
	return s.Read(env, func(ctx context.Context) (time.Time, error) {
		err := env.Clock.Sleep(ctx, d)
		return env.Now(), err
	})
}

// NextMinute waits for the next full minute of Graph's clock, when times shown to the minute change.
func NextMinute(s *Slot[time.Time], env Env) tea.Cmd {
	now := env.Now()
	return After(s, env, now.Truncate(time.Minute).Add(time.Minute).Sub(now))
}

// Take returns the slot's answer if msg is the latest one, and ends the effect. An older answer is dropped.
func (s *Slot[T]) Take(msg tea.Msg) (Answer[T], bool) {
	r, ok := s.take(msg)
	if !ok {
		return Answer[T]{}, false
	}
	value, _ := r.value.(T) // nil if the write was not started
	return Answer[T]{Value: value, Err: r.err}, true
}

// slot is what Slots of all types share, so that the program has one copy of it.
type slot struct {
	seq    uint64
	cancel context.CancelFunc
}

// result is the message that carries the answer of an effect.
type result struct {
	value any
	err   error

	owner nav.ID
	slot  *slot
	seq   uint64
}

// Owner returns the screen that asked.
func (r result) Owner() nav.ID { return r.owner }

// Drop wipes the value if it can be wiped.
func (r result) Drop() {
	if w, ok := r.value.(interface{ Wipe() }); ok {
		w.Wipe()
	}
}

func (s *slot) read(env Env, op func(context.Context) (any, error)) tea.Cmd {
	ctx, cancel := context.WithCancel(env.Context)
	return s.start(env, cancel, func() (any, error) {
		defer cancel()
		return op(ctx)
	})
}

func (s *slot) write(env Env, op func(context.Context) (any, error)) tea.Cmd {
	ctx := context.WithoutCancel(env.Context)
	return s.start(env, func() {}, func() (any, error) {
		done, ok := env.Writes.begin()
		if !ok {
			return nil, ErrEnding
		}
		defer done()
		return op(ctx)
	})
}

func (s *slot) start(env Env, cancel context.CancelFunc, op func() (any, error)) tea.Cmd {
	s.Cancel()
	s.seq++
	s.cancel = cancel
	seq, owner := s.seq, env.ID
	return func() tea.Msg {
		value, err := op()
		return result{value: value, err: err, owner: owner, slot: s, seq: seq}
	}
}

func (s *slot) take(msg tea.Msg) (result, bool) {
	r, ok := msg.(result)
	if !ok || r.slot != s {
		return result{}, false
	}
	if r.seq != s.seq || s.cancel == nil {
		r.Drop()
		return result{}, false
	}
	s.cancel = nil
	return r, true
}

// Pending reports whether an answer is awaited.
func (s *slot) Pending() bool { return s.cancel != nil }

// Cancel cancels the effect. A late answer is dropped.
func (s *slot) Cancel() {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
}
