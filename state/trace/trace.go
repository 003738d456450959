// Package trace follows one request to Graph across the layers: whoever sends it names it beforehand, and learns what
// Graph calls it afterwards, so that both names can stand in a record that is made before and after.
package trace

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync/atomic"
	"time"
)

// Call is the two names of a request. It belongs to one call and is not safe for use while that goes on.
type Call struct {
	// ClientRequestID is sent with the request; empty means that the client makes one up.
	ClientRequestID string
	// RequestID is Graph's, from the last answer; empty when there was none, or when it had no such header. It is as it
	// came: clean it before it is drawn.
	RequestID string
}

type key struct{}

// With returns a context under which a call to Graph takes and fills c.
func With(ctx context.Context, c *Call) context.Context { return context.WithValue(ctx, key{}, c) }

// From returns the Call of With, and nil without one.
func From(ctx context.Context) *Call {
	c, _ := ctx.Value(key{}).(*Call)
	return c
}

// Wait is until when Graph has asked a read to wait. The zero Wait is ready, and nil stands for one that nobody looks
// at; it is safe for concurrent use.
type Wait struct{ until atomic.Int64 }

// Set says until when, by the client's clock; the zero time is no wait.
func (w *Wait) Set(until time.Time) {
	switch {
	case w == nil:
	case until.IsZero():
		w.until.Store(0)
	default:
		w.until.Store(until.UnixNano())
	}
}

// Until returns until when, the zero time for no wait.
func (w *Wait) Until() time.Time {
	if w == nil || w.until.Load() == 0 {
		return time.Time{}
	}
	return time.Unix(0, w.until.Load())
}

type waitKey struct{}

// WithWait returns a context under which a read of Graph says in w until when it waits.
func WithWait(ctx context.Context, w *Wait) context.Context {
	return context.WithValue(ctx, waitKey{}, w)
}

// WaitFrom returns the Wait of WithWait, and nil without one.
func WaitFrom(ctx context.Context) *Wait {
	w, _ := ctx.Value(waitKey{}).(*Wait)
	return w
}

// NewID returns a random GUID (RFC 9562, version 4), as Graph wants for client-request-id.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
