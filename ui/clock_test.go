package ui

import (
	"testing"
	"time"

	"tapdesk/state/clock"
	"tapdesk/ui/fx"
)

// TestClockDoubtIsToldOnce checks that it is reported once for each difference, and again if the clocks agreed in
// between.
func TestClockDoubtIsToldOnce(t *testing.T) {
	var doubt clockDoubt
	machine := clock.NewManual(began)
	for i, step := range []struct {
		ahead time.Duration
		tells bool
	}{
		{0, false}, {30 * time.Second, false}, {5 * time.Minute, true}, {5 * time.Minute, false},
		{5*time.Minute + 30*time.Second, false},
		{10 * time.Minute, true}, {0, false}, {10 * time.Minute, true}, {-10 * time.Minute, true},
	} {
		env := fx.Env{Clock: machine, Now: func() time.Time { return machine.Now().Add(-step.ahead) }}
		if told := doubt.tell(env); (told != "") != step.tells {
			t.Errorf("step %d, %v ahead: got %q, told %v wanted", i+1, step.ahead, told, step.tells)
		}
	}
}
