//go:build unix

package journal

import (
	"errors"
	"io/fs"
	"log/syslog"
	"os"
	"syscall"

	"tapdesk/state/clean"
)

// logSockets are where the log of a machine listens: journald and syslogs on Linux, a container that has only journald's, macOS. All of
// them take what the C library's syslog(3) sends.
var logSockets = []string{"/dev/log", "/run/systemd/journal/dev-log", "/var/run/syslog"}

// LocalAnchor returns the log of this machine, journald or a syslog; nil when there is none. It gets the text of an entry: no value of a
// pass and no token is in an Entry.
func LocalAnchor() Anchor { return localAnchor(logSockets...) }

func localAnchor(sockets ...string) Anchor {
	for _, path := range sockets {
		if info, err := os.Stat(path); err == nil && info.Mode().Type() == fs.ModeSocket {
			return localLog(path)
		}
	}
	return nil
}

// localLog is the log that listens at a path. Each entry is a connection of its own, so that a log that was started again is found.
type localLog string

func (l localLog) Name() string { return "the log at " + clean.Line(string(l)) }

func (l localLog) Check() error {
	w, err := l.dial()
	if err != nil {
		return err
	}
	return w.Close()
}

// Send sends with the facility authpriv, which syslogs keep from other users.
func (l localLog) Send(e Entry) error {
	w, err := l.dial()
	if err != nil {
		return err
	}
	defer w.Close()
	return bare(w.Notice(e.text()))
}

// dial connects: most logs take datagrams, some a stream.
func (l localLog) dial() (*syslog.Writer, error) {
	w, err := syslog.Dial("unixgram", string(l), syslog.LOG_AUTHPRIV|syslog.LOG_NOTICE, "tapdesk")
	if errors.Is(err, syscall.EPROTOTYPE) {
		w, err = syslog.Dial("unix", string(l), syslog.LOG_AUTHPRIV|syslog.LOG_NOTICE, "tapdesk")
	}
	return w, bare(err)
}

// bare returns what the system said, without the path, which Name has.
func bare(err error) error {
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return errno
	}
	return err
}
