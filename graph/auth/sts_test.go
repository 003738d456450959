package auth_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/graph/auth"
	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/session"
)

const (
	traceID = "cccccccc-0000-4000-8000-000000000009"
	scope   = "https://graph.microsoft.com/.default"
	// home is the address of the service in a session's options.
	home = "https://127.0.0.1:4433"
)

var (
	tenantID = wire.TenantID
	clientID = entra.ClientID
	objectID = wire.GUID("user/operator")
)

// call is one request that the fake service got.
type call struct {
	host, path string
	form       url.Values
}

// grant says what a call for a token was about.
func (c call) grant() string { return c.form.Get("grant_type") }

// reply is one answer. A reply without a status is a connection that breaks.
type reply struct {
	status int
	body   string
	header map[string]string
}

var broken = &reply{}

func refuse(code int, word string) *reply {
	return &reply{status: 400, body: fmt.Sprintf(
		`{"error":%q,"error_codes":[%d],"error_description":"AADSTS%d: words. SECRET-WORDS","correlation_id":%q}`,
		word, code, code, traceID)}
}

// sts is the way to the sandbox's token service, in this process: a transport that notes what real MSAL asks. It is
// made for trouble that no token service plays; answer may take any call over, and what is granted may be told in
// another way.
type sts struct {
	tenant  *sandbox.Tenant
	service *entra.Authority

	mu        sync.Mutex
	calls     []call
	answer    func(call) *reply
	approved  bool
	lifetime  int // seconds
	refreshIn int
	claims    map[string]any  // of the ID token, over the service's own
	granted   string          // scope of the answer; empty is the service's own
	plain     bool            // no ID token
	issued    []string        // each token given out, all kinds
	access    map[string]bool // access tokens that are still to be used
	delay     time.Duration
}

func newSTS() *sts {
	tenant, err := sandbox.New(sandbox.Options{People: 1, Scopes: []string{"User.Read.All"}, Roles: []string{}})
	if err != nil {
		panic(err)
	}
	service, err := sandbox.NewAuthority(tenant)
	if err != nil {
		panic(err)
	}
	return &sts{tenant: tenant, service: service, lifetime: 3600, access: map[string]bool{}}
}

// with changes the service while nobody is served.
func (s *sts) with(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// count returns how many calls there were of a grant, or of a path's end.
func (s *sts) count(what string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.calls {
		if c.grant() == what || strings.HasSuffix(c.path, what) {
			n++
		}
	}
	return n
}

// last returns the last call of a grant.
func (s *sts) last(grant string) call {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.calls) - 1; i >= 0; i-- {
		if s.calls[i].grant() == grant {
			return s.calls[i]
		}
	}
	return call{}
}

// revoke makes every token given out so far useless.
func (s *sts) revoke(t *testing.T) {
	t.Helper()
	if err := s.tenant.Revoke("operator"); err != nil {
		t.Fatal(err)
	}
	s.with(func() { clear(s.access) })
}

var errCut = errors.New("connection reset by a test, SECRET-CUT")

// transport hides the service from fmt, which would find its secrets through the session's options.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (s *sts) serve(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var delay time.Duration
	s.with(func() { delay = s.delay })
	if err := (clock.System{}).Sleep(r.Context(), delay); err != nil {
		return nil, err
	}
	c := call{host: r.URL.Host, path: r.URL.Path}
	if r.Body != nil {
		b, _ := io.ReadAll(r.Body)
		c.form, _ = url.ParseQuery(string(b))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, c)
	var a *reply
	if s.answer != nil {
		a = s.answer(c)
	}
	if a == nil {
		return s.pass(c, r)
	}
	if a.status == 0 {
		return nil, errCut
	}
	resp := &http.Response{
		StatusCode: a.status, Header: http.Header{}, Request: r,
		Body: io.NopCloser(strings.NewReader(a.body)), ContentLength: -1,
	}
	for k, v := range a.header {
		resp.Header.Set(k, v)
	}
	return resp, nil
}

// resource is the Graph of a scope.
var resource = regexp.MustCompile(`https://[^/ ]+/`)

