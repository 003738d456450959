package journal

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Place returns the directory of a user's journal: tapdesk below XDG_STATE_HOME or, if that is unset or not absolute,
// below ~/.local/state (XDG Base Directory Specification); on Windows below LOCALAPPDATA. If the site names one
// directory for all journals, it is the subdirectory named by the user's id, as DIR/1000 for journal.dir. It is empty
// when HOME is needed and not an absolute path: such a journal is in Trouble.
func Place(site string, uid int, getenv func(string) string) string {
	if site != "" {
		return filepath.Join(site, strconv.Itoa(uid))
	}
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "tapdesk")
	}
	if dir := stateDir(getenv); dir != "" {
		return filepath.Join(dir, "tapdesk")
	}
	return ""
}

// Directories returns the directories of the journals at a path. If path is a site's directory for all journals
// (Place), they are the subdirectories named by a user id, in numerical order; otherwise just the path.
func Directories(path string) []string {
	entries, err := os.ReadDir(path)
	if err != nil {
		return []string{path} // reading it says why
	}
	var of []string
	for _, e := range entries {
		switch name := e.Name(); {
		case name == currentName || name == headName || isRotated(name): // it is a journal itself
			return []string{path}
		case e.IsDir() && strings.Trim(name, "0123456789") == "":
			of = append(of, filepath.Join(path, name))
		}
	}
	if len(of) == 0 {
		return []string{path}
	}
	slices.SortFunc(of, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return of
}
