package trust

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// uidMap is where Linux says how the user ids of this process's user namespace map to those outside
// (user_namespaces(7)).
const uidMap = "/proc/self/uid_map"

// wholeMap is the map of the initial user namespace: all ids but the last, which is no id, as they are.
const wholeMap = "0 0 4294967295"

// foreignNamespace says why this process is not, or not for certain, in the initial user namespace: in another one,
// "root" may be anybody.
func foreignNamespace() string {
	f, err := os.Open(uidMap)
	if err != nil {
		return fmt.Sprintf("whether this is the initial user namespace cannot be told: %s cannot be read (%s)", uidMap, Reason(err))
	}
	defer f.Close()
	// Who is root of a namespace may have mounted a file of their own over it.
	var on unix.Statfs_t
	if err := unix.Fstatfs(int(f.Fd()), &on); err != nil || on.Type != unix.PROC_SUPER_MAGIC {
		return "whether this is the initial user namespace cannot be told: " + uidMap + " is not the kernel's own"
	}
	const longest = 32 << 10 // 340 lines, the most the kernel allows
	text, err := io.ReadAll(io.LimitReader(f, longest))
	if err != nil {
		return fmt.Sprintf("whether this is the initial user namespace cannot be told: %s cannot be read (%s)", uidMap, Reason(err))
	}
	return mapped(string(text))
}

// mapped says what a uid_map means.
func mapped(text string) string {
	if strings.Join(strings.Fields(text), " ") == wholeMap {
		return ""
	}
	return "this process is in a user namespace of its own, as in a rootless container, where anybody may be root; run it outside"
}
