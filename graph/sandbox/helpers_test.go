package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/clock"
)

// start is the instant at which every test's sandbox begins.
var start = time.Date(2026, 11, 21, 14, 0, 0, 0, time.UTC)

// rig is a sandbox behind a real server, on a clock that stands still.
type rig struct {
	t *testing.T
	*Tenant
	clock *clock.Manual
	url   string
}

func newRig(t *testing.T, o Options) *rig {
	t.Helper()
	c := clock.NewManual(start)
	if o.Clock == nil {
		o.Clock = c
	}
	if o.People == 0 {
		o.People = 50
	}
	tenant, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(tenant)
	t.Cleanup(server.Close)
	return &rig{t: t, Tenant: tenant, clock: c, url: server.URL}
}

// got is an answer as a test looks at it.
type got struct {
	status int
	header http.Header
	body   map[string]any
	raw    string
	err    error // of the transport, or while reading the body
}

// code and message are those of the error object.
func (g got) code() string { return g.fail("code") }

func (g got) message() string { return g.fail("message") }

func (g got) fail(field string) string {
	e, _ := g.body["error"].(map[string]any)
	s, _ := e[field].(string)
	return s
}

func (g got) value() []map[string]any {
	list, _ := g.body["value"].([]any)
	out := make([]map[string]any, 0, len(list))
	for _, v := range list {
		out = append(out, v.(map[string]any))
	}
	return out
}

func (g got) text(field string) string {
	s, _ := g.body[field].(string)
	return s
}

// call sends a Graph request below /v1.0, or any path that begins with another root, as the operator. headers are
// pairs.
func (r *rig) call(method, path, body string, headers ...string) got {
	r.t.Helper()
	if !strings.HasPrefix(path, "http") {
		if !strings.HasPrefix(path, "/beta") && !strings.HasPrefix(path, "/sandbox") {
			path = "/v1.0" + path
		}
		path = r.url + path
	}
	request, err := http.NewRequest(method, path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+r.Token())
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
	}
	// Without keep-alive the transport never repeats a request on its own.
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	if err != nil {
		return got{err: err}
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	g := got{status: response.StatusCode, header: response.Header, raw: string(raw), err: err}
	json.Unmarshal(raw, &g.body)
	return g
}

func (r *rig) get(path string, headers ...string) got {
	r.t.Helper()
	return r.call(http.MethodGet, path, "", headers...)
}

// want fails the test unless the answer has this status and, where code is not empty, this error code.
func (r *rig) want(g got, status int, code string) got {
	r.t.Helper()
	if g.err != nil || g.status != status || code != "" && g.code() != code {
		r.t.Fatalf("got status %d code %q error %v, want %d %q; body %s", g.status, g.code(), g.err, status, code, g.raw)
	}
	return g
}

// issue creates a pass for a cast account and returns its 201.
func (r *rig) issue(name, body string) got {
	r.t.Helper()
	return r.want(r.call(http.MethodPost, passes(name), body), http.StatusCreated, "")
}

// signIn is the person trying a pass.
func (r *rig) signIn(user, pass string) got {
	r.t.Helper()
	body, _ := json.Marshal(map[string]string{"user": user, "pass": pass})
	return r.call(http.MethodPost, "/sandbox/signin", string(body))
}

func passes(name string) string { return person(name) + "/authentication/temporaryAccessPassMethods" }

func methods(name string) string { return person(name) + "/authentication/methods" }

func person(name string) string { return "/users/" + castID(name) }

// as returns headers that make the request another cast account's.
func (r *rig) as(name string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return []string{"Authorization", "Bearer " + r.mint(r.dir.cast[name])}
}

var eventual = []string{"ConsistencyLevel", "eventual"}

// once are the headers of a $search that is not to be decoded twice.
var once = append(slices.Clone(eventual), "Prefer", "legacySearch=false")

// users makes the path of a GET /users with options in pairs.
func users(options ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(options); i += 2 {
		q.Set(options[i], options[i+1])
	}
	return "/users?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// search is the $search a console sends for what was typed.
func search(typed string) string {
	typed = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(typed)
	return `"displayName:` + typed + `" OR "userPrincipalName:` + typed + `" OR "mail:` + typed + `"`
}
