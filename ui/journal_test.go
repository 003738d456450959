package ui

import (
	"cmp"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph/sandbox"
	"tapdesk/state/journal"
	"tapdesk/ui/nav"
)

// recorded returns the journal's records as kind, operation and result, without the session's own records.
func (h *harness) recorded() []string {
	h.t.Helper()
	var out []string
	for _, r := range h.journalled() {
		switch r.Kind {
		case journal.SignIn, journal.SignOut, journal.Lock:
			continue
		}
		text := string(r.Kind)
		for _, more := range []string{string(r.Operation), string(r.Result)} {
			if more != "" && (r.Kind == journal.Intent || r.Kind == journal.Outcome) {
				text += " " + more
			}
		}
		if r.Kind == journal.RevealEnd {
			text += map[bool]string{true: " seen", false: " unseen"}[*r.Revealed] + ", " + r.Reason
		}
		out = append(out, text)
	}
	return out
}

func (h *harness) journalled() []journal.Record {
	h.t.Helper()
	records, err := h.journal.Records(time.Time{})
	if err != nil {
		h.t.Fatal(err)
	}
	return records
}

// inJournal fails unless the journal has exactly these records.
func (h *harness) inJournal(want ...string) {
	h.t.Helper()
	if got := h.recorded(); !slices.Equal(got, want) {
		h.t.Fatalf("the journal holds\n  %s\nwant\n  %s\n%s",
			strings.Join(got, "\n  "), strings.Join(want, "\n  "), h.screen())
	}
}

// TestJournalOfOnePass follows one pass through the journal: everything that an auditor asks is there, and never the
// value.
func TestJournalOfOnePass(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.inJournal("intent create", "outcome create done")
	h.wait(quiet)
	h.press("space")
	value := h.revealed()
	h.inJournal("intent create", "outcome create done", "reveal-begin")
	h.press("esc", "esc")
	h.press("d", "y")
	h.sees("deleted here, Graph confirmed it")
	h.inJournal("intent create", "outcome create done", "reveal-begin", "reveal-end seen, closed", "intent delete",
		"outcome delete done")

	records := h.journalled()
	text, err := json.Marshal(records)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), value) {
		t.Error("the journal holds the pass")
	}
	who, ok := h.tenant.Account("operator")
	if !ok || records[0].Kind != journal.SignIn {
		t.Fatalf("the first record is %+v (found %v), want a sign-in", records[0], ok)
	}
	for _, r := range records {
		if r.Operator.UserPrincipalName != "operator@sandbox.example" || r.Operator.ID != who.ID ||
			!strings.HasPrefix(r.GraphRoot, "http://127.0.0.1") {
			t.Errorf("who and where: %+v", r)
		}
		if r.Kind != journal.SignIn && (r.Person.UserPrincipalName != "ordinary@sandbox.example" || r.Person.ID == "") {
			t.Errorf("whom: %+v", r)
		}
	}
	intent, done := records[1], records[2]
	if intent.ClientRequestID == "" || h.named(intent.ClientRequestID) != "POST" ||
		intent.Write != intent.ClientRequestID || done.ClientRequestID != intent.ClientRequestID {
		t.Errorf("client-request-id: intent %q, outcome %q, sent with a %q",
			intent.ClientRequestID, done.ClientRequestID, h.named(intent.ClientRequestID))
	}
	if done.RequestID == "" || done.PassID == "" || done.LifetimeInMinutes == nil || done.IsUsableOnce == nil ||
		done.Status != 201 || done.CreatedDateTime.IsZero() {
		t.Errorf("outcome: %+v", done)
	}
	if deleted := records[6]; deleted.PassID != done.PassID || deleted.RequestID == "" || deleted.Status != 204 {
		t.Errorf("delete: %+v", deleted)
	}
}

// TestNoJournalNoWrite checks that, while the journal cannot be written, nothing is sent and everything else works;
// once it can be written again, writes work too.
func TestNoJournalNoWrite(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("usable-pass")
	h.press("i", "enter", "enter", "enter")
	mend := h.breakJournal()
	h.press("y")
	h.sees("nothing was sent, because the journal cannot be written: ")
	if h.creates() != 0 {
		t.Fatalf("%d creates, want none", h.creates())
	}
	h.press("esc")
	h.sees("ISSUING OFF: no journal", "Not from this console: the journal cannot be written: ", "there is a file where")
	h.press("i")
	h.sees("the journal cannot be written: ")
	h.press("d")
	h.sees("the journal cannot be written: ")
	h.press("r")
	h.sees("usable")
	mend()
	h.wait(retryAfter)
	h.misses("ISSUING OFF", "Not from this console")
	h.press("i", "enter", "enter", "enter", "y")
	h.sees("The pass was created")
	if h.creates() != 1 {
		t.Errorf("%d creates, want 1", h.creates())
	}
}

