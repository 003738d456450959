package config

import (
	"errors"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// This file has been compiled but never run.

// SitePath is the path of the site's file, below ProgramData as Windows itself defines it. No environment variable or
// flag can change it.
var SitePath = sitePath()

func sitePath() string {
	dir, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, windows.KF_FLAG_DEFAULT)
	if err != nil {
		dir = `C:\ProgramData` // where it is unless somebody moved it; elsewhere there is then no file, or one that is judged
	}
	return filepath.Join(dir, "tapdesk", "config.toml")
}

// settingsDir returns XDG_CONFIG_HOME if it is set, otherwise APPDATA, which Windows sets.
func settingsDir(getenv func(string) string) (string, error) {
	for _, name := range []string{"XDG_CONFIG_HOME", "APPDATA"} {
		if dir := getenv(name); filepath.IsAbs(dir) {
			return dir, nil
		}
	}
	return "", errors.New("there is no directory for your settings; set APPDATA or XDG_CONFIG_HOME to an absolute path")
}
