package clock_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tapdesk/state/clock"
)

var (
	_ clock.Clock = clock.System{}
	_ clock.Clock = (*clock.Manual)(nil)
)

var begin = time.Date(2026, 11, 23, 13, 0, 0, 0, time.UTC)

// asleep waits until n callers sleep on m; if they never do, the test times out.
func asleep(m *clock.Manual, n int) {
	m.Await(func(sleepers int) bool { return sleepers == n })
}

func TestManualMovesOnlyWhenTold(t *testing.T) {
	m := clock.NewManual(begin)
	if !m.Now().Equal(begin) {
		t.Errorf("Now() = %v, want the start", m.Now())
	}
	m.Advance(90 * time.Second)
	if want := begin.Add(90 * time.Second); !m.Now().Equal(want) {
		t.Errorf("Now() = %v, want %v", m.Now(), want)
	}
}

func TestManualWakesWhoeverIsDue(t *testing.T) {
	m := clock.NewManual(begin)
	woken := make(chan time.Duration, 3)
	for i, d := range []time.Duration{time.Minute, time.Second, time.Hour} {
		go func() {
			if err := m.Sleep(context.Background(), d); err != nil {
				t.Errorf("Sleep(%v): %v, want nil", d, err)
			}
			woken <- d
		}()
		asleep(m, i+1)
	}
	if d, ok := m.Next(); !ok || d != time.Second {
		t.Errorf("Next() = %v, %v", d, ok)
	}
	m.Advance(time.Second - 1)
	if m.Sleepers() != 3 {
		t.Fatal("woken too early")
	}
	m.Advance(1)
	if d := <-woken; d != time.Second || m.Sleepers() != 2 {
		t.Errorf("woke %v, %d are still asleep", d, m.Sleepers())
	}
	if d, ok := m.Next(); !ok || d != 59*time.Second {
		t.Errorf("Next() = %v, %v", d, ok)
	}
	m.Advance(2 * time.Hour)
	if a, b := <-woken, <-woken; a+b != time.Minute+time.Hour || m.Sleepers() != 0 {
		t.Errorf("woke %v and %v, %d are still asleep", a, b, m.Sleepers())
	}
	if _, ok := m.Next(); ok {
		t.Error("Next reports a sleeper, want none")
	}
}

func TestSleepEndsWithItsContext(t *testing.T) {
	for name, c := range map[string]clock.Clock{"system": clock.System{}, "manual": clock.NewManual(begin)} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan error, 1)
			go func() { ended <- c.Sleep(ctx, time.Hour) }()
			if m, ok := c.(*clock.Manual); ok {
				asleep(m, 1)
			}
			cancel()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("%v", err)
			}
			if m, ok := c.(*clock.Manual); ok && m.Sleepers() != 0 {
				t.Error("the sleeper is still counted")
			}
			if err := c.Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
				t.Errorf("Sleep in an ended context: %v", err)
			}
		})
	}
}

func TestSleepOfNothing(t *testing.T) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for name, c := range map[string]clock.Clock{"system": clock.System{}, "manual": clock.NewManual(begin)} {
		for _, d := range []time.Duration{0, -time.Hour} {
			if err := c.Sleep(context.Background(), d); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if err := c.Sleep(ended, d); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: Sleep in an ended context: %v", name, err)
			}
		}
	}
}

func TestSystem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		due := time.Now().Add(90 * time.Second)
		if err := (clock.System{}).Sleep(context.Background(), 90*time.Second); err != nil {
			t.Error(err)
		}
		if got := (clock.System{}).Now(); !got.Equal(due) {
			t.Errorf("Now() = %v, want %v", got, due)
		}
	})
}

func TestWithTimeout(t *testing.T) {
	m := clock.NewManual(begin)
	ctx, cancel := clock.WithTimeout(context.Background(), m, 30*time.Second)
	defer cancel()
	asleep(m, 1)
	m.Advance(30*time.Second - 1)
	if ctx.Err() != nil {
		t.Fatal("ended too early")
	}
	m.Advance(1)
	<-ctx.Done()
	if !errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		t.Errorf("got the cause %v", context.Cause(ctx))
	}
}

func TestWithTimeoutIsCanceled(t *testing.T) {
	m := clock.NewManual(begin)
	ctx, cancel := clock.WithTimeout(context.Background(), m, time.Minute)
	asleep(m, 1)
	cancel()
	<-ctx.Done()
	if !errors.Is(context.Cause(ctx), context.Canceled) {
		t.Errorf("got the cause %v", context.Cause(ctx))
	}
	asleep(m, 0) // nothing is still waiting
	m.Advance(time.Hour)
	if !errors.Is(context.Cause(ctx), context.Canceled) {
		t.Errorf("got the cause %v after its time would have been over", context.Cause(ctx))
	}
}

func TestWithTimeoutEndsWithItsParent(t *testing.T) {
	m := clock.NewManual(begin)
	why := errors.New("popped")
	parent, end := context.WithCancelCause(context.Background())
	ctx, cancel := clock.WithTimeout(parent, m, time.Minute)
	defer cancel()
	asleep(m, 1)
	end(why)
	<-ctx.Done()
	if !errors.Is(context.Cause(ctx), why) {
		t.Errorf("got the cause %v", context.Cause(ctx))
	}
	asleep(m, 0)
}

func TestManualUnderLoad(t *testing.T) {
	m := clock.NewManual(begin)
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			if err := m.Sleep(context.Background(), time.Duration(i+1)*time.Second); err != nil {
				t.Error(err)
			}
			_ = m.Now()
		})
	}
	asleep(m, 50)
	for range 50 {
		m.Advance(time.Second)
	}
	all.Wait()
	if m.Sleepers() != 0 {
		t.Errorf("%d are still asleep, want none", m.Sleepers())
	}
}
