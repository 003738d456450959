package cli

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"tapdesk/state/clock"
	"tapdesk/state/journal"
)

// journalled reads the journal of the home.
func (h home) journalled(t *testing.T) []journal.Record {
	t.Helper()
	records, err := journal.Read(filepath.Join(h.dir, "state", "tapdesk"), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// TestTheTerminalGoesInMidWrite loses the terminal before Graph answers a create: the console waits for the answer
// without a screen, the journal has the outcome, and the next console begins with it.
func TestTheTerminalGoesInMidWrite(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]struct {
		do   func(*console)
		code int
	}{
		"hung up":    {func(c *console) { c.hangUp() }, 128 + int(syscall.SIGHUP)},
		"SIGHUP":     {func(c *console) { c.signal(syscall.SIGHUP) }, 128 + int(syscall.SIGHUP)},
		"terminated": {func(c *console) { c.signal(syscall.SIGTERM) }, 128 + int(syscall.SIGTERM)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			sandbox := serve(t, h, "--people", "20")
			c := start(t, h, 80, 24, "--sandbox", sandbox.root)
			c.approved(sandbox)
			sandbox.fault(t, "slow-answer@create")
			asked(c)
			c.press("y")
			c.sees("Issuing the pass")
			gone.do(c)
			if code := c.ends(); code != gone.code {
				t.Errorf("exit code %d, want %d; %s", code, gone.code, c.stderr())
			}
			var kinds []string
			for _, r := range h.journalled(t) {
				kinds = append(kinds, string(r.Kind)+" "+string(r.Result))
				if r.Kind == journal.Outcome && (r.PassID == "" || r.RequestID == "") {
					t.Errorf("the outcome %+v lacks the pass id or the request-id, want both", r)
				}
			}
			if len(kinds) < 4 || kinds[0] != "sign-in " || kinds[1] != "intent " || kinds[len(kinds)-1] != "outcome done" {
				t.Fatalf("the journal has %q, want sign-in, intent, ..., outcome done", kinds)
			}
			again := start(t, h, 80, 24, "--sandbox", sandbox.root)
			sandbox.enters(t, again.code(""), "")
			again.says("1 to attend to", "the journal does not say whether its value was seen", "the pass is usable")
			again.press(ctrlC + ctrlC)
			again.ends()
		})
	}
}

// TestAStoppedConsoleHoldsNoLock stops the console while a pass is shown: the journal has the end of that, and the same
// user's consoles in other windows can still write.
func TestAStoppedConsoleHoldsNoLock(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	sandbox := serve(t, h, "--people", "20")
	const script = `set -m; "$0" --sandbox "$1"; echo "stopped with $?"; read key; fg`
	c := startAs(t, h, exec.Command("sh", "-c", script, built(t), sandbox.root), 80, 24)
	c.approved(sandbox)
	revealed(c)
	c.press("\x1a")
	c.says("press y to suspend")
	c.press("y")
	c.sees("stopped with")
	records := h.journalled(t)
	if last := records[len(records)-1]; last.Kind != journal.RevealEnd || last.Revealed == nil || !*last.Revealed {
		t.Errorf("the last record is %+v", last)
	}
	other := journal.Open(journal.Options{Dir: filepath.Join(h.dir, "state", "tapdesk"), Clock: clock.System{},
		NewID: uuid.NewString})
	if err := other.Append(journal.Record{Kind: journal.SignIn}); err != nil {
		t.Error(err)
	}
	if !other.Alive(records[0].Session) {
		t.Error("the stopped console counts as dead")
	}
	if err := other.Close(t.Context()); err != nil {
		t.Error(err)
	}
	c.press(enter)
	c.sees("wiped")
	c.press(ctrlC + ctrlC)
	if code := c.ends(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
}

// TestDemoLeavesNoJournal checks that the demo's records are removed when it ends.
func TestDemoLeavesNoJournal(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	c := startDemoConsole(t, h, 80, 24)
	revealed(c)
	c.press(ctrlC + ctrlC)
	c.ends()
	for _, dir := range []string{"state", "tmp"} {
		if left, err := filepath.Glob(filepath.Join(h.dir, dir, "*")); err != nil || len(left) > 0 {
			t.Errorf("%v %v", left, err)
		}
	}
}

// TestAnotherConsoleHoldsAPass checks that the operator's next console names a console left over from a dropped
// connection, and what it holds, and can end it; then the journal says what happened to the pass.
func TestAnotherConsoleHoldsAPass(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		leave       func(*console)
		holds, left string
	}{
		"unseen": {func(c *console) {
			asked(c)
			c.press("y")
			c.sees("The pass was created")
		}, "holds a pass that nobody has seen", "never revealed"},
		"in sight": {func(c *console) { revealed(c) }, "has the pass on its screen", "on the screen"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			sandbox := serve(t, h, "--people", "20")
			old := h
			old.env = append(slices.Clone(h.env), "SSH_CONNECTION=203.0.113.9 50022 192.0.2.1 22")
			first := start(t, old, 80, 24, "--sandbox", sandbox.root)
			first.approved(sandbox)
			c.leave(first)
			second := start(t, h, 80, 24, "--sandbox", sandbox.root)
			sandbox.enters(t, second.code(""), "")
			second.says("another console of yours, from 203.0.113.9 since", c.holds)
			// The screen opened by itself, so it takes no key until the keyboard has been quiet for half a second.
			for n := 0; n < 20 && !second.within(time.Second, func(screen string) bool {
				return strings.Contains(screen, "Press e again")
			}); n++ {
				second.press("e")
			}
			second.press("d") // another console's pass can be neither deleted nor dismissed
			second.press("x")
			second.press("e")
			second.says("Press e again to end that console")
			second.press("e")
			if code := first.ends(); code != 128+int(syscall.SIGTERM) {
				t.Errorf("the other console ended with %d, want %d", code, 128+int(syscall.SIGTERM))
			}
			second.says(c.left, "the pass is usable")
			third := start(t, h, 80, 24, "--sandbox", sandbox.root)
			sandbox.enters(t, third.code(""), "")
			third.says(c.left)
		})
	}
}

// TestAnotherConsoleIsOpen checks that the status line names a console without a pass too, because it holds a token.
func TestAnotherConsoleIsOpen(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	sandbox := serve(t, h, "--people", "20")
	first := start(t, h, 80, 24, "--sandbox", sandbox.root)
	first.approved(sandbox)
	first.sees("Search")
	second := start(t, h, 80, 24, "--sandbox", sandbox.root)
	second.approved(sandbox)
	second.says("another console of yours", "is open")
	first.press(ctrlC + ctrlC)
	first.ends()
	third := start(t, h, 80, 24, "--sandbox", sandbox.root)
	third.approved(sandbox)
	third.says("another console of yours", "is open") // the second
}
