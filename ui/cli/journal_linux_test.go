package cli

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"

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

// TestTheTerminalGoesInMidWrite loses the terminal while Graph has yet to answer a create: the console stays for the answer without a
// screen, the outcome stands in the journal, and the next console begins with it.
func TestTheTerminalGoesInMidWrite(t *testing.T) {
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
				t.Errorf("exit code %d, want %d", code, gone.code)
			}
			var kinds []string
			for _, r := range h.journalled(t) {
				kinds = append(kinds, string(r.Kind)+" "+string(r.Result))
				if r.Kind == journal.Outcome && (r.PassID == "" || r.RequestID == "") {
					t.Errorf("%+v", r)
				}
			}
			if len(kinds) < 4 || kinds[0] != "sign-in " || kinds[1] != "intent " || kinds[len(kinds)-1] != "outcome done" {
				t.Fatalf("%v", kinds)
			}
			again := start(t, h, 80, 24, "--sandbox", sandbox.root)
			sandbox.enters(t, again.code(""), "")
			again.says("1 unfinished", "never revealed: Graph created the pass, and nobody saw its value", "the pass is usable")
			again.press(ctrlC + ctrlC)
			again.ends()
		})
	}
}

// TestDemoLeavesNoJournal: what the demo records goes with it.
func TestDemoLeavesNoJournal(t *testing.T) {
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
