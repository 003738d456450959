//go:build unix

package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"tapdesk/state/clock"
)

// recorder notes the steps of an append, and fails or stops at them as the test says.
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

// TestEveryFault fails each step once, during an append of an intent that also rotates: nothing is lost, a refused
// intent is not in the journal or has its NotSent, the chain holds, and Trouble goes away by itself.
func TestEveryFault(t *testing.T) {
	steps := stepsOf(t)
	for _, want := range []string{"write " + currentName, "rename " + rotatedPrefix, "remove ", "rename " + headName} {
		if !slices.ContainsFunc(steps, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Fatalf("got the steps %q, want one with %q", steps, want)
		}
	}
	for n, name := range steps {
		errno := []unix.Errno{unix.ENOSPC, unix.EROFS, unix.EIO}[n%3]
		t.Run(fmt.Sprintf("%d %s %v", n+1, name, errno), func(t *testing.T) { oneFault(t, n+1, errno, false) })
		t.Run(fmt.Sprintf("%d %s and every one after", n+1, name), func(t *testing.T) { oneFault(t, n+1, unix.EIO, true) })
	}
}

// prepared makes a journal of several files, the oldest of which have expired, and whose next append rotates.
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

// stepsOf returns the steps of one append to a prepared journal.
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
		t.Errorf("got no trouble after %v", err)
	}
	if trouble := j.Trouble(); trouble != nil && (!errors.Is(trouble, errno) || !strings.Contains(trouble.Error(), dir)) {
		t.Errorf("got trouble %q, want a path and a reason", trouble)
	}
	kept := j.Keep(outcome("kept", Done))
	if onwards && (kept == nil || j.Trouble() == nil) {
		t.Errorf("got %v and trouble %v, want both while the fault lasts", kept, j.Trouble())
	}
	r.mu.Lock()
	r.at = nil
	r.mu.Unlock()
	if err := j.Retry(); err != nil || j.Trouble() != nil {
		t.Errorf("got %v and trouble %v, want neither once the fault is over", err, j.Trouble())
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
		t.Error("the intent is missing")
	case err != nil && is.Intent != nil && (is.Outcome == nil || is.Outcome.Result != NotSent):
		t.Errorf("a refused intent has the outcome %+v, want NotSent", is.Outcome)
	}
	left := Unfinished(all, tenant, func(string) bool { return false })
	if err != nil && slices.ContainsFunc(left, func(w Write) bool { return w.ID == "new" }) {
		t.Error("a refused intent needs attention, want it done with")
	}
}

// TestInTheWay: whatever else is in place of a file of the journal, nothing is written, the error names the path, and
// once it is removed all is well.
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
		{"open to others", open, "chmod 600"}, {"of somebody else", foreign, "belongs to user 12345"},
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
				trouble := j.Trouble()
				if name != headName+".new" && trouble == nil || err != nil && !strings.Contains(trouble.Error(), want) ||
					trouble == nil || !strings.Contains(trouble.Error(), filepath.Clean(path)) {
					t.Errorf("got append error %v and trouble %v, want %q and the path", err, trouble, want)
				}
				_ = os.RemoveAll(path)
				if err := j.Retry(); err != nil || j.Trouble() != nil {
					t.Errorf("after it is removed: got %v, want nil", err)
				}
				appended(t, j, intent("w2"))
				sound(t, dir)
			})
		}
	}
}

// TestALinkPutThereMeanwhile: between the check of a file and its opening somebody replaces it with a link to a file
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
			t.Errorf("%s: got %v, want an error", name, err)
		}
		d.leave()
		if _, err := reading(path); err == nil {
			t.Errorf("%s: the link was read", name)
		}
		if name == lockName || name == reserveName {
			continue
		}
		err = j.Append(intent("w2"))
		if err == nil || !bytes.Equal(read(t, filepath.Join(dir, "other")), read(t, path+".was")) {
			t.Errorf("%s: got append error %v; the journal was %q", name, err, was)
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

// TestNothingHangs: a lock that is never released, then an anchor that does not answer. The caller gets an answer after
// five seconds of the clock, and the journal ends up saying what the caller was told.
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
	err = <-result
	if err == nil || !strings.Contains(err.Error(), "may or may not") ||
		!strings.Contains(err.Error(), "another console") {
		t.Errorf("got append error %v", err)
	}
	if err := j.Append(intent("w2")); err == nil { // at once
		t.Error("a second append succeeded, want an error")
	}
	if err := j.Keep(outcome("w0", Done)); err == nil || !strings.Contains(err.Error(), "kept in memory") {
		t.Errorf("got keep error %v", err)
	}
	j.Post(outcome("w00", Done))
	if err := j.Retry(); err == nil || j.Trouble() == nil {
		t.Errorf("got retry error %v", err)
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
	want := []string{"intent w1 ", "outcome w1 not-sent", "outcome w0 done", "outcome w00 done"}
	if !slices.Equal(got, want) {
		t.Errorf("the journal says %q, want %q", got, want)
	}
}

// TestCloseWaitsForNoLock: a console with nothing left to write ends even while another holds the lock.
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
	if err := j.Close(t.Context()); err != nil { // otherwise the test times out
		t.Error(err)
	}
	if Alive(dir)(j.session) {
		t.Error("the closed console counts as alive")
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
			t.Errorf("required %v: got %v and trouble %v", required, err, j.Trouble())
		}
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		if required { // its NotSent is still to come
			go func() { result <- j.Close(ended) }()
			if err := <-result; err == nil {
				t.Error("Close returned nil, want how many records are lost")
			}
		}
		close(log.hang)
	}
}

// TestHostileText: texts are cut, and nothing is written that cannot be drawn.
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
			t.Errorf("got %d bytes: %q", len(text), text)
		}
	}
	line := read(t, filepath.Join(dir, currentName))
	if bytes.ContainsAny(line, "\x1b\u202e\u2028") || bytes.Count(line, []byte("\n")) != 1 {
		t.Errorf("%q", line)
	}
	sound(t, dir)
}
