package graph

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tapdesk/graph/reach"
)

const (
	// maxRetries is how often a read is retried.
	maxRetries = 3
	// maxWait is the longest Retry-After that a read waits for without asking the operator.
	maxWait = 30 * time.Second
	// firstPause is the pause before the first retry if Graph gives none. Each further pause is twice as long.
	firstPause = 500 * time.Millisecond
)

// read sends a request until there is an answer, or until trying again is no use. first, if not nil, is an earlier
// answer (a part of a $batch) that counts as the first try.
func (c *Client) read(ctx context.Context, r request, first *answer) (answer, error) {
	timeouts := 0
	for try := 0; ; try++ {
		var a answer
		var err error
		if try == 0 && first != nil {
			a = *first
		} else {
			if err = c.admit(ctx, r); err != nil {
				return a, err
			}
			a, err = c.authorized(ctx, r)
		}
		if err == nil && a.status/100 == 2 {
			return a, nil
		}
		if errors.Is(err, context.DeadlineExceeded) {
			timeouts++
		}
		c.heed(r.op, a)
		pause, again := c.pause(ctx, a, err, try)
		if !again || r.once || timeouts > 1 || r.sparing && a.status == http.StatusTooManyRequests {
			if err == nil {
				return a, c.refusal(r.op, a)
			}
			return a, noAnswer(ctx, r.op, a, err)
		}
		waits := waitsOf(ctx)
		if _, told := retryAfter(a.header, c.Now()); told {
			waits(c.clock.Now().Add(pause))
		}
		if c.clock.Sleep(ctx, pause) != nil {
			return a, noAnswer(ctx, r.op, a, ctx.Err())
		}
		waits(time.Time{})
	}
}

type waitsKey struct{}

// withWaits returns a context in which reads call waits with the time until which Graph has asked them to wait, by the
// client's clock, and with the zero time once the wait is over.
func withWaits(ctx context.Context, waits func(until time.Time)) context.Context {
	return context.WithValue(ctx, waitsKey{}, waits)
}

// waitsOf returns the function given to withWaits, or one that does nothing.
func waitsOf(ctx context.Context) func(until time.Time) {
	if waits, _ := ctx.Value(waitsKey{}).(func(time.Time)); waits != nil {
		return waits
	}
	return func(time.Time) {}
}

// pause reports whether a read is retried, and after how long.
func (c *Client) pause(ctx context.Context, a answer, err error, try int) (time.Duration, bool) {
	if try >= maxRetries || ctx.Err() != nil {
		return 0, false
	}
	backoff := c.backoff(try)
	if err != nil {
		var signIn *signInError
		final := errors.As(err, &signIn) || errors.Is(err, errForeign) || errors.Is(err, errTooLarge)
		if t := reach.Of(err); t != nil {
			final = final || t.Final
		}
		return backoff, !final
	}
	switch a.status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	default:
		return 0, false
	}
	if wait, told := retryAfter(a.header, c.Now()); told {
		return wait, wait <= maxWait
	}
	return backoff, true
}

// backoff returns the pause before a retry if Graph gives none. try counts from 0.
func (c *Client) backoff(try int) time.Duration {
	return time.Duration(float64(firstPause<<try) * (0.5 + c.jitter()))
}

// retryAfter reads Retry-After: seconds, which Graph sometimes gives with a fraction, or an HTTP date. now is Graph's
// time, for an answer without a Date of its own. Source: learn.microsoft.com/graph/throttling.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		if math.IsNaN(seconds) || seconds < 0 {
			return 0, false
		}
		const day = 24 * 60 * 60
		return time.Duration(math.Ceil(min(seconds, day)*1000)) * time.Millisecond, true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return min(max(at.Sub(now), 0), 24*time.Hour), true
}
