package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"

	"tapdesk/state/clean"
)

// problem is why the journal cannot be written: a sentence for the operator with the path, what is wrong and how to mend it. It is
// safe to draw.
type problem struct {
	text  string
	cause error
}

func (p *problem) Error() string { return p.text }

func (p *problem) Unwrap() error { return p.cause }

func wrong(cause error, format string, args ...any) error {
	return &problem{clean.Line(fmt.Sprintf(format, args...)), cause}
}

// full reports whether something failed for want of room.
func full(err error) bool { return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) }

// failed puts what the system said about a path into a sentence.
func failed(path string, err error) error {
	var told *problem
	if err == nil || errors.As(err, &told) {
		return err
	}
	var errno unix.Errno
	if !errors.As(err, &errno) {
		return wrong(err, "%s: %v", path, err)
	}
	switch errno {
	case unix.ENOSPC:
		return wrong(err, "the disk of %s is full; make room on it", path)
	case unix.EDQUOT:
		return wrong(err, "your disk quota is used up, at %s; make room", path)
	case unix.EROFS:
		return wrong(err, "%s is on a read-only file system", path)
	case unix.EFBIG:
		return wrong(err, "%s may not grow: a limit on file sizes stands in the way ('ulimit -f')", path)
	case unix.EACCES, unix.EPERM:
		return wrong(err, "%s may not be written by you; see to its permissions and those of its directories", path)
	case unix.ELOOP:
		return wrong(err, "%s is a symbolic link; move it away", path)
	case unix.ENOTDIR:
		return wrong(err, "%s: a file stands where a directory must be; move it away", path)
	case unix.EISDIR:
		return wrong(err, "%s is a directory; move it away", path)
	case unix.EIO:
		return wrong(err, "the disk of %s failed: %v", path, errno)
	}
	return wrong(err, "%s: %v", path, errno)
}

// unfit says why what a path names cannot be part of the journal, nil when it can: it is a directory or a file as wanted, of this user
// and nobody else's business.
func unfit(path string, st *unix.Stat_t, directory bool) error {
	want, name, mode := uint32(unix.S_IFREG), "a file", "600"
	if directory {
		want, name, mode = unix.S_IFDIR, "a directory", "700"
	}
	own := os.Geteuid()
	switch kind := uint32(st.Mode) & unix.S_IFMT; {
	case kind != want:
		return wrong(nil, "%s is %s and not %s; move it away", path, kindName(kind), name)
	case int64(st.Uid) != int64(own):
		return wrong(nil, "%s belongs to the user %d and you are %d; move it away, or ask root to give it to you", path, st.Uid, own)
	case fs.FileMode(st.Mode)&0o077 != 0:
		return wrong(nil, "%s is open to others (mode %04o); 'chmod %s' on it mends it", path, fs.FileMode(st.Mode)&0o777, mode)
	}
	return nil
}

func kindName(kind uint32) string {
	switch kind {
	case unix.S_IFREG:
		return "a file"
	case unix.S_IFDIR:
		return "a directory"
	case unix.S_IFLNK:
		return "a symbolic link"
	case unix.S_IFIFO:
		return "a named pipe"
	case unix.S_IFSOCK:
		return "a socket"
	}
	return "a device"
}
