//go:build unix

package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"

	"tapdesk/graph/sandbox"
)

// TestAHungJournalWithholdsNoPass stops another console while it holds the lock. The pass created meanwhile is shown,
// no further pass is requested, and the records follow.
func TestAHungJournalWithholdsNoPass(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter")
	release := h.hold()
	h.take(tea.KeyPressMsg{Code: 'y', Text: "y"})
	h.takeUntil(func() bool { return h.held() == 1 })
	lock, err := unix.Open(h.journal.Dir()+"/journal.lock", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err == nil {
		err = unix.Flock(lock, unix.LOCK_EX)
	}
	if err != nil {
		t.Fatal(err)
	}
	release()
	h.takeUntil(func() bool { return h.records.Sleepers() > 0 })
	h.records.Advance(500 * time.Millisecond)
	h.settle()
	h.sees("The pass was created", "The pass is not in the journal yet")
	h.wait(quiet)
	h.take(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
	h.takeUntil(func() bool { return h.records.Sleepers() > 0 })
	h.records.Advance(500 * time.Millisecond)
	h.settle()
	h.revealed()
	if err := unix.Close(lock); err != nil {
		t.Fatal(err)
	}
	h.press("esc", "esc")
	h.inJournal("intent create", "outcome create done", "reveal-begin", "reveal-end seen, closed")
	if h.creates() != 1 {
		t.Errorf("%d creates, want 1", h.creates())
	}
}
