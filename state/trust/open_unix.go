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

// walk opens a file by an absolute, clean path, and every directory on it from the one before, and checks each by its
// descriptor. If directory is set the last entry is a directory too. at is where it ended; why is the reason to
// distrust that entry.
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

// openEntry opens and checks one entry of dir: a directory or, if it is the last, the file. It never blocks: it opens
// only regular files, and if the entry becomes a pipe in between, O_NONBLOCK opens it at once.
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

// entryOf returns what a stat says.
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

// retried calls again after a signal interrupted the call.
func retried(call func() error) error {
	for {
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// distrust returns why somebody other than root could have written path, and what to do; empty if nobody could. An
// access control list that lets somebody write shows in the mode's group bits, which are then its mask. The sticky bit
// does not help: it does not keep anybody from creating a missing file.
func distrust(path string, e Entry) string {
	switch {
	case e.Mode.Type() == fs.ModeSymlink:
		return fmt.Sprintf("%s is a symbolic link; replace it with the file or directory itself", path)
	case e.UID != 0:
		return fmt.Sprintf("%s is owned by uid %d, not by root; run 'chown root %s'", path, e.UID, path)
	case e.Mode.Perm()&0o022 != 0:
		return fmt.Sprintf("%s can be written by others than root (mode %04o); run 'chmod go-w %s'",
			path, e.Mode.Perm(), path)
	}
	return ""
}

// Foreign returns who but this user and root could have written an open file, and what to do; empty if nobody could.
func Foreign(f *os.File) (what, hint string, err error) {
	var st unix.Stat_t
	if err := retried(func() error { return unix.Fstat(int(f.Fd()), &st) }); err != nil {
		return "", "", err
	}
	switch is, own := entryOf(st), os.Geteuid(); {
	case int64(is.UID) != int64(own) && is.UID != 0:
		what := fmt.Sprintf("is owned by uid %d, and you are %d", is.UID, own)
		return what, "write one of your own with 'tapdesk init'", nil
	case is.Mode&0o022 != 0:
		return fmt.Sprintf("can be written by others (mode %04o)", is.Mode.Perm()), "run 'chmod go-w' on it", nil
	}
	return "", "", nil
}

// executable returns why a program cannot be run; empty if it can.
func executable(path string, is fs.FileInfo) string {
	if is.Mode()&0o111 == 0 {
		return fmt.Sprintf("%s is not executable; run 'chmod a+x %s'", path, path)
	}
	return ""
}
