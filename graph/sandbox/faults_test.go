package sandbox

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func (r *rig) fault(spec string) {
	r.t.Helper()
	if err := r.Fault(spec); err != nil {
		r.t.Fatal(err)
	}
}

// Each fault that answers in the tenant's place: what is answered, once, and that nothing was done.
func TestFaultsInPlace(t *testing.T) {
	for _, tt := range []struct {
		spec   string
		status int
		code   string
		check  func(got) bool
	}{
		{"throttle-whole", 429, "TooManyRequests", func(g got) bool { return g.header.Get("Retry-After") == "2" }},
		{"throttle-fraction", 429, "TooManyRequests", func(g got) bool { return g.header.Get("Retry-After") == "2.128" }},
		{"throttle-bare", 429, "TooManyRequests", func(g got) bool { return len(g.header.Values("Retry-After")) == 0 }},
		{"server-500", 500, "UnknownError", nil},
		{"unavailable-503", 503, "serviceNotAvailable", func(g got) bool { return g.header.Get("Retry-After") != "" }},
		{"html-body", 502, "", func(g got) bool {
			return strings.HasPrefix(g.header.Get("Content-Type"), "text/html") && strings.HasPrefix(g.raw, "<!DOCTYPE")
		}},
		{"denied", 403, "accessDenied", func(g got) bool { return g.message() == "Request Authorization failed" }},
		{"not-replicated", 404, "resourceNotFound", nil},
		{"claims-challenge", 401, "InvalidAuthenticationToken", nil},
		{"expired-token", 401, "InvalidAuthenticationToken",
			func(g got) bool { return g.message() == "Lifetime validation failed, the token is expired." }},
	} {
		t.Run(tt.spec, func(t *testing.T) {
			r := newRig(t, Options{Faults: []string{tt.spec + "@create"}})
			r.want(r.get("/me"), http.StatusOK, "") // aimed elsewhere
			g := r.want(r.call("POST", passes("ordinary"), "{}"), tt.status, tt.code)
			if tt.check != nil && !tt.check(g) {
				t.Errorf("got %v %s, want the answer of %s", g.header, g.raw, tt.spec)
			}
			if v := r.get(passes("ordinary")).value(); len(v) != 0 {
				t.Errorf("got passes %v, want none", v)
			}
			r.issue("ordinary", "{}")

			r = newRig(t, Options{})
			r.fault(tt.spec + ":2")
			for range 2 {
				if g := r.get(person("ordinary")); g.status != tt.status {
					t.Errorf("aimed at anything: got %d, want %d", g.status, tt.status)
				}
			}
			r.want(r.get(person("ordinary")), http.StatusOK, "")
		})
	}
	r := newRig(t, Options{Faults: []string{"not-replicated"}})
	r.want(r.get("/users"), http.StatusOK, "") // about nobody
	r.want(r.get(person("ordinary")), http.StatusNotFound, "Request_ResourceNotFound")
	r = newRig(t, Options{Faults: []string{"denied:always"}})
	for range 5 {
		r.want(r.get("/me"), http.StatusForbidden, "Authorization_RequestDenied")
	}
}

