package auth

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"tapdesk/graph/reach"
	"tapdesk/state/clock"
)

const (
	// callTimeout is how long one call to the sign-in service may take, including reading its answer.
	callTimeout = 30 * time.Second
	// bodyLimit is the largest answer accepted, in bytes. MSAL itself has no limit.
	bodyLimit = 1 << 20
)

var (
	errForeignHost = errors.New("the sign-in service pointed to another host")
	errTooLarge    = errors.New("the answer is too large")
)

// newClient returns the HTTP client for MSAL. It follows no redirect, because a 307 would send the refresh token
// wherever it points.
func newClient(t http.RoundTripper, hosts []string, c clock.Clock) *http.Client {
	return &http.Client{
		Timeout:       callTimeout,
		Transport:     &transport{next: t, hosts: hosts, clock: c},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// transport sends requests only to the sign-in service, limits the answers, and notes what they say in the context's
// record. Tapdesk reports nothing else about a failure, because MSAL's own errors contain whole answers.
type transport struct {
	next  http.RoundTripper
	hosts []string // host or host:port in lower case
	clock clock.Clock
}

// RoundTrip sends one request.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	rec := recordOf(req.Context())
	if req.URL.Scheme != "https" || req.URL.User != nil || !slices.Contains(t.hosts, strings.ToLower(req.URL.Host)) {
		rec.note(exchange{err: errForeignHost})
		return nil, errForeignHost
	}
	if pace := rec.pause(); pace > 0 {
		if err := t.clock.Sleep(req.Context(), pace); err != nil {
			return nil, err
		}
	}
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		rec.note(exchange{err: reach.Explain(err, req, t.next)})
		return nil, err
	}
	body, err := readBody(resp)
	if err != nil {
		rec.note(exchange{err: reach.Explain(err, req, t.next), status: resp.StatusCode})
		return nil, err
	}
	resp.Body = &wiped{Reader: bytes.NewReader(body), body: body}
	resp.ContentLength = int64(len(body))
	e := readExchange(req, resp, body, t.clock.Now())
	if e.status == http.StatusProxyAuthRequired {
		e.err = reach.Proxied(e.status, req, t.next)
	}
	rec.note(e)
	return resp, nil
}

// CloseIdleConnections is called by http.Client.CloseIdleConnections.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

func readBody(resp *http.Response) ([]byte, error) {
	defer resp.Body.Close()
	room := 16 << 10 // tokens fit, so no smaller buffer with part of one is left behind
	if resp.ContentLength >= int64(room) && resp.ContentLength <= bodyLimit {
		room = int(resp.ContentLength) + 1
	}
	body := bytes.NewBuffer(make([]byte, 0, room))
	if _, err := body.ReadFrom(io.LimitReader(resp.Body, bodyLimit+1)); err != nil {
		return nil, err
	}
	if body.Len() > bodyLimit {
		return nil, errTooLarge
	}
	return body.Bytes(), nil
}

// wiped is a body that is overwritten when it is closed, because it contains tokens.
type wiped struct {
	*bytes.Reader
	body []byte
}

// Close overwrites the body.
func (w *wiped) Close() error {
	clear(w.body)
	w.Reader.Reset(nil)
	return nil
}

// ended reports whether a context ended for any reason but running out of time.
func ended(ctx context.Context) bool {
	return ctx.Err() != nil && !errors.Is(context.Cause(ctx), context.DeadlineExceeded)
}
