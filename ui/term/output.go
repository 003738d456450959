package term

import (
	"bytes"
	"context"
	"io"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tapdesk/state/clock"
)

const (
	// stalls is after how long without progress a terminal is taken not to read.
	stalls = time.Second
	// hurried is that, and the longest wait of all, once the program ends.
	hurried = 500 * time.Millisecond
	// piece is how much the terminal is given at a time, in bytes: as much as a kernel copies before it waits for
	// room.
	piece = 2 << 10
)

// output writes to a terminal that may stop reading. A Write waits for the one before, so that a slow terminal gets
// fewer frames and not old ones, but for no longer than a second without progress: what waits is then dropped and
// overwritten, since it may hold a pass, and so is what comes after it. When the terminal reads again it gets the
// modes that were dropped, and redraw is called. It has no descriptor, so Bubble Tea asks it for nothing. It is
// safe for concurrent use.
type output struct {
	to     io.Writer
	clock  clock.Clock
	redraw func()
	gone   func(error) // the terminal cannot be written to any more
	first  chan struct{}

	mu      sync.Mutex
	changed *sync.Cond
	waiting []byte // what was written last
	given   int    // how much of it the terminal has
	giving  int    // how much it is being given; 0 when nothing is
	pieces  uint64 // how many it was given in all
	opens   bool   // what waits has the first frame
	stalled bool
	failed  bool
	closed  bool
	patient time.Duration
	modes   modes
}

func newOutput(to io.Writer, c clock.Clock, redraw func(), gone func(error)) *output {
	o := &output{to: to, clock: c, redraw: redraw, gone: gone, first: make(chan struct{}), patient: stalls}
	o.changed = sync.NewCond(&o.mu)
	go o.run()
	return o
}

// Write takes what is to be written, and never fails: Bubble Tea would end by that, without a wipe.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.await()
	switch {
	case o.failed:
	case o.stalled:
		o.modes.keep(b, 0)
	default:
		o.waiting = append(o.waiting, b...)
		o.opens = o.opens || bytes.Contains(b, []byte(ansi.SetModeAltScreenSaveCursor))
		o.changed.Broadcast()
	}
	return len(b), nil
}

// await waits until the terminal has all, or is given up. The lock is held.
func (o *output) await() {
	for len(o.waiting) > 0 && !o.stalled && !o.failed {
		o.changed.Wait()
	}
}

// flush waits until the terminal has all, or is given up.
func (o *output) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.await()
}

// hasten lets the terminal have half a second for all that is to come: the program ends.
func (o *output) hasten() {
	o.mu.Lock()
	o.patient = hurried
	o.mu.Unlock()
	go func() {
		if o.clock.Sleep(context.Background(), hurried) == nil {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.drop()
		}
	}()
}

// close waits as flush does, half a second at most, and takes nothing any more.
func (o *output) close() {
	o.hasten()
	o.flush()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.changed.Broadcast()
}

// run gives the terminal what is written, piece by piece.
func (o *output) run() {
	for {
		part, number, ok := o.next()
		if !ok {
			return
		}
		ctx, written := context.WithCancel(context.Background())
		go o.watch(ctx, number)
		_, err := o.to.Write(part)
		written()
		if err != nil {
			o.fail()
			o.gone(err)
			return
		}
		o.got(len(part))
	}
}

// next waits for something to give the terminal.
func (o *output) next() (part []byte, number uint64, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.waiting) == 0 && !o.closed {
		o.changed.Wait()
	}
	if len(o.waiting) == 0 {
		return nil, 0, false
	}
	o.giving = min(piece, len(o.waiting)-o.given)
	return o.waiting[o.given : o.given+o.giving], o.pieces, true
}

// watch gives up when a piece is not taken in time.
func (o *output) watch(ctx context.Context, number uint64) {
	o.mu.Lock()
	patient := o.patient
	o.mu.Unlock()
	if o.clock.Sleep(ctx, patient) != nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.pieces == number {
		o.drop()
	}
}

// drop gives up on what waits, but for the piece that the kernel has already. The lock is held.
func (o *output) drop() {
	if o.giving == 0 || o.stalled {
		return
	}
	o.stalled = true
	o.modes.keep(o.waiting, o.given)
	end := o.given + o.giving
	clear(o.waiting[:o.given])
	clear(o.waiting[end:])
	o.waiting = o.waiting[:end]
	o.changed.Broadcast()
}

// got notes that the terminal has taken a piece. A terminal that was given up reads again by that.
func (o *output) got(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.given, o.giving = o.given+n, 0
	o.pieces++
	if o.given < len(o.waiting) {
		return
	}
	clear(o.waiting)
	o.waiting, o.given = o.waiting[:0], 0
	if o.opens {
		o.opens = false
		select {
		case <-o.first:
		default:
			close(o.first)
		}
	}
	if o.stalled {
		o.stalled = false
		o.waiting = append(o.waiting, o.modes.restore()...)
		o.modes = nil
		go o.redraw()
	}
	o.changed.Broadcast()
}

func (o *output) fail() {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.waiting)
	o.waiting, o.given, o.giving, o.failed = nil, 0, 0, true
	o.changed.Broadcast()
}

// modes are the settings of the terminal in what was dropped, the latest of each, in their order.
type modes [][]byte

// keep remembers the settings among b that are not wholly within its first bytes, which the terminal has.
func (m *modes) keep(b []byte, has int) {
	var state byte
	for at := 0; at < len(b); {
		seq, _, n, next := ansi.DecodeSequence(b[at:], state, nil)
		at, state = at+n, next
		if at > has && isMode(seq) {
			m.set(bytes.Clone(seq))
		}
	}
}

func (m *modes) set(seq []byte) {
	name := seq[:len(seq)-1]
	for i, other := range *m {
		if bytes.Equal(other[:len(other)-1], name) {
			*m = append((*m)[:i], (*m)[i+1:]...)
			break
		}
	}
	*m = append(*m, seq)
}

// isMode reports whether a sequence sets a mode, the keyboard's protocol or the form of the cursor, or clears the
// clipboard.
func isMode(seq []byte) bool {
	final := seq[len(seq)-1]
	switch {
	case bytes.HasPrefix(seq, []byte("\x1b[?")):
		return final == 'h' || final == 'l'
	case bytes.HasPrefix(seq, []byte("\x1b[")) && len(seq) > 3:
		return bytes.IndexByte([]byte("<=>"), seq[2]) >= 0 || bytes.HasSuffix(seq, []byte(" q"))
	}
	return string(seq) == ansi.ResetSystemClipboard
}

// restore ends whatever sequence the terminal has half of, and sets the modes.
func (m modes) restore() []byte {
	const cancel = "\x18\x1b\\" + ansi.ResetStyle
	return append([]byte(cancel), bytes.Join(m, nil)...)
}
