package ram

import (
	"os"

	"golang.org/x/sys/unix"
)

// shared is where Linux keeps files in memory.
const shared = "/dev/shm"

// Use makes the directories of the tests of this process, and of the programs they start, ones in memory. Where there
// is no such place, or none from which programs can be run, they stay where they are. It is to be called before the
// first test.
func Use() {
	var fs unix.Statfs_t
	const noExec = 0x8 // ST_NOEXEC of statfs(2)
	there := unix.Statfs(shared, &fs) == nil && unix.Access(shared, unix.W_OK) == nil
	if there && fs.Type == unix.TMPFS_MAGIC && fs.Flags&noExec == 0 {
		_ = os.Setenv("TMPDIR", shared)
	}
}
