package trust

import "golang.org/x/sys/unix"

// searchOnly opens a directory for looking up names in it, which needs no right to list it.
const searchOnly = unix.O_PATH
