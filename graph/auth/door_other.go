//go:build !linux && !windows

package auth

import (
	"errors"
	"net"
)

// There is no XDG_RUNTIME_DIR elsewhere, and no way to ask whose a connection is that needs no rights.

func private(string) (string, error) { return "", errors.ErrUnsupported }

func listenAlone(string) (net.Listener, error) { return nil, errors.ErrUnsupported }

func stranger(net.Conn) bool { return false }
