//go:build unix

package auth

import (
	"errors"
	"net"
	"syscall"
)

// alone listens on a port that nobody else can then use.
var alone net.ListenConfig

// portInUse reports whether another program has the port.
func portInUse(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }
