//go:build unix

package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"log/syslog"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"

	"tapdesk/state/text"
)

// stateDir is where a user's programs keep state, by the XDG Base Directory Specification; empty when HOME is not an
// absolute path.
func stateDir(getenv func(string) string) string {
	home := getenv("HOME")
	if !filepath.IsAbs(home) {
		return ""
	}
	return filepath.Join(home, ".local", "state")
}

// openFlags keep an open from following a link, blocking on a pipe or taking a terminal.
const openFlags = unix.O_NOFOLLOW | unix.O_NONBLOCK | unix.O_NOCTTY

// lockFile locks a file, shared or exclusively, until it is closed. If it must not wait and another holds the lock, the
// error is errLocked.
func lockFile(f *os.File, shared, wait bool) error {
	how := unix.LOCK_EX
	if shared {
		how = unix.LOCK_SH
	}
	if !wait {
		how |= unix.LOCK_NB
	}
	for {
		switch err := unix.Flock(int(f.Fd()), how); err {
		case unix.EINTR:
		case unix.EWOULDBLOCK:
			return errLocked
		default:
			return err
		}
	}
}

// syncDir makes files created, renamed or removed in a directory durable.
func syncDir(root *os.Root) error {
	dir, err := root.Open(".")
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// foreign returns why a file or directory is not this user's alone, in a sentence that begins with its path; nil when
// it is.
func foreign(path string, info fs.FileInfo, mode string) error {
	own := os.Geteuid()
	switch st, ok := info.Sys().(*syscall.Stat_t); {
	case ok && int64(st.Uid) != int64(own):
		return wrong(nil, "%s belongs to user %d and you are %d; move it away, or ask root to give it to you",
			path, st.Uid, own)
	case info.Mode()&0o077 != 0:
		return wrong(nil, "%s is open to others (mode %04o); run 'chmod %s' on it", path, info.Mode().Perm(), mode)
	}
	return nil
}

// makeIt says how to create a user's directory inside the site's journal directory.
func makeIt(path string) string {
	return fmt.Sprintf("ask root to create it: 'install -d -m 700 -o %d %s'", os.Geteuid(), path)
}

// sentences are what a system error says about a path, and what to do.
var sentences = map[syscall.Errno]string{
	unix.ENOSPC:  "the disk of %s is full; free some space",
	unix.EDQUOT:  "your disk quota for %s is used up; free some space",
	unix.EROFS:   "%s is on a read-only file system",
	unix.EFBIG:   "%s cannot grow: it has reached the limit on file sizes ('ulimit -f')",
	unix.EACCES:  "you may not write %s; check its permissions and those of its directories",
	unix.EPERM:   "you may not write %s; check its permissions and those of its directories",
	unix.ELOOP:   "%s is a symbolic link; move it away",
	unix.ENOTDIR: "%s: there is a file where a directory must be; move it away",
	unix.EISDIR:  "%s is a directory; move it away",
	unix.EIO:     "the disk of %s failed: " + unix.EIO.Error(),
}

// full reports whether an error means that there is no space left.
func full(err error) bool { return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) }

// endProcess asks a process to end, as a hang-up would. A stopped one (Ctrl-Z) is continued so that it receives the
// signal.
func endProcess(pid int) error {
	for _, sig := range []unix.Signal{unix.SIGTERM, unix.SIGCONT} {
		if err := unix.Kill(pid, sig); err != nil && !errors.Is(err, unix.ESRCH) {
			return err
		}
	}
	return nil
}

// logSockets are where a machine's log listens: journald and syslogs on Linux, a container with journald's socket only,
// macOS. All accept what the C library's syslog(3) sends.
var logSockets = []string{"/dev/log", "/run/systemd/journal/dev-log", "/var/run/syslog"}

// LocalAnchor returns this machine's log, journald or a syslog; nil when there is none. It gets the text of each Entry,
// which never holds the value of a pass or a token.
func LocalAnchor() Anchor { return localAnchor(logSockets...) }

func localAnchor(sockets ...string) Anchor {
	for _, path := range sockets {
		if info, err := os.Stat(path); err == nil && info.Mode().Type() == fs.ModeSocket {
			return localLog(path)
		}
	}
	return nil
}

// localLog is the log that listens at a path. Each entry uses its own connection, so that a restarted log is found.
type localLog string

func (l localLog) Name() string { return "the log at " + text.Line(string(l)) }

func (l localLog) Check() error {
	w, err := l.dial()
	if err != nil {
		return err
	}
	return w.Close()
}

// Send logs with the facility authpriv, which syslogs hide from other users.
func (l localLog) Send(e Entry) error {
	w, err := l.dial()
	if err != nil {
		return err
	}
	defer w.Close()
	return bare(w.Notice(e.text()))
}

// dial connects: most logs listen for datagrams, some on a stream.
func (l localLog) dial() (*syslog.Writer, error) {
	w, err := syslog.Dial("unixgram", string(l), syslog.LOG_AUTHPRIV|syslog.LOG_NOTICE, "tapdesk")
	if errors.Is(err, syscall.EPROTOTYPE) {
		w, err = syslog.Dial("unix", string(l), syslog.LOG_AUTHPRIV|syslog.LOG_NOTICE, "tapdesk")
	}
	return w, bare(err)
}

// bare returns the system's error without the path, which Name has.
func bare(err error) error {
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return errno
	}
	return err
}
