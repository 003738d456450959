package journal

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tapdesk/state/clock"
)

// TestAClockThatJumpsExpiresNothing: a single step of the clock, of any size and for any time, is not believed, and
// neither is one that was set right again. Records that are really old are removed all the same.
func TestAClockThatJumpsExpiresNothing(t *testing.T) {
	type step struct {
		by      time.Duration
		records int
	}
	used := func(days int) (steps []step) {
		for range days / 5 {
			steps = append(steps, step{5 * day, 2})
		}
		return steps
	}
	jump := 400 * day
	for _, c := range []struct {
		name  string
		steps []step
		gone  bool // whether the first records are expected to be removed
	}{
		{"forward, a record after it", append(used(60), step{jump, 1}), false},
		{"forward, many after it at once", append(used(60), step{jump, 40}), false},
		{"forward, and used on for 300 days", append(append(used(60), step{jump, 1}), used(300)...), false},
		{"forward at the start", append([]step{{jump, 5}}, used(60)...), false},
		{"forward and set right", append(append(append(used(60), step{jump, 10}), step{-jump, 10}), used(300)...), false},
		{"forward by 60 years", append(append(used(60), step{60 * 365 * day, 10}), used(60)...), false},
		{"from 1970", append(append([]step{{-56 * 365 * day, 10}}, step{56 * 365 * day, 10}), used(60)...), false},
		{"no jump", used(520), true},
		{"a jump, and as long again", append(append(used(60), step{jump, 10}), used(520)...), true},
		{"used every two months", slices.Repeat([]step{{60 * day, 1}}, 9), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, now := newDir(t), clock.NewManual(begin)
			o := small(dir, now)
			o.RetentionDays, o.MaxBytes = 400, 20_000
			j := started(t, o)
			appended(t, j, intent("first"), outcome("first", Done))
			for i, s := range c.steps {
				now.Advance(s.by)
				for n := range s.records {
					appended(t, j, intent(fmt.Sprint(i, "-", n)))
				}
			}
			if first := sound(t, dir).First; (first > 1) != c.gone {
				t.Errorf("got the first record %d, want the first ones removed: %v", first, c.gone)
			}
		})
	}
}
