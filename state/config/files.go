package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// SitePath is the site's file. Nothing in the environment and no flag can point elsewhere.
const SitePath = "/etc/tapdesk/config.toml"

// OperatorPath returns the operator's file: tapdesk/config.toml below XDG_CONFIG_HOME or, where that is not set or not
// absolute, below ~/.config (XDG Base Directory Specification). It fails when HOME is needed and not an absolute path.
func OperatorPath(getenv func(string) string) (string, error) {
	dir := getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) {
		home := getenv("HOME")
		if !filepath.IsAbs(home) {
			return "", errors.New("there is no place for your settings; set HOME or XDG_CONFIG_HOME to an absolute path")
		}
		dir = filepath.Join(home, ".config")
	}
	return filepath.Join(dir, "tapdesk", "config.toml"), nil
}

// State is what became of a file.
type State int

const (
	// Absent files are not there, which is not an error.
	Absent State = iota
	// Read files were read.
	Read
	// Untrusted is a site's file of which nothing was taken.
	Untrusted
)

// String returns the state in words.
func (s State) String() string {
	return [...]string{"not there", "read", "not relied upon"}[s]
}

// readSite reads the site's file. Every directory on the way is opened from the one before it and judged by its
// descriptor, so that what was judged is what is used. Dated is when it was last changed, UTC. Unsafe says why the
// file, or its absence, says nothing for certain.
func readSite(path string, sys System) (data []byte, state State, dated time.Time, unsafe string, problems Problems) {
	if unsafe = sys.namespace(); unsafe != "" {
		return nil, Untrusted, dated, unsafe, nil
	}
	if !filepath.IsAbs(path) || filepath.Clean(path) != path {
		return nil, Untrusted, dated, "its path is not absolute and clean: " + quote(path), nil
	}
	fd, at, why, err := openTrusted(path, false, sys)
	var wrong *misplaced
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, Absent, dated, "", nil
	case errors.As(err, &wrong):
		return nil, Untrusted, dated, "", Problems{{Path: at, What: wrong.what, Hint: "whoever looks after this host must move it away"}}
	case err != nil:
		return nil, Untrusted, dated, "", Problems{{
			Path: at, What: "cannot be opened: " + reason(err), Hint: "whoever looks after this host must let everybody read it",
		}}
	case why != "":
		return nil, Untrusted, dated, why, nil
	}
	f := os.NewFile(uintptr(fd), path)
	defer f.Close()
	if is, err := f.Stat(); err == nil {
		dated = is.ModTime().UTC()
	}
	data, problems = readAll(f, path)
	return data, Read, dated, "", problems
}

// readGiven reads a site's file that was given for a rehearsal, whoever could write it.
func readGiven(path string) (data []byte, state State, dated time.Time, unsafe string, problems Problems) {
	f, problems := openPlain(path)
	if f == nil {
		if problems == nil {
			problems = Problems{{Path: path, What: "is not there", Hint: "name the site's file to try"}}
		}
		return nil, Absent, dated, "", problems
	}
	defer f.Close()
	if is, err := f.Stat(); err == nil {
		dated = is.ModTime().UTC()
	}
	data, problems = readAll(f, path)
	return data, Read, dated, "", problems
}

// openTrusted opens a file by an absolute, clean path, and every directory on the way from the one before it, and
// judges each by its descriptor. The last entry is a directory too where directory is set. At is where it ended, why
// the reason to distrust that.
func openTrusted(path string, directory bool, sys System) (fd int, at, why string, err error) {
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

// misplaced is the error of something that is no file where one should be, or no directory.
type misplaced struct{ what string }

func (m *misplaced) Error() string { return m.what }

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
	what := notRegular(mode)
	switch {
	case last && what != "":
		return &misplaced{what + " and not a file"}
	case !last && !mode.IsDir():
		return &misplaced{"is not a directory"}
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

// readOperator reads the operator's file. Links are followed, since it is the operator who put them there; but nobody
// else may be able to write what they lead to, as that names the tenant one signs in to.
func readOperator(path string) (data []byte, state State, problems Problems) {
	f, problems := openPlain(path)
	if f == nil {
		return nil, Absent, problems
	}
	defer f.Close()
	var is unix.Stat_t
	err := retried(func() error { return unix.Fstat(int(f.Fd()), &is) })
	e, own := entryOf(is), uint32(os.Geteuid())
	switch {
	case err != nil:
		return nil, Absent, Problems{{Path: path, What: "cannot be read: " + reason(err), Hint: "see to its permissions"}}
	case e.UID != own && e.UID != 0:
		what := fmt.Sprintf("is owned by uid %d, and you are %d", e.UID, own)
		return nil, Absent, Problems{{Path: path, What: what, Hint: "write one of your own with 'tapdesk init'"}}
	case e.Mode.Perm()&0o022 != 0:
		what := fmt.Sprintf("can be written by others (mode %04o)", e.Mode.Perm())
		return nil, Absent, Problems{{Path: path, What: what, Hint: "take that away with 'chmod go-w'"}}
	}
	data, problems = readAll(f, path)
	return data, Read, problems
}

// openPlain opens a regular file without waiting for anybody: nil without a Problem when there is none.
func openPlain(path string) (*os.File, Problems) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	what, hint := "", "see to its permissions and those of its directories"
	var f *os.File
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		what, hint = notRegular(info.Mode())+" and not a file", "move it away"
	default: // should it have become a pipe since, it is opened at once
		if f, err = os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOCTTY, 0); err == nil {
			if is, err := f.Stat(); err == nil && is.Mode().IsRegular() {
				return f, nil
			}
			_ = f.Close()
			what, hint = "is not a file any more", "move it away"
		}
	}
	if err != nil {
		what = "cannot be opened: " + reason(err)
	}
	return nil, Problems{{Path: path, What: what, Hint: hint}}
}

// readAll reads a file up to the limit.
func readAll(f *os.File, path string) ([]byte, Problems) {
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, Problems{{Path: path, What: "cannot be read: " + reason(err)}}
	case len(data) > maxFile:
		return nil, Problems{{Path: path, What: fmt.Sprintf("is longer than %d KiB", maxFile>>10), Hint: "it holds settings and nothing else"}}
	}
	return data, nil
}

// reason is the system's word for an error, without the path.
func reason(err error) string {
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return errno.Error()
	}
	return "it failed"
}
