package wire

import (
	"iter"
	"maps"
)

// Shelf keeps the newest values by key. The zero value is an empty shelf, ready to use.
type Shelf[T any] struct {
	values map[string]T
	order  []string // oldest first; may include dropped keys
}

// Put adds a value under a new key and drops the oldest values beyond limit.
func (s *Shelf[T]) Put(key string, v T, limit int) {
	if s.values == nil {
		s.values = make(map[string]T)
	}
	s.values[key] = v
	s.order = append(s.order, key)
	if len(s.order) > 2*limit {
		kept := s.order[:0]
		for _, k := range s.order {
			if _, ok := s.values[k]; ok {
				kept = append(kept, k)
			}
		}
		clear(s.order[len(kept):])
		s.order = kept
	}
	for len(s.values) > limit {
		delete(s.values, s.order[0])
		s.order = s.order[1:]
	}
}

// Get returns the value of a key, and whether there is one.
func (s *Shelf[T]) Get(key string) (T, bool) {
	v, ok := s.values[key]
	return v, ok
}

// Drop removes a key.
func (s *Shelf[T]) Drop(key string) { delete(s.values, key) }

// Len returns the number of values.
func (s *Shelf[T]) Len() int { return len(s.values) }

// All iterates over the values in no particular order.
func (s *Shelf[T]) All() iter.Seq[T] { return maps.Values(s.values) }
