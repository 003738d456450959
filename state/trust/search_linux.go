package trust

import "golang.org/x/sys/unix"

// searchOnly opens a directory for looking names up in it, which needs no right to list it.
const searchOnly = unix.O_PATH
