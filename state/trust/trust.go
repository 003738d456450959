// Package trust reports whether anybody but root could have put a file, a program or a directory where it is: what is
// owned by somebody else, writable by a group or by others, or a symbolic link, anywhere on the way to it. It holds in
// the initial user namespace alone, since in another one anybody may be root and may mount what they like over a file.
package trust

import "io/fs"

// Entry is what the system says about one directory on the way to a file, or about the file. Windows has neither user
// ids nor modes: there a UID of 0 is the system or the administrators, and the bits of the group and of others in the
// mode stand for what an access control list lets anybody else do.
type Entry struct {
	UID  uint32
	Mode fs.FileMode
}

// System is what trust rests on. The zero value asks the system; a test that cannot be root puts in
// functions of its own.
type System struct {
	// Entry replaces what the system said about a path.
	Entry func(path string, is Entry) Entry
	// Namespace says why this process is not in the initial user namespace, nothing when it is.
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

// NotRegular says what is in the place of a file, as in "is a directory"; nothing when it is a file.
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
