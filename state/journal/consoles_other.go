//go:build !linux

package journal

// locks reports whether a process locks the file. Nothing here tells, so the file is believed: it is this user's own.
func locks(string, int) bool { return true }
