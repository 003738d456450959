package trace

import (
	"context"
	"strings"
	"testing"
)

func TestNewIDsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		id := NewID()
		if len(id) != 36 || id[14] != '4' || !strings.ContainsRune("89ab", rune(id[19])) || seen[id] {
			t.Fatalf("NewID() = %q", id)
		}
		seen[id] = true
	}
}

func TestACallTravelsWithItsContext(t *testing.T) {
	if From(context.Background()) != nil {
		t.Error("a call from nowhere")
	}
	c := &Call{ClientRequestID: NewID()}
	if got := From(context.WithoutCancel(With(context.Background(), c))); got != c {
		t.Errorf("%v", got)
	}
}
