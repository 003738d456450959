// Package term stands between the terminal and Bubble Tea: a terminal may be slow, gone, or anybody's. What it
// sends becomes whole keys, pastes and reports, whatever the pieces it comes in (framer); a size is never larger
// than a screen (Clamp); and one that reads nothing holds up neither the program nor its end, nor keeps what was to
// be shown (output).
package term

import (
	"context"
	"os"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	xterm "github.com/charmbracelet/x/term"

	"tapdesk/state/clock"
)

const (
	// maxWidth and maxHeight are the largest screen there is, in cells. A terminal may claim 65535 by 65535, and a
	// program that draws that takes the host's memory.
	maxWidth, maxHeight = 500, 200
	// maxCells is how many cells the console draws at most. The renderer holds each two or three times, in some 110
	// bytes.
	maxCells = 50_000
	// large is from how many cells on a screen takes so much memory that garbage must not take as much again: it is
	// collected in time for the whole to stay below enough bytes.
	large, enough = 20_000, 28 << 20
	// undrawn is how long Drawn waits at most: a terminal that takes nothing must not keep anybody from signing in.
	undrawn = 250 * time.Millisecond
)

// Program is what is sent to; a tea.Program is one.
type Program interface{ Send(tea.Msg) }

// Terminal is the terminal that a program runs on.
type Terminal struct {
	in      *input
	out     *output
	screen  *os.File
	clock   clock.Clock
	program Program
	resized chan struct{} // holds one that says that the size may have changed
}

// Open takes a terminal over; in and out are its two ends, most often one. Nothing is read or changed before the
// program runs. gone is called when it can be read or written no more, perhaps twice, and from any goroutine. The
// error is the system's, when it has no pipe left.
func Open(in, out *os.File, c clock.Clock, gone func(error)) (*Terminal, error) {
	t := &Terminal{screen: out, clock: c, resized: make(chan struct{}, 1)}
	var err error
	if t.in, err = newInput(in, c, t.resize); err != nil {
		return nil, err
	}
	t.in.gone = gone
	t.out = newOutput(out, c, func() { t.program.Send(tea.ClearScreen()) }, gone)
	return t, nil
}

// Options lets a program run on the terminal.
func (t *Terminal) Options(environ []string) []tea.ProgramOption {
	width, height := t.size()
	return []tea.ProgramOption{
		tea.WithInput(t.in), tea.WithOutput(t.out), tea.WithWindowSize(width, height), tea.WithEnvironment(environ),
		tea.WithColorProfile(colorprofile.Detect(t.screen, environ)),
	}
}

// Serve sends the program what the terminal has for it. It must be called before the program runs, and ends with
// ctx.
func (t *Terminal) Serve(ctx context.Context, p Program) {
	t.program, t.in.send = p, p.Send
	width, height := t.size()
	t.thrift(width * height)
	changed, stop := sizeSignals()
	go func() {
		defer stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.resized:
			case <-changed:
			}
			t.tellSize()
		}
	}()
}

// resize lets the program be told the size.
func (t *Terminal) resize() {
	select {
	case t.resized <- struct{}{}:
	default: // somebody says so already
	}
}

func (t *Terminal) tellSize() {
	width, height := t.size()
	t.thrift(width * height)
	t.program.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// thrift bounds the memory once the screen is large, for good: the renderer keeps what it had for a larger screen.
func (t *Terminal) thrift(cells int) {
	if cells >= large {
		debug.SetMemoryLimit(enough)
	}
}

// size is how large the terminal is; the classic 80x24 where it does not know.
func (t *Terminal) size() (width, height int) {
	width, height, err := xterm.GetSize(t.screen.Fd())
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	width = min(width, maxWidth)
	return width, min(height, maxHeight, maxCells/width)
}

// Drawn waits for the first frame, a quarter of a second at most, or until ctx ends.
func (t *Terminal) Drawn(ctx context.Context) {
	ctx, done := clock.WithTimeout(ctx, t.clock, undrawn)
	defer done()
	select {
	case <-t.out.first:
	case <-ctx.Done():
	}
}

// Release leaves the terminal to others, by way of the program's own release, whose error it returns. Restore takes
// it back.
func (t *Terminal) Release(release func() error) error {
	t.in.pause()
	err := release()
	t.out.flush()
	return err
}

// Restore is the other half of Release. The size may have changed since.
func (t *Terminal) Restore(restore func() error) error {
	t.in.resume()
	err := restore()
	t.resize()
	return err
}

// Hasten lets a terminal that does not read hold up the end by no more than half a second.
func (t *Terminal) Hasten() { t.out.hasten() }

// Close reads nothing any more and waits for what was written last, half a second at most.
func (t *Terminal) Close() {
	t.in.pause()
	t.out.close()
}
