package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// store is what of a Journal touches the disk: only the writer uses it, or Open before there is one.
type store struct {
	o                     *Options
	session, host, client string
	// own is the file that says that this console lives, locked.
	own *os.File
	// seen is the end as this console last wrote it.
	seen head
	// headErr is why the head could not follow the last record.
	headErr error
	// fix hands an entry to the anchor.
	fix func(Entry) (fate, error)
	// waiting is told when the lock has to be waited for, and when no longer.
	waiting func(bool)
	// damaged is told what other hands did to the journal, once a record says so.
	damaged func(string)
	step    func(string) error
}

// append writes a record, after what must come before it. Where the disk is full the reserve makes room for it, but not for an Intent:
// what has not been done need not be.
func (s *store) append(r Record) (is fate, err error) {
	for {
		if is, err = s.try(r); is != absent || r.Kind == Intent || !full(err) || !s.giveWay() {
			return is, err
		}
	}
}

// try writes a record where there is room for it.
func (s *store) try(r Record) (fate, error) {
	b, err := s.openBook()
	if err != nil {
		return absent, err
	}
	defer b.close()
	if err := s.live(b.place); err != nil {
		return absent, err
	}
	if r.Kind == Intent {
		if err := b.reserve(); err != nil {
			return absent, err
		}
	}
	if err := b.ready(); err != nil {
		return absent, err
	}
	return b.write(r)
}

// probe finds out whether a record could be written, without writing one: everything is opened and looked at, and a file is written
// and synced beside.
func (s *store) probe() error {
	b, err := s.openBook()
	if err != nil {
		return err
	}
	defer b.close()
	if err := s.live(b.place); err != nil {
		return err
	}
	if b.behind {
		if err := b.catchUp(); err != nil {
			return err
		}
	}
	if err := b.reserve(); err != nil {
		return err
	}
	s.headErr = nil
	if err := b.writeNew(probeName, []byte("a record could be written\n")); err != nil {
		return err
	}
	return failed(b.path, unix.Unlinkat(int(b.dir.Fd()), probeName, 0))
}

// The name of the file that says that a console lives stands around its session.
const (
	sessionPrefix = "session-"
	sessionSuffix = ".lock"
)

// sessionFile returns the name of a session's file; nothing when the session is no name that a file of the journal could have.
func sessionFile(session string) string {
	letters := "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"
	if session == "" || len(session) > 64 || strings.Trim(session, letters) != "" {
		return ""
	}
	return sessionPrefix + session + sessionSuffix
}

// live makes sure that this console's file is there and locked, and removes those of consoles that are dead. The journal's lock is
// held, so that no console is taken for dead between the making of its file and its locking.
func (s *store) live(p *place) error {
	name := sessionFile(s.session)
	if name == "" {
		return wrong(nil, "the session %q cannot name a file", s.session)
	}
	if s.own != nil && s.mine(p.path) {
		return nil
	}
	if s.own != nil {
		_ = s.own.Close()
		s.own = nil
	}
	f, err := p.open(name, unix.O_RDWR|unix.O_CREAT)
	if err != nil {
		return err
	}
	if err := retried(func() error { return unix.Flock(int(f.Fd()), unix.LOCK_EX) }); err != nil { // somebody who asks holds it for a moment
		_ = f.Close()
		return failed(p.join(name), err)
	}
	s.own = f
	s.introduce(f)
	s.bury(p)
	return nil
}

// mine says whether this console's file in a directory is the one that is locked.
func (s *store) mine(dir string) bool {
	var there, ours unix.Stat_t
	return unix.Lstat(filepath.Join(dir, sessionFile(s.session)), &there) == nil && unix.Fstat(int(s.own.Fd()), &ours) == nil && there.Dev == ours.Dev && there.Ino == ours.Ino
}

// bury removes the files of consoles that died. It is no loss when it cannot.
func (s *store) bury(p *place) {
	entries, err := os.ReadDir(p.path)
	if err != nil {
		return
	}
	for _, e := range entries {
		session, is := strings.CutPrefix(e.Name(), sessionPrefix)
		session, also := strings.CutSuffix(session, sessionSuffix)
		if is && also && session != s.session && sessionFile(session) != "" && !alive(p.join(e.Name())) {
			_ = unix.Unlinkat(int(p.dir.Fd()), e.Name(), 0)
		}
	}
}

// alive says whether somebody holds the lock on a file.
func alive(path string) bool {
	f, err := reading(path)
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist) // not to be told: better to wait for it than to call it dead
	}
	defer f.Close()
	return retried(func() error { return unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB) }) != nil
}

// end removes this console's file. It needs no lock for that: nobody else removes or makes a file that is locked.
func (s *store) end() {
	if s.own == nil {
		return
	}
	if s.mine(s.o.Dir) {
		_ = unix.Unlink(filepath.Join(s.o.Dir, sessionFile(s.session)))
	}
	_ = s.own.Close()
	s.own = nil
}

// Alive returns what says whether the console of a session lives, by the files in the directory of a journal. What cannot be told is
// taken for alive.
func Alive(dir string) func(session string) bool {
	return func(session string) bool {
		name := sessionFile(session)
		return name != "" && alive(filepath.Join(dir, name))
	}
}