// An expired token stays expired and another one works; :always spares the token itself. A challenge carries claims
// once.
func TestTokenFaults(t *testing.T) {
	r := newRig(t, Options{})
	mine := r.as("reader")
	r.fault("expired-token")
	for range 2 {
		g := r.want(r.get("/me", mine...), http.StatusUnauthorized, "InvalidAuthenticationToken")
		const bearer = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"`
		h := g.header.Get("WWW-Authenticate")
		if !strings.HasPrefix(h, bearer) || strings.Contains(h, "claims") {
			t.Errorf("WWW-Authenticate: got %s, want a realm and no claims", h)
		}
	}
	r.want(r.get("/me"), http.StatusOK, "")
	first := r.Token()
	r.fault("expired-token")
	r.get("/me")
	if r.Token() == first {
		t.Error("Token: got the expired one, want another")
	}

	r.fault("claims-challenge")
	mine = r.as("reader")
	g := r.want(r.get("/me", mine...), http.StatusUnauthorized, "InvalidAuthenticationToken")
	h := g.header.Get("WWW-Authenticate")
	_, claims, _ := strings.Cut(h, `claims="`)
	decoded, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(claims, `"`))
	if err != nil || string(decoded) != `{"access_token":{"acrs":{"essential":true,"value":"cp1"}}}` ||
		!strings.Contains(h, `error="insufficient_claims"`) {
		t.Errorf("WWW-Authenticate: got %s, claims %s, error %v, want insufficient_claims and cp1", h, decoded, err)
	}
	r.want(r.get("/me", mine...), http.StatusOK, "")

	always := newRig(t, Options{Faults: []string{"expired-token@search:always"}})
	same := always.as("operator")
	always.want(always.get("/users", same...), http.StatusUnauthorized, "")
	always.want(always.get("/me", same...), http.StatusOK, "")
	for _, h := range []string{"", "Basic x", "Bearer ", "Bearer nonsense"} {
		always.want(always.get("/me", "Authorization", h), http.StatusUnauthorized, "InvalidAuthenticationToken")
	}
}

// The faults that lose or spoil the answer to something that was done.
func TestFaultsAfterTheFact(t *testing.T) {
	exists := func(r *rig) bool { return len(r.get(passes("ordinary")).value()) == 1 }

	r := newRig(t, Options{Faults: []string{"timeout-504@create"}})
	r.want(r.call("POST", passes("ordinary"), "{}"), http.StatusGatewayTimeout, "UnknownError")
	if !exists(r) {
		t.Error("timeout-504: got no pass, want one")
	}

	r = newRig(t, Options{Faults: []string{"lost-answer"}})
	r.want(r.get("/me"), http.StatusOK, "")
	if g := r.call("POST", passes("ordinary"), "{}"); g.err == nil {
		t.Errorf("lost-answer: got %d %s, want no answer", g.status, g.raw)
	}
	if !exists(r) {
		t.Error("lost-answer: got no pass, want one")
	}

	r = newRig(t, Options{Faults: []string{"cut-answer@create"}})
	if g := r.call("POST", passes("ordinary"), "{}"); g.status != 201 || !errors.Is(g.err, io.ErrUnexpectedEOF) ||
		len(g.raw) == 0 {
		t.Errorf("cut-answer: got %d %q, error %v, want 201 and half a body", g.status, g.raw, g.err)
	}
	if !exists(r) {
		t.Error("cut-answer: got no pass, want one")
	}

	r = newRig(t, Options{Faults: []string{"lost-answer@delete"}})
	id := r.issue("ordinary", "{}").text("id")
	if g := r.call("DELETE", passes("ordinary")+"/"+id, ""); g.err == nil {
		t.Error("lost-answer@delete: got an answer, want none")
	}
	if exists(r) {
		t.Error("lost-answer@delete: got a pass, want it deleted")
	}

	r = newRig(t, Options{Faults: []string{"cut-answer@delete"}})
	id = r.issue("ordinary", "{}").text("id")
	if g := r.call("DELETE", passes("ordinary")+"/"+id, ""); g.err == nil {
		t.Error("cut-answer@delete: got an answer, want none, since a 204 has no half")
	}

	r = newRig(t, Options{Faults: []string{"created-but-disabled"}})
	g := r.issue("ordinary", "{}")
	if g.body["isUsable"] != false || g.text("methodUsabilityReason") != "DisabledByPolicy" ||
		g.text("temporaryAccessPass") == "" {
		t.Errorf("created-but-disabled: got %v, want a pass that is DisabledByPolicy", g.body)
	}
	if s := r.signIn("ordinary", g.text("temporaryAccessPass")); s.text("reason") != "DisabledByPolicy" {
		t.Errorf("created-but-disabled: got %v for a sign-in, want DisabledByPolicy", s.body)
	}

	r = newRig(t, Options{Faults: []string{"refuse-existing"}})
	r.issue("ordinary", "{}")
	r.issue("expired-pass", "{}")
	r.want(r.call("POST", passes("ordinary"), "{}"), http.StatusBadRequest, "badRequest")
	r.issue("ordinary", "{}")
}

