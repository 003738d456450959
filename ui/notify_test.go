package ui

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"tapdesk/graph/sandbox"
	"tapdesk/state/call/command"
	"tapdesk/state/journal"
	"tapdesk/state/verdict"
)

// told is a site's program that fails with err where that is not nil.
type told struct {
	mu      sync.Mutex
	notices []command.Notice
	err     error
}

func (t *told) Notify(n command.Notice, failed func(error)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.notices = append(t.notices, n); t.err != nil {
		failed(t.err)
	}
}

func (t *told) Close(context.Context) {}

// TestANotificationFails checks that the operator is told, that it stays in sight until the log is opened, and that the
// pass is shown all the same.
func TestANotificationFails(t *testing.T) {
	program := &told{err: errors.New("the site's notification program failed (exit status 1)")}
	h := startWith(t, sandbox.Options{}, func(h *harness, o *Options) {
		o.Desk.Notifier = program
		h.watching++ // the root waits for failures
	})
	h.issue("ordinary")
	h.takeUntil(func() bool { return strings.Contains(h.screen(), "NOT NOTIFIED") })
	h.sees("The pass was created", "Not notified: the site's notification program failed (exit status 1). What was "+
		"done is "+
		"done; F2 shows what.", "NOT NOTIFIED: F2")
	h.wait(quiet)
	h.press("space")
	value := h.revealed()
	h.misses("What was done is done")
	h.sees("NOT NOTIFIED: F2")
	h.press("esc", "esc", "f2")
	h.sees("shown, not notified")
	h.misses("NOT NOTIFIED: F2")
	n := program.notices[0]
	if len(program.notices) != 1 || n.Operation != "create" || n.Result != "done" ||
		len(n.Addresses) < 3 || n.Manager == nil {
		t.Errorf("it was told %+v, want one pass, with addresses and manager", program.notices)
	}
	if told, err := json.Marshal(n); err != nil || strings.Contains(string(told), value) {
		t.Errorf("the program is told %s (%v), want nothing of the value", told, err)
	}
	if failed := h.of(journal.NotNotified); len(failed) != 1 || failed[0].Write != n.Write {
		t.Errorf("got the records %+v, want one of the write %s", failed, n.Write)
	}
}

// TestSecurityContact checks that operators read whom to call where they cannot act on somebody.
func TestSecurityContact(t *testing.T) {
	h := startWith(t, sandbox.Options{}, protecting(verdict.Site{
		Deny: []string{"ordinary@sandbox.example"}, SecurityContact: "Security desk, +44 113 496 0999",
	}))
	h.open("ordinary")
	h.press("u")
	if flat := strings.Join(strings.Fields(h.screen()), " "); !strings.Contains(flat,
		"call security: Security desk, +44 113 496 0999") {
		t.Errorf("got\n%s\nwant whom to call", h.screen())
	}
}
