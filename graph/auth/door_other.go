//go:build !linux && !windows

package auth

import (
	"errors"
	"net"
)

// Other systems have no XDG_RUNTIME_DIR, and no unprivileged way to ask who owns a connection.

func private(string) (string, error) { return "", errors.ErrUnsupported }

func listenAlone(string) (net.Listener, error) { return nil, errors.ErrUnsupported }

func stranger(net.Conn) bool { return false }
