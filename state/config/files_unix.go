//go:build unix

package config

import (
	"errors"
	"path/filepath"
)

// SitePath is the path of the site's file. No environment variable or flag can change it.
const SitePath = "/etc/tapdesk/config.toml"

// settingsDir returns XDG_CONFIG_HOME or, if that is not set or not absolute, ~/.config. Source: XDG Base Directory
// Specification.
func settingsDir(getenv func(string) string) (string, error) {
	if dir := getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home := getenv("HOME")
	if !filepath.IsAbs(home) {
		return "", errors.New("there is no directory for your settings; set HOME or XDG_CONFIG_HOME to an absolute path")
	}
	return filepath.Join(home, ".config"), nil
}