// slow-answer is committed at once and answered after ten seconds.
func TestSlowAnswer(t *testing.T) {
	r := newRig(t, Options{Faults: []string{"slow-answer"}})
	done := make(chan got)
	go func() { done <- r.call("POST", passes("ordinary"), "{}") }()
	r.asleep(done)
	if d, _ := r.clock.Next(); d != 10*time.Second {
		t.Errorf("wait: got %s, want %s", d, 10*time.Second)
	}
	if v := r.get(passes("ordinary")).value(); len(v) != 1 {
		t.Errorf("before the answer: got passes %v, want one", v)
	}
	r.clock.Advance(10 * time.Second)
	r.want(<-done, http.StatusCreated, "")
}

// asleep waits until an answer waits for the clock, which must be before it is given.
func (r *rig) asleep(done <-chan got) {
	r.t.Helper()
	for changed := r.clock.Changed(); r.clock.Sleepers() == 0; changed = r.clock.Changed() {
		select {
		case g := <-done:
			r.t.Fatalf("answered at once with %d, want it to wait", g.status)
		case <-changed:
		}
	}
}

// Latency is waited for on the clock, for every answer.
func TestLatency(t *testing.T) {
	r := newRig(t, Options{Latency: 80 * time.Millisecond})
	done := make(chan got)
	go func() { done <- r.get("/me") }()
	r.asleep(done)
	r.clock.Advance(80 * time.Millisecond)
	r.want(<-done, http.StatusOK, "")
}

// Lists show the state before the write for 20 s; the pass itself is there.
func TestListLag(t *testing.T) {
	r := newRig(t, Options{Faults: []string{"list-lag"}})
	before := r.get(passes("usable-pass")).value()[0]["id"]
	id := r.issue("usable-pass", "{}").text("id")
	tap := func(path string) any {
		for _, m := range r.want(r.get(path), http.StatusOK, "").value() {
			if m["@odata.type"] == nil || m["@odata.type"] == "#microsoft.graph."+typePass {
				return m["id"]
			}
		}
		return nil
	}
	r.Advance(20*time.Second - 1)
	if a, b := tap(passes("usable-pass")), tap(methods("usable-pass")); a != before || b != before {
		t.Errorf("lists: got %v and %v, want %v", a, b, before)
	}
	r.want(r.get(passes("usable-pass")+"/"+id), http.StatusOK, "")
	r.Advance(1)
	if a, b := tap(passes("usable-pass")), tap(methods("usable-pass")); a != id || b != id {
		t.Errorf("lists after 20 s: got %v and %v, want %v", a, b, id)
	}
	r.fault("list-lag@list")
	r.want(r.call("DELETE", passes("usable-pass")+"/"+id, ""), http.StatusNoContent, "")
	if tap(passes("usable-pass")) != id {
		t.Error("deleted, and the list lags: got a list without the pass, want it listed")
	}
}

// Lists miss a pass that a DELETE without effect left, as often as it is said, and the pass itself is there.
func TestListMisses(t *testing.T) {
	r := newRig(t, Options{Faults: []string{"server-500@delete", "list-misses:2"}})
	id := r.issue("ordinary", "{}").text("id")
	if got := len(r.get(passes("ordinary")).value()); got != 1 { // it begins with a DELETE
		t.Errorf("before the DELETE got %d passes, want 1", got)
	}
	r.want(r.call("DELETE", passes("ordinary")+"/"+id, ""), http.StatusInternalServerError, "")
	for i, want := range []int{0, 0, 1} {
		if got := len(r.get(passes("ordinary")).value()); got != want {
			t.Errorf("list %d: got %d passes, want %d", i+1, got, want)
		}
		r.want(r.get(passes("ordinary")+"/"+id), http.StatusOK, "")
	}
}

