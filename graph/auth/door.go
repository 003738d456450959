package auth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
)

// door is where the answer of a browser sign-in comes in: a port of this machine's loopback, or a Unix socket that
// nobody but the operator reaches.
type door struct {
	listeners []net.Listener
	// bound names what is listened on: 127.0.0.1:PORT, [::1]:PORT, or the path of the socket.
	bound []string
	// port is that of the redirect address, and so the one on the machine of the browser. wanted differs from it where
	// that was taken.
	port, wanted int
	socket       bool
}

func (d *door) close() {
	for _, l := range d.listeners {
		_ = l.Close()
	}
}

// open waits where the options say: at the port they name, and at no other; else at a socket, for operators who come
// through SSH on a machine that gives them a directory of their own; else at the first free port from the operator's
// own one on.
func (o Options) open() (*door, error) {
	wanted := o.wantedPort()
	if o.RedirectPort != 0 {
		d, err := openPort(wanted)
		switch {
		case portInUse(err):
			return nil, failure(signingIn, portTaken(wanted))
		case err != nil:
			return nil, failure(signingIn, portRefused())
		}
		return d, nil
	}
	if o.RuntimeDir != "" && o.SSHConnection != "" {
		if d, err := openSocket(o.RuntimeDir, wanted); err == nil {
			return d, nil
		}
	}
	for port := wanted; port < wanted+portTries && port <= 65535; port++ {
		d, err := openPort(port)
		switch {
		case err == nil:
			d.wanted = wanted
			return d, nil
		case !portInUse(err):
			return nil, failure(signingIn, portRefused())
		}
	}
	return nil, failure(signingIn, portsTaken())
}

// openPort listens on a port of both loopback addresses, or of the one that there is: a browser on this machine may
// take either for localhost, and nobody else shall have the other. portInUse tells the error where somebody has
// one of them.
func openPort(port int) (*door, error) {
	d := &door{port: port, wanted: port}
	var missing error
	for _, host := range []string{"127.0.0.1", "::1"} {
		l, err := alone.Listen(context.Background(), "tcp", net.JoinHostPort(host, fmt.Sprint(port)))
		switch {
		case err == nil:
			d.listeners, d.bound = append(d.listeners, l), append(d.bound, l.Addr().String())
		case portInUse(err), errors.Is(err, fs.ErrPermission):
			d.close()
			return nil, err
		default: // there is no such address on this machine
			missing = err
		}
	}
	if len(d.listeners) == 0 {
		return nil, missing
	}
	return d, nil
}

// forward is the option of ssh that makes the port of the operator's own machine lead here. Both ends of it are written
// out: another user of that machine may have the port on ::1.
func (d *door) forward() string {
	return fmt.Sprintf("-L 127.0.0.1:%d:%s", d.port, d.bound[0])
}

const (
	// socketName is the file name of the socket, which can stand in an ssh_config.
	socketName = "tapdesk.sock"
	// socketTries is how many of the operator's own consoles may wait at once, each at a socket of its own.
	socketTries = 16
	// socketPath is how long a path the system takes for a socket, in bytes. Source: unix(7), sun_path.
	socketPath = 107
)

// openSocket listens on a socket in dir, the directory that the system has made for this user alone. port is the one
// that the browser's machine uses. Sockets that a crash has left behind are replaced; a second console of the same user
// has a second one.
func openSocket(dir string, port int) (*door, error) {
	dir, err := private(dir)
	if err != nil {
		return nil, err
	}
	for i := range socketTries {
		path := dir + "/" + socketName
		if i > 0 {
			path = dir + "/" + strings.Replace(socketName, ".", fmt.Sprintf("-%d.", i+1), 1)
		}
		if len(path) > socketPath {
			return nil, errors.New("the path is too long for a socket")
		}
		l, err := listenAlone(path)
		if errors.Is(err, errInUse) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return &door{listeners: []net.Listener{l}, bound: []string{path}, port: port + i, wanted: port + i,
			socket: true}, nil
	}
	return nil, errInUse
}

// errInUse says that another console has the socket.
var errInUse = errors.New("another console waits there")
