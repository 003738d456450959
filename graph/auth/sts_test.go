package auth_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/graph/auth"
	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/session"
)

const (
	tenantID = "11111111-2222-4333-8444-555555555555"
	clientID = "66666666-7777-4888-8999-aaaaaaaaaaaa"
	objectID = "bbbbbbbb-0000-4000-8000-000000000001"
	traceID  = "cccccccc-0000-4000-8000-000000000009"
	scope    = "https://graph.microsoft.com/.default"
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

// sts is a token service of this process: a transport that answers real MSAL. It is made for scripted trouble; answer may
// take any call over.
type sts struct {
	mu        sync.Mutex
	calls     []call
	answer    func(call) *reply
	approved  bool
	lifetime  int // seconds
	refreshIn int
	claims    map[string]any // of the ID token, over the usual ones
	granted   string         // scope of the answer; empty means as asked
	plain     bool           // no ID token
	issued    []string       // each token given out, all kinds
	access    map[string]bool
	refresh   map[string]bool
	codes     map[string]string // authorization code to PKCE challenge
	expires   int               // of a device code, seconds
	delay     time.Duration
}

func newSTS() *sts {
	return &sts{lifetime: 3600, expires: 900, access: map[string]bool{}, refresh: map[string]bool{}, codes: map[string]string{}}
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
func (s *sts) revoke() {
	s.with(func() { clear(s.access); clear(s.refresh) })
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
		a = s.usual(c, r)
	}
	if a.status == 0 {
		return nil, errCut
	}
	resp := &http.Response{StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(a.body)), Request: r, ContentLength: -1}
	for k, v := range a.header {
		resp.Header.Set(k, v)
	}
	return resp, nil
}

func (s *sts) usual(c call, r *http.Request) *reply {
	base := "https://" + c.host + "/" + tenantID
	switch {
	case strings.HasSuffix(c.path, "/openid-configuration"):
		return ok(map[string]any{
			"authorization_endpoint": base + "/oauth2/v2.0/authorize", "token_endpoint": base + "/oauth2/v2.0/token", "issuer": base + "/v2.0",
		})
	case strings.HasSuffix(c.path, "/devicecode"):
		return ok(map[string]any{
			"user_code": "ABCD1234E", "device_code": s.secret("device"), "verification_uri": "https://sandbox.example/device",
			"expires_in": s.expires, "interval": 5, "message": "m",
		})
	case strings.HasSuffix(c.path, "/token"):
		return s.token(c)
	}
	return &reply{status: 404, body: "no " + c.path}
}

func (s *sts) token(c call) *reply {
	switch c.grant() {
	case "device_code":
		if !s.approved {
			return refuse(70016, "authorization_pending")
		}
	case "authorization_code":
		sum := sha256.Sum256([]byte(c.form.Get("code_verifier")))
		challenge, known := s.codes[c.form.Get("code")]
		delete(s.codes, c.form.Get("code"))
		if !known || challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
			return refuse(50148, "invalid_grant")
		}
	case "refresh_token":
		rt := c.form.Get("refresh_token")
		if !s.refresh[rt] {
			return refuse(50173, "invalid_grant")
		}
		delete(s.refresh, rt)
	default:
		return refuse(70003, "unsupported_grant_type")
	}
	return ok(s.grantToken(c))
}

// secret makes up a token that nobody must ever see.
func (s *sts) secret(kind string) string {
	token := fmt.Sprintf("SECRET-%s-%d", kind, len(s.issued)+1)
	s.issued = append(s.issued, token)
	return token
}

func (s *sts) grantToken(c call) map[string]any {
	access, refresh := s.secret("access"), s.secret("refresh")
	s.access[access], s.refresh[refresh] = true, true
	granted := s.granted
	if granted == "" {
		granted = strings.ReplaceAll(c.form.Get("scope"), "offline_access", "") + " https://graph.microsoft.com/User.Read.All"
	}
	out := map[string]any{
		"token_type": "Bearer", "access_token": access, "refresh_token": refresh, "expires_in": s.lifetime,
		"scope": strings.Join(strings.Fields(granted), " "), "client_info": encode(map[string]any{"uid": objectID, "utid": tenantID}),
	}
	if s.refreshIn > 0 {
		out["refresh_in"] = s.refreshIn
	}
	if !s.plain {
		claims := map[string]any{
			"oid": objectID, "sub": "sub", "tid": tenantID, "name": "Olga\u202eOperator", "preferred_username": "olga@sandbox.example",
		}
		for k, v := range s.claims {
			claims[k] = v
		}
		id := encode(map[string]any{"alg": "none"}) + "." + encode(claims) + "."
		s.issued = append(s.issued, id)
		out["id_token"] = id
	}
	return out
}

func encode(v any) string {
	b, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(b)
}

func ok(v any) *reply {
	b, _ := json.Marshal(v)
	return &reply{status: 200, body: string(b)}
}

// open makes a session at the service.
func (s *sts) open(t *testing.T, change ...func(*auth.Options)) *auth.Session {
	t.Helper()
	o := auth.Options{
		TenantID: tenantID, ClientID: clientID, Authority: "https://127.0.0.1:4433", Transport: transport(s.serve), Clock: clock.System{},
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

// silent fails the test when any secret is in what an operator or a log could get to see of the values.
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

// page is the person at the browser: it takes the page's URL and brings the answer back. change may spoil the answer.
func (s *sts) page(t *testing.T, page string, change func(url.Values)) (status int) {
	t.Helper()
	return s.pageFrom(t, page, "https://127.0.0.1:4433", change)
}

// pageFrom is page with an origin that is not the service's.
func (s *sts) pageFrom(t *testing.T, page, origin string, change func(url.Values)) (status int) {
	t.Helper()
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("state") == "" || !strings.Contains(q.Get("scope"), scope) {
		t.Errorf("the page is %s", page)
	}
	code := ""
	s.with(func() {
		code = s.secret("code")
		s.codes[code] = q.Get("code_challenge")
	})
	answer := url.Values{"code": {code}, "state": {q.Get("state")}}
	if change != nil {
		change(answer)
	}
	if q.Get("response_mode") != "form_post" {
		t.Fatalf("response_mode %q", q.Get("response_mode"))
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, q.Get("redirect_uri"), bytes.NewBufferString(answer.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", origin)
	return do(t, req)
}

// get asks for an address and follows nothing.
func get(t *testing.T, address string) (status int) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, req)
}

func do(t *testing.T, req *http.Request) int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

var _ graph.Bound = (*auth.Session)(nil)
