package cli

import (
	"fmt"
	"os"
	"strings"

	"tapdesk/state/recorder"
)

// ancestors returns the names of a process and of those above it. It breaks off where /proc does not show one: of another user where
// the system hides them (hidepid), or beyond a namespace.
func ancestors(pid int) (chain recorder.Chain) {
	for range maxAncestors {
		if pid <= 0 {
			chain.Whole = true
			return chain
		}
		name, parent, ok := process(pid)
		if !ok {
			return chain
		}
		chain.Names = append(chain.Names, name)
		pid = parent
	}
	return chain
}

// process returns the name and the parent of a process. Source: proc_pid_stat(5): the name stands in parentheses and may hold some.
func process(pid int) (name string, parent int, ok bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", 0, false
	}
	text := string(stat)
	open, end := strings.IndexByte(text, '('), strings.LastIndexByte(text, ')')
	if open < 0 || end < open {
		return "", 0, false
	}
	var state string
	if _, err := fmt.Sscan(text[end+1:], &state, &parent); err != nil {
		return "", 0, false
	}
	return text[open+1 : end], parent, true
}
