//go:build unix

package journal

import (
	"bytes"
	"context"
	"errors"
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

// recorder notes the steps of an append, and fails or ends them as told.
type recorder struct {
	mu    sync.Mutex
	steps []string
	at    func(n int, step string) error
}

func (r *recorder) step(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.steps = append(r.steps, name)
	if r.at == nil {
		return nil
	}
	return r.at(len(r.steps), name)
}

// TestEveryFault fails each step once, while an intent is appended that also rotates: nothing is lost, what was refused
// is not there or is followed by its NotSent, the chain holds, and Trouble goes by itself.
func TestEveryFault(t *testing.T) {
	steps := stepsOf(t)
	for _, want := range []string{"write " + currentName, "rename " + rotatedPrefix, "remove ", "rename " + headName} {
		if !slices.ContainsFunc(steps, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Fatalf("the steps are %q, want one with %q", steps, want)
		}
	}
	for n, name := range steps {
		errno := []unix.Errno{unix.ENOSPC, unix.EROFS, unix.EIO}[n%3]
		t.Run(fmt.Sprintf("%d %s %v", n+1, name, errno), func(t *testing.T) { oneFault(t, n+1, errno, false) })
		t.Run(fmt.Sprintf("%d %s and every one after", n+1, name), func(t *testing.T) { oneFault(t, n+1, unix.EIO, true) })
	}
}

// prepared makes a journal of some files, the oldest of which have expired, and whose next append rotates.
func prepared(t *testing.T) (dir string, now *clock.Manual) {
	t.Helper()
	dir, now = newDir(t), clock.NewManual(begin)
	j := started(t, small(dir, now))
	for i := range 3 {
		appended(t, j, intent(fmt.Sprint("old", i)), outcome(fmt.Sprint("old", i), Done))
	}
	now.Advance(31 * day)
	appended(t, j, intent("between"), outcome("between", Refused))
	now.Advance(31 * day)
	if err := j.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if names, err := rotated(dir); err != nil || len(names) == 0 {
		t.Fatalf("%q, %v", names, err)
	}
	return dir, now
}

// stepsOf returns the steps of one append in a prepared journal.
func stepsOf(t *testing.T) []string {
	t.Helper()
	dir, now := prepared(t)
	r := &recorder{}
	j := opened(small(dir, now), r.step)
	defer j.Close(context.Background())
	r.steps = nil
	appended(t, j, intent("new"))
	return slices.Clone(r.steps)
}

func oneFault(t *testing.T, n int, errno unix.Errno, onwards bool) {
	dir, now := prepared(t)
	r := &recorder{}
	j := opened(small(dir, now), r.step)
	r.mu.Lock()
	r.steps = nil
	r.at = func(at int, _ string) error {
		if at == n || onwards && at > n {
			return errno
		}
		return nil
	}
	r.mu.Unlock()
	err := j.Append(intent("new"))
	if err != nil && j.Trouble() == nil {
		t.Errorf("no trouble after %v", err)
	}
	if trouble := j.Trouble(); trouble != nil && (!errors.Is(trouble, errno) || !strings.Contains(trouble.Error(), dir)) {
		t.Errorf("trouble is %q", trouble)
	}
	kept := j.Keep(outcome("kept", Done))
	if onwards && (kept == nil || j.Trouble() == nil) {
		t.Errorf("it could be written: %v, %v", kept, j.Trouble())
	}
	r.mu.Lock()
	r.at = nil
	r.mu.Unlock()
	if err := j.Retry(); err != nil || j.Trouble() != nil {
		t.Errorf("the trouble stays: %v, %v", err, j.Trouble())
	}
	appended(t, j, outcome("last", Done))
	if err := j.Close(context.Background()); err != nil {
		t.Error(err)
	}
	sound(t, dir)
	all := records(t, dir)
	writes := map[string]Write{}
	for _, w := range Writes(all) {
		writes[w.ID] = w
	}
	if writes["kept"].Outcome == nil || writes["last"].Outcome == nil {
		t.Error("a record is lost")
	}
	is := writes["new"]
	switch {
	case err == nil && is.Intent == nil:
		t.Error("the intent is not there")
	case err != nil && is.Intent != nil && (is.Outcome == nil || is.Outcome.Result != NotSent):
		t.Errorf("an intent that was refused is there, with the outcome %+v", is.Outcome)
	}
	if left := Unfinished(all, tenant, func(string) bool { return false }); err != nil && slices.ContainsFunc(left, func(w Write) bool { return w.ID == "new" }) {
		t.Error("what was refused counts as unfinished")
	}
}

// TestKilledAtEveryStep ends a process with SIGKILL at each step of an append: what is left verifies, the next console
// goes on from it without a word, and an intent that was told to be written is there.
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
			t.Errorf("killed at %d %s: told %v, there %v", n, name, told, there)
		}
		if slices.ContainsFunc(all, func(r Record) bool { return r.Kind == Damaged }) {
			t.Errorf("killed at %d %s: a crash is taken for damage", n, name)
		}
		open := Unfinished(all, tenant, Alive(dir))
		if found := slices.ContainsFunc(open, func(w Write) bool { return w.ID == "new" && w.State(Alive(dir)) == Uncertain }); found != there {
			t.Errorf("killed at %d %s: unfinished %v, there %v", n, name, found, there)
		}
	}
}

