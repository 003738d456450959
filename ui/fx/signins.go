package fx

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/signins"
	"tapdesk/state/text"
	"tapdesk/ui/kit"
)

// SignInLog reads what Entra's sign-in log has of somebody in the time before now; graph.Client does.
type SignInLog interface {
	SignIns(ctx context.Context, personID text.Key, span time.Duration) (signins.Log, error)
}

// SignIns lets a screen read the sign-in log about the person of a call. Set Log before use. Use it from Update only.
type SignIns struct {
	Log SignInLog

	read Slot[signins.Log]
}

// Read asks for the log's entries of the given span up to now: one request.
func (s *SignIns) Read(e Env, c *desk.Call, span time.Duration) tea.Cmd {
	id := c.Person.ID
	return s.read.Read(e, func(ctx context.Context) (signins.Log, error) { return s.Log.SignIns(ctx, id, span) })
}

// Pending reports whether the log is being read.
func (s *SignIns) Pending() bool { return s.read.Pending() }

// Take takes the answer and reports whether the message was one.
func (s *SignIns) Take(c *desk.Call, msg tea.Msg) bool {
	a, ok := s.read.Take(msg)
	if ok {
		c.HasSignIns(a.Value, kit.AsFault(a.Err, "read the sign-in log"))
	}
	return ok
}
