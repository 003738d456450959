//go:build unix

package config

import (
	"errors"
	"path/filepath"
)

// SitePath is the site's file. Nothing in the environment and no flag can point elsewhere.
const SitePath = "/etc/tapdesk/config.toml"

// settingsDir is XDG_CONFIG_HOME or, where that is not set or not absolute, ~/.config. Source: XDG Base Directory
// Specification.
func settingsDir(getenv func(string) string) (string, error) {
	if dir := getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home := getenv("HOME")
	if !filepath.IsAbs(home) {
		return "", errors.New("there is no place for your settings; set HOME or XDG_CONFIG_HOME to an absolute path")
	}
	return filepath.Join(home, ".config"), nil
}
