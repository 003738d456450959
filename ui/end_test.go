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

// hung is a journal that never finishes closing.
type hung struct{ rootJournal }

func (hung) Close(ctx context.Context) error { <-ctx.Done(); return context.Cause(ctx) }

// failing is a session that makes the program fail.
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

// ran runs the whole program with a harness's options, and makes it fail once somebody has signed in.
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
		if len(all) > 1 { // the harness's, and this one
			break
		}
		time.Sleep(time.Millisecond)
	}
	close(fail.now)
	return h, func() error { return <-ended }
}

// TestAnEndWithoutAnUpdateIsRecorded checks that the journal records the end even if the event loop has failed.
func TestAnEndWithoutAnUpdateIsRecorded(t *testing.T) {
	h, end := ran(t, func(*Options) {})
	if err := end(); err == nil {
		t.Error("the failed program returned no error, want one")
	}
	all := h.journalled()
	if last := all[len(all)-1]; last.Kind != journal.SignOut || last.Reason != "the console failed" {
		t.Errorf("the last record is %+v, want a sign-out because the console failed", last)
	}
}

// TestTheEndDoesNotWaitForAHungJournal checks that the wait is shorter than anybody watches an empty terminal.
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
				t.Error("the failed program returned no error, want one")
			}
			if passed := c.Now().Sub(began); passed > 6*time.Second {
				t.Errorf("the end took %v, want a few seconds", passed)
			}
			return
		case <-time.After(20 * time.Millisecond):
			c.Advance(time.Second)
		}
	}
	t.Fatal("the program does not end")
}
