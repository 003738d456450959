package clock

import (
	"context"
	"sync"
	"time"
)

// Manual is a clock that moves only when told to. The zero value is not usable; call NewManual.
type Manual struct {
	*line
	sleepers map[chan struct{}]time.Time
}

// line is the time that several clocks share.
type line struct {
	mu      sync.Mutex
	now     time.Time
	clocks  []*Manual
	changed chan struct{} // closed and replaced when somebody falls asleep or wakes
}

// NewManual returns a clock that shows start.
func NewManual(start time.Time) *Manual {
	return (&line{now: start, changed: make(chan struct{})}).clock()
}

// Share returns another clock with the same time: moving one moves both. Each has its own sleepers.
func (m *Manual) Share() *Manual {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.clock()
}

// clock adds a clock that shares the time.
func (l *line) clock() *Manual {
	m := &Manual{line: l, sleepers: make(map[chan struct{}]time.Time)}
	l.clocks = append(l.clocks, m)
	return m
}

// change signals that the set of sleepers has changed. The lock is held.
func (l *line) change() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// Now returns the instant that the clock shows.
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
	m.change()
	m.mu.Unlock()
	select {
	case <-wake:
		return nil
	case <-ctx.Done():
		m.mu.Lock()
		delete(m.sleepers, wake)
		m.change()
		m.mu.Unlock()
		return ctx.Err()
	}
}

// Advance moves the time by d and wakes every sleeper whose time has come.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
	for _, c := range m.clocks {
		for wake, due := range c.sleepers {
			if !due.After(m.now) {
				delete(c.sleepers, wake)
				close(wake)
			}
		}
	}
	m.change()
}

// Sleepers returns how many callers are waiting for the clock, so that a test can wait for them before it calls
// Advance.
func (m *Manual) Sleepers() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.sleepers)
}

// Changed returns a channel that is closed once somebody falls asleep or wakes, on this clock or one that shares its
// time.
func (m *Manual) Changed() <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.changed
}

// Await waits until fits accepts the number of sleepers; if it never does, the test times out.
func (m *Manual) Await(fits func(sleepers int) bool) {
	for {
		changed := m.Changed()
		if fits(m.Sleepers()) {
			return
		}
		<-changed
	}
}

// AwaitSleeper waits until somebody sleeps.
func (m *Manual) AwaitSleeper() { m.Await(func(sleepers int) bool { return sleepers > 0 }) }

// Next returns how long it is until the first sleeper wakes, and false when nobody is sleeping.
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
