package fx

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tapdesk/state/clock"
)

func env() Env {
	c := clock.NewManual(time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC))
	return Env{Clock: c, Now: c.Now, Writes: new(Writes), ID: 7, Context: context.Background()}
}

// wiped is a value that counts how often it was wiped.
type wiped struct{ count *int }

func (w wiped) Wipe() { *w.count++ }

func TestOnlyTheLatestAnswerCounts(t *testing.T) {
	var slot Slot[wiped]
	e, wipes := env(), 0
	op := func(context.Context) (wiped, error) { return wiped{&wipes}, nil }
	first := slot.Read(e, op)()
	second := slot.Read(e, op)()
	if _, ok := slot.Take(first); ok || wipes != 1 {
		t.Errorf("an older answer was taken (%v), and wiped %d times; want it dropped, and wiped once", ok, wipes)
	}
	if _, ok := slot.Take(second); !ok || slot.Pending() {
		t.Errorf("taking the latest answer: %v, and pending: %v; want it taken, and nothing pending", ok, slot.Pending())
	}
	if _, ok := slot.Take(second); ok {
		t.Error("an answer was taken twice, want once")
	}
	if owner := second.(Owned).Owner(); owner != 7 {
		t.Errorf("the answer belongs to screen %d, want 7", owner)
	}
}

func TestSlotsDoNotTakeEachOthersAnswers(t *testing.T) {
	var a, b Slot[int]
	msg := a.Read(env(), func(context.Context) (int, error) { return 1, nil })()
	b.Read(env(), func(context.Context) (int, error) { return 2, nil })
	if _, ok := b.Take(msg); ok {
		t.Error("slot b took the answer to slot a, want it refused")
	}
	if answer, ok := a.Take(msg); !ok || answer.Value != 1 {
		t.Errorf("slot a took %v, %v from its own answer, want 1, true", answer.Value, ok)
	}
}

func TestReadingAgainCancelsTheRead(t *testing.T) {
	var slot Slot[int]
	e := env()
	wait := func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, ctx.Err() }
	first := slot.Read(e, wait)
	slot.Read(e, wait)
	if r := first().(result); !errors.Is(r.err, context.Canceled) {
		t.Errorf("the first read ended with %v, want %v", r.err, context.Canceled)
	}
	slot.Cancel()
	if slot.Pending() {
		t.Error("an effect is still pending after Cancel, want none")
	}
}

func TestAWriteOutlivesItsScreenAndIsWaitedFor(t *testing.T) {
	e := env()
	ctx, cancel := context.WithCancel(context.Background())
	e.Context = ctx
	var slot Slot[int]
	started, answer := make(chan struct{}), make(chan struct{})
	cmd := slot.Write(e, func(ctx context.Context) (int, error) {
		close(started)
		<-answer
		return 1, ctx.Err()
	})
	done := make(chan any)
	go func() { done <- cmd() }()
	<-started
	cancel()
	if !e.Writes.InFlight() {
		t.Fatal("no write is in flight, want one")
	}
	hurry, stop := context.WithCancel(context.Background())
	stop()
	if err := e.Writes.Drain(hurry); !errors.Is(err, context.Canceled) {
		t.Errorf("Drain under a write: %v, want %v", err, context.Canceled)
	}
	close(answer)
	if r := (<-done).(result); r.err != nil || r.value != 1 {
		t.Errorf("the write's answer is %v, %v, want 1 and no error", r.value, r.err)
	}
	if err := e.Writes.Drain(context.Background()); err != nil {
		t.Errorf("Drain after the answer: %v, want nil", err)
	}
	late := slot.Write(e, func(context.Context) (int, error) { t.Error("sent while ending"); return 0, nil })
	if r := late().(result); !errors.Is(r.err, ErrEnding) {
		t.Errorf("a write while ending: %v, want %v", r.err, ErrEnding)
	}
}

func TestAfterAnswersByTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := env()
		e.Clock, e.Now = clock.System{}, time.Now
		var slot Slot[time.Time]
		due := time.Now().Add(time.Minute)
		if got, ok := slot.Take(After(&slot, e, time.Minute)()); !ok || !got.Value.Equal(due) {
			t.Errorf("got %v, %v, want %v", got.Value, ok, due)
		}
	})
}
