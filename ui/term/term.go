// Package term sits between the terminal and Bubble Tea, because a terminal may be slow, gone or hostile. Its input
// becomes complete keys, pastes and reports, in whatever pieces it comes (framer). A size is never larger than a real
// screen (Clamp). A terminal that does not read holds up neither the program nor its end, and keeps nothing that was to
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
	// maxWidth and maxHeight are the largest screen, in cells. A terminal may claim 65535 by 65535, and drawing that
	// would use up the host's memory.
	maxWidth, maxHeight = 500, 200
	// maxCells is how many cells the console draws at most. The renderer keeps each two or three times, in some 110
	// bytes.
	maxCells = 50_000
	// large is the number of cells at which a screen needs so much memory that garbage must not double it: garbage is
	// then collected early enough to keep the total below enough bytes.
	large, enough = 20_000, 28 << 20
	// undrawn is the longest that Drawn waits: a terminal that takes nothing must not keep anybody from signing in.
	undrawn = 250 * time.Millisecond
)

// Program receives messages; a tea.Program is one.
type Program interface{ Send(tea.Msg) }

// Terminal is the terminal that a program runs on.
type Terminal struct {
	in      *input
	out     *output
	screen  *os.File
	clock   clock.Clock
	program Program
	resized chan struct{} // holds one value if the size may have changed
}

// Open takes over a terminal; in and out are its two ends, usually the same file. Nothing is read or changed before the
// program runs. gone is called when the terminal can no longer be read or written, perhaps twice, and from any
// goroutine. The error is the system's, if it has no pipe left.
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

// Options returns the options that run a program on the terminal.
func (t *Terminal) Options(environ []string) []tea.ProgramOption {
	width, height := t.size()
	return []tea.ProgramOption{
		tea.WithInput(t.in), tea.WithOutput(t.out), tea.WithWindowSize(width, height), tea.WithEnvironment(environ),
		tea.WithColorProfile(colorprofile.Detect(t.screen, environ)),
	}
}

// Serve sends the program the terminal's input. Call it before the program runs; it ends with ctx.
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

// resize makes Serve send the program the size.
func (t *Terminal) resize() {
	select {
	case t.resized <- struct{}{}:
	default: // one is pending already
	}
}

func (t *Terminal) tellSize() {
	width, height := t.size()
	t.thrift(width * height)
	t.program.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// thrift limits the memory once the screen is large. The limit stays: the renderer keeps what it had for a larger
// screen.
func (t *Terminal) thrift(cells int) {
	if cells >= large {
		debug.SetMemoryLimit(enough)
	}
}

// size returns the terminal's size, or 80x24 if the terminal does not know it.
func (t *Terminal) size() (width, height int) {
	width, height, err := xterm.GetSize(t.screen.Fd())
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	width = min(width, maxWidth)
	return width, min(height, maxHeight, maxCells/width)
}

// Drawn waits for the first frame, for a quarter of a second at most or until ctx ends.
func (t *Terminal) Drawn(ctx context.Context) {
	ctx, done := clock.WithTimeout(ctx, t.clock, undrawn)
	defer done()
	select {
	case <-t.out.first:
	case <-ctx.Done():
	}
}

// Release leaves the terminal to others by calling the program's own release, whose error it returns. Restore takes it
// back.
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

// Hasten limits to half a second how long a terminal that does not read holds up the end.
func (t *Terminal) Hasten() { t.out.hasten() }

// Close stops reading and waits for the last output, for half a second at most.
func (t *Terminal) Close() {
	t.in.pause()
	t.out.close()
}
