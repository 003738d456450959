package graph

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"tapdesk/graph/reach"
	"tapdesk/state/clock"
)

const (
	// readTimeout is how long one attempt of a read may take, including reading its answer.
	readTimeout = 20 * time.Second
	// writeTimeout is how long a write may take in all, including waiting for the operator and a token, and the second
	// sending after a 401.
	writeTimeout = 30 * time.Second
	// readLimit is the largest answer to a read that is accepted, in bytes.
	readLimit = 4 << 20
)

// advancedHeaders ask for advanced queries, and for a $search that is decoded once: without the second header Graph's
// v1.0 decodes it twice, so that & and # end it and + and % change. Each page and each part of a $batch needs its own
// headers. Sources: learn.microsoft.com/graph/aad-advanced-queries; developer.microsoft.com/graph/known-issues, number
// 18185.
var advancedHeaders = map[string]string{"ConsistencyLevel": "eventual", "Prefer": "legacySearch=false"}

// request is one call to Graph.
type request struct {
	op     operation
	method string
	// target is the path below the version, escaped, with its query; or a whole URL, which allow has accepted.
	target string
	// body is JSON; nil for none.
	body []byte
	// eventual sends advancedHeaders.
	eventual bool
	// prefer is the Prefer header, empty for none or that of advancedHeaders.
	prefer string
	// buffer receives the answer's body if no copy of it may be left in memory; nil means a new buffer.
	buffer []byte
	// id is sent as the client-request-id; empty means a new one for each sending.
	id string
	// parts are the parts of a $batch; nil for any other request.
	parts []request
	// once means that a read is not retried, whatever comes back, and does not wait because of a 429 to another
	// request.
	once bool
	// sparing means that a read neither waits for a limit nor exceeds it, because a 429 would hold back everything
	// under the limit.
	sparing bool
}

// get returns a read of one GET.
func get(op operation, target string) request {
	return request{op: op, method: http.MethodGet, target: target}
}

// advanced returns a get with advancedHeaders.
func advanced(op operation, target string) request {
	r := get(op, target)
	r.eventual = true
	return r
}

// once returns a get of something optional, which never delays the rest.
func once(op operation, target string) request {
	r := get(op, target)
	r.once = true
	return r
}

// answer is what came back. Its status is 0 if nothing did.
type answer struct {
	status int
	header http.Header
	body   []byte
	// sentID is the client-request-id sent with the request.
	sentID string
	// began and ended are by the client's own clock.
	began, ended time.Time
	// unsent means that the request never had a connection, so Graph cannot have seen it.
	unsent bool
}

// do is the only way to Graph. It returns an answer with a status of 2xx, or a *fault.Fault. With a Fault of kind
// Unknown it also returns as much of the answer as there was.
func (c *Client) do(ctx context.Context, r request) (answer, error) {
	if r.op.write {
		return c.write(ctx, r)
	}
	return c.read(ctx, r, nil)
}

// authorized sends the request with a token, and once more with a new token if Graph refused the first.
func (c *Client) authorized(ctx context.Context, r request) (answer, error) {
	token, err := c.authorization(ctx)
	if err != nil {
		return answer{}, &signInError{cause: err}
	}
	a, err := c.send(ctx, r, token)
	if err != nil || !a.refusesToken(r.op) {
		return a, err
	}
	fresh, err := c.tokens.Renew(ctx, token, challenge(a.header))
	if err != nil {
		return a, &signInError{cause: err}
	}
	c.saw(fresh)
	return c.send(ctx, r, fresh)
}

// refusesToken reports whether Graph wants another token. A proxy's 401 is about something else, and may come after the
// request was passed on. A claims challenge may also come as a 403, but a write is sent again only after a 401.
func (a answer) refusesToken(op operation) bool {
	denied := a.status == http.StatusForbidden && !op.write && challenge(a.header) != ""
	return (a.status == http.StatusUnauthorized || denied) && a.graphs()
}

// signInError means that there was no token for a request.
type signInError struct{ cause error }

func (e *signInError) Error() string { return "no token" }
func (e *signInError) Unwrap() error { return e.cause }

// errTooLarge is the error for an answer beyond its limit.
var errTooLarge = errors.New("the answer is too large")

