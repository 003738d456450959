package journal

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Place returns the directory of a user's journal: tapdesk below XDG_STATE_HOME or, where that is not set or not
// absolute, below ~/.local/state (XDG Base Directory Specification), on Windows below LOCALAPPDATA. Where the site
// names a directory for the journals of all, it is the one in it that is named by the user's number, as in DIR/1000 of
// journal.dir. It is empty when HOME is needed and not an absolute path: such a journal is in Trouble.
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

// Directories returns the directories of the journals that a path stands for: where it is one that a site names for the
// journals of all (Place), those in it that are named by a user's number, by that number; else the path alone.
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
