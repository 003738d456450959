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

// Slot is one kind of effect of a screen, of which only the latest counts: starting anew cancels what went before. The zero
// Slot is ready. It is used from Update alone.
type Slot[T any] struct {
	seq    uint64
	cancel context.CancelFunc
}

// Answer is the result of an effect.
type Answer[T any] struct {
	Value T
	Err   error

	owner nav.ID
	slot  *Slot[T]
	seq   uint64
}

// Owner returns the screen that asked.
func (a Answer[T]) Owner() nav.ID { return a.owner }

// Drop wipes a value that can be wiped.
func (a Answer[T]) Drop() {
	if w, ok := any(a.Value).(interface{ Wipe() }); ok {
		w.Wipe()
	}
}

// Read runs op and cancels the slot's earlier one. The operation ends when the screen goes off the stack.
func (s *Slot[T]) Read(env Env, op func(context.Context) (T, error)) tea.Cmd {
	ctx, cancel := context.WithCancel(env.Context)
	return s.start(env, cancel, func() (T, error) {
		defer cancel()
		return op(ctx)
	})
}

// Write runs op, which nothing cancels: neither leaving the screen nor the end of the program, which waits for it. Once the
// program is ending nothing is sent any more, and the answer is ErrEnding.
func (s *Slot[T]) Write(env Env, op func(context.Context) (T, error)) tea.Cmd {
	ctx := context.WithoutCancel(env.Context)
	return s.start(env, nil, func() (T, error) {
		done, ok := env.Writes.begin()
		if !ok {
			var none T
			return none, ErrEnding
		}
		defer done()
		return op(ctx)
	})
}

func (s *Slot[T]) start(env Env, cancel context.CancelFunc, op func() (T, error)) tea.Cmd {
	s.Cancel()
	s.seq++
	s.cancel = cancel
	if cancel == nil {
		s.cancel = func() {}
	}
	seq, owner := s.seq, env.ID
	return func() tea.Msg {
		value, err := op()
		return Answer[T]{Value: value, Err: err, owner: owner, slot: s, seq: seq}
	}
}

// After is a slot's wait: it answers with the time by Graph's clock once d has passed.
func After(s *Slot[time.Time], env Env, d time.Duration) tea.Cmd {
	return s.Read(env, func(ctx context.Context) (time.Time, error) {
		err := env.Clock.Sleep(ctx, d)
		return env.Now(), err
	})
}

// Take returns the slot's answer when msg is the latest one, and ends the effect. An older answer is dropped.
func (s *Slot[T]) Take(msg tea.Msg) (Answer[T], bool) {
	a, ok := msg.(Answer[T])
	if !ok || a.slot != s {
		return Answer[T]{}, false
	}
	if a.seq != s.seq || s.cancel == nil {
		a.Drop()
		return Answer[T]{}, false
	}
	s.cancel = nil
	return a, true
}

// Pending says whether an answer is awaited.
func (s *Slot[T]) Pending() bool { return s.cancel != nil }

// Cancel gives up what is awaited. Its answer, should it come, is dropped.
func (s *Slot[T]) Cancel() {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
}
