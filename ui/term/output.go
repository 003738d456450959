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
	// stalls is how long a terminal may make no progress before it counts as not reading.
	stalls = time.Second
	// hurried replaces stalls, and limits every wait, once the program ends.
	hurried = 500 * time.Millisecond
	// piece is how many bytes the terminal is given at a time: as many as a kernel copies before it waits for room.
	piece = 2 << 10
)

// output writes to a terminal that may stop reading. A Write waits for the one before, so that a slow terminal gets
// fewer frames rather than old ones, but waits no longer than a second without progress. Then the pending bytes, which
// may hold a pass, are dropped and overwritten, and so is what comes after. When the terminal reads again it gets the
// modes that were dropped, and redraw is called. output has no descriptor, so Bubble Tea does not query it. It is safe
// for concurrent use.
type output struct {
	to     io.Writer
	clock  clock.Clock
	redraw func()
	gone   func(error) // called when the terminal can no longer be written to
	first  chan struct{}

	mu      sync.Mutex
	changed *sync.Cond
	waiting []byte // the last write
	given   int    // how many of its bytes the terminal has
	giving  int    // how many bytes it is being given; 0 when none are
	pieces  uint64 // how many pieces it was given in all
	opens   bool   // waiting has the first frame
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

// Write writes b and never fails: a failure would make Bubble Tea end without a wipe.
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

// await waits until the terminal has everything, or is given up. The lock must be held.
func (o *output) await() {
	for len(o.waiting) > 0 && !o.stalled && !o.failed {
		o.changed.Wait()
	}
}

// flush waits until the terminal has everything, or is given up.
func (o *output) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.await()
}

// hasten gives the terminal half a second for all the rest, because the program is ending.
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

// close waits as flush does, for half a second at most, and then refuses more.
func (o *output) close() {
	o.hasten()
	o.flush()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.changed.Broadcast()
}

// run gives the terminal the pending bytes, piece by piece.
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

// watch gives the terminal up if it does not take a piece in time.
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

// drop drops the pending bytes, except for the piece that the kernel already has. The lock must be held.
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

// got notes that the terminal has taken a piece. If it had been given up, it is reading again.
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

// modes are the terminal's settings in dropped output: the latest of each, in order.
type modes [][]byte

// keep remembers the settings in b, except those wholly within its first has bytes, which the terminal has.
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

// isMode reports whether a sequence sets a mode, the keyboard's protocol or the cursor's shape, or clears the
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

// restore ends any sequence that the terminal has half of, and sets the modes.
func (m modes) restore() []byte {
	const cancel = "\x18\x1b\\" + ansi.ResetStyle
	return append([]byte(cancel), bytes.Join(m, nil)...)
}