// pass has the token service answer, as if it was at the host that was asked, and of that host's cloud.
func (s *sts) pass(c call, r *http.Request) (*http.Response, error) {
	if c.grant() == "device_code" && s.approved {
		for _, code := range s.service.Waiting() {
			_ = s.service.Approve(code, "")
		}
	}
	s.service.SetLifetime(time.Duration(s.lifetime)*time.Second, time.Duration(s.refreshIn)*time.Second)
	cloud := resource.FindString(c.form.Get("scope"))
	form := c.form.Encode()
	if global := resource.FindString(scope); cloud != "" && cloud != global {
		form = strings.ReplaceAll(form, url.QueryEscape(cloud), url.QueryEscape(global))
	}
	in := r.Clone(r.Context())
	in.Host, in.ContentLength, in.Body = "127.0.0.1", int64(len(form)), io.NopCloser(strings.NewReader(form))
	resp, err := sandbox.InProcess(s.service).RoundTrip(in)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var body map[string]any
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, err
	}
	for name, v := range body {
		if text, ok := v.(string); ok {
			text = strings.ReplaceAll(text, "https://127.0.0.1/", "https://"+c.host+"/")
			body[name] = text
			if strings.HasSuffix(name, "_token") || name == "device_code" {
				s.issued = append(s.issued, text)
			}
		}
	}
	if token, ok := body["access_token"].(string); ok {
		s.access[token] = true
		s.tell(body, cloud)
	}
	raw, err = json.Marshal(body)
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(raw)), -1
	return resp, err
}

// tell changes what an answer says about its tokens.
func (s *sts) tell(body map[string]any, cloud string) {
	body["scope"] = strings.ReplaceAll(body["scope"].(string), resource.FindString(scope)+".default", cloud+".default")
	if s.granted != "" {
		body["scope"] = s.granted
	}
	if s.plain {
		delete(body, "id_token")
		return
	}
	parts := strings.Split(body["id_token"].(string), ".")
	raw, _ := base64.RawURLEncoding.DecodeString(parts[1])
	var claims map[string]any
	_ = json.Unmarshal(raw, &claims)
	maps.Copy(claims, s.claims)
	raw, _ = json.Marshal(claims)
	parts[1] = base64.RawURLEncoding.EncodeToString(raw)
	body["id_token"] = strings.Join(parts, ".")
	s.issued = append(s.issued, body["id_token"].(string))
}

// open makes a session at the service.
func (s *sts) open(t *testing.T, change ...func(*auth.Options)) *auth.Session {
	t.Helper()
	o := auth.Options{
		TenantID: tenantID, ClientID: clientID, Authority: home, Transport: transport(s.serve), Clock: clock.System{},
		UID: 1000,
	}
	for _, f := range change {
		f(&o)
	}
	a, err := auth.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// signIn signs in by device code at once.
func (s *sts) signIn(t *testing.T, a *auth.Session) {
	t.Helper()
	s.with(func() { s.approved = true })
	_, wait, err := a.DeviceCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// signedIn is a session that somebody has signed in to.
func (s *sts) signedIn(t *testing.T, change ...func(*auth.Options)) *auth.Session {
	t.Helper()
	a := s.open(t, change...)
	s.signIn(t, a)
	return a
}

// silent fails the test if a secret is in anything that an operator or a log could see of the values.
func (s *sts) silent(t *testing.T, values ...any) {
	t.Helper()
	s.mu.Lock()
	issued := append([]string{"SECRET-WORDS", "SECRET-CUT"}, s.issued...)
	s.mu.Unlock()
	for _, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%q"} {
			text := fmt.Sprintf(verb, v)
			for _, secret := range issued {
				if strings.Contains(text, secret) {
					t.Errorf("%s of %T shows %s", verb, v, secret)
				}
			}
		}
	}
}

// failed checks that err is a failure with a word of what happened, of a kind, and silent all the way down.
func (s *sts) failed(t *testing.T, err error, kind fault.Kind, word string) *session.Failure {
	t.Helper()
	f := session.FailureOf(err)
	if f == nil {
		t.Fatalf("%v is no failure, want %q", err, word)
	}
	if !strings.Contains(f.Happened, word) || !fault.Is(err, kind) {
		t.Errorf("%v (kind %d), want %q (kind %d)", err, f.Fault.Kind, word, kind)
	}
	if f.Fault.Cause != nil {
		t.Errorf("a cause is kept: %v", f.Fault.Cause)
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		s.silent(t, e)
	}
	if kind != fault.Canceled && f.Operator == "" {
		t.Errorf("%v tells the operator nothing to do", err)
	}
	return f
}

// tokenOf returns the session's token, which must be one that the service takes.
func (s *sts) tokenOf(t *testing.T, a *auth.Session) string {
	t.Helper()
	token, err := a.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.access[token] {
		t.Errorf("%s is not a token of the service", token)
	}
	return token
}

var _ graph.Bound = (*auth.Session)(nil)
