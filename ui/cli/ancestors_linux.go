package cli

import (
	"fmt"
	"os"
	"strings"

	"tapdesk/state/recorder"
)

// ancestors returns the names of a process and of those above it. It stops where /proc does not show one: another
// user's process on a system that hides them (hidepid), or one outside the namespace.
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

// process returns a process's name and parent. Source: proc_pid_stat(5): the name is in parentheses and may contain
// some.
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
