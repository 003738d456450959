// Package trust reports whether anybody but root could have put a file, a program or a directory where it is: what is
// owned by somebody else, writable by a group or by others, or a symbolic link, anywhere on the way to it. It holds in the
// initial user namespace alone, since in another one anybody may be root and may mount what they like over a file.
package trust

import (
	"fmt"
	"io/fs"
)

// Entry is what the system says about one directory on the way to a file, or about the file.
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

// distrust says why somebody other than root could have written what path names, and the way out; nothing when nobody could. An
// access control list that lets somebody write shows in the group's bits of the mode, which are then its mask. The sticky bit
// is no help: it does not keep anybody from making the file when there is none.
func distrust(path string, e Entry) string {
	switch {
	case e.Mode.Type() == fs.ModeSymlink:
		return fmt.Sprintf("%s is a symbolic link; put the file or directory itself there", path)
	case e.UID != 0:
		return fmt.Sprintf("%s is owned by uid %d and not by root; 'chown root %s' mends it", path, e.UID, path)
	case e.Mode.Perm()&0o022 != 0:
		return fmt.Sprintf("%s can be written by others than root (mode %04o); 'chmod go-w %s' mends it", path, e.Mode.Perm(), path)
	}
	return ""
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
