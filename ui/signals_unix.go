//go:build unix

package ui

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// cannotSuspend is what to say where the system cannot stop a program and let it go on. This one can.
const cannotSuspend = ""

// stopSignal asks the program to stop, and to be let go on later.
const stopSignal = syscall.SIGTSTP

// stopping is how long to wait, after asking the kernel to stop us, until it may be concluded that it did not: in an
// orphaned process group, as under an OpenSSH ForceCommand, it never does.
const stopping = 100 * time.Millisecond

// caught are the signals that end or stop the program, by way of it.
var caught = []os.Signal{syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT, stopSignal}

// stopGroup stops the process group, and returns when it goes on.
func (s *signals) stopGroup(ctx context.Context) {
	signal.Reset(stopSignal) // the next is for the rest of the group
	_ = syscall.Kill(0, stopSignal)
	// Go keeps its handler for a signal it has once been told to notify of, even after signal.Reset, so that TSTP does
	// not stop us any more. TTOU does: nobody has asked for it, and the kernel treats it alike, orphaned process groups
	// included.
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGTTOU)
	_ = s.clock.Sleep(ctx, stopping)
	signal.Notify(s.came, stopSignal)
}
