package graph

import (
	"context"
	"sync"
	"time"

	"tapdesk/state/clock"
	"tapdesk/state/fault"
)

// The reading of audit logs is throttled by itself: 5 requests in 10 s for an app in a tenant, whoever sends them. Source:
// learn.microsoft.com/graph/throttling-limits, identity and access reports.
const (
	auditReads  = 5
	auditWindow = 10 * time.Second
)

// pace keeps one client within a throttle of its own: that of the audit log. Other consoles share the throttle, so a 429 comes all
// the same, and is kept to as well. The zero value is ready; it is safe for concurrent use.
type pace struct {
	mu    sync.Mutex
	sent  []time.Time // of the last auditReads at most, oldest first
	until time.Time   // what Graph asked to wait for
}

// next returns when the next request may be sent, by the client's clock; a time not after now means at once. The caller holds the
// lock.
func (p *pace) next() time.Time {
	at := p.until
	if len(p.sent) == auditReads {
		if free := p.sent[0].Add(auditWindow); free.After(at) {
			at = free
		}
	}
	return at
}

// take counts a request that is sent at now, or returns when it may be sent.
func (p *pace) take(now time.Time) (at time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at := p.next(); at.After(now) {
		return at, false
	}
	if len(p.sent) == auditReads {
		p.sent = append(p.sent[:0], p.sent[1:]...)
	}
	p.sent = append(p.sent, now)
	return now, true
}

// wait waits until a request may be sent, and counts it. It fails when ctx ends first.
func (p *pace) wait(ctx context.Context, c clock.Clock) error {
	for {
		now := c.Now()
		at, ok := p.take(now)
		if ok {
			return ctx.Err()
		}
		if err := c.Sleep(ctx, at.Sub(now)); err != nil {
			return err
		}
	}
}

// free returns when the next request may be sent.
func (p *pace) free() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.next()
}

// hold keeps everybody from asking before a time.
func (p *pace) hold(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.until) {
		p.until = until
	}
}

// keepPace waits until a read may be sent. It fails with a fault: when ctx ends first or, for one that is not patient, when it would
// have to wait.
func (c *Client) keepPace(ctx context.Context, r request) error {
	switch {
	case r.pace == nil:
		return nil
	case r.patient:
		if r.pace.wait(ctx, c.clock) != nil {
			return noAnswer(ctx, r.op, answer{}, ctx.Err())
		}
		return nil
	}
	now := c.clock.Now()
	at, ok := r.pace.take(now)
	if ok {
		return nil
	}
	return &fault.Fault{Kind: fault.Throttled, What: r.op.what, WaitUntil: at.UTC(), Hint: waitFor(at.Sub(now))}
}

// slowDown keeps everybody from asking again before Graph's 429 allows it. One that names no time is taken to mean a whole window.
func (c *Client) slowDown(p *pace, a answer) {
	wait, told := retryAfter(a.header, c.Now())
	if !told {
		wait = auditWindow
	}
	p.hold(c.clock.Now().Add(wait))
}
