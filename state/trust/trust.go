// Package trust reports whether anybody but root could have put a file, program or directory where it is: because
// something on the path is owned by somebody else, writable by a group or others, or a symbolic link. This holds only
// in the initial user namespace, since in another one anybody may be root and mount anything over a file.
package trust

import "io/fs"

// Entry is what the system says about a file or a directory on the path to it. Windows has neither user ids nor modes:
// there UID 0 is the system or the administrators, and the mode's bits for group and others mean what an access control
// list lets anybody else do.
type Entry struct {
	UID  uint32
	Mode fs.FileMode
}

// System is the source of these facts. The zero value asks the system; a test that cannot be root sets its own
// functions.
type System struct {
	// Entry changes what the system said about a path.
	Entry func(path string, is Entry) Entry
	// Namespace returns why this process is not in the initial user namespace; empty if it is.
	Namespace func() string
}

func (s System) entry(path string, is Entry) Entry {
	if s.Entry == nil {
		return is
	}
	return s.Entry(path, is)
}

func (s System) namespace() string {
	if s.Namespace == nil {
		return foreignNamespace()
	}
	return s.Namespace()
}

// NotRegular returns what is in place of a file, as in "is a directory"; empty if it is a file.
func NotRegular(mode fs.FileMode) string {
	switch mode.Type() {
	case 0:
		return ""
	case fs.ModeDir:
		return "is a directory"
	case fs.ModeNamedPipe:
		return "is a named pipe"
	case fs.ModeSocket:
		return "is a socket"
	case fs.ModeSymlink:
		return "is a symbolic link"
	}
	return "is a device"
}
