package trust

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"tapdesk/state/clean"
)

// Open opens a file, or a directory, as far as nobody but root could have put it there. Why says who could, or that this
// cannot be told; nothing is open then. Every directory on the way is opened from the one before it and judged by its
// descriptor, so that what was judged is what is used. The error is a *fs.PathError about the entry in the way, and holds
// a *Misplaced where that is of the wrong kind.
func Open(path string, directory bool, sys System) (f *os.File, why string, err error) {
	if why := sys.namespace(); why != "" {
		return nil, why, nil
	}
	if !filepath.IsAbs(path) || filepath.Clean(path) != path {
		return nil, "its path is not absolute and clean: " + strconv.Quote(clean.Line(path)), nil
	}
	fd, at, why, err := walk(path, directory, sys)
	switch {
	case err != nil:
		return nil, "", &fs.PathError{Op: "open", Path: at, Err: err}
	case why != "":
		return nil, why, nil
	}
	return os.NewFile(uintptr(fd), path), "", nil
}

// walk opens a file by an absolute, clean path, and every directory on the way from the one before it, and
// judges each by its descriptor. The last entry is a directory too where directory is set. At is where it ended, why
// the reason to distrust that.
func walk(path string, directory bool, sys System) (fd int, at, why string, err error) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	dir, at := unix.AT_FDCWD, "/"
	for i := 0; ; i++ {
		fd, why, err = openEntry(dir, at, i == len(parts) && !directory, sys)
		if dir != unix.AT_FDCWD {
			_ = unix.Close(dir)
		}
		if err != nil || why != "" || i == len(parts) {
			return fd, at, why, err
		}
		dir, at = fd, filepath.Join(at, parts[i])
	}
}

// Misplaced is the error of something that is no file where one should be, or no directory.
type Misplaced struct{ What string }

func (m *Misplaced) Error() string { return m.What }

// openEntry opens and judges one entry of dir: a directory, or at last the file. It waits for
// nobody: what is no file is not opened, and should it become a pipe in between, O_NONBLOCK opens it at once.
func openEntry(dir int, path string, last bool, sys System) (fd int, why string, err error) {
	name := filepath.Base(path)
	var before unix.Stat_t
	if err := retried(func() error { return unix.Fstatat(dir, name, &before, unix.AT_SYMLINK_NOFOLLOW) }); err != nil {
		return -1, "", err
	}
	if why := distrust(path, sys.entry(path, entryOf(before))); why != "" {
		return -1, why, nil
	}
	if err := entryIs(entryOf(before).Mode, last); err != nil {
		return -1, "", err
	}
	flags := unix.O_NOFOLLOW | unix.O_CLOEXEC | searchOnly | unix.O_DIRECTORY
	if last {
		flags = unix.O_NOFOLLOW | unix.O_CLOEXEC | unix.O_RDONLY | unix.O_NONBLOCK | unix.O_NOCTTY
	}
	err = retried(func() (err error) { fd, err = unix.Openat(dir, name, flags, 0); return err })
	if err != nil {
		return -1, "", err
	}
	var is unix.Stat_t
	if err = retried(func() error { return unix.Fstat(fd, &is) }); err == nil {
		err = entryIs(entryOf(is).Mode, last)
	}
	if why = distrust(path, sys.entry(path, entryOf(is))); err != nil || why != "" {
		_ = unix.Close(fd)
		return -1, why, err
	}
	return fd, "", nil
}

// entryIs says whether there is a directory, or at last a file, where there should be.
func entryIs(mode fs.FileMode, last bool) error {
	what := NotRegular(mode)
	switch {
	case last && what != "":
		return &Misplaced{what + " and not a file"}
	case !last && !mode.IsDir():
		return &Misplaced{"is not a directory"}
	}
	return nil
}

func entryOf(st unix.Stat_t) Entry {
	mode := fs.FileMode(st.Mode & 0o777)
	switch uint32(st.Mode) & unix.S_IFMT {
	case unix.S_IFREG:
	case unix.S_IFDIR:
		mode |= fs.ModeDir
	case unix.S_IFLNK:
		mode |= fs.ModeSymlink
	case unix.S_IFIFO:
		mode |= fs.ModeNamedPipe
	case unix.S_IFSOCK:
		mode |= fs.ModeSocket
	default:
		mode |= fs.ModeDevice
	}
	return Entry{UID: st.Uid, Mode: mode}
}

// retried calls again what a signal interrupted.
func retried(call func() error) error {
	for {
		if err := call(); err != unix.EINTR {
			return err
		}
	}
}

// Reason is the system's word for an error, without the path.
func Reason(err error) string {
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return errno.Error()
	}
	return "it failed"
}
