package ui

import (
	"bytes"
	"context"
	"os"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tapdesk/state/clock"
)

// undrawn is how long the network waits for the first frame at most: a terminal that takes nothing must not keep anybody from
// signing in.
const undrawn = 250 * time.Millisecond

// drawn is the terminal, and knows when the first frame has been written to it: Bubble Tea begins with the commands before
// that, and the network shall have to wait. It is a term.File, so that Bubble Tea knows the terminal for one.
type drawn struct {
	file  *os.File
	once  sync.Once
	first chan struct{} // closed when there is a frame
}

func newDrawn(file *os.File) *drawn { return &drawn{file: file, first: make(chan struct{})} }

// Write writes to the terminal. The alternate screen comes with the first frame.
func (d *drawn) Write(b []byte) (int, error) {
	n, err := d.file.Write(b)
	if bytes.Contains(b, []byte(ansi.SetModeAltScreenSaveCursor)) {
		d.once.Do(func() { close(d.first) })
	}
	return n, err
}

// Read, Close and Fd are the terminal's own.
func (d *drawn) Read(b []byte) (int, error) { return d.file.Read(b) }

// Close closes the terminal.
func (d *drawn) Close() error { return d.file.Close() }

// Fd is the terminal's descriptor.
func (d *drawn) Fd() uintptr { return d.file.Fd() }

// wait waits for the first frame, but not for long.
func (d *drawn) wait(ctx context.Context, c clock.Clock) {
	ctx, done := clock.WithTimeout(ctx, c, undrawn)
	defer done()
	select {
	case <-d.first:
	case <-ctx.Done():
	}
}
