package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"tapdesk/state/trust"
)

// OperatorPath returns the path of the operator's file: tapdesk/config.toml in the system's directory for settings. It
// fails if the environment gives no absolute path for that directory.
func OperatorPath(getenv func(string) string) (string, error) {
	dir, err := settingsDir(getenv)
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "tapdesk", "config.toml"), nil
}

// State is what happened to a file.
type State int

const (
	// Absent files do not exist, which is not an error.
	Absent State = iota
	// Read files were read.
	Read
	// Untrusted is the state of a site's file that was ignored.
	Untrusted
)

// String returns the state in words.
func (s State) String() string {
	return [...]string{"not there", "read", "not relied upon"}[s]
}

// readSite reads the site's file if only root could have written it. dated is when it was last changed, UTC. unsafe is
// why neither the file nor its absence can be trusted.
func readSite(path string, sys trust.System) (
	data []byte, state State, dated time.Time, unsafe string, problems Problems,
) {
	f, why, err := trust.Open(path, false, sys)
	var at *fs.PathError
	var misplaced *trust.Misplaced
	switch {
	case why != "":
		return nil, Untrusted, dated, why, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, Absent, dated, "", nil
	case errors.As(err, &at):
		p := Problem{Path: at.Path, What: "cannot be opened: " + trust.Reason(err), Hint: "root must let everyone read it"}
		if errors.As(err, &misplaced) {
			p.What, p.Hint = misplaced.What, "root must move it away"
		}
		return nil, Untrusted, dated, "", Problems{p}
	}
	data, dated, problems = readDated(f)
	return data, Read, dated, "", problems
}

// readDated reads and closes a site's file.
func readDated(f *os.File) (data []byte, dated time.Time, problems Problems) {
	defer f.Close()
	if is, err := f.Stat(); err == nil {
		dated = is.ModTime().UTC()
	}
	data, problems = readAll(f, f.Name())
	return data, dated, problems
}

// readGiven reads a site's file that was given for a rehearsal, no matter who can write it.
func readGiven(path string) (data []byte, state State, dated time.Time, unsafe string, problems Problems) {
	f, problems := openPlain(path)
	if f == nil {
		if problems == nil {
			problems = Problems{{Path: path, What: "is not there", Hint: "name the site's file to try"}}
		}
		return nil, Absent, dated, "", problems
	}
	data, dated, problems = readDated(f)
	return data, Read, dated, "", problems
}

// readOperator reads the operator's file. It follows links, because the operator made them. But nobody else may be able
// to write to their target, which says what tenant to sign in to.
func readOperator(path string) (data []byte, state State, problems Problems) {
	f, problems := openPlain(path)
	if f == nil {
		return nil, Absent, problems
	}
	defer f.Close()
	switch what, hint, err := trust.Foreign(f); {
	case err != nil:
		return nil, Absent, Problems{{Path: path, What: "cannot be read: " + trust.Reason(err),
			Hint: "check its permissions"}}
	case what != "":
		return nil, Absent, Problems{{Path: path, What: what, Hint: hint}}
	}
	data, problems = readAll(f, path)
	return data, Read, problems
}

// openPlain opens a regular file without blocking. It returns nil without a Problem if there is none.
func openPlain(path string) (*os.File, Problems) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	what, hint := "", "check its permissions and those of its directories"
	var f *os.File
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		what, hint = trust.NotRegular(info.Mode())+", not a file", "move it away"
	default: // opening does not block, even if it has become a pipe since
		if f, err = os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0); err == nil {
			if is, err := f.Stat(); err == nil && is.Mode().IsRegular() {
				return f, nil
			}
			_ = f.Close()
			what, hint = "is no longer a file", "move it away"
		}
	}
	if err != nil {
		what = "cannot be opened: " + trust.Reason(err)
	}
	return nil, Problems{{Path: path, What: what, Hint: hint}}
}

// readAll reads a file, up to maxFile.
func readAll(f *os.File, path string) ([]byte, Problems) {
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, Problems{{Path: path, What: "cannot be read: " + trust.Reason(err)}}
	case len(data) > maxFile:
		return nil, Problems{{Path: path, What: fmt.Sprintf("is longer than %d KiB", maxFile>>10),
			Hint: "keep only settings in it"}}
	}
	return data, nil
}
