package config

import (
	"errors"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// This file was compiled and never run.

// SitePath is the site's file, below ProgramData as Windows itself knows it. Nothing in the environment and no flag can
// point elsewhere.
var SitePath = sitePath()

func sitePath() string {
	dir, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, windows.KF_FLAG_DEFAULT)
	if err != nil {
		dir = `C:\ProgramData` // where it is unless somebody moved it; elsewhere there is then no file, or one that is judged
	}
	return filepath.Join(dir, "tapdesk", "config.toml")
}

// settingsDir is XDG_CONFIG_HOME, where somebody set it, else APPDATA, which Windows sets.
func settingsDir(getenv func(string) string) (string, error) {
	for _, name := range []string{"XDG_CONFIG_HOME", "APPDATA"} {
		if dir := getenv(name); filepath.IsAbs(dir) {
			return dir, nil
		}
	}
	return "", errors.New("there is no place for your settings; set APPDATA or XDG_CONFIG_HOME to an absolute path")
}
