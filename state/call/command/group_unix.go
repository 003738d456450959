//go:build unix

package command

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// group is a program and what it began: its process group, by the number of the program, which leads it.
type group int

// start runs a program in a session of its own, without a terminal.
func start(cmd *exec.Cmd) (group, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	shut()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	return group(cmd.Process.Pid), nil
}

// shut marks every descriptor but the standard ones as not to be inherited. Go's own are; this is about those that this
// process was itself begun with, from a terminal or a multiplexer.
func shut() {
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		return
	}
	for _, entry := range entries {
		if fd, err := strconv.Atoi(entry.Name()); err == nil && fd > 2 {
			syscall.CloseOnExec(fd)
		}
	}
}

// kill ends what is left of the group.
func (g group) kill() { _ = syscall.Kill(-int(g), syscall.SIGKILL) }

// drain reads what is in a pipe, up to most bytes, and waits for nothing.
func drain(out *os.File, most int) (read []byte) {
	_ = out.SetReadDeadline(time.Time{})
	raw, err := out.SyscallConn()
	if err != nil {
		return nil
	}
	buffer := make([]byte, 4096)
	for len(read) < most {
		var n int
		var failed error
		err := raw.Read(func(fd uintptr) bool {
			n, failed = syscall.Read(int(fd), buffer)
			return true
		})
		if errors.Is(failed, syscall.EINTR) {
			continue
		}
		if err != nil || failed != nil || n <= 0 {
			break
		}
		read = append(read, buffer[:n]...)
	}
	return read
}
