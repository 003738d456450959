//go:build unix

package reach

import "syscall"

// The system's errors for a connection.
var (
	refused   = []syscall.Errno{syscall.ECONNREFUSED}
	noWay     = []syscall.Errno{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN}
	brokenOff = []syscall.Errno{syscall.ECONNRESET, syscall.EPIPE}
)
