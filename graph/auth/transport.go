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
	// callTimeout is how long one call to the sign-in service may take, the reading of its answer included.
	callTimeout = 30 * time.Second
	// bodyLimit is the size in bytes beyond which an answer is not taken; MSAL itself reads whatever comes.
	bodyLimit = 1 << 20
)

var (
	errForeignHost = errors.New("the sign-in service pointed to another host")
	errTooLarge    = errors.New("the answer is too large")
)

// newClient returns the HTTP client that MSAL is given. It follows no redirect, since a 307 would carry the refresh
// token to wherever it points.
func newClient(t http.RoundTripper, hosts []string, c clock.Clock) *http.Client {
	return &http.Client{
		Timeout:       callTimeout,
		Transport:     &transport{next: t, hosts: hosts, clock: c},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// transport lets requests go to the sign-in service alone, bounds the answers, and notes what they say in the record of
// the context. What it notes is all that Tapdesk ever tells about a failure: MSAL's own errors hold whole answers.
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

// CloseIdleConnections is what http.Client.CloseIdleConnections calls.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

func readBody(resp *http.Response) ([]byte, error) {
	defer resp.Body.Close()
	room := 16 << 10 // tokens fit, so that no smaller buffer is left behind with a part of them
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

// wiped is a body that is overwritten when it is closed: tokens are in it.
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

// ended reports whether a context ended other than by running out of time.
func ended(ctx context.Context) bool {
	return ctx.Err() != nil && !errors.Is(context.Cause(ctx), context.DeadlineExceeded)
}
