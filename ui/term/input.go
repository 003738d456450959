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

// input reads a terminal for Bubble Tea. It has a descriptor, so Bubble Tea takes it for a file and makes it raw; it
// has no name, so Bubble Tea calls its Read instead of its own reader. Read returns no bytes: until it is paused, it
// sends the program what was framed. So there is one reader and one order, no timeout of Bubble Tea cuts a sequence,
// and the end of the terminal is noticed, which Bubble Tea does not report.
type input struct {
	file   *os.File
	fd     uintptr // of file, which may be closed while this is read
	clock  clock.Clock
	send   func(tea.Msg)
	gone   func(error) // called when the terminal can no longer be read
	source *source

	framer framer
	paused atomic.Bool
}

// newInput returns the input of a terminal. On a system that reports size changes along with the keys, it calls resized
// for them.
func newInput(file *os.File, c clock.Clock, resized func()) (*input, error) {
	i := &input{file: file, fd: file.Fd(), clock: c}
	var err error
	i.source, err = newSource(i.fd, resized)
	return i, err
}

// Fd returns the terminal's descriptor.
func (i *input) Fd() uintptr { return i.fd }

// Write is there because a terminal's file has it; nothing calls it.
func (i *input) Write(b []byte) (int, error) { return i.file.Write(b) }

// Close closes the terminal. Nothing calls it.
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

// arrived returns when the bytes just read arrived: in time, because they ended the wait. A busy machine may notice
// late.
func (i *input) arrived() time.Time {
	now := i.clock.Now()
	if due, waits := i.framer.due(); waits && !now.Before(due) {
		return due.Add(-1)
	}
	return now
}

// hand sends frames to the program. It waits for the program, and bytes that arrive meanwhile do not count as late.
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

// errInterrupted means that a wait was cut short and must be started again.
var errInterrupted = errors.New("interrupted")

// pause makes Read return, so that something else may read the terminal; resume lets the next Read read again.
func (i *input) pause() {
	i.paused.Store(true)
	i.source.wake()
}

func (i *input) resume() { i.paused.Store(false) }
