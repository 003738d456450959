package cli

import "golang.org/x/sys/unix"

// sealProcess stops other ways to read the process's memory: a debugger or /proc of the same user (PR_SET_DUMPABLE),
// and core dumps (the same setting, and RLIMIT_CORE in case the kernel's core pattern ignores it).
func sealProcess() (notes []string) {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		notes = append(notes, "other programs of this account may read Tapdesk's memory: PR_SET_DUMPABLE "+
			"was refused ("+err.Error()+")")
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		notes = append(notes, "a crash may leave a core dump: RLIMIT_CORE was refused ("+err.Error()+")")
	}
	return notes
}
