package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// DistrustProgram returns why somebody other than root could have written a program that the site's file names, by the rules of that file:
// it and every directory above it, and the namespace. It is empty when nobody could, and the program is there to be run.
func DistrustProgram(path string, sys System) string { return distrusted(path, false, sys) }

// DistrustDirectory returns why somebody other than root could have put something into a directory, by the rules of DistrustProgram. It
// is empty when nobody could, and the directory is there.
func DistrustDirectory(path string, sys System) string { return distrusted(path, true, sys) }

func distrusted(path string, directory bool, sys System) string {
	if why := sys.namespace(); why != "" {
		return why
	}
	if !filepath.IsAbs(path) || filepath.Clean(path) != path {
		return "its path is not absolute and clean: " + quote(path)
	}
	fd, at, why, err := openTrusted(path, directory, sys)
	var wrong *misplaced
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return at + " is not there"
	case errors.As(err, &wrong):
		return at + " " + wrong.what
	case err != nil:
		return fmt.Sprintf("%s cannot be opened: %s", at, reason(err))
	case why != "":
		return why
	}
	defer unix.Close(fd)
	var is unix.Stat_t
	switch err := retried(func() error { return unix.Fstat(fd, &is) }); {
	case err != nil:
		return fmt.Sprintf("%s cannot be looked at: %s", at, reason(err))
	case !directory && is.Mode&0o111 == 0:
		return fmt.Sprintf("%s is not executable; 'chmod a+x %s' mends it", at, at)
	}
	return ""
}
