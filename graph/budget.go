package graph

import (
	"context"
	"math"
	"net/http"
	"slices"
	"sync"
	"time"

	"tapdesk/state/fault"
)

// limit is a throttle that Microsoft documents and that a console can reach. It counts what the app asks in the tenant, whoever asks.
// Source: learn.microsoft.com/graph/throttling-limits, identity and access reports, identity protection and Conditional Access.
type limit int

const (
	// unlimited stands for the throttles that no console reaches by itself.
	unlimited limit = iota
	// reports are sign-in methods, passes among them, the sign-in log and the audit log.
	reports
	// protection is risk and Conditional Access. It is counted for all apps of a tenant together, and its 429 names no time.
	protection
	nLimits
)

// share is how much of a limit a request may use up.
type share int

const (
	shareOfAny        share = iota // all of it, and more: whether that is too much is for Graph to say
	shareOfLimit                   // as much as Graph takes
	shareOfBackground              // what leaves room for the others
	nShares
)

// limits has, for each limit, the window and how many requests may be in it after one that has a share.
var limits = [nLimits]struct {
	window time.Duration
	most   [nShares]int
}{
	reports:    {10 * time.Second, [...]int{shareOfAny: math.MaxInt, shareOfLimit: 5, shareOfBackground: 2}},
	protection: {time.Second, [...]int{shareOfAny: math.MaxInt, shareOfLimit: 1, shareOfBackground: 1}},
}

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

// budget keeps one console within the limits as far as it can see them: other consoles of the desk use the same ones. The zero budget is
// ready; it is safe for concurrent use.
type budget struct {
	mu      sync.Mutex
	buckets [nLimits]bucket
}

// bucket is what is known of one limit.
type bucket struct {
	sent []time.Time // within the last window, oldest first
	held time.Time   // until when Graph's 429 asked to wait
}

// free returns when the window will have no more than most requests, these n among them, by the client's clock; a time not after now
// means at once. More than most go when nothing else is in the window.
func (b *bucket) free(window time.Duration, n, most int) time.Time {
	at, over := b.held, min(len(b.sent)+n-most, len(b.sent))
	if over <= 0 {
		return at
	}
	if end := b.sent[over-1].Add(window); end.After(at) {
		return end
	}
	return at
}

// take counts what is sent at now, all of it or nothing: then it returns when it may be sent, after now.
func (b *budget) take(now time.Time, what load, s share) (at time.Time, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for l := unlimited + 1; l < nLimits; l++ {
		if what[l] == 0 {
			continue
		}
		bucket := &b.buckets[l]
		bucket.sent = slices.DeleteFunc(bucket.sent, func(t time.Time) bool { return now.Sub(t) >= limits[l].window })
		if free := bucket.free(limits[l].window, what[l], limits[l].most[s]); free.After(now) && free.After(at) {
			at = free
		}
	}
	if !at.IsZero() {
		return at, false
	}
	b.add(now, what)
	return now, true
}

// count counts what is sent at now, whatever the limits say: a write.
func (b *budget) count(now time.Time, what load) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.add(now, what)
}

// add does it. The caller holds the lock.
func (b *budget) add(now time.Time, what load) {
	for l := unlimited + 1; l < nLimits; l++ {
		b.buckets[l].sent = append(b.buckets[l].sent, slices.Repeat([]time.Time{now}, what[l])...)
	}
}

// hold keeps everybody from asking before Graph's 429 allows it.
func (b *budget) hold(l limit, until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until.After(b.buckets[l].held) {
		b.buckets[l].held = until
	}
}

// held returns until when a 429 asked to wait; a time not after now means that none does.
func (b *budget) held(l limit) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buckets[l].held
}

// Background returns the same client for reads that nobody waits for: they leave room within Graph's throttles for what the operator asks
// for, and wait until there is some.
func (c *Client) Background() *Client { return &Client{shared: c.shared, background: true} }

func (c *Client) share(r request) share {
	switch {
	case c.background:
		return shareOfBackground
	case r.sparing:
		return shareOfLimit
	}
	return shareOfAny
}

// admit lets a read go to Graph when its limits allow it. What the operator asked for waits for nothing but Graph's own 429, as a retry
// would: no longer than maxWait, and not at all where it is asked for once. Then, and when ctx ends first, it fails with a fault.
func (c *Client) admit(ctx context.Context, r request) error {
	for {
		now := c.clock.Now()
		at, ok := c.budget.take(now, r.load(), c.share(r))
		if ok {
			return nil
		}
		wait := at.Sub(now)
		if !c.background && (r.once || wait > maxWait) {
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

// heed takes Graph's 429: all that shares the operation's limit waits. One that names no time is taken to mean a whole window.
func (c *Client) heed(op operation, a answer) {
	if a.status != http.StatusTooManyRequests || op.limit == unlimited {
		return
	}
	wait, told := retryAfter(a.header, c.Now())
	if !told {
		wait = limits[op.limit].window
	}
	c.budget.hold(op.limit, c.clock.Now().Add(wait))
}