// send sends the request once. If the status line arrived but the body broke off, it returns both the answer and the
// error.
func (c *Client) send(ctx context.Context, r request, token string) (answer, error) {
	if !r.op.write {
		var cancel context.CancelFunc
		ctx, cancel = clock.WithTimeout(ctx, c.clock, readTimeout)
		defer cancel()
	}
	a := answer{sentID: cmp.Or(r.id, uuid.NewString()), began: c.clock.Now()}
	watch := new(connection)
	req, err := c.build(watch.trace(ctx), r, token, a.sentID)
	if err != nil {
		a.unsent = true
		return a, err
	}
	resp, err := c.transport.RoundTrip(req)
	a.ended = c.clock.Now()
	c.lastUse.Store(a.ended.UnixNano())
	if err != nil {
		a.unsent = watch.never()
		c.logged(req, a, err)
		return a, reach.Explain(timedOut(ctx, err), req, c.transport)
	}
	defer resp.Body.Close()
	a.status, a.header = resp.StatusCode, resp.Header
	if r.buffer != nil {
		a.body, err = readInto(r.buffer, resp.Body)
	} else {
		a.body, err = readAll(resp.Body, resp.ContentLength)
	}
	c.logged(req, a, err)
	if date, ok := a.tells(); ok {
		c.skew.Learn(date, a.began, a.ended)
	}
	if err != nil {
		err = reach.Explain(timedOut(ctx, err), req, c.transport)
	}
	return a, err
}

// timedOut adds the context's deadline to an error that hides it.
func timedOut(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
	}
	return err
}

// build returns the HTTP request. It refuses an address that is not below the base, so the token goes nowhere else.
func (c *Client) build(ctx context.Context, r request, token, id string) (*http.Request, error) {
	target := r.target
	if strings.HasPrefix(target, "/") {
		target = c.base.String() + target
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target, nil)
	if err != nil {
		return nil, err
	}
	if !c.ours(req.URL) {
		return nil, errForeign
	}
	h := req.Header
	h.Set("Authorization", "Bearer "+token)
	h.Set("Accept", "application/json")
	h.Set("User-Agent", c.agent)
	h.Set("client-request-id", id)
	if !c.background { // the operator waits for it. Source: learn.microsoft.com/graph/throttling-limits, identity
		h.Set("x-ms-throttle-priority", "High")
	}
	if r.prefer != "" {
		h.Set("Prefer", r.prefer)
	}
	if r.eventual {
		for name, value := range advancedHeaders {
			h.Set(name, value)
		}
	}
	if r.buffer != nil {
		h.Set("Accept-Encoding", "identity") // no decompressor may keep a copy
		req.Close = true                     // nor may the buffer of an idle connection
	}
	if r.body != nil {
		h.Set("Content-Type", "application/json")
		req.ContentLength = int64(len(r.body))
	}
	if r.body != nil || r.op.write {
		req.Body = &oneShot{left: bytes.Clone(r.body)}
	}
	return req, nil
}

// oneShot is a body that net/http cannot rewind. Otherwise the transport would resend a request by itself if a
// connection turns out to be closed (even a DELETE, which has no body), but a write must be sent once.
//
// It wipes what has been read: the body may hold a password.
type oneShot struct{ left []byte }

// Read implements io.Reader.
func (b *oneShot) Read(into []byte) (int, error) {
	n := copy(into, b.left)
	clear(b.left[:n])
	if b.left = b.left[n:]; len(b.left) == 0 {
		return n, io.EOF
	}
	return n, nil
}

// Close does nothing.
func (*oneShot) Close() error { return nil }

func readAll(body io.Reader, length int64) ([]byte, error) {
	var b bytes.Buffer
	if length > 0 && length <= readLimit {
		b.Grow(int(length) + bytes.MinRead)
	}
	_, err := b.ReadFrom(io.LimitReader(body, readLimit+1))
	if b.Len() > readLimit {
		return nil, errTooLarge
	}
	return b.Bytes(), err
}

// readInto reads a body into the buffer only.
func readInto(buffer []byte, body io.Reader) ([]byte, error) {
	n := 0
	for n < len(buffer) {
		more, err := body.Read(buffer[n:])
		n += more
		switch {
		case err == io.EOF:
			return buffer[:n], nil
		case err != nil:
			return buffer[:n], err
		}
	}
	return buffer, errTooLarge
}

// logged writes a request and its answer to the debug log. The query, which may contain what the operator typed, is
// left out. The path may contain a user name.
func (c *Client) logged(req *http.Request, a answer, err error) {
	if c.debug == nil {
		return
	}
	segments := strings.Split(req.URL.Path, "/")
	for i, segment := range segments {
		if strings.Contains(segment, "@") {
			segments[i] = "{userPrincipalName}"
		}
	}
	outcome := []any{
		"method", req.Method, "path", strings.Join(segments, "/"), "status", a.status, "took", a.ended.Sub(a.began),
		"client-request-id", a.sentID, "request-id", a.header.Get("request-id"),
	}
	if err != nil {
		outcome = append(outcome, "failed", fmt.Sprintf("%T", err))
	}
	c.debug.Info("request", outcome...)
}