// TestFourProcesses append at the same time: nothing is lost, nothing is broken, small files and all.
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
	next := map[string]int{} // the writes of each process come in its order
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
		t.Errorf("%v in %d files", next, report.Files)
	}
	for pid, n := range next {
		if n != each {
			t.Errorf("%s has %d records", pid, n)
		}
	}
}

// TestDiskLimit appends under a real limit of the kernel's on the size of files: a line is written in part, and taken
// back.
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
			t.Errorf("error %v, trouble %v", err, j.Trouble())
		}
		if got := uint64(len(read(t, filepath.Join(dir, currentName)))); got != size {
			t.Errorf("the file has %d bytes, not %d", got, size)
		}
		if err := j.Keep(outcome("w1", Done)); err == nil {
			t.Error("an outcome could be written")
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

// TestInTheWay: whatever else stands where a file of the journal should, nothing is written, it is said with the path,
// and once it is gone all is well.
func TestInTheWay(t *testing.T) {
	link := func(path string) error { return os.Symlink("elsewhere", path) }
	directory := func(path string) error { return os.Mkdir(path, 0o700) }
	pipe := func(path string) error { return unix.Mkfifo(path, 0o600) }
	file := func(path string) error { return os.WriteFile(path, nil, 0o600) }
	open := func(path string) error { return errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, 0o640)) }
	foreign := func(path string) error { return errors.Join(os.WriteFile(path, nil, 0o600), os.Chown(path, 12345, -1)) }
	for _, c := range []struct {
		what string
		make func(path string) error
		want string
	}{
		{"a link", link, "symbolic link"}, {"a directory", directory, "is a directory"}, {"a pipe", pipe, "named pipe"},
		{"open to others", open, "chmod 600"}, {"of somebody else", foreign, "belongs to the user 12345"},
	} {
		for _, name := range []string{currentName, headName, lockName, headName + ".new", "."} {
			make, want := c.make, c.want
			if name == "." {
				switch c.what {
				case "a directory":
					make, want = file, "where a directory must be"
				case "open to others":
					make = func(path string) error { return errors.Join(os.Mkdir(path, 0o700), os.Chmod(path, 0o750)) }
					want = "chmod 700"
				case "of somebody else":
					make = func(path string) error { return errors.Join(os.Mkdir(path, 0o700), os.Chown(path, 12345, -1)) }
				case "a link", "a pipe":
					want = "" // one sentence or another
				}
			}
			t.Run(c.what+" for "+name, func(t *testing.T) {
				if os.Geteuid() != 0 && c.what == "of somebody else" {
					t.Skip("only root can give a file away")
				}
				dir := newDir(t)
				path := filepath.Join(dir, name)
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), make(path)); err != nil {
					t.Fatal(err)
				}
				j := Open(options(dir))
				defer j.Close(context.Background())
				err := j.Append(intent("w1"))
				if name != headName+".new" && j.Trouble() == nil || err != nil && !strings.Contains(j.Trouble().Error(), want) || j.Trouble() == nil || !strings.Contains(j.Trouble().Error(), filepath.Clean(path)) {
					t.Errorf("append %v, trouble %v", err, j.Trouble())
				}
				_ = os.RemoveAll(path)
				if err := j.Retry(); err != nil || j.Trouble() != nil {
					t.Errorf("afterwards %v", err)
				}
				appended(t, j, intent("w2"))
				sound(t, dir)
			})
		}
	}
}

