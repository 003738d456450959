package fx

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/audit"
	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/text"
	"tapdesk/ui/kit"
)

const (
	// auditReach is how far back Entra's audit log is read: tenants keep more only if they pay for it.
	auditReach = 30 * 24 * time.Hour
	// auditFresh is how old the log's entries about a person may be for a question that comes up by itself.
	auditFresh = 5 * time.Minute
	// WhatAudit is what fails, and the name by which it is learnt that Graph refuses it.
	WhatAudit = "read Entra's audit log"
)

// AuditLog reads what Entra's audit log has of somebody since a time; graph.Client does.
type AuditLog interface {
	Audit(ctx context.Context, personID text.Key, since time.Time) ([]audit.Event, error)
}

// Audit lets a screen read Entra's audit log about the person of a call. Set Log and Learned before use. Use it from
// Update only.
type Audit struct {
	Log     AuditLog
	Learned *desk.Learned

	read Slot[[]audit.Event]
}

// Read asks for the log's entries of the last 30 days: one request.
func (a *Audit) Read(e Env, c *desk.Call) tea.Cmd {
	id, since := c.Person.ID, e.Now().Add(-auditReach)
	return a.read.Read(e, func(ctx context.Context) ([]audit.Event, error) { return a.Log.Audit(ctx, id, since) })
}

// Need is Read for entries that nobody asked for by a key: it sends nothing while they are being read, where they were
// read a moment ago, and where Graph is known to refuse them.
func (a *Audit) Need(e Env, c *desk.Call) tea.Cmd {
	switch refused := a.Learned.Refused(WhatAudit); {
	case a.Pending(), !c.Past.ReadAt.IsZero() && e.Now().Sub(c.Past.ReadAt) < auditFresh, c.Unaudited.Final():
		return nil
	case refused != nil:
		c.NotAudited(refused)
		return nil
	}
	return a.Read(e, c)
}

// Pending reports whether the log is being read.
func (a *Audit) Pending() bool { return a.read.Pending() }

// Take takes the answer and reports whether the message was one.
func (a *Audit) Take(e Env, c *desk.Call, msg tea.Msg) bool {
	answer, ok := a.read.Take(msg)
	if !ok {
		return false
	}
	why := kit.AsFault(answer.Err, WhatAudit)
	if why == nil {
		c.Audited(answer.Value, e.Now())
	} else {
		c.NotAudited(why)
	}
	if why == nil || why.Kind == fault.Denied {
		a.Learned.TakeAnswer(WhatAudit, c.Person.ID.Wire(), why)
	}
	return true
}
