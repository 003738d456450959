package clock

import (
	"context"
	"sync"
	"time"
)

// Manual is a clock that moves only when told to. The zero value is not usable; call NewManual.
type Manual struct {
	mu       sync.Mutex
	now      time.Time
	sleepers map[chan struct{}]time.Time
}

// NewManual returns a clock that stands at start.
func NewManual(start time.Time) *Manual {
	return &Manual{now: start, sleepers: make(map[chan struct{}]time.Time)}
}

// Now returns the instant the clock stands at.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Sleep returns once Advance has moved the clock by d, or with the context's error when ctx ends first.
func (m *Manual) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	wake := make(chan struct{})
	m.mu.Lock()
	m.sleepers[wake] = m.now.Add(d)
	m.mu.Unlock()
	select {
	case <-wake:
		return nil
	case <-ctx.Done():
		m.mu.Lock()
		delete(m.sleepers, wake)
		m.mu.Unlock()
		return ctx.Err()
	}
}

// Advance moves the clock by d and wakes every sleeper whose time has come.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
	for wake, due := range m.sleepers {
		if !due.After(m.now) {
			delete(m.sleepers, wake)
			close(wake)
		}
	}
}

// Sleepers returns how many callers wait for the clock, so that a test advances it only once they do.
func (m *Manual) Sleepers() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.sleepers)
}

// Next returns how long it is until the first sleeper wakes, and false when nobody sleeps.
func (m *Manual) Next() (time.Duration, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var first time.Time
	for _, due := range m.sleepers {
		if first.IsZero() || due.Before(first) {
			first = due
		}
	}
	return first.Sub(m.now), !first.IsZero()
}
