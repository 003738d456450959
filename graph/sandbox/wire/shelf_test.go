package wire

import (
	"fmt"
	"testing"
)

func TestShelf(t *testing.T) {
	var s Shelf[int]
	for i := range 100 {
		s.Put(fmt.Sprint(i), i, 3)
		s.Drop(fmt.Sprint(i - 1))
	}
	if _, ok := s.Get("99"); !ok || s.Len() != 1 || len(s.order) > 6 {
		t.Errorf("got %+v, want only 99, in at most 6 keys", s)
	}
	for i := range 100 {
		s.Put(fmt.Sprint("b", i), i, 3)
	}
	if _, ok := s.Get("b96"); ok || s.Len() != 3 {
		t.Errorf("got %+v, want the newest three", s)
	}
}
