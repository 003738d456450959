package ui

import (
	"testing"
	"time"
)

func TestIdle(t *testing.T) {
	for name, c := range map[string]struct {
		limit, passed time.Duration
		warns         bool
		text          string
	}{
		"never locks":     {0, 24 * time.Hour, false, ""},
		"just touched":    {5 * time.Minute, 0, false, ""},
		"a second before": {5 * time.Minute, 4*time.Minute - time.Second, false, ""},
		"announced":       {5 * time.Minute, 4 * time.Minute, true, "Locking in 60 s. Press any key to stay signed in."},
		"almost": {5 * time.Minute, 5*time.Minute - 1500*time.Millisecond, true,
			"Locking in 1 s. Press any key to stay signed in."},
		"late, under a write": {5 * time.Minute, 6 * time.Minute, true, "Locking in 0 s. Press any key to stay signed in."},
	} {
		i := idle{limit: c.limit, lastKey: began}
		now := began.Add(c.passed)
		if warns, text := i.warns(now), i.text(now); warns != c.warns || text != c.text {
			t.Errorf("%s: got %v and %q, want %v and %q", name, warns, text, c.warns, c.text)
		}
	}
}
