package ui

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/creack/pty"

	"tapdesk/graph/sandbox"
	"tapdesk/state/clock"
	"tapdesk/state/journal"
	"tapdesk/state/session"
)

// hung is a journal that never comes to its end.
type hung struct{ rootJournal }

func (hung) Close(ctx context.Context) error { <-ctx.Done(); return context.Cause(ctx) }

// failing is a session that takes the program with it.
type failing struct {
	Session
	now chan struct{}
}

func (f failing) Next(ctx context.Context, _ int) (session.Standing, error) {
	select {
	case <-f.now:
		panic("a test wants the program to fail")
	case <-ctx.Done():
		return session.Standing{}, ctx.Err()
	}
}

// ran runs the whole program on what a harness was started with, and has it fail once somebody has signed in.
func ran(t *testing.T, change func(*Options)) (*harness, func() error) {
	t.Helper()
	var o Options
	h := startWith(t, sandbox.Options{}, func(_ *harness, got *Options) { o = *got })
	screen, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = tty.Close(), screen.Close() })
	go func() { _, _ = io.Copy(io.Discard, screen) }()
	o.Terminal.Input, o.Terminal.Output, o.Terminal.Environ, o.Clock = tty, tty, []string{"TERM=xterm"}, clock.System{}
	fail := failing{o.Session, make(chan struct{})}
	o.Session = fail
	change(&o)
	ended := make(chan error, 1)
	go func() { ended <- Run(t.Context(), o) }()
	for range 2000 {
		all, err := h.journal.Records(time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if len(all) > 1 { // the harness's own, and this one's
			break
		}
		time.Sleep(time.Millisecond)
	}
	close(fail.now)
	return h, func() error { return <-ended }
}

// TestAnEndWithoutAnUpdateIsRecorded: the event loop is gone, and the journal need not lack the end for that.
func TestAnEndWithoutAnUpdateIsRecorded(t *testing.T) {
	h, end := ran(t, func(*Options) {})
	if err := end(); err == nil {
		t.Error("no error")
	}
	all := h.journalled()
	if last := all[len(all)-1]; last.Kind != journal.SignOut || last.Reason != "the console failed" {
		t.Errorf("the last record is %+v", last)
	}
}

// TestTheEndDoesNotWaitForAHungJournal for longer than anybody looks at an empty terminal.
func TestTheEndDoesNotWaitForAHungJournal(t *testing.T) {
	c := clock.NewManual(began)
	_, end := ran(t, func(o *Options) {
		o.Clock = c
		o.instead = func(j *journals) { j.root = hung{j.root} }
	})
	done := make(chan error, 1)
	go func() { done <- end() }()
	for range 100 {
		select {
		case err := <-done:
			if err == nil {
				t.Error("no error")
			}
			if passed := c.Now().Sub(began); passed > 6*time.Second {
				t.Errorf("after %v", passed)
			}
			return
		case <-time.After(20 * time.Millisecond):
			c.Advance(time.Second)
		}
	}
	t.Fatal("it does not end")
}
