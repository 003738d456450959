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

// Owned is a message that belongs to a screen. The root hands it to that screen, in front or not, and drops it (with
// whatever secret it carries) when the screen is gone.
type Owned interface {
	Owner() nav.ID
	Drop()
}

// Slot is one kind of effect of a screen, of which only the latest counts: starting anew cancels what went before. The
// zero Slot is ready. It is used from Update alone.
type Slot[T any] struct{ slot }

// Answer is the result of an effect.
type Answer[T any] struct {
	Value T
	Err   error
}

// Read runs op and cancels the slot's earlier one. The operation ends when the screen goes off the stack.
func (s *Slot[T]) Read(env Env, op func(context.Context) (T, error)) tea.Cmd {
	return s.read(env, func(ctx context.Context) (any, error) { return op(ctx) })
}

// Write runs op, which nothing cancels: neither leaving the screen nor the end of the program, which waits for it. Once
// the program is ending nothing is sent any more, and the answer is ErrEnding.
func (s *Slot[T]) Write(env Env, op func(context.Context) (T, error)) tea.Cmd {
	return s.write(env, func(ctx context.Context) (any, error) { return op(ctx) })
}

// After is a slot's wait: it answers with the time by Graph's clock once d has passed.
func After(s *Slot[time.Time], env Env, d time.Duration) tea.Cmd {
	return s.Read(env, func(ctx context.Context) (time.Time, error) {
		err := env.Clock.Sleep(ctx, d)
		return env.Now(), err
	})
}

// NextMinute is a slot's wait for the next full minute of Graph's clock, at which times that are shown to the minute
// change.
func NextMinute(s *Slot[time.Time], env Env) tea.Cmd {
	now := env.Now()
	return After(s, env, now.Truncate(time.Minute).Add(time.Minute).Sub(now))
}

// Take returns the slot's answer when msg is the latest one, and ends the effect. An older answer is dropped.
func (s *Slot[T]) Take(msg tea.Msg) (Answer[T], bool) {
	r, ok := s.take(msg)
	if !ok {
		return Answer[T]{}, false
	}
	value, _ := r.value.(T) // nothing where the write was not begun
	return Answer[T]{Value: value, Err: r.err}, true
}

// slot is what Slots of all types share, so that there is one copy of it in the program.
type slot struct {
	seq    uint64
	cancel context.CancelFunc
}

// result is the message that brings the answer of an effect.
type result struct {
	value any
	err   error

	owner nav.ID
	slot  *slot
	seq   uint64
}

// Owner returns the screen that asked.
func (r result) Owner() nav.ID { return r.owner }

// Drop wipes a value that can be wiped.
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

// Pending says whether an answer is awaited.
func (s *slot) Pending() bool { return s.cancel != nil }

// Cancel gives up what is awaited. Its answer, should it come, is dropped.
func (s *slot) Cancel() {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
}
