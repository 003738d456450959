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

// This file has been compiled but never run.

// stateDir is where a user's programs keep state on this machine; empty when the environment does not say.
func stateDir(getenv func(string) string) string {
	if dir := getenv("LOCALAPPDATA"); filepath.IsAbs(dir) {
		return dir
	}
	return ""
}

// openFlags is empty: another kind of file is detected by its mode.
const openFlags = 0

// lockFile locks a file, shared or exclusively, until it is closed. If it must not wait and another holds the lock, the
// error is errLocked. It locks one byte far beyond the end, so that others may read the file.
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

// syncDir does nothing: NTFS journals its directories.
func syncDir(*os.Root) error { return nil }

// foreign returns why a file or directory is not this user's, in a sentence that begins with its path; nil when it is.
// What an administrator creates may belong to the administrators. Who else may write it follows from the directory
// above, which is the user's own.
func foreign(path string, _ fs.FileInfo, _ string) error {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return wrong(err, "%s: the user of this process could not be determined: %v", path, err)
	}
	descriptor, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return wrong(err, "%s: its owner could not be determined: %v", path, err)
	}
	owner, _, err := descriptor.Owner()
	if err != nil || owner == nil ||
		!owner.Equals(user.User.Sid) && !owner.IsWellKnown(windows.WinBuiltinAdministratorsSid) {
		return wrong(err, "%s does not belong to you; move it away, or ask an administrator to give it to you", path)
	}
	return nil
}

// makeIt says how to create a user's directory inside the site's journal directory.
func makeIt(string) string {
	return "ask an administrator to create it, make you its owner and give nobody else access"
}

// sentences are what a system error says about a path, and what to do.
var sentences = map[syscall.Errno]string{
	windows.ERROR_DISK_FULL:           "the disk of %s is full; free some space",
	windows.ERROR_HANDLE_DISK_FULL:    "the disk of %s is full; free some space",
	windows.ERROR_DISK_QUOTA_EXCEEDED: "your disk quota for %s is used up; free some space",
	windows.ERROR_WRITE_PROTECT:       "%s is on a read-only file system",
	windows.ERROR_ACCESS_DENIED:       "you may not write %s; check its permissions and those of its directories",
	windows.ERROR_DIRECTORY:           "%s: there is a file where a directory must be; move it away",
}

// full reports whether an error means that there is no space left.
func full(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) ||
		errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED)
}

// endProcess fails: Windows has no signals, and a process that is killed wipes nothing.
func endProcess(int) error { return errors.New("close its window") }

// LocalAnchor returns this machine's log, the application event log. It gets the text of each Entry, which never holds
// the value of a pass or a token.
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
