package auth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
)

// door is where the answer of a browser sign-in arrives: a loopback port of this machine, or a Unix socket that only
// the operator can reach.
type door struct {
	listeners []net.Listener
	// bound lists the listening addresses: 127.0.0.1:PORT, [::1]:PORT, or the path of the socket.
	bound []string
	// port is the port in the redirect address, and so the one on the browser's machine. wanted differs from it if that
	// port was taken.
	port, wanted int
	socket       bool
}

func (d *door) close() {
	for _, l := range d.listeners {
		_ = l.Close()
	}
}

// open listens where the options say: on the port they name, and no other; otherwise on a socket, if the operator came
// through SSH and the machine gives them a directory of their own; otherwise on the first free port at or above the
// operator's own.
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

// openPort listens on a port of both loopback addresses, or of the only one. A browser on this machine may use either
// for localhost, and nobody else may have the other. portInUse recognizes the error if a program has one of them.
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

// forward returns the ssh option that forwards the port on the operator's own machine to here. Both addresses are
// written out: another user of that machine may have the port on ::1.
func (d *door) forward() string {
	return fmt.Sprintf("-L 127.0.0.1:%d:%s", d.port, d.bound[0])
}

const (
	// socketName is the file name of the socket. It is fixed, so an ssh_config can contain it.
	socketName = "tapdesk.sock"
	// socketTries is how many of the operator's consoles may wait at once, each on its own socket.
	socketTries = 16
	// socketPath is the longest path of a socket that the system accepts, in bytes. Source: unix(7), sun_path.
	socketPath = 107
)

// openSocket listens on a socket in dir, the directory that the system made for this user alone. port is the port on
// the browser's machine. Sockets left behind by a crash are replaced; a second console of the same user gets a second
// socket.
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

// errInUse means that another console has the socket.
var errInUse = errors.New("another console is listening there")
