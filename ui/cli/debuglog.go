package cli

import (
	"log/slog"
	"os"
)

// openDebugLog opens the log of --debug-log for appending and returns a function that closes it. A new file is readable
// by this user only. Without a path the log is nil.
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
