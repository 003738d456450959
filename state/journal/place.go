package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"tapdesk/state/clean"
)

// The names of the files of a journal.
const (
	currentName = "journal.jsonl"
	headName    = "journal.head"
	lockName    = "journal.lock"
	tornPrefix  = "journal.torn-"
	reserveName = "journal.reserve"
	probeName   = "journal.probe" // written and removed, to see whether it can be
)

// place is the directory of a journal, opened and locked. Everything is opened anew for each append, relative to a directory that was
// looked at: what another console moved, or somebody removed, is noticed.
type place struct {
	path string
	dir  *os.File
	lock *os.File
	// step is told each step before it is done, and can fail it. Tests only: nil else.
	step func(name string) error
}

// steps calls the hook of a test.
func (p *place) at(step string) error {
	if p.step == nil {
		return nil
	}
	return p.step(step)
}

// join returns the path of a file of the journal.
func (p *place) join(name string) string { return filepath.Join(p.path, name) }

// enter opens the directory and takes the lock, for which it waits. A directory that is missing is made, but where distrust guards the one
// above it: there only root makes one.
func enter(path string, distrust func() string, step func(string) error, waiting func(bool)) (*place, error) {
	p := &place{path: path, step: step}
	if !filepath.IsAbs(path) {
		return nil, wrong(nil, "there is no place for the journal; set HOME or XDG_STATE_HOME to an absolute path")
	}
	if distrust != nil {
		if why := distrust(); why != "" {
			return nil, wrong(nil, "others could make your journal's directory in your place: %s. Ask root", why)
		}
	} else if err := p.make(); err != nil {
		return nil, failed(path, err)
	}
	fd, err := open(unix.AT_FDCWD, path, unix.O_RDONLY|unix.O_DIRECTORY, true)
	if distrust != nil && errors.Is(err, fs.ErrNotExist) {
		err = wrong(err, "%s is missing; ask root to make it: 'install -d -m 700 -o %d %s'", path, os.Geteuid(), path)
	}
	if err != nil {
		return nil, err
	}
	p.dir = os.NewFile(uintptr(fd), path)
	if p.lock, err = p.open(lockName, unix.O_RDWR|unix.O_CREAT); err == nil {
		err = p.at("lock")
	}
	if err == nil {
		err = flock(p.lock, waiting)
	}
	if err != nil {
		p.leave()
		return nil, failed(p.join(lockName), err)
	}
	return p, nil
}

// make makes the directory where it is missing.
func (p *place) make() error {
	if err := p.at("mkdir"); err != nil {
		return err
	}
	if err := os.MkdirAll(p.path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// leave gives up the lock.
func (p *place) leave() {
	if p.lock != nil {
		_ = p.lock.Close()
	}
	_ = p.dir.Close()
}

// flock takes a lock, and says when it has to wait for it.
func flock(f *os.File, waiting func(bool)) error {
	err := retried(func() error { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) })
	if err != unix.EWOULDBLOCK {
		return err
	}
	waiting(true)
	defer waiting(false)
	return retried(func() error { return unix.Flock(int(f.Fd()), unix.LOCK_EX) })
}

// open opens a file of the journal that is fit for it. A link is not followed, and a pipe is not waited for.
func (p *place) open(name string, flags int) (*os.File, error) {
	if err := p.at("open " + name); err != nil {
		return nil, failed(p.join(name), err)
	}
	fd, err := openAt(int(p.dir.Fd()), name, p.join(name), flags, false)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), p.join(name)), nil
}

func open(dir int, path string, flags int, directory bool) (int, error) {
	return openAt(dir, path, path, flags, directory)
}

