package trust

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// uidMap is where Linux shows how the user ids of this process's user namespace map to those outside
// (user_namespaces(7)).
const uidMap = "/proc/self/uid_map"

// wholeMap is the map of the initial user namespace: every id maps to itself, except the last, which is not an id.
const wholeMap = "0 0 4294967295"

// foreignNamespace returns why this process is not, or not certainly, in the initial user namespace: in another one,
// "root" may be anybody.
func foreignNamespace() string {
	f, err := os.Open(uidMap)
	if err != nil {
		return fmt.Sprintf("cannot tell whether this is the initial user namespace: %s cannot be read (%s)",
			uidMap, Reason(err))
	}
	defer f.Close()
	// A namespace's root may have mounted a file of their own over it.
	var on unix.Statfs_t
	if err := unix.Fstatfs(int(f.Fd()), &on); err != nil || on.Type != unix.PROC_SUPER_MAGIC {
		return "cannot tell whether this is the initial user namespace: " + uidMap + " is not the kernel's own"
	}
	const longest = 32 << 10 // 340 lines, the most the kernel allows
	text, err := io.ReadAll(io.LimitReader(f, longest))
	if err != nil {
		return fmt.Sprintf("cannot tell whether this is the initial user namespace: %s cannot be read (%s)",
			uidMap, Reason(err))
	}
	return mapped(string(text))
}

// mapped returns what is wrong with a uid_map; empty if it is the initial namespace's.
func mapped(text string) string {
	if strings.Join(strings.Fields(text), " ") == wholeMap {
		return ""
	}
	return "this process is in its own user namespace, as in a rootless container, where anybody may be root;" +
		" run it outside"
}
