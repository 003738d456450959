package fx

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
)

// Stamp lets a screen read Graph's own timestamp of a revocation that it accepted. Use it from Update only.
type Stamp struct {
	read Slot[time.Time]
}

// Read asks for the timestamp.
func (s *Stamp) Read(e Env, d *desk.Desk, c *desk.Call) tea.Cmd {
	copied := c.Copy()
	return s.read.Read(e, func(ctx context.Context) (time.Time, error) { return d.RevokedAt(ctx, copied) })
}

// Take takes the answer and reports whether the message was one. Where it could not be read, the time of Graph's answer
// stays.
func (s *Stamp) Take(c *desk.Call, msg tea.Msg) bool {
	a, ok := s.read.Take(msg)
	if ok && a.Err == nil {
		c.Stamp(a.Value)
	}
	return ok
}
