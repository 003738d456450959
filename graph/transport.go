package graph

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"tapdesk/graph/reach"
)

// newTransport returns a transport that keeps connections warm while an operator fills in a form, and detects a dead
// one (on HTTP/2) before a write is sent on it. A local sandbox is never reached through a proxy.
func newTransport(local bool) *http.Transport {
	t := reach.NewTransport(nil, !local)
	t.MaxIdleConnsPerHost = 4
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 20 * time.Second, PingTimeout: 10 * time.Second}
	return t
}

// Warm starts to open a connection to Graph and returns without waiting for it. It sends no request and needs no token.
// The next call finds the connection open, or opening. Warm does nothing if a connection is probably open already, or
// if the client's transport is not net/http's. The next call reports a failure to connect.
func (c *Client) Warm(ctx context.Context) error {
	t, ok := c.transport.(*http.Transport)
	if !ok || !c.cold() {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// net/http continues dialling if the request that wanted the connection is canceled, and keeps the connection for
	// the next request. So the request is canceled as soon as dialling starts. Dialling waits for that: otherwise a
	// nearby host could be connected first and the request sent after all.
	givenUp := make(chan struct{})
	giveUp := func() {
		cancel()
		<-givenUp
	}
	trace := &httptrace.ClientTrace{
		DNSStart:     func(httptrace.DNSStartInfo) { giveUp() },
		ConnectStart: func(string, string) { giveUp() },
		GotConn:      func(httptrace.GotConnInfo) { cancel() },
	}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), http.MethodHead, c.base.String(), nil)
	if err != nil {
		return err
	}
	req.Header.Set("User-Agent", c.agent)
	resp, err := t.RoundTrip(req)
	close(givenUp)
	if err == nil {
		return resp.Body.Close()
	}
	if errors.Is(context.Cause(ctx), context.Canceled) {
		return nil
	}
	return err
}

// cold reports whether there is probably no open connection, and assumes that there is one from now on.
func (c *Client) cold() bool {
	now, last := c.clock.Now().UnixNano(), c.lastUse.Load()
	if last != 0 && now-last < int64(reach.IdleTimeout) {
		return false
	}
	return c.lastUse.CompareAndSwap(last, now)
}

// connection records whether a request ever got a connection.
type connection struct{ asked, had atomic.Bool }

func (w *connection) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { w.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.had.Store(true) },
	})
}

// never reports whether the transport was asked for a connection and never had one, so that nothing was sent. A
// transport that does not say is assumed to have sent everything.
func (w *connection) never() bool { return w.asked.Load() && !w.had.Load() }