// TestJournalBreaksBetween checks that after a 201 nothing withholds the pass. The screen says that the journal is
// missing it, no further write is sent, and the records follow once they can be written.
func TestJournalBreaksBetween(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter")
	release := h.hold()
	h.take(tea.KeyPressMsg{Code: 'y', Text: "y"})
	h.takeUntil(func() bool { return h.held() == 1 })
	mend := h.breakJournal()
	release()
	h.settle()
	h.sees("The pass was created", "The pass is not in the journal yet")
	h.wait(quiet)
	h.sees("ISSUING OFF: no journal")
	h.press("space")
	h.revealed()
	h.press("esc", "esc", "i")
	h.sees("the journal cannot be written: ")
	mend()
	h.inJournal("intent create")
	h.wait(retryAfter)
	h.inJournal("intent create", "outcome create done", "reveal-begin", "reveal-end seen, closed")
}

// TestJournalTellsWhyARevealEnded checks that the journal says what ended a reveal, and whether the pass had been seen.
// Only a pass that the operator closed by choice needs no attention at the next start.
func TestJournalTellsWhyARevealEnded(t *testing.T) {
	cases := []struct {
		name string
		do   func(*harness)
		want string
		next string // what the next console says about it, if anything
	}{
		{"closed unseen", func(h *harness) { h.press("esc", "y") }, "unseen, closed", ""},
		{"the window", func(h *harness) {
			h.press("space")
			h.wait(10 * time.Minute)
		}, "seen, window ended", "wiped (window ended)"},
		{"quit", func(h *harness) { h.press("space", "ctrl+c", "y") }, "seen, quit", ""},
		{"quit unseen", func(h *harness) { h.press("ctrl+c", "y") }, "unseen, quit", "never revealed"},
		{"suspended", func(h *harness) { h.press("space"); h.send(leaveMsg{}) }, "seen, suspended", "wiped (suspended)"},
		{"locked", func(h *harness) { h.press("space"); h.app.lock(nav.Locked) }, "seen, locked", "wiped (locked)"},
		{"a signal", func(h *harness) {
			h.press("space")
			h.send(endMsg{})
		}, "seen, ended by a signal", "wiped (ended by a signal)"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := start(t, sandbox.Options{})
			h.issue("ordinary")
			h.wait(quiet)
			c.do(h)
			var got []string
			h.takeUntil(func() bool { // records are written in the background
				got = h.recorded()
				return strings.HasPrefix(got[len(got)-1], "reveal-end ")
			})
			if last := got[len(got)-1]; last != "reveal-end "+c.want {
				t.Errorf("got %v, want reveal-end %s at last", got, c.want)
			}
			next := h.once(h.app.desk.Desk)
			next.sees(cmp.Or(c.next, "Search"))
			if c.next == "" {
				next.misses("unfinished")
			}
		})
	}
}

// TestJournalOfARefusal checks that a refusal, and a lost answer, are not recorded as done.
func TestJournalOfWritesThatFail(t *testing.T) {
	for fault, want := range map[string][]string{
		"denied@create":     {"intent create", "outcome create refused"},
		"lost-answer":       {"intent create", "outcome create unknown"},
		"server-500@create": {"intent create", "outcome create unknown"},
		"cut-answer@create": {"intent create", "outcome create unknown"},
	} {
		h := start(t, sandbox.Options{})
		h.open("ordinary")
		if err := h.tenant.Fault(fault); err != nil {
			t.Fatal(fault, err)
		}
		h.press("i", "enter", "enter", "enter", "y")
		h.inJournal(want...)
		if fault == "cut-answer@create" && h.journalled()[2].Status != 201 {
			t.Errorf("the status that came is not recorded: %+v", h.journalled()[2])
		}
	}
}

// TestADeletionSeenToBeDoneIsSettled checks that, once the pass is gone, nobody is asked about the lost answer again.
func TestADeletionSeenToBeDoneIsSettled(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("usable-pass")
	h.fault("lost-answer@delete")
	h.press("d", "y")
	h.inJournal("intent delete", "outcome delete unknown")
	h.wait(2 * time.Minute)
	h.sees("no longer listed")
	h.inJournal("intent delete", "outcome delete unknown", "settled")
	h.press("f2")
	h.misses("unfinished")
}

