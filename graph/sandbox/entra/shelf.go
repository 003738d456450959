package entra

// shelf keeps the newest values by key. The zero value is empty, and holds nothing until something is put in it.
type shelf[T any] struct {
	values map[string]T
	order  []string // oldest first; may name what was dropped
}

// put adds a value under a new key; beyond limit the oldest goes.
func (s *shelf[T]) put(key string, v T, limit int) {
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

func (s *shelf[T]) get(key string) (T, bool) {
	v, ok := s.values[key]
	return v, ok
}

func (s *shelf[T]) drop(key string) { delete(s.values, key) }
