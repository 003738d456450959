package graph

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"tapdesk/state/fault"
)

// limit is a throttle that Microsoft documents and that a console can reach. It counts all requests of the app in the
// tenant. Source: learn.microsoft.com/graph/throttling-limits, identity and access reports, identity protection and
// Conditional Access.
type limit int

const (
	// unlimited stands for throttles that one console cannot reach.
	unlimited limit = iota
	// reports covers sign-in methods, including passes, the sign-in log and the audit log.
	reports
	// protection covers risk and Conditional Access. It counts all apps of a tenant together, and its 429 names no
	// time.
	protection
	nLimits
)

// limits holds, for each limit, how many requests Graph accepts in a window, and how many of those the background may
// send.
var limits = [nLimits]struct {
	requests, background int
	window               time.Duration
}{
	reports:    {5, 2, 10 * time.Second},
	protection: {1, 1, time.Second},
}

// manner is how a request respects the limits.
type manner int

const (
	asWrite      manner = iota // at once, even while a 429 asks to wait
	asAsked                    // at once, unless a 429 asks to wait: Graph decides what is too much
	asSparing                  // within the limit
	asBackground               // within the background's share of the limit
)

// load is how many requests one HTTP request counts as under each limit: each part of a $batch counts.
type load [nLimits]int

func (r request) load() (l load) {
	if r.parts == nil {
		l[r.op.limit] = 1
	}
	for _, p := range r.parts {
		l[p.op.limit]++
	}
	return l
}

// budget keeps one console within the limits as far as it can tell: the desk's other consoles share them. The zero
// budget is ready; it is safe for concurrent use.
type budget struct {
	mu      sync.Mutex
	buckets [nLimits]bucket
}

// bucket is what is known of one limit.
type bucket struct {
	sent   []time.Time // within the last window, oldest first
	behind []time.Time // the ones from the background
	held   time.Time   // until when Graph's 429 asked to wait
}

// room returns when n more requests will fit into a window of at most most; the zero time means now. If n exceeds most
// they fit when the window is empty.
func room(sent []time.Time, n, most int, window time.Duration) time.Time {
	if over := min(len(sent)+n-most, len(sent)); over > 0 {
		return sent[over-1].Add(window)
	}
	return time.Time{}
}

// free returns when n requests may be sent, by the client's clock. A time not after now means at once.
func (b *bucket) free(l limit, n int, m manner) time.Time {
	var at time.Time
	if m >= asAsked {
		at = b.held
	}
	if m >= asSparing {
		at = later(at, room(b.sent, n, limits[l].requests, limits[l].window))
	}
	if m >= asBackground {
		at = later(at, room(b.behind, n, limits[l].background, limits[l].window))
	}
	return at
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// take counts a load that is sent at now. If it may not be sent yet it counts nothing and returns when it may be.
func (b *budget) take(now time.Time, what load, m manner) (at time.Time, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for l := unlimited + 1; l < nLimits; l++ {
		if what[l] == 0 {
			continue
		}
		bucket := &b.buckets[l]
		over := func(t time.Time) bool { return now.Sub(t) >= limits[l].window }
		bucket.sent, bucket.behind = slices.DeleteFunc(bucket.sent, over), slices.DeleteFunc(bucket.behind, over)
		at = later(at, bucket.free(l, what[l], m))
	}
	if at.After(now) {
		return at, false
	}
	for l := unlimited + 1; l < nLimits; l++ {
		sent := slices.Repeat([]time.Time{now}, what[l])
		b.buckets[l].sent = append(b.buckets[l].sent, sent...)
		if m == asBackground {
			b.buckets[l].behind = append(b.buckets[l].behind, sent...)
		}
	}
	return now, true
}

// hold holds back all requests under a limit until the time that a 429 gave.
func (b *budget) hold(l limit, until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.buckets[l].held = later(b.buckets[l].held, until)
}

// held returns the time until which a 429 asked to wait; a time not after now means that none does.
func (b *budget) held(l limit) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buckets[l].held
}

// Background returns the same client for reads that nobody waits for. They use two of the five requests that Graph
// allows in 10 s, leave the rest to the operator's own requests, and wait until there is room.
func (c *Client) Background() *Client { return &Client{shared: c.shared, background: true} }

// manner returns how a request respects the limits.
func (c *Client) manner(r request) manner {
	switch {
	case r.op.write:
		return asWrite
	case c.background:
		return asBackground
	case r.sparing:
		return asSparing
	}
	return asAsked
}

// admit waits until the limits let a read go to Graph. The operator's reads wait only for a 429, as a retry would, and
// no longer than maxWait; the background also waits for room. A read that is sent once does not wait for a 429, and a
// sparing one does not wait at all: they fail with a fault instead, and so does any read if ctx ends first.
func (c *Client) admit(ctx context.Context, r request) error {
	for {
		now := c.clock.Now()
		at, ok := c.budget.take(now, r.load(), c.manner(r))
		if ok {
			return nil
		}
		if held := c.budget.held(r.op.limit); r.once && held.After(now) {
			return c.withheld(r.op, held)
		}
		if !c.background && (r.sparing || at.Sub(now) > maxWait) {
			return c.withheld(r.op, at)
		}
		if err := c.await(ctx, r.op, at); err != nil {
			return err
		}
	}
}

// await sleeps until a time, and reports through withWaits that Graph's limit is the reason.
func (c *Client) await(ctx context.Context, op operation, until time.Time) error {
	waits := waitsOf(ctx)
	waits(until)
	if c.clock.Sleep(ctx, until.Sub(c.clock.Now())) != nil {
		return noAnswer(ctx, op, answer{}, ctx.Err())
	}
	waits(time.Time{})
	return nil
}

// withheld returns the fault of a request that is not sent before a time, because a 429 to another request asked to
// wait.
func (c *Client) withheld(op operation, until time.Time) *fault.Fault {
	wait := until.Sub(c.clock.Now())
	return &fault.Fault{Kind: fault.Throttled, What: op.what, WaitUntil: until.UTC(), Hint: waitFor(wait)}
}

// heed obeys Graph's 429: every request under the operation's limit waits. A 429 without a time means a whole window.
func (c *Client) heed(op operation, a answer) {
	if a.status != http.StatusTooManyRequests || op.limit == unlimited {
		return
	}
	wait, told := retryAfter(a.header, c.Now())
	if !told {
		wait = limits[op.limit].window
	}
	c.budget.hold(op.limit, a.ended.Add(wait))
}