// openAt opens name in dir, which is called path. A missing file is fs.ErrNotExist.
func openAt(dir int, name, path string, flags int, directory bool) (int, error) {
	var st unix.Stat_t
	err := retried(func() error { return unix.Fstatat(dir, name, &st, unix.AT_SYMLINK_NOFOLLOW) })
	switch {
	case err == nil:
		if err := unfit(path, &st, directory); err != nil {
			return -1, err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return -1, failed(path, err)
	case flags&unix.O_CREAT == 0:
		return -1, wrong(err, "%s is not there", path)
	}
	fd := -1
	err = retried(func() (err error) {
		fd, err = unix.Openat(dir, name, flags|unix.O_NOFOLLOW|unix.O_CLOEXEC|unix.O_NONBLOCK|unix.O_NOCTTY, 0o600)
		return err
	})
	if err != nil {
		return -1, failed(path, err)
	}
	if err = retried(func() error { return unix.Fstat(fd, &st) }); err == nil {
		err = unfit(path, &st, directory)
	}
	if err != nil {
		_ = unix.Close(fd)
		return -1, failed(path, err)
	}
	return fd, nil
}

// retried calls again what a signal interrupted.
func retried(call func() error) error {
	for {
		if err := call(); err != unix.EINTR {
			return err
		}
	}
}

// head is what the file beside the journal says: how many records there are, of which journal, and the SHA-256 of the last line, 64
// zeros before the first.
type head struct {
	Count   uint64 `json:"count"`
	Last    string `json:"last"`
	Journal string `json:"journal"`
}

// maxHead bounds the head's file in bytes.
const maxHead = 4 << 10

// readHead reads the head. A missing one is fs.ErrNotExist, one that cannot be read as such errNoHead.
func (p *place) readHead() (head, error) {
	f, err := p.open(headName, unix.O_RDONLY)
	if err != nil {
		return head{}, err
	}
	defer f.Close()
	return decodeHead(f)
}

// isHash says whether s is a SHA-256 in hexadecimal, as encode writes it.
func isHash(s string) bool { return len(s) == len(noHash) && strings.Trim(s, "0123456789abcdef") == "" }

var errNoHead = errors.New("it does not read as a head")

func decodeHead(r io.Reader) (head, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxHead))
	if err != nil {
		return head{}, err
	}
	var h head
	if json.Unmarshal(data, &h) != nil || !isHash(h.Last) || h.Count == 0 && h.Last != noHash || len(h.Journal) > maxText || !clean.Safe(h.Journal) {
		return head{}, errNoHead
	}
	return h, nil
}

// saveHead writes the head beside and renames it into place, so that there is always a whole one.
func (p *place) saveHead(h head) error {
	data, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return p.replace(headName, append(data, '\n'))
}

// replace puts a file with this content in the place of another.
func (p *place) replace(name string, data []byte) error {
	beside := name + ".new"
	if err := p.writeNew(beside, data); err != nil {
		return err
	}
	if err := p.at("rename " + name); err != nil {
		return failed(p.join(name), err)
	}
	dir := int(p.dir.Fd())
	return failed(p.join(name), retried(func() error { return unix.Renameat(dir, beside, dir, name) }))
}

// writeNew writes a file of the journal from its beginning, and syncs it.
func (p *place) writeNew(name string, data []byte) error {
	f, err := p.open(name, unix.O_WRONLY|unix.O_CREAT|unix.O_TRUNC)
	if err != nil {
		return err
	}
	defer f.Close()
	if err = p.at("write " + name); err == nil {
		_, err = f.Write(data)
	}
	if err == nil {
		err = p.at("sync " + name)
	}
	if err == nil {
		err = f.Sync()
	}
	return failed(p.join(name), err)
}

// syncDir makes what was created, renamed or removed in the directory last.
func (p *place) syncDir() error {
	err := p.at("sync directory")
	if err == nil {
		err = p.dir.Sync()
	}
	return failed(p.path, err)
}

// free returns the first name of the pattern that nothing has.
func (p *place) free(pattern string) (string, error) {
	for n := 1; n < 1000; n++ {
		name := fmt.Sprintf(pattern, n)
		var st unix.Stat_t
		if err := unix.Fstatat(int(p.dir.Fd()), name, &st, unix.AT_SYMLINK_NOFOLLOW); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
	}
	return "", wrong(nil, "%s holds too many files like %s; look into them and move them away", p.path, fmt.Sprintf(pattern, 1))
}
