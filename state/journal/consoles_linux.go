package journal

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// locks reports whether the kernel lists process pid, as numbered here, as holding a lock on the file: the number in
// the file may be from another machine that shares the directory. Devices are not compared, since layered file systems
// report two for one file. Source: man 5 proc_locks.
func locks(path string, pid int) bool {
	var st unix.Stat_t
	held, err := os.ReadFile("/proc/locks")
	if err != nil || unix.Lstat(path, &st) != nil {
		return false
	}
	inode := ":" + strconv.FormatUint(st.Ino, 10)
	for line := range strings.Lines(string(held)) {
		fields := strings.Fields(line)
		if len(fields) >= 6 && fields[1] == "FLOCK" && fields[4] == strconv.Itoa(pid) && strings.HasSuffix(fields[5], inode) {
			return true
		}
	}
	return false
}
