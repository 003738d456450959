//go:build unix && !linux

package trust

import "golang.org/x/sys/unix"

// searchOnly opens a directory for looking up names in it.
const searchOnly = unix.O_RDONLY
