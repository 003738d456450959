package term

import (
	"errors"
	"io"
	"os"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
)

// input reads a terminal for Bubble Tea. It is a file to it, since it has a descriptor, so that it is made raw; but
// without a name, so that its Read is called and no reader of Bubble Tea's own takes its place. Read hands over
// nothing: it sends the program what was framed, until it is paused. So there is one reader and one order, no wait
// of Bubble Tea's cuts a sequence, and an end of the terminal is seen, which Bubble Tea does not tell.
type input struct {
	file   *os.File
	fd     uintptr // of file, which may be closed while this is read
	clock  clock.Clock
	send   func(tea.Msg)
	gone   func(error) // the terminal cannot be read any more
	source *source

	framer framer
	paused atomic.Bool
}

// newInput returns the input of a terminal. Where its system says with the keys that the size has changed, it calls
// resized.
func newInput(file *os.File, c clock.Clock, resized func()) (*input, error) {
	i := &input{file: file, fd: file.Fd(), clock: c}
	var err error
	i.source, err = newSource(i.fd, resized)
	return i, err
}

// Fd is the terminal's descriptor.
func (i *input) Fd() uintptr { return i.fd }

// Write and Close are there because a terminal's file has them; nothing calls them.
func (i *input) Write(b []byte) (int, error) { return i.file.Write(b) }

// Close closes the terminal.
func (i *input) Close() error { return i.file.Close() }

// Read reads until it is paused or the terminal is gone. It never returns a byte.
func (i *input) Read([]byte) (int, error) {
	var b [4 << 10]byte
	i.source.begin()
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
		n, err := i.source.read(b[:])
		if err != nil {
			i.gone(errors.Join(err, io.EOF))
			return 0, io.EOF
		}
		if n > 0 {
			i.hand(i.framer.feed(b[:n], i.arrived()))
		}
	}
	return 0, io.EOF
}

// arrived is when what was read came: in time, since the wait for it ended by it. A busy machine may be late to see
// that.
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
		limit := time.Duration(-1)
		if due, waits := i.framer.due(); waits {
			limit = max(0, due.Sub(i.clock.Now())) + time.Millisecond
		}
		ready, err := i.source.wait(limit)
		if !errors.Is(err, errInterrupted) {
			return ready, err
		}
	}
}

// errInterrupted is the error of a wait that was cut short and is to be begun again.
var errInterrupted = errors.New("interrupted")

// pause lets Read return, so that somebody else may read the terminal; resume lets the next Read read again.
func (i *input) pause() {
	i.paused.Store(true)
	i.source.wake()
}

func (i *input) resume() { i.paused.Store(false) }
