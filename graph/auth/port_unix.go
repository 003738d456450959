//go:build unix

package auth

import (
	"errors"
	"net"
	"syscall"
)

// alone listens on a port that nobody else can then have.
var alone net.ListenConfig

// portInUse reports whether somebody else has a port.
func portInUse(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }
