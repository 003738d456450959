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

// Open opens a file or directory if only root could have put it there. Otherwise why says who else could have, or that
// this cannot be determined, and nothing is open. Every directory on the path is opened from the one before it and
// checked by its descriptor, so that what was checked is what is used. The error is a *fs.PathError about the entry in
// the way, with a *Misplaced in it if that is of the wrong kind.
func Open(path string, directory bool, sys System) (f *os.File, why string, err error) {
	if why := sys.namespace(); why != "" {
		return nil, why, nil
	}
	if !filepath.IsAbs(path) || filepath.Clean(path) != path {
		return nil, "path must be absolute and clean: " + strconv.Quote(text.Line(path)), nil
	}
	f, at, why, err := walk(path, directory, sys)
	if err != nil {
		return nil, "", &fs.PathError{Op: "open", Path: at, Err: err}
	}
	return f, why, nil
}

// Misplaced is the error of an entry that is not a file, or not a directory, where it should be.
type Misplaced struct{ What string }

func (m *Misplaced) Error() string { return m.What }

// entryIs checks the kind of an entry: a directory or, if it is the last, a file.
func entryIs(mode fs.FileMode, last bool) error {
	what := NotRegular(mode)
	switch {
	case last && what != "":
		return &Misplaced{what + ", not a file"}
	case !last && !mode.IsDir():
		return &Misplaced{"is not a directory"}
	}
	return nil
}

// Reason returns the system's text for an error, without the path.
func Reason(err error) string {
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return errno.Error()
	}
	return "it failed"
}
