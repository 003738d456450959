package ui

import (
	"context"
	"errors"
	"sync"
	"time"

	"tapdesk/state/journal"
)

// memory is a journal that a test can read, and break.
type memory struct {
	mu      sync.Mutex
	records []journal.Record
	kept    []journal.Record
	broken  string
}

func (m *memory) Append(r journal.Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != "" {
		return errors.New(m.broken)
	}
	m.records = append(append(m.records, m.kept...), r)
	m.kept = nil
	return nil
}

func (m *memory) Keep(r journal.Record) error {
	err := m.Append(r)
	if err != nil {
		m.mu.Lock()
		m.kept = append(m.kept, r)
		m.mu.Unlock()
	}
	return err
}

func (m *memory) Post(r journal.Record) { _ = m.Keep(r) }

func (m *memory) Trouble() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != "" {
		return errors.New(m.broken)
	}
	return nil
}

func (m *memory) Retry() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != "" {
		return errors.New(m.broken)
	}
	m.records = append(m.records, m.kept...)
	m.kept = nil
	return nil
}

func (m *memory) Records(time.Time) ([]journal.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]journal.Record(nil), m.records...), nil
}

func (m *memory) Alive(string) bool { return false }

func (m *memory) Close(context.Context) error { return m.Retry() }

// breaks makes the journal refuse everything from now on; an empty reason mends it.
func (m *memory) breaks(why string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken = why
}
