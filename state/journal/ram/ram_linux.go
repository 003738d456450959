package ram

import (
	"os"

	"golang.org/x/sys/unix"
)

// shared is where Linux has files in memory.
const shared = "/dev/shm"

// Use puts the temporary directories of this test process, and of the programs it starts, in memory. If there is no
// such place, or programs cannot run from it, they stay where they are. Call it before the first test.
func Use() {
	var fs unix.Statfs_t
	const noExec = 0x8 // ST_NOEXEC of statfs(2)
	there := unix.Statfs(shared, &fs) == nil && unix.Access(shared, unix.W_OK) == nil
	if there && fs.Type == unix.TMPFS_MAGIC && fs.Flags&noExec == 0 {
		_ = os.Setenv("TMPDIR", shared)
	}
}
