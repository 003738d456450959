package clock

import (
	"sync"
	"time"
)

const (
	// firstJump is the largest offset for which a single first answer is believed: machines' clocks are rarely that
	// wrong.
	firstJump = time.Minute
	// jump is how far an answer may be from the known offset and still change it alone. Clocks drift less than that
	// between two answers; a larger change counts once two answers in a row agree.
	jump = 5 * time.Second
)

// Skew is how far a server's clock is ahead of this machine's, learned from the Date header of its answers. The zero
// Skew knows nothing. It is safe for concurrent use.
type Skew struct {
	mu     sync.Mutex
	offset time.Duration
	learnt bool
	// doubted is the offset that the last answer suggested and that does not count yet; valid while there is one.
	doubted time.Duration
	valid   bool
}

// Offset returns how far the server's clock is ahead; zero while no difference is known.
func (s *Skew) Offset() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offset
}

// Learn learns from the Date of an answer whose request left at began and whose headers arrived at ended. Date is
// truncated to seconds and was written some time in between, so the offset is between Date-ended and Date+1s-began.
// Within that range the known offset is preferred (a slow answer says little, and a countdown should not jump), then
// zero, then the middle. An offset far from the known one counts once the next answer agrees: a single odd date changes
// nothing.
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
