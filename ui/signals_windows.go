package ui

import (
	"context"
	"os"
	"syscall"
)

// This file was compiled and never run.

// cannotSuspend is what the key says: Windows has no job control.
const cannotSuspend = "Windows cannot suspend a program; press Ctrl-L twice to lock the console"

// stopSignal never comes: it is a number that Windows has no signal for.
const stopSignal = syscall.Signal(-1)

// caught are what Go makes of the events of a console: Ctrl-C and Ctrl-Break, and as SIGTERM the closing of the window,
// the end of the session and the end of the machine, for which Windows leaves a program some five seconds. Source:
// os/signal.
var caught = []os.Signal{os.Interrupt, syscall.SIGTERM}

// stopGroup is not called: no stopSignal comes, and the key does not send one.
func (s *signals) stopGroup(context.Context) {}
