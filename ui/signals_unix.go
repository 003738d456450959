//go:build unix

package ui

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// suspends reports whether the system can suspend a program.
const suspends = true

// stopSignal asks the program to stop until it is continued.
const stopSignal = syscall.SIGTSTP

// stopping is how long to wait, after asking the kernel to stop us, before concluding that it did not. In an orphaned
// process group, as under an OpenSSH ForceCommand, it never does.
const stopping = 100 * time.Millisecond

// caught are the signals that the program handles before they end or stop it.
var caught = []os.Signal{syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT, stopSignal}

// stopGroup stops the process group, and returns when it continues.
func (s *signals) stopGroup(ctx context.Context) {
	signal.Reset(stopSignal) // the next one is for the rest of the group
	_ = syscall.Kill(0, stopSignal)
	// Go keeps its handler for any signal that was once passed to Notify, even after signal.Reset, so TSTP no longer
	// stops us. TTOU does: no handler was ever installed for it, and the kernel treats it the same way, also in
	// orphaned process groups.
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGTTOU)
	_ = s.clock.Sleep(ctx, stopping)
	signal.Notify(s.came, stopSignal)
}
