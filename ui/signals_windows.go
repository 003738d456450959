package ui

import (
	"context"
	"os"
	"syscall"
)

// This file was compiled and never run.

// suspends reports whether the system can suspend a program: Windows has no job control.
const suspends = false

// stopSignal is a number that Windows has no signal for, so it never comes.
const stopSignal = syscall.Signal(-1)

// caught are the signals into which Go turns a console's events: os.Interrupt for Ctrl-C and Ctrl-Break, and SIGTERM
// when the window is closed, the session ends or the machine shuts down, which leaves a program some five seconds.
// Source: os/signal.
var caught = []os.Signal{os.Interrupt, syscall.SIGTERM}

// stopGroup is never called: stopSignal does not come, and the key does not send one.
func (s *signals) stopGroup(context.Context) {}
