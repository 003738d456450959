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

// wiped is a value that knows whether it was wiped.
type wiped struct{ count *int }

func (w wiped) Wipe() { *w.count++ }

func TestOnlyTheLatestAnswerCounts(t *testing.T) {
	var slot Slot[wiped]
	e, wipes := env(), 0
	op := func(context.Context) (wiped, error) { return wiped{&wipes}, nil }
	first := slot.Read(e, op)()
	second := slot.Read(e, op)()
	if _, ok := slot.Take(first); ok || wipes != 1 {
		t.Errorf("the older answer was taken; %d wipes", wipes)
	}
	if _, ok := slot.Take(second); !ok || slot.Pending() {
		t.Error("the latest answer was not taken")
	}
	if _, ok := slot.Take(second); ok {
		t.Error("an answer was taken twice")
	}
	if owner := second.(Owned).Owner(); owner != 7 {
		t.Errorf("owner %d", owner)
	}
}

func TestSlotsDoNotTakeEachOthersAnswers(t *testing.T) {
	var a, b Slot[int]
	msg := a.Read(env(), func(context.Context) (int, error) { return 1, nil })()
	b.Read(env(), func(context.Context) (int, error) { return 2, nil })
	if _, ok := b.Take(msg); ok {
		t.Error("b took a's answer")
	}
	if answer, ok := a.Take(msg); !ok || answer.Value != 1 {
		t.Error("a did not take its own")
	}
}

func TestReadingAnewCancelsTheRead(t *testing.T) {
	var slot Slot[int]
	e := env()
	wait := func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, ctx.Err() }
	first := slot.Read(e, wait)
	slot.Read(e, wait)
	if r := first().(result); !errors.Is(r.err, context.Canceled) {
		t.Errorf("%v", r.err)
	}
	slot.Cancel()
	if slot.Pending() {
		t.Error("still pending")
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
		t.Fatal("nobody knows of the write")
	}
	hurry, stop := context.WithCancel(context.Background())
	stop()
	if err := e.Writes.Drain(hurry); !errors.Is(err, context.Canceled) {
		t.Errorf("did not wait: %v", err)
	}
	close(answer)
	if r := (<-done).(result); r.err != nil || r.value != 1 {
		t.Errorf("%+v", r)
	}
	if err := e.Writes.Drain(context.Background()); err != nil {
		t.Error(err)
	}
	late := slot.Write(e, func(context.Context) (int, error) { t.Error("sent while ending"); return 0, nil })
	if r := late().(result); !errors.Is(r.err, ErrEnding) {
		t.Errorf("%v", r.err)
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
