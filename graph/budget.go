package graph

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"tapdesk/state/fault"
)

// limit is a throttle that Microsoft documents and that a console can reach. It counts what the app asks in the tenant,
// whoever asks. Source: learn.microsoft.com/graph/throttling-limits, identity and access reports, identity protection
// and Conditional Access.
type limit int

const (
	// unlimited stands for the throttles that no console reaches by itself.
	unlimited limit = iota
	// reports are sign-in methods, passes among them, the sign-in log and the audit log.
	reports
	// protection is risk and Conditional Access. It is counted for all apps of a tenant together, and its 429 names no
	// time.
	protection
	nLimits
)

// limits has, for each limit, how many requests Graph takes in a window, and how many of them the background may be.
var limits = [nLimits]struct {
	requests, background int
	window               time.Duration
}{
	reports:    {5, 2, 10 * time.Second},
	protection: {1, 1, time.Second},
}

// manner is how a request keeps to the limits.
type manner int

const (
	asWrite      manner = iota // at once, even while a 429 asks to wait
	asAsked                    // at once, but for a 429: whether it is too much is for Graph to say
	asSparing                  // within the limit
	asBackground               // within the limit, and within the background's part of it
)

// load is how many requests of each limit one HTTP request carries: a $batch has one in each of its parts.
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

// budget keeps one console within the limits as far as it can see them: other consoles of the desk use the same ones.
// The zero budget is ready; it is safe for concurrent use.
type budget struct {
	mu      sync.Mutex
	buckets [nLimits]bucket
}

// bucket is what is known of one limit.
type bucket struct {
	sent   []time.Time // within the last window, oldest first
	behind []time.Time // those of them from the background
	held   time.Time   // until when Graph's 429 asked to wait
}

// room returns when, of the requests in a window, there will be no more than most, n new ones among them; the zero time
// means now. More than most go when nothing else is in the window.
func room(sent []time.Time, n, most int, window time.Duration) time.Time {
	if over := min(len(sent)+n-most, len(sent)); over > 0 {
		return sent[over-1].Add(window)
	}
	return time.Time{}
}

// free returns when n requests may be sent, by the client's clock; a time not after now means at once.
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

// take counts what is sent at now, all of it or nothing: then it returns when it may be sent, after now.
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

// hold keeps everybody from asking before Graph's 429 allows it.
func (b *budget) hold(l limit, until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.buckets[l].held = later(b.buckets[l].held, until)
}

// held returns until when a 429 asked to wait; a time not after now means that none does.
func (b *budget) held(l limit) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buckets[l].held
}

// Background returns the same client for reads that nobody waits for. They take two of the five requests that Graph
// allows in 10 s, leave the others to what the operator asks for, and wait until there is room.
func (c *Client) Background() *Client { return &Client{shared: c.shared, background: true} }

// manner returns how a request keeps to the limits.
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

// admit lets a read go to Graph when its limits allow it. What the operator asked for waits for nothing but Graph's own
// 429, as a retry would, and no longer than maxWait; the background waits for room as well. What is asked for once does
// not wait for a 429, nor what is sparing for anything: then, and when ctx ends first, it fails with a fault.
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

// await sleeps until a time and tells whoever looks that Graph's throttle is the reason.
func (c *Client) await(ctx context.Context, op operation, until time.Time) error {
	waits := waitsOf(ctx)
	waits(until)
	if c.clock.Sleep(ctx, until.Sub(c.clock.Now())) != nil {
		return noAnswer(ctx, op, answer{}, ctx.Err())
	}
	waits(time.Time{})
	return nil
}

// withheld returns the fault of what is not sent before a time, since Graph's 429 to another request asked for it.
func (c *Client) withheld(op operation, until time.Time) *fault.Fault {
	wait := until.Sub(c.clock.Now())
	return &fault.Fault{Kind: fault.Throttled, What: op.what, WaitUntil: until.UTC(), Hint: waitFor(wait)}
}

// heed takes Graph's 429: all that shares the operation's limit waits. One that names no time is taken to mean a whole
// window.
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
