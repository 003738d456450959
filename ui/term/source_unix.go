//go:build unix

package term

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// source is a terminal's descriptor, and a pipe to end a wait for it.
type source struct {
	fd              int
	woken, wakening *os.File
}

// newSource never calls resized: a signal reports size changes.
func newSource(fd uintptr, _ func()) (*source, error) {
	s := &source{fd: int(fd)}
	var err error
	s.woken, s.wakening, err = os.Pipe()
	return s, err
}

// sizeSignals returns the signals that report a new size, and a function that stops them.
func sizeSignals() (changed <-chan os.Signal, stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGWINCH)
	return signals, func() { signal.Stop(signals) }
}

// begin does nothing: Bubble Tea has already made the terminal raw.
func (s *source) begin() {}

// wait waits until there is something to read, it is woken, or limit has passed. A negative limit means no limit.
func (s *source) wait(limit time.Duration) (ready bool, err error) {
	var fds unix.FdSet
	woken := int(s.woken.Fd())
	fds.Set(s.fd)
	fds.Set(woken)
	var left *unix.Timeval
	if limit >= 0 {
		until := unix.NsecToTimeval(int64(limit))
		left = &until
	}
	_, err = unix.Select(max(s.fd, woken)+1, &fds, nil, nil, left)
	switch {
	case errors.Is(err, unix.EINTR):
		return false, errInterrupted
	case err != nil:
		return false, err
	case fds.IsSet(woken):
		_, _ = s.woken.Read(make([]byte, 1))
		return false, nil
	}
	return fds.IsSet(s.fd), nil
}

// read reads what there is, perhaps nothing. At the end of the terminal the error is io.EOF.
func (s *source) read(b []byte) (int, error) {
	n, err := unix.Read(s.fd, b)
	switch {
	case errors.Is(err, unix.EINTR), errors.Is(err, unix.EAGAIN):
		return 0, nil
	case err == nil && n == 0:
		return 0, io.EOF
	}
	return n, err
}

// wake ends a wait, this one or the next.
func (s *source) wake() { _, _ = s.wakening.Write([]byte{0}) }