// TestAJournalThatWasMadeAwayWith checks that work goes on, and that the screen says once that the journal was changed.
func TestAJournalThatWasMadeAwayWith(t *testing.T) {
	h := start(t, sandbox.Options{})
	if err := h.journal.Retry(); err != nil { // the sign-in is written first, or its record is what finds the file gone
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(h.journal.Dir(), "journal.jsonl")); err != nil {
		t.Fatal(err)
	}
	h.issue("ordinary")
	h.sees("The pass was created", "The journal was changed outside Tapdesk", "tapdesk audit verify")
	h.wait(quiet)
	h.press("space")
	h.misses("changed outside Tapdesk")
}

// TestAPassOfAnotherConsole checks that a pass that another console of the operator issued meanwhile is not taken for
// the result of a lost request.
func TestAPassOfAnotherConsole(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.fault("server-500@create")
	h.issue("ordinary")
	h.sees("the answer was lost", "next check at")
	other := newHarness(t)
	other.root, other.tokens, other.tenant = h.root, h.tokens, h.tenant
	other.net.Advance(time.Second)
	other.attach(h.journal.Dir(), http.DefaultTransport, func(*harness, *Options) {})
	other.wait(quiet)
	other.press("esc")
	other.issue("ordinary")
	other.sees("The pass was created")
	h.wait(30 * time.Second)
	h.sees("another console of yours issued the pass that is listed", "issuing again would replace it in turn")
	h.misses("its value is lost", "d delete")
	h.press("esc")
	h.sees("another console of yours issued the pass that is listed")
	h.press("i")
	h.sees("an earlier request: another console of yours")
}

// TestLog checks that the log shows what was done from here, newest first, in its current state; the filter; and the
// person behind a row.
func TestLog(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.press("f2")
	h.sees("nothing has been done from here")
	h.press("esc")
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space", "esc", "esc", "esc", "esc")
	h.wait(time.Minute)
	h.issue("apostrophe")
	h.wait(quiet)
	h.press("space", "esc", "esc", "d", "y")
	before := len(h.sent())
	h.press("f2")
	h.sees("3 in the journal", "delete apostrophe@sandbox.example", "issue ordinary@sandbox.example", "usable")
	if n := len(h.sent()) - before; n != 1 {
		t.Errorf("%d requests for the log, want 1", n)
	}
	h.typed("ordin")
	h.sees("1 of 3 in the journal")
	h.misses("apostrophe")
	h.press("enter")
	h.sees("Object id", "Pass usable")
}

// kept copies what the disk has of the journal now, so that another console finds it as if this one had been killed.
func (h *harness) kept() string {
	h.t.Helper()
	dir := filepath.Join(h.t.TempDir(), "state")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		h.t.Fatal(err)
	}
	for _, name := range []string{"journal.jsonl", "journal.head"} {
		data, err := os.ReadFile(filepath.Join(h.journal.Dir(), name))
		if err != nil {
			h.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			h.t.Fatal(err)
		}
	}
	return dir
}

// TestAPassShownWhileTheDiskWasFull checks that the records of a reveal may be lost, and that the next console then
// does not claim that nobody saw the value.
func TestAPassShownWhileTheDiskWasFull(t *testing.T) {
	after := func(t *testing.T, h *harness, dir string, says ...string) {
		t.Helper()
		next := newHarness(t)
		next.root, next.tokens, next.tenant = h.root, h.tokens, h.tenant
		next.attach(dir, http.DefaultTransport, func(*harness, *Options) {})
		next.sees(append(says, "1 to attend to")...)
		next.misses("nobody saw", "never revealed", "value is lost")
		next.wait(quiet)
		next.press("esc", "f2")
		next.misses("never revealed")
	}
	t.Run("the reveal", func(t *testing.T) {
		h := start(t, sandbox.Options{})
		h.issue("ordinary")
		dir := h.kept()
		defer h.breakJournal()()
		h.wait(quiet)
		h.press("space")
		h.revealed()
		after(t, h, dir, "Graph created the pass; the journal does not say whether its value was seen", "the pass is")
	})
	t.Run("the outcome too", func(t *testing.T) {
		h := start(t, sandbox.Options{})
		h.open("ordinary")
		h.press("i", "enter", "enter", "enter")
		release := h.hold()
		h.take(tea.KeyPressMsg{Code: 'y', Text: "y"})
		h.takeUntil(func() bool { return h.held() == 1 })
		dir := h.kept()
		defer h.breakJournal()()
		release()
		h.settle()
		h.wait(quiet)
		h.press("space")
		h.revealed()
		after(t, h, dir, "before it could record it", "whether its value was seen is not known")
	})
}
