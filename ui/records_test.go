package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tapdesk/state/clock"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
)

// ledger is a journal in any state that a test wants.
type ledger struct {
	rootJournal
	trouble error
	damage  string
	retried int
}

func (l *ledger) Trouble() error { return l.trouble }
func (l *ledger) Damage() string { return l.damage }
func (l *ledger) Retry() error   { l.retried++; return l.trouble }

// TestRecordsWatchTheJournal checks that trouble turns issuing off until it is over and has the journal tried again,
// one attempt at a time, and that damage is reported once.
func TestRecordsWatchTheJournal(t *testing.T) {
	env := fx.Env{Clock: clock.NewManual(began), Writes: new(fx.Writes), Context: context.Background()}
	d := desk.New(desk.Options{})
	j := new(ledger)
	r := records{journal: j}
	wants := func(when string, tries bool, off, says string) {
		t.Helper()
		cmd, told := r.heed(env, d)
		why, brief := d.Off(), r.brief(d)
		if (cmd != nil) != tries || why != off || (brief != "") != (off != "") || !strings.Contains(told, says) ||
			(says == "") != (told == "") {
			t.Errorf("%s: got a retry %v, off %q (%q), told %q; want %v, %q, %q",
				when, cmd != nil, why, brief, told, tries, off, says)
		}
	}
	wants("all is well", false, "", "")
	j.trouble = errors.New("disk full")
	wants("trouble", true, "the journal cannot be written: disk full", "")
	wants("trouble, and a retry waits", false, "the journal cannot be written: disk full", "")
	j.trouble = nil
	wants("over", false, "", "")
	j.trouble = errors.New("disk full")
	wants("trouble again", true, "the journal cannot be written: disk full", "")
	j.trouble, j.damage = nil, "a record is gone"
	wants("damage", false, "", "The journal was changed outside Tapdesk")
	wants("damage that was told", false, "", "")
	d = desk.New(desk.Options{ReadOnly: "the site's file"})
	j.trouble = errors.New("disk full")
	wants("read-only", true, "read-only: the site's file", "")
	if msg := r.retry(env)(); j.retried != 1 {
		t.Errorf("%d retries, want 1", j.retried)
	} else if _, ok := r.take(env, msg); !ok {
		t.Error("the answer to a retry was not taken")
	}
}

func TestOtherConsoles(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: " is open.", 3: " and 2 more is open."} {
		got := otherConsoles(make([]journal.Console, n), kit.Clock{})
		if !strings.HasSuffix(got, strings.TrimSpace(want)) || (n == 0) != (got == "") {
			t.Errorf("%d: got %q, want %q at the end", n, got, want)
		}
	}
}
