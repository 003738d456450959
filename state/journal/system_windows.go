package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc/eventlog"
)

// This file was compiled and never run.

// stateDir is where a user's programs keep what stays on this machine; nothing when the environment does not say.
func stateDir(getenv func(string) string) string {
	if dir := getenv("LOCALAPPDATA"); filepath.IsAbs(dir) {
		return dir
	}
	return ""
}

// openFlags are none: a file of another kind is found by looking at it.
const openFlags = 0

// lockFile locks a file, shared or for this process alone, until it is closed. Where it does not wait, and another
// holds the lock, the error is errLocked. What is locked is a byte far behind the end: others may read the file.
func lockFile(f *os.File, shared, wait bool) error {
	var how uint32
	if !shared {
		how |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	if !wait {
		how |= windows.LOCKFILE_FAIL_IMMEDIATELY
	}
	err := windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1 << 30})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return errLocked
	}
	return err
}

// syncDir does nothing: NTFS keeps a log of its directories.
func syncDir(*os.Root) error { return nil }

// foreign says why a file or directory is not this user's, in a sentence that begins with its path; nil when it is.
// What an administrator makes may belong to the administrators. Who else may write follows from the directory above,
// the user's own.
func foreign(path string, _ fs.FileInfo, _ string) error {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return wrong(err, "%s: whose process this is could not be found out: %v", path, err)
	}
	descriptor, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return wrong(err, "%s: whom it belongs to could not be found out: %v", path, err)
	}
	owner, _, err := descriptor.Owner()
	if err != nil || owner == nil || !owner.Equals(user.User.Sid) && !owner.IsWellKnown(windows.WinBuiltinAdministratorsSid) {
		return wrong(err, "%s does not belong to you; move it away, or ask an administrator to give it to you", path)
	}
	return nil
}

// makeIt says how the directory comes about that the site's journals are to be in.
func makeIt(string) string {
	return "ask an administrator to make it, to give it to you, and to let nobody else enter it"
}

// sentences are what the system's errors say about a path, and the way out.
var sentences = map[syscall.Errno]string{
	windows.ERROR_DISK_FULL:           "the disk of %s is full; make room on it",
	windows.ERROR_HANDLE_DISK_FULL:    "the disk of %s is full; make room on it",
	windows.ERROR_DISK_QUOTA_EXCEEDED: "your disk quota is used up, at %s; make room",
	windows.ERROR_WRITE_PROTECT:       "%s is on a read-only file system",
	windows.ERROR_ACCESS_DENIED:       "%s may not be written by you; see to its permissions and those of its directories",
	windows.ERROR_DIRECTORY:           "%s: there is a file where a directory must be; move it away",
}

// full reports whether something failed for want of room.
func full(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) ||
		errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED)
}

// endProcess cannot ask a process to end: Windows has no signals, and one that is ended by force wipes nothing.
func endProcess(int) error { return errors.New("close its window") }

// LocalAnchor returns the log of this machine, the event log of applications. It gets the text of an entry: no value of
// a pass and no token is in an Entry.
func LocalAnchor() Anchor { return eventLog{} }

type eventLog struct{}

func (eventLog) Name() string { return "the event log" }

func (eventLog) Check() error {
	l, err := eventlog.Open("tapdesk")
	if err != nil {
		return err
	}
	return l.Close()
}

func (eventLog) Send(e Entry) error {
	l, err := eventlog.Open("tapdesk")
	if err != nil {
		return err
	}
	defer l.Close()
	return l.Info(1, e.text())
}
