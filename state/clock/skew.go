package clock

import (
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

// Skew is how far a server's clock is ahead of this machine's, learnt from the Date header of its answers. The zero
// Skew knows nothing; it is safe for concurrent use.
type Skew struct {
	mu     sync.Mutex
	offset time.Duration
	learnt bool
	// doubted is the offset that the last answer spoke for and that does not count yet, valid while there is one.
	doubted time.Duration
	valid   bool
}

// Offset returns how far the server's clock is ahead; zero while the two cannot be told apart.
func (s *Skew) Offset() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offset
}

// Learn takes the Date of an answer whose request left at began and whose headers were there at ended. Date
// is cut to whole seconds, and was written some time in between, so the offset lies between Date-ended and
// Date+1s-began. Within that, the one known before is the first choice (an answer that took long says little, and a
// countdown should not jump), then none, then the middle. An offset far from the one known counts once the next answer
// speaks for it too: one odd date moves no time.
func (s *Skew) Learn(date, began, ended time.Time) {
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
