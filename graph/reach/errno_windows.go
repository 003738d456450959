package reach

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// This file has been compiled but never run.

// The system's errors for a connection. Windows has its own numbers in addition to those that Go invents for it.
var (
	refused   = []syscall.Errno{syscall.ECONNREFUSED, windows.WSAECONNREFUSED}
	noWay     = []syscall.Errno{syscall.ENETUNREACH, windows.WSAENETUNREACH, windows.WSAEHOSTUNREACH, windows.WSAENETDOWN}
	brokenOff = []syscall.Errno{syscall.ECONNRESET, windows.WSAECONNRESET, windows.WSAECONNABORTED}
)
