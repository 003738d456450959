package entra

import (
	"fmt"
	"testing"
)

func TestShelf(t *testing.T) {
	var s shelf[int]
	for i := range 100 {
		s.put(fmt.Sprint(i), i, 3)
		s.drop(fmt.Sprint(i - 1))
	}
	if _, ok := s.get("99"); !ok || len(s.values) != 1 || len(s.order) > 6 {
		t.Errorf("got %+v, want 99 alone, by at most 6 keys", s)
	}
}
