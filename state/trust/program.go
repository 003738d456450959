package trust

import (
	"errors"
	"fmt"
	"io/fs"
)

// Program returns why somebody other than root could have written a program or any directory above it. It is empty if
// nobody could and the program can be run.
func Program(path string, sys System) string { return distrusted(path, false, sys) }

// Directory returns why somebody other than root could have put something into a directory. It is empty if nobody could
// and the directory exists.
func Directory(path string, sys System) string { return distrusted(path, true, sys) }

func distrusted(path string, directory bool, sys System) string {
	f, why, err := Open(path, directory, sys)
	var at *fs.PathError
	var misplaced *Misplaced
	switch {
	case why != "":
		return why
	case errors.As(err, &at) && errors.Is(err, fs.ErrNotExist):
		return at.Path + " is missing"
	case errors.As(err, &at) && errors.As(err, &misplaced):
		return at.Path + " " + misplaced.What
	case errors.As(err, &at):
		return fmt.Sprintf("%s cannot be opened: %s", at.Path, Reason(err))
	}
	defer f.Close()
	switch is, err := f.Stat(); {
	case err != nil:
		return fmt.Sprintf("%s cannot be read: %s", path, Reason(err))
	case !directory:
		return executable(path, is)
	}
	return ""
}
