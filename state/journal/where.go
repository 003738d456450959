package journal

import (
	"path/filepath"
	"strconv"
)

// Place returns the directory of a user's journal: tapdesk below XDG_STATE_HOME or, where that is not set or not absolute, below
// ~/.local/state (XDG Base Directory Specification). Where the site names a directory for the journals of all, it is the one in it that
// is named by the user's number, as in journal_dir/1000. It is empty when HOME is needed and not an absolute path: such a journal is
// in Trouble.
func Place(site string, uid int, getenv func(string) string) string {
	if site != "" {
		return filepath.Join(site, strconv.Itoa(uid))
	}
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "tapdesk")
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "tapdesk")
	}
	return ""
}
