package cli

import (
	"log/slog"
	"os"
)

// openDebugLog opens the log of --debug-log, which only this user can read when it is new. Nil is no log; the file is
// appended to. The function closes it.
func openDebugLog(path string) (*slog.Logger, func(), error) {
	if path == "" {
		return nil, func() {}, nil
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, refuse("--debug-log: %v; name a file that you can write", err)
	}
	return slog.New(slog.NewTextHandler(f, nil)), func() { _ = f.Close() }, nil
}