// Faults together: exactly one pass is made, its answer is lost, and the lists do not show it yet.
func TestFaultsTogether(t *testing.T) {
	r := newRig(t, Options{Faults: []string{"lost-answer", "list-lag", "cut-answer@create", "timeout-504@create"}})
	if g := r.call("POST", passes("ordinary"), "{}"); g.err == nil {
		t.Errorf("got %d, want no answer", g.status)
	}
	if v := r.get(passes("ordinary")).value(); len(v) != 0 {
		t.Errorf("while the list lags: got %v, want no pass", v)
	}
	r.Advance(20 * time.Second)
	if v := r.get(passes("ordinary")).value(); len(v) != 1 {
		t.Errorf("20 s later: got %v, want one pass", v)
	}
	r.issue("ordinary", "{}")
	// Those in the tenant's place come one after the other, in the order they were armed.
	r.fault("server-500@create")
	r.fault("throttle-bare@create")
	r.want(r.call("POST", passes("ordinary"), "{}"), 500, "")
	r.want(r.call("POST", passes("ordinary"), "{}"), 429, "")
	r.issue("ordinary", "{}")
}

func TestListFaults(t *testing.T) {
	r := newRig(t, Options{Faults: []string{"unknown-method", "empty-page"}})
	r.want(r.get("/me"), http.StatusOK, "")
	g := r.want(r.get("/users?$top=3"), http.StatusOK, "")
	next := g.text("@odata.nextLink")
	if len(g.value()) != 0 || next == "" {
		t.Fatalf("empty-page: got %s, want nobody, and a link to the next", g.raw)
	}
	if v := r.want(r.get(next), http.StatusOK, "").value(); len(v) != 3 || v[0]["id"] != castID("ordinary") {
		t.Errorf("behind the empty page: got %v, want 3 people, ordinary first", v)
	}
	has := func(path string) bool { return strings.Contains(r.get(path).raw, "telepathy") }
	if has(passes("ordinary")) || !has(methods("ordinary")) || has(methods("ordinary")) {
		t.Error("unknown-method: got it elsewhere than in the next list of methods, want it there alone")
	}
	r.fault("empty-page@list")
	g = r.get(passes("usable-pass"))
	if len(g.value()) != 0 || len(r.get(g.text("@odata.nextLink")).value()) != 1 {
		t.Errorf("empty-page@list: got %s, want no pass, and one on the next page", g.raw)
	}
}

// Within a batch a fault hits the item of its kind; without one it hits the batch as a whole.
func TestFaultsInBatch(t *testing.T) {
	r := newRig(t, Options{})
	body := `{"requests":[{"id":"m","method":"GET","url":"` + methods("ordinary") +
		`"},{"id":"u","method":"GET","url":"/users?$top=1"}]}`
	r.fault("throttle-fraction@list")
	items := r.batch(body)
	if items["m"].status != 429 || items["m"].header["Retry-After"] != "2.128" || items["u"].status != 200 {
		t.Errorf("throttle-fraction@list: got %+v, want the methods throttled for 2.128 s, the people not", items)
	}
	r.fault("denied@search")
	if items = r.batch(body); items["u"].status != 403 || items["m"].status != 200 {
		t.Errorf("denied@search: got %+v, want the people denied, the methods not", items)
	}
	r.fault("html-body@search")
	items = r.batch(body)
	if page, err := base64.StdEncoding.DecodeString(items["u"].text); err != nil ||
		!strings.HasPrefix(string(page), "<!DOCTYPE") {
		t.Errorf("html-body@search: got %q, error %v, want HTML in base64", items["u"].text, err)
	}
	r.fault("unavailable-503")
	r.want(r.call("POST", "/$batch", body), 503, "")
	r.fault("throttle-whole@batch")
	r.want(r.get("/me"), http.StatusOK, "")
	r.want(r.call("POST", "/$batch", body), 429, "")
	r.fault("unknown-method@batch")
	r.get(methods("ordinary"))
	if items = r.batch(body); !strings.Contains(items["m"].raw, "telepathy") {
		t.Errorf("unknown-method@batch: got %s, want an unknown method", items["m"].raw)
	}
	r.fault("lost-answer@list")
	if g := r.call("POST", "/$batch", body); g.err == nil {
		t.Errorf("lost-answer@list: got %d, want no answer", g.status)
	}
}
