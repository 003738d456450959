package journal

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"tapdesk/state/clock"
	"tapdesk/state/journal/ram"
)

func TestMain(m *testing.M) {
	ram.Use()
	os.Exit(m.Run())
}

var begin = time.Date(2026, 11, 23, 13, 0, 0, 0, time.UTC)

const tenant = "11111111-2222-4333-8444-555555555555"

// ids returns a function that makes GUIDs which differ in their number.
func ids() func() string {
	var n atomic.Uint64
	return func() string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n.Add(1)) }
}

var newID = ids()

// options are those of a console with a journal in dir.
func options(dir string) Options {
	return Options{
		Dir: dir, Clock: clock.NewManual(begin), NewID: newID, Host: "jump.sandbox.example", SSHClient: "192.0.2.7",
	}
}

// started opens a journal that must have no trouble, and closes it at the end.
func started(t *testing.T, o Options) *Journal {
	t.Helper()
	return startedWith(t, o, nil)
}

// startedWith is started with a hook for the steps of an append.
func startedWith(t *testing.T, o Options, step func(string) error) *Journal {
	t.Helper()
	j := opened(o, step)
	t.Cleanup(func() { _ = j.Close(context.Background()) })
	if err := j.Trouble(); err != nil {
		t.Fatalf("got trouble %v, want none", err)
	}
	if now, is := o.Clock.(*clock.Manual); is { // those of the probe, which is over
		now.Await(func(sleepers int) bool { return sleepers == 0 })
	}
	return j
}

// atWait returns a hook, and a channel that receives each time the writer begins to wait for the lock.
func atWait() (step func(string) error, waits <-chan struct{}) {
	told := make(chan struct{}, 10) // more than any test needs
	return func(step string) error {
		if step == "wait" {
			told <- struct{}{}
		}
		return nil
	}, told
}

func newDir(t *testing.T) string {
	t.Helper()
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(base, "state", "tapdesk")
}

// intent returns the record of a pass that is about to be created.
func intent(write string) Record {
	return Record{
		Kind: Intent, Write: write, Operation: Create, ClientRequestID: write, TenantID: tenant, Cloud: "global",
		Operator: Party{"operator@sandbox.example", "op"}, Person: Party{"ordinary@sandbox.example", "p1"},
	}
}

func outcome(write string, result Result) Record {
	r := intent(write)
	r.Kind, r.Result = Outcome, result
	return r
}

func appended(t *testing.T, j *Journal, records ...Record) {
	t.Helper()
	for _, r := range records {
		if err := j.Append(r); err != nil {
			t.Fatalf("append: %v", err)
		}
	}
}

func records(t *testing.T, dir string) []Record {
	t.Helper()
	all, err := Read(dir, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// chained fails if the serials have a gap.
func chained(t *testing.T, all []Record) {
	t.Helper()
	for i, r := range all {
		if r.Serial != uint64(i+1) {
			t.Fatalf("record %d has serial %d: %+v", i+1, r.Serial, r)
		}
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// small returns options that rotate and expire often, so that every step is tested.
func small(dir string, now clock.Clock) Options {
	o := options(dir)
	o.Clock, o.MaxBytes, o.RetentionDays = now, 1200, 30
	return o
}
