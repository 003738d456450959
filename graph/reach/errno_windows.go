package reach

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// This file was compiled and never run.

// What the system says of a connection. Windows has numbers of its own beside those that Go invents for it.
var (
	refused   = []syscall.Errno{syscall.ECONNREFUSED, windows.WSAECONNREFUSED}
	noWay     = []syscall.Errno{syscall.ENETUNREACH, windows.WSAENETUNREACH, windows.WSAEHOSTUNREACH, windows.WSAENETDOWN}
	brokenOff = []syscall.Errno{syscall.ECONNRESET, windows.WSAECONNRESET, windows.WSAECONNABORTED}
)
