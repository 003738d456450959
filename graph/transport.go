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

// newTransport returns a transport that keeps connections warm for as long as an operator fills in a form, and notices
// a dead one (on HTTP/2) before a write is sent into it. A local sandbox is never reached through a proxy.
func newTransport(local bool) *http.Transport {
	t := reach.NewTransport(nil, !local)
	t.MaxIdleConnsPerHost = 4
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 20 * time.Second, PingTimeout: 10 * time.Second}
	return t
}

// Warm begins to open a connection to Graph and returns without waiting for it: no request is sent, and no token is
// needed. The next call finds the connection open, or opening. It does nothing when a connection is likely to be open
// already, or when the client was given a transport that is not net/http's. A failure to connect is left for the next
// call to meet.
func (c *Client) Warm(ctx context.Context) error {
	t, ok := c.transport.(*http.Transport)
	if !ok || !c.cold() {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// net/http goes on dialling when the request that asked for the connection is given up, and keeps what it gets for
	// the next one. So the request is given up as soon as dialling has begun; and dialling waits until it has been, or
	// else a near host could be reached first, and the request sent after all.
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

// cold says whether there is likely to be no open connection, and takes it that there is one from now on.
func (c *Client) cold() bool {
	now, last := c.clock.Now().UnixNano(), c.lastUse.Load()
	if last != 0 && now-last < int64(reach.IdleTimeout) {
		return false
	}
	return c.lastUse.CompareAndSwap(last, now)
}

// connection watches whether a request ever got one.
type connection struct{ asked, had atomic.Bool }

func (w *connection) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { w.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.had.Store(true) },
	})
}

// never says that the transport was asked for a connection and never had one, so that not one byte was sent. A
// transport that does not tell is taken to have sent everything.
func (w *connection) never() bool { return w.asked.Load() && !w.had.Load() }
