//go:build unix

package journal

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"tapdesk/state/clock"
)

// TestKilledAtEveryStep ends a process with SIGKILL at each step of an append: what is left verifies, the next console
// continues it without a complaint, and an intent that was reported as written is there.
func TestKilledAtEveryStep(t *testing.T) {
	if dir := os.Getenv("TAPDESK_TEST_KILL"); dir != "" {
		var n int
		_, _ = fmt.Sscan(os.Getenv("TAPDESK_TEST_STEP"), &n)
		r := &recorder{}
		now := clock.NewManual(begin.Add(62 * day))
		j := opened(small(dir, now), r.step)
		r.mu.Lock()
		r.steps = nil
		r.at = func(at int, _ string) error {
			if at == n {
				_ = unix.Kill(os.Getpid(), unix.SIGKILL)
				select {}
			}
			return nil
		}
		r.mu.Unlock()
		if j.Append(intent("new")) == nil {
			_, _ = os.Stdout.WriteString("written\n")
		}
		_ = unix.Kill(os.Getpid(), unix.SIGKILL)
	}
	steps := stepsOf(t)
	for n := 1; n <= len(steps)+1; n++ {
		dir, now := prepared(t)
		child := exec.Command(os.Args[0], "-test.run", "^TestKilledAtEveryStep$")
		child.Env = append(os.Environ(), "TAPDESK_TEST_KILL="+dir, fmt.Sprint("TAPDESK_TEST_STEP=", n))
		out, err := child.Output()
		if err == nil {
			t.Fatal("the child was not killed")
		}
		name := "the end"
		if n <= len(steps) {
			name = steps[n-1]
		}
		if report := verified(t, dir); report.Broken != nil {
			t.Errorf("killed at %d %s: %v", n, name, report.Broken)
		}
		j := started(t, small(dir, now))
		for _, r := range records(t, dir) {
			if r.Session != "" && r.Session != j.session && j.Alive(r.Session) {
				t.Errorf("killed at %d %s: the dead console counts as alive", n, name)
			}
		}
		after := outcome("after", Done)
		after.Person.ID = "p2"
		appended(t, j, after)
		if err := j.Close(context.Background()); err != nil {
			t.Error(err)
		}
		sound(t, dir)
		all := records(t, dir)
		there := slices.ContainsFunc(all, func(r Record) bool { return r.Write == "new" })
		if told := strings.Contains(string(out), "written"); told && !there || n > len(steps) && !told {
			t.Errorf("killed at %d %s: reported written %v, in the journal %v", n, name, told, there)
		}
		if slices.ContainsFunc(all, func(r Record) bool { return r.Kind == Damaged }) {
			t.Errorf("killed at %d %s: the crash is reported as damage", n, name)
		}
		open := Unfinished(all, tenant, Alive(dir))
		found := slices.ContainsFunc(open, func(w Write) bool { return w.ID == "new" && w.State(Alive(dir)) == Uncertain })
		if found != there {
			t.Errorf("killed at %d %s: needs attention %v, in the journal %v", n, name, found, there)
		}
	}
}

// TestFourProcesses: four processes append at once to small files, and nothing is lost or broken.
func TestFourProcesses(t *testing.T) {
	const each = 50
	if dir := os.Getenv("TAPDESK_TEST_MANY"); dir != "" {
		o := small(dir, clock.System{})
		o.NewID = func() string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", os.Getpid()) }
		o.MaxBytes, o.RetentionDays = 20_000, 0
		j := Open(o)
		for i := range each {
			if err := j.Append(intent(fmt.Sprint(os.Getpid(), "-", i))); err != nil {
				t.Fatal(err)
			}
		}
		if err := j.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
		return
	}
	dir := newDir(t)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			child := exec.Command(os.Args[0], "-test.run", "^TestFourProcesses$")
			child.Env = append(os.Environ(), "TAPDESK_TEST_MANY="+dir)
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wait.Wait()
	report := sound(t, dir)
	all := records(t, dir)
	chained(t, all)
	next := map[string]int{} // the writes of each process must be in its order
	for _, r := range all {
		if r.Kind != Intent {
			continue
		}
		pid, n, _ := strings.Cut(r.Write, "-")
		if n != fmt.Sprint(next[pid]) {
			t.Fatalf("%s comes after %d of its console", r.Write, next[pid])
		}
		next[pid]++
	}
	if len(next) != 4 || report.Files < 3 {
		t.Errorf("got %v in %d files", next, report.Files)
	}
	for pid, n := range next {
		if n != each {
			t.Errorf("process %s has %d records", pid, n)
		}
	}
}

// TestDiskLimit appends under a real kernel limit on file sizes: a line is partly written and then removed.
func TestDiskLimit(t *testing.T) {
	if dir := os.Getenv("TAPDESK_TEST_LIMIT"); dir != "" {
		j := Open(options(dir))
		appended(t, j, intent("w1"))
		size := uint64(len(read(t, filepath.Join(dir, currentName))))
		var was unix.Rlimit
		if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &was); err != nil {
			t.Fatal(err)
		}
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: size + 100, Max: was.Max}); err != nil {
			t.Fatal(err)
		}
		err := j.Append(intent("w2"))
		if err == nil || j.Trouble() == nil || !strings.Contains(j.Trouble().Error(), "limit on file sizes") {
			t.Errorf("got error %v and trouble %v, want the file size limit in both", err, j.Trouble())
		}
		if got := uint64(len(read(t, filepath.Join(dir, currentName)))); got != size {
			t.Errorf("the file has %d bytes, want %d", got, size)
		}
		if err := j.Keep(outcome("w1", Done)); err == nil {
			t.Error("an outcome was written, want an error")
		}
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &was); err != nil {
			t.Fatal(err)
		}
		if err := j.Retry(); err != nil {
			t.Error(err)
		}
		if err := j.Close(context.Background()); err != nil {
			t.Error(err)
		}
		return
	}
	dir := newDir(t)
	child := exec.Command(os.Args[0], "-test.run", "^TestDiskLimit$")
	child.Env = append(os.Environ(), "TAPDESK_TEST_LIMIT="+dir)
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	sound(t, dir)
	if all := records(t, dir); len(all) != 2 || all[1].Kind != Outcome {
		t.Errorf("%+v", all)
	}
}
