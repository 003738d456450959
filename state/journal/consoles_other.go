//go:build !linux

package journal

// locks reports true: nothing here can check it, and the file is this user's own.
func locks(string, int) bool { return true }
