package lookup

import (
	"fmt"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/pass"
	"tapdesk/ui/fx"
)

// slow is how long a search may take before the screen says that it is still searching.
const slow = time.Second

// lateness is about a search that takes long, or that Graph has asked to wait.
type lateness struct {
	late  bool
	wait  fx.Slot[time.Time]
	asked *atomic.Pointer[time.Time] // until when the search is to wait, by the machine's clock; written by the search
	left  time.Duration              // of that, as last looked at
}

// begin returns the wait for a search that begins now, and what that search calls when Graph asks it to wait.
func (l *lateness) begin(env fx.Env) (tea.Cmd, func(until time.Time)) {
	asked := new(atomic.Pointer[time.Time])
	l.asked, l.left = asked, 0
	return fx.After(&l.wait, env, slow), func(until time.Time) { asked.Store(&until) }
}

// end stops reporting: the search was answered or cancelled.
func (l *lateness) end() {
	l.wait.Cancel()
	l.late = false
}

// take takes the end of the wait, whether or not the search is still running.
func (l *lateness) take(env fx.Env, msg tea.Msg, searching bool) (tea.Cmd, bool) {
	if _, ok := l.wait.Take(msg); !ok {
		return nil, false
	}
	l.late, l.left = searching, 0
	if until := l.asked.Load(); until != nil && !until.IsZero() {
		l.left = until.Sub(env.Clock.Now())
	}
	if !searching {
		return nil, true
	}
	return fx.After(&l.wait, env, slow), true
}

// text returns what to say about a late search, and whether Graph has asked to wait.
func (l *lateness) text() (text string, asked bool) {
	if l.left > 0 {
		return fmt.Sprintf(formatAskedWait, pass.Span((l.left + time.Second - 1).Truncate(time.Second))), true
	}
	return searching, false
}
