//go:build unix

package trust

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// walk opens a file by an absolute, clean path, and every directory on the way from the one before it, and
// judges each by its descriptor. The last entry is a directory too where directory is set. At is where it ended, why
// the reason to distrust that.
func walk(path string, directory bool, sys System) (f *os.File, at, why string, err error) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	dir, at := unix.AT_FDCWD, "/"
	for i := 0; ; i++ {
		fd, why, err := openEntry(dir, at, i == len(parts) && !directory, sys)
		if dir != unix.AT_FDCWD {
			_ = unix.Close(dir)
		}
		switch {
		case err != nil || why != "":
			return nil, at, why, err
		case i == len(parts):
			return os.NewFile(uintptr(fd), path), at, "", nil
		}
		dir, at = fd, filepath.Join(at, parts[i])
	}
}

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

// entryOf is what a stat says.
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
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// distrust says why somebody other than root could have written what path names, and the way out; nothing when nobody
// could. An access control list that lets somebody write shows in the group's bits of the mode, which are then its
// mask. The sticky bit is no help: it does not keep anybody from making the file when there is none.
func distrust(path string, e Entry) string {
	switch {
	case e.Mode.Type() == fs.ModeSymlink:
		return fmt.Sprintf("%s is a symbolic link; put the file or directory itself there", path)
	case e.UID != 0:
		return fmt.Sprintf("%s is owned by uid %d and not by root; 'chown root %s' mends it", path, e.UID, path)
	case e.Mode.Perm()&0o022 != 0:
		return fmt.Sprintf("%s can be written by others than root (mode %04o); 'chmod go-w %s' mends it", path, e.Mode.Perm(), path)
	}
	return ""
}

// Foreign says who but this user and root could have written an open file, and the way out; nothing when nobody could.
func Foreign(f *os.File) (what, hint string, err error) {
	var st unix.Stat_t
	if err := retried(func() error { return unix.Fstat(int(f.Fd()), &st) }); err != nil {
		return "", "", err
	}
	switch is, own := entryOf(st), os.Geteuid(); {
	case int64(is.UID) != int64(own) && is.UID != 0:
		return fmt.Sprintf("is owned by uid %d, and you are %d", is.UID, own), "write one of your own with 'tapdesk init'", nil
	case is.Mode&0o022 != 0:
		return fmt.Sprintf("can be written by others (mode %04o)", is.Mode.Perm()), "take that away with 'chmod go-w'", nil
	}
	return "", "", nil
}

// executable says why a program cannot be run; nothing when it can.
func executable(path string, is fs.FileInfo) string {
	if is.Mode()&0o111 == 0 {
		return fmt.Sprintf("%s is not executable; 'chmod a+x %s' mends it", path, path)
	}
	return ""
}
