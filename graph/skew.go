package graph

import (
	"net/http"
	"sync"
	"time"
)

// skew is how far Graph's clock is ahead of the client's own, learnt from the Date header of its answers.
type skew struct {
	mu     sync.Mutex
	offset time.Duration
}

// Now returns the time by Graph's clock, UTC, as well as the Date headers so far let it be known: Graph decides by its own
// clock whether a pass has begun or expired. While the two clocks cannot be told apart it is the client's own.
func (c *Client) Now() time.Time {
	return c.clock.Now().Add(c.skew.get()).UTC()
}

func (s *skew) get() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offset
}

// learn takes the Date of an answer whose request left at began and whose headers were there at ended. Date is cut to
// whole seconds, and was written some time in between, so the offset lies between Date-ended and Date+1s-began. Within that,
// the one known before is the first choice (an answer that took long says little, and a countdown should not jump), then
// none, then the middle.
func (s *skew) learn(h http.Header, began, ended time.Time) {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	low, high := date.Sub(ended), date.Add(time.Second).Sub(began)
	within := func(d time.Duration) bool { return low <= d && d <= high }
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case within(s.offset):
	case within(0):
		s.offset = 0
	default:
		s.offset = low + (high-low)/2
	}
}
