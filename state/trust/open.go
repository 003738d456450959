package trust

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"tapdesk/state/text"
)

// Open opens a file, or a directory, as far as nobody but root could have put it there. Why says who could, or that
// this cannot be told; nothing is open then. Every directory on the way is opened from the one before it and judged by
// its descriptor, so that what was judged is what is used. The error is a *fs.PathError about the entry in the way, and
// holds a *Misplaced where that is of the wrong kind.
func Open(path string, directory bool, sys System) (f *os.File, why string, err error) {
	if why := sys.namespace(); why != "" {
		return nil, why, nil
	}
	if !filepath.IsAbs(path) || filepath.Clean(path) != path {
		return nil, "its path is not absolute and clean: " + strconv.Quote(text.Line(path)), nil
	}
	f, at, why, err := walk(path, directory, sys)
	if err != nil {
		return nil, "", &fs.PathError{Op: "open", Path: at, Err: err}
	}
	return f, why, nil
}

// Misplaced is the error of something that is no file where one should be, or no directory.
type Misplaced struct{ What string }

func (m *Misplaced) Error() string { return m.What }

// entryIs reports whether there is a directory, or at last a file, where there should be.
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

// Reason is the system's word for an error, without the path.
func Reason(err error) string {
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return errno.Error()
	}
	return "it failed"
}
