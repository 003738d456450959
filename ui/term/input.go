package term

import (
	"errors"
	"io"
	"os"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"

	"tapdesk/state/clock"
)

// input reads a terminal for Bubble Tea. It is a file to it, since it has a descriptor, so that it is made raw; but
// without a name, so that its Read is called and no reader of Bubble Tea's own takes its place. Read hands over
// nothing: it sends the program what was framed, until it is paused. So there is one reader and one order, no wait
// of Bubble Tea's cuts a sequence, and an end of the terminal is seen, which Bubble Tea does not tell.
type input struct {
	file  *os.File
	fd    int // of file, which may be closed while this is read
	clock clock.Clock
	send  func(tea.Msg)
	gone  func(error) // the terminal cannot be read any more

	framer      framer
	paused      atomic.Bool
	woken, wake *os.File // a pipe
}

func newInput(file *os.File, c clock.Clock) (*input, error) {
	i := &input{file: file, fd: int(file.Fd()), clock: c}
	var err error
	i.woken, i.wake, err = os.Pipe()
	return i, err
}

// Fd is the terminal's descriptor.
func (i *input) Fd() uintptr { return uintptr(i.fd) }

// Write and Close are there because a terminal's file has them; nothing calls them.
func (i *input) Write(b []byte) (int, error) { return i.file.Write(b) }

// Close closes the terminal.
func (i *input) Close() error { return i.file.Close() }

// Read reads until it is paused or the terminal is gone. It never returns a byte.
func (i *input) Read([]byte) (int, error) {
	var b [4 << 10]byte
	for !i.paused.Load() {
		ready, err := i.wait()
		if err != nil {
			i.gone(err)
			return 0, io.EOF
		}
		if !ready {
			i.hand(i.framer.tick(i.clock.Now()))
			continue
		}
		n, err := unix.Read(i.fd, b[:])
		if errors.Is(err, unix.EINTR) || errors.Is(err, unix.EAGAIN) {
			continue
		}
		if n <= 0 {
			i.gone(errors.Join(err, io.EOF))
			return 0, io.EOF
		}
		i.hand(i.framer.feed(b[:n], i.arrived()))
	}
	return 0, io.EOF
}

// arrived is when what was read came: in time, since the wait for it ended by it. A busy machine may be late to see that.
func (i *input) arrived() time.Time {
	now := i.clock.Now()
	if due, waits := i.framer.due(); waits && !now.Before(due) {
		return due.Add(-1)
	}
	return now
}

// hand sends the program what is whole. It waits for the program, and what came meanwhile is not late by that.
func (i *input) hand(frames []frame) {
	for _, f := range frames {
		for _, msg := range messages(f) {
			i.send(msg)
		}
	}
	if len(frames) > 0 {
		i.framer.rest(i.clock.Now())
	}
}

// wait waits until there is something to read, something is due, or it is paused.
func (i *input) wait() (ready bool, err error) {
	for {
		var fds unix.FdSet
		terminal, woken := i.fd, int(i.woken.Fd())
		fds.Set(terminal)
		fds.Set(woken)
		var limit *unix.Timeval
		if due, waits := i.framer.due(); waits {
			left := unix.NsecToTimeval(int64(max(0, due.Sub(i.clock.Now())) + time.Millisecond))
			limit = &left
		}
		_, err := unix.Select(max(terminal, woken)+1, &fds, nil, nil, limit)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return false, err
		case fds.IsSet(woken):
			_, _ = i.woken.Read(make([]byte, 1))
			return false, nil
		}
		return fds.IsSet(terminal), nil
	}
}

// pause lets Read return, so that somebody else may read the terminal; resume lets the next Read read again.
func (i *input) pause() {
	i.paused.Store(true)
	_, _ = i.wake.Write([]byte{0})
}

func (i *input) resume() { i.paused.Store(false) }
