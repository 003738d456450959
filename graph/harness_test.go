package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/secret"
	"tapdesk/state/text"
)

// remove deletes a pass, under a client-request-id that the client makes up.
func remove(t *testing.T, c deleter, id, passID text.Key) error {
	t.Helper()
	_, err := c.DeletePass(t.Context(), "", id, passID)
	return err
}

type deleter interface {
	DeletePass(ctx context.Context, clientRequestID string, id, passID text.Key) (string, error)
}

const (
	meID    = "00000000-0000-4000-8000-000000000001"
	annID   = "00000000-0000-4000-8000-000000000002"
	bobID   = "00000000-0000-4000-8000-000000000003"
	passID  = "00000000-0000-4000-8000-0000000000aa"
	thePass = `+drk"zq\AD`
)

var start = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// ticker is a clock on which pauses pass at once and are recorded, while deadlines (20 and 30 s) wait for expire.
type ticker struct {
	mu     sync.Mutex
	now    time.Time
	pauses []time.Duration
	expire chan struct{}
}

func newTicker() *ticker { return &ticker{now: start, expire: make(chan struct{})} }

func (c *ticker) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *ticker) Sleep(ctx context.Context, d time.Duration) error {
	if d == 20*time.Second || d == 30*time.Second {
		select {
		case <-c.expire:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() == nil {
		c.now = c.now.Add(d)
		c.pauses = append(c.pauses, d)
	}
	return ctx.Err()
}

func (c *ticker) slept() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Duration(nil), c.pauses...)
}

// tokens hands out token-1, then token-2 and so on as they are renewed.
type tokens struct {
	mu     sync.Mutex
	n      int
	claims []string
	err    error
}

func (s *tokens) current() string { return "token-" + string(rune('1'+s.n)) }

func (s *tokens) Token(context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current(), s.err
}

func (s *tokens) Renew(_ context.Context, stale, claims string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if stale == s.current() {
		s.n++
	}
	s.claims = append(s.claims, claims)
	return s.current(), s.err
}

func (s *tokens) Operator(context.Context) (person.Person, error) {
	return person.Person{ID: text.NewKey(meID), UserPrincipalName: text.NewKey("me@sandbox.example")}, nil
}

// seen is one request as the server had it.
type seen struct {
	method, uri string
	header      http.Header
	body        string
}

// fake is a server of canned answers that records every request. It is for answers that no tenant would give, such as
// bodies of the wrong types and connections that end in mid-header. For what a tenant does, tests use the sandbox.
type fake struct {
	*graph.Client
	t      *testing.T
	server *httptest.Server
	clock  *ticker
	tokens *tokens
	vault  *secret.Vault

	mu   sync.Mutex
	seen []seen
}

func newFake(t *testing.T, h http.HandlerFunc) *fake { return newFakeWith(t, h, graph.Config{}) }

func newFakeWith(t *testing.T, h http.HandlerFunc, cfg graph.Config) *fake {
	t.Helper()
	f := &fake{t: t, clock: newTicker(), tokens: &tokens{}, vault: new(secret.Vault)}
	f.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		f.mu.Lock()
		f.seen = append(f.seen, seen{r.Method, r.RequestURI, r.Header.Clone(), string(body)})
		f.mu.Unlock()
		w.Header().Set("request-id", "rid-1")
		w.Header().Set("Content-Type", "application/json")
		w.Header()["Date"] = nil
		h(w, r)
	}))
	t.Cleanup(f.server.Close)
	cfg.Root, cfg.Tokens, cfg.Clock, cfg.Vault = f.server.URL, f.tokens, f.clock, f.vault
	cfg.Jitter = func() float64 { return 0.5 }
	c, err := graph.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f.Client = c
	return f
}

func (f *fake) requests() []seen {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]seen(nil), f.seen...)
}

// count returns how many requests of the method there were.
func (f *fake) count(method string) int {
	n := 0
	for _, s := range f.requests() {
		if s.method == method {
			n++
		}
	}
	return n
}

func key(s string) text.Key { return text.NewKey(s) }

// wantFault fails unless err is a fault of the kind, complete enough to be shown.
func wantFault(t *testing.T, err error, kind fault.Kind) *fault.Fault {
	t.Helper()
	f := fault.Of(err)
	if f == nil {
		t.Fatalf("error = %v, want a fault of kind %d", err, kind)
	}
	if f.Kind != kind {
		t.Fatalf("fault kind = %d (%v, cause %v), want %d", f.Kind, f, f.Cause, kind)
	}
	if f.What == "" || f.Hint == "" && kind != fault.Canceled {
		t.Errorf("fault without What or Hint: %+v", f)
	}
	return f
}

// sequence answers one request after another; the last answers all that follow.
func sequence(handlers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	n := 0
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := handlers[min(n, len(handlers)-1)]
		n++
		mu.Unlock()
		h(w, r)
	}
}

// says answers with a status and a body; headers are given as name, value, name, value.
func says(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// drops closes the connection without an answer.
func drops(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// cuts sends the status and half of the body.
func cuts(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		_ = http.NewResponseController(w).Flush()
		drops(w, nil)
	}
}

// bareError is a refusal that says as little as Graph's ever do.
const bareError = `{"error":{"code":"","message":""}}`

func errorBody(code, message string) string {
	raw, _ := json.Marshal(map[string]any{"error": map[string]any{
		"code": code, "message": message,
		"innerError": map[string]any{"date": "2025-02-13T10:17:05", "request-id": "rid-inner", "client-request-id": "x"},
	}})
	return string(raw)
}

func asJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// batched answers a $batch from answers by the beginning of the parts' URLs, in reverse order; what is not named is a
// 404.
func batched(answers map[string]any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Requests []struct {
				ID, Method, URL string
				Headers         map[string]string
			}
		}
		if json.NewDecoder(r.Body).Decode(&in) != nil || !strings.HasSuffix(r.URL.Path, "/$batch") {
			says(http.StatusTeapot, bareError)(w, r)
			return
		}
		var out []any
		for i := len(in.Requests) - 1; i >= 0; i-- {
			q := in.Requests[i]
			best, body := "", any(nil)
			for prefix, b := range answers {
				if strings.HasPrefix(q.URL, prefix) && len(prefix) > len(best) {
					best, body = prefix, b
				}
			}
			out = append(out, item(q.ID, body))
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"responses": out})
	}
}

// status is a part of a batch that failed.
type status struct {
	code    int
	headers map[string]string
	body    string
}

func item(id string, body any) map[string]any {
	switch b := body.(type) {
	case nil:
		return map[string]any{"id": id, "status": 404,
			"body": json.RawMessage(errorBody("Request_ResourceNotFound", "not there"))}
	case status:
		return map[string]any{"id": id, "status": b.code, "headers": b.headers, "body": json.RawMessage(b.body)}
	}
	return map[string]any{"id": id, "status": 200, "headers": map[string]string{"Content-Type": "application/json"},
		"body": body}
}

var errBoom = errors.New("boom")
