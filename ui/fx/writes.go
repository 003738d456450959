package fx

import (
	"context"
	"sync"
)

// Writes counts the writes in flight, so that the program can wait for the last answer before it ends. The zero Writes
// is ready; it is safe for concurrent use.
type Writes struct {
	mu     sync.Mutex
	n      int
	closed bool
	idle   chan struct{}
}

// begin counts another write, or refuses it because the program is ending.
func (w *Writes) begin() (done func(), ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil, false
	}
	if w.n == 0 {
		w.idle = make(chan struct{})
	}
	w.n++
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.n--
		if w.n == 0 {
			close(w.idle)
		}
	}, true
}

// InFlight reports whether a write has not been answered yet.
func (w *Writes) InFlight() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.n > 0
}

// Idle returns once no write is in flight, or with ctx's error if ctx ends first.
func (w *Writes) Idle(ctx context.Context) error {
	w.mu.Lock()
	idle, n := w.idle, w.n
	w.mu.Unlock()
	if n == 0 {
		return nil
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Drain lets no further write begin, and then waits as Idle does.
func (w *Writes) Drain(ctx context.Context) error {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	return w.Idle(ctx)
}
