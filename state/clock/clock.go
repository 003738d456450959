// Package clock provides the time. No other package of Tapdesk reads the wall clock or waits for it, so that every rule
// about time can be tested without waiting.
package clock

import (
	"context"
	"time"
)

// Clock tells the time and waits. It is safe for concurrent use.
type Clock interface {
	// Now returns the current instant in an unspecified zone: callers convert it to UTC or to the operator's zone.
	Now() time.Time
	// Sleep waits for d, or returns the context's error as soon as ctx ends. A d of zero or less returns at once.
	Sleep(ctx context.Context, d time.Duration) error
}

// System is the machine's own clock.
type System struct{}

// Now returns time.Now.
func (System) Now() time.Time { return time.Now() }

// Sleep waits for d of real time, or until ctx ends, whose error it then returns.
func (System) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// WithTimeout returns a copy of parent that ends with context.DeadlineExceeded as its cause once c has advanced by d.
// The caller must call the cancel function to release its resources.
func WithTimeout(parent context.Context, c Clock, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	end := c.Now().Add(d) // now, not when the goroutine happens to run
	go func() {
		if c.Sleep(ctx, end.Sub(c.Now())) == nil {
			cancel(context.DeadlineExceeded)
		}
	}()
	return ctx, func() { cancel(context.Canceled) }
}