// TestALinkPutThereMeanwhile: between the look at a file and its opening somebody puts a link in its place, to a file
// that would do.
func TestALinkPutThereMeanwhile(t *testing.T) {
	for _, name := range []string{currentName, headName, lockName, reserveName} {
		dir := newDir(t)
		j := started(t, options(dir))
		appended(t, j, intent("w1"))
		was := read(t, filepath.Join(dir, currentName))
		path := filepath.Join(dir, name)
		r := &recorder{at: func(_ int, step string) error {
			if step != "open "+name {
				return nil
			}
			write(t, filepath.Join(dir, "other"), read(t, path))
			return errors.Join(os.Rename(path, path+".was"), os.Symlink("other", path))
		}}
		d, err := enter(dir, nil, nil, func(bool) {})
		if err != nil {
			t.Fatal(err)
		}
		d.step = r.step
		if _, err := d.open(name, os.O_RDWR); err == nil || !strings.Contains(err.Error(), "was replaced") {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
		d.leave()
		if _, err := reading(path); err == nil {
			t.Errorf("%s: a link is read", name)
		}
		if name == lockName || name == reserveName {
			continue
		}
		if err := j.Append(intent("w2")); err == nil || !bytes.Equal(read(t, filepath.Join(dir, "other")), read(t, path+".was")) {
			t.Errorf("%s: append says %v; the journal was %q", name, err, was)
		}
	}
}

func TestNoPlace(t *testing.T) {
	for _, dir := range []string{"", "state"} {
		j := Open(options(dir))
		if j.Trouble() == nil || !strings.Contains(j.Trouble().Error(), "XDG_STATE_HOME") {
			t.Errorf("%q: %v", dir, j.Trouble())
		}
		_ = j.Close(context.Background())
	}
}

// TestNothingHangs: a lock that nobody gives up, then an anchor that does not answer. The caller gets an answer after
// five seconds of the clock, and what it was told is what the journal says in the end.
func TestNothingHangs(t *testing.T) {
	dir := newDir(t)
	now := clock.NewManual(begin)
	o := options(dir)
	o.Clock = now
	hook, waits := atWait()
	j := startedWith(t, o, hook)
	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	result := make(chan error, 1)
	go func() { result <- j.Append(intent("w1")) }()
	<-waits
	now.AwaitSleeper()
	now.Advance(patience)
	if err := <-result; err == nil || !strings.Contains(err.Error(), "may or may not") || !strings.Contains(err.Error(), "another console") {
		t.Errorf("append says %v", err)
	}
	if err := j.Append(intent("w2")); err == nil { // at once
		t.Error("a second one goes through")
	}
	if err := j.Keep(outcome("w0", Done)); err == nil || !strings.Contains(err.Error(), "kept in memory") {
		t.Errorf("keep says %v", err)
	}
	j.Post(outcome("w00", Done))
	if err := j.Retry(); err == nil || j.Trouble() == nil {
		t.Errorf("retry says %v", err)
	}
	last := probe()
	if err := j.enqueue(last); err != nil {
		t.Fatal(err)
	}
	_ = lock.Close()
	if err := <-last.result; err != nil || j.Trouble() != nil {
		t.Errorf("got %v and the trouble %v, want neither once the lock is free", err, j.Trouble())
	}
	if err := j.Retry(); err != nil {
		t.Error(err)
	}
	var got []string
	for _, r := range records(t, dir) {
		got = append(got, fmt.Sprint(r.Kind, " ", r.Write, " ", r.Result))
	}
	if want := []string{"intent w1 ", "outcome w1 not-sent", "outcome w0 done", "outcome w00 done"}; !slices.Equal(got, want) {
		t.Errorf("the journal says %q, want %q", got, want)
	}
}

// TestCloseWaitsForNoLock: a console that has nothing left to write ends, whoever holds the lock.
func TestCloseWaitsForNoLock(t *testing.T) {
	dir := newDir(t)
	j := started(t, options(dir))
	appended(t, j, intent("w1"))
	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(t.Context()); err != nil { // else the test's own timeout ends it
		t.Error(err)
	}
	if Alive(dir)(j.session) {
		t.Error("it is taken for alive")
	}
}

func TestHangingAnchor(t *testing.T) {
	for _, required := range []bool{false, true} {
		now := clock.NewManual(begin)
		o := options(newDir(t))
		log := &fake{hang: make(chan struct{})}
		o.Clock, o.Anchor, o.AnchorRequired = now, log, required
		j := started(t, o)
		result := make(chan error, 1)
		go func() { result <- j.Append(intent("w1")) }()
		now.Await(func(sleepers int) bool { return sleepers >= 2 })
		now.Advance(anchorPatience)
		if err := <-result; required != (err != nil) || required != (j.Trouble() != nil) {
			t.Errorf("required %v: %v, trouble %v", required, err, j.Trouble())
		}
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		if required { // its NotSent is still to come
			go func() { result <- j.Close(ended) }()
			if err := <-result; err == nil {
				t.Error("close says nothing of what is lost")
			}
		}
		close(log.hang)
	}
}

// TestHostileText: texts are bounded, and nothing is written that could not be drawn.
func TestHostileText(t *testing.T) {
	dir := newDir(t)
	j := started(t, options(dir))
	r := intent(strings.Repeat("w", 10_000))
	r.Reason, r.Ticket = "\x1b[2J\u202e\n"+strings.Repeat("é", 1000), strings.Repeat("\"\\", 1000)
	r.Person = Party{"<b>&\u2028@sandbox.example", strings.Repeat("日", 400)}
	appended(t, j, r)
	got := records(t, dir)[0]
	for _, text := range []string{got.Write, got.Reason, got.Ticket, got.Person.ID} {
		if len(text) > maxText || !strings.HasSuffix(text, "…") {
			t.Errorf("%d bytes: %q", len(text), text)
		}
	}
	if line := read(t, filepath.Join(dir, currentName)); bytes.ContainsAny(line, "\x1b\u202e\u2028") || bytes.Count(line, []byte("\n")) != 1 {
		t.Errorf("%q", line)
	}
	sound(t, dir)
}
