package graph

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// firstJump is the longest offset that the first answer is believed by itself: the machine's clock is not that
	// wrong as a rule.
	firstJump = time.Minute
	// jump is how far another answer may be from the offset known and still move it by itself. Clocks drift less
	// between two answers; what is further away is seen on two answers in a row before it counts.
	jump = 5 * time.Second
)

// A date outside of these years is no time at which an answer was written.
const firstYear, lastYear = 2020, 2100

// skew is how far Graph's clock is ahead of the client's own, learnt from the Date header of its answers.
type skew struct {
	mu     sync.Mutex
	offset time.Duration
	learnt bool
	// doubted is the offset that the last answer spoke for and that does not count yet, valid while there is one.
	doubted time.Duration
	valid   bool
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

// tells reports whether the answer's Date is that of Graph's clock: the answer is Graph's own, JSON or nothing, and its
// year is one of ours. A proxy on the way has a clock of its own.
func (a answer) tells() (date time.Time, ok bool) {
	date, err := http.ParseTime(a.header.Get("Date"))
	if err != nil || date.Year() < firstYear || date.Year() >= lastYear || !a.graphs() {
		return time.Time{}, false
	}
	kind := a.header.Get("Content-Type")
	return date, kind == "" && len(a.body) == 0 || strings.Contains(strings.ToLower(kind), "json")
}

// learn takes the Date of an answer of Graph's whose request left at began and whose headers were there at ended. Date
// is cut to whole seconds, and was written some time in between, so the offset lies between Date-ended and
// Date+1s-began. Within that, the one known before is the first choice (an answer that took long says little, and a
// countdown should not jump), then none, then the middle. An offset far from the one known counts once the next answer
// speaks for it too: one odd date moves no time.
func (s *skew) learn(date, began, ended time.Time) {
	low, high := date.Sub(ended), date.Add(time.Second).Sub(began)
	within := func(d, slack time.Duration) bool { return low-slack <= d && d <= high+slack }
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := jump
	if !s.learnt {
		limit = firstJump
	}
	seen := low + (high-low)/2
	if !within(s.offset, limit) && !(s.valid && within(s.doubted, jump)) {
		s.doubted, s.valid = seen, true
		return
	}
	s.valid, s.learnt = false, true
	switch {
	case within(s.offset, 0):
	case within(0, 0):
		s.offset = 0
	default:
		s.offset = seen
	}
}
