package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/session"
	"tapdesk/state/text"
)

// byName are the causes that Tapdesk finds by their names.
var byName = map[string]func() row{
	"generic": generic, "nameless": nameless, "interaction": interaction, "stuck": stuck, "revoked": revoked,
	"offline": offline, "unavailable": unavailable, "intercepted": intercepted, "foreign": foreign,
	"not granted": notGranted, "wrong tenant": wrongTenant, "no identity": noIdentity, "other person": otherPerson,
	"replaced": replaced, "answer foreign": answerForeign, "answer by query": answerByQuery, "ports taken": portsTaken,
	"port refused": portRefused, "window over": windowOver, "code over": codeOver, "canceled": canceled, "not yet": notYet,
	"superseded": superseded, "paste off": pasteOff, "paste wrong": pasteWrong, "paste foreign": pasteForeign,
	"paste used": pasteUsed, "sandbox gone": sandboxGone, "no sandbox": noSandbox, "misconfigured": misconfigured,
	"port taken": anyPortTaken, "untrusted": untrusted,
}

// TestCauses: every cause of the file can be found, by one way alone, says what to do, and says where it comes from.
func TestCauses(t *testing.T) {
	rows, sources, err := readCauses(causesFile)
	if err != nil {
		t.Fatal(err)
	}
	seen, used := map[string]string{}, map[string]bool{}
	for _, r := range rows {
		keys := slices.Clone(r.Errors)
		for _, code := range r.Codes {
			keys = append(keys, fmt.Sprint(code))
		}
		for i := range keys {
			keys[i] += " by " + r.Grant
		}
		if r.Name != "" {
			keys = append(keys, "the name "+r.Name)
		}
		if len(keys) == 0 {
			t.Errorf("nothing leads to %q: it needs codes, errors or a name", r.Happened)
		}
		for _, key := range keys {
			if other, ok := seen[key]; ok {
				t.Errorf("%s leads to %q and %q, want one", key, other, r.Happened)
			}
			seen[key] = r.Happened
		}
		if sources[r.Source] == "" {
			t.Errorf("%q has the source %q, want one of [sources]", r.Happened, r.Source)
		}
		used[r.Source] = true
		if got := r.Name != "" && byName[r.Name] == nil; got {
			t.Errorf("no line of causes.go has the name %q", r.Name)
		}
		wellSaid(t, r)
	}
	for source := range sources {
		if !used[source] {
			t.Errorf("no cause has the source %q", source)
		}
	}
	for name, r := range byName {
		if got := r().Name; got != name {
			t.Errorf("got the cause %q, want %q", got, name)
		}
	}
}

// wellSaid checks the texts of a cause: what it says is drawn as half a sentence.
func wellSaid(t *testing.T, r row) {
	t.Helper()
	if r.Happened == "" || r.Operator == "" && kind(fault.Canceled) != r.Kind {
		t.Errorf("got %q and %q, want what happened and what to do about it", r.Happened, r.Operator)
	}
	for _, said := range []string{r.Happened, r.Operator, r.Admin} {
		if said != strings.TrimRight(strings.TrimSpace(said), ".") || !text.Safe(said) || strings.Contains(said, "  ") {
			t.Errorf("got %q, want one line without a full stop or two spaces", said)
		}
	}
}

// TestUnknownInCauses: a mistake in the file is an error with its line, never half a cause.
func TestUnknownInCauses(t *testing.T) {
	for name, file := range map[string]string{
		"unknown key":  "[[cause]]\nwhat = \"x\"\n",
		"unknown way":  "[[cause]]\nway = \"telephone\"\n",
		"unknown kind": "[[cause]]\nkind = \"odd\"\n",
		"wrong type":   "[[cause]]\ncodes = \"53003\"\n",
	} {
		if rows, _, err := readCauses([]byte(file)); err == nil {
			t.Errorf("%s: got %+v, want an error", name, rows)
		}
	}
}

// TestPortTaken: the number of the port is in both texts.
func TestPortTaken(t *testing.T) {
	r := portTaken(8400)
	wellSaid(t, r)
	if got := r.Happened + r.Operator; strings.Count(got, "8400") != 2 || strings.Contains(got, "{") {
		t.Errorf("got %q, want 8400 in what happened and in what to do", got)
	}
}

// The codes that are documented, each with its way.
func TestKnownCodes(t *testing.T) {
	ways := map[session.Way][]int{
		session.ByBrowser: {53003, 530036, 50097, 53000, 53001, 530003},
		session.Blocked:   {530035, 50194, 50105, 65001, 700016, 65002},
		session.Again:     {50199, 50076, 50079, 50158, 65004, 70043, 700082, 50173},
		session.Later:     {50196},
	}
	for way, codes := range ways {
		for _, code := range codes {
			r, known := find(oauthError{Error: "invalid_grant", Codes: []int{1, code}}, signingIn, byDevice)
			if !known || session.Way(r.Way) != way {
				t.Errorf("%d: %v, way %d, want %d", code, known, r.Way, way)
			}
		}
	}
	for e, want := range map[string]string{
		"interaction_required": interaction().Happened, "login_required": interaction().Happened,
		"access_denied": "the sign-in was declined in the browser",
	} {
		if r, known := find(oauthError{Error: e}, signingIn, byDevice); !known || r.Happened != want {
			t.Errorf("%s: got %q, want %q", e, r.Happened, want)
		}
	}
	if r, known := find(oauthError{Error: "no_such", Codes: []int{900000}}, signingIn, byCode); known ||
		r.Happened != generic().Happened {
		t.Errorf("got %q, want %q", r.Happened, generic().Happened)
	}
}

func TestCause(t *testing.T) {
	blocked, _ := find(oauthError{Codes: []int{53003}}, signingIn, byCode)
	tests := []struct {
		name string
		e    exchange
		want row
	}{
		{"nothing was asked", exchange{}, stuck()},
		{"no answer", exchange{made: true, err: io.ErrUnexpectedEOF}, offline()},
		{"another host", exchange{made: true, err: errForeignHost}, foreign()},
		{"server error without JSON", exchange{made: true, status: 500}, unavailable()},
		{"server error of an unknown kind", exchange{made: true, status: 503, json: true, oauth: oauthError{Error: "odd"}},
			unavailable()},
		{"throttled", exchange{made: true, status: 429, json: true, oauth: oauthError{Error: "odd", Codes: []int{90055}}},
			unavailable()},
		{"a known refusal by a server error",
			exchange{made: true, status: 500, json: true, oauth: oauthError{Codes: []int{53003}}}, blocked},
		{"redirect", exchange{made: true, status: 302}, intercepted()},
		{"proxy page", exchange{made: true, status: 200}, intercepted()},
		{"JSON without an error", exchange{made: true, status: 403, json: true}, intercepted()},
		{"declined", exchange{made: true, status: 200, json: true, declined: true}, notGranted()},
		{"odd", exchange{made: true, status: 200, json: true}, generic()},
	}
	for _, tt := range tests {
		if r := cause(tt.e, signingIn); r.Happened != tt.want.Happened {
			t.Errorf("%s: got %q, want %q", tt.name, r.Happened, tt.want.Happened)
		}
	}
}

func TestFailureKinds(t *testing.T) {
	for kind, r := range map[fault.Kind]row{
		fault.SignIn: revoked(), fault.Offline: offline(), fault.Canceled: canceled(), fault.Refused: foreign(),
	} {
		f := failure(renewing, r)
		if f.Fault.Kind != kind || f.Fault.What != renewing || f.Fault.Cause != nil || f.Fault.Hint != r.Operator {
			t.Errorf("%+v", f.Fault)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 23, 13, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "20": 20 * time.Second, "2.5": 2500 * time.Millisecond, "-1": 0, "x": 0, "NaN": 0, "Inf": time.Hour,
		"999999":                        time.Hour,
		"Mon, 23 Nov 2026 13:00:30 GMT": 30 * time.Second, "Mon, 23 Nov 2026 12:00:00 GMT": 0,
		"Mon, 23 Nov 2099 12:00:00 GMT": time.Hour,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A redirect is not followed, so that what was posted goes nowhere else; and a body is wiped once it was read.
func TestTransport(t *testing.T) {
	asked := 0
	kept := []byte(`{"error":"x"}`)
	c := newClient(tripper(func(r *http.Request) (*http.Response, error) {
		asked++
		return &http.Response{StatusCode: 307, Header: http.Header{"Location": {"https://evil.example/"}},
			Body: io.NopCloser(bytes.NewReader(kept)), Request: r}, nil
	}), []string{"login.sandbox.example"}, clock.System{})
	post := func(address string) (*http.Response, error) {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, address,
			strings.NewReader("refresh_token=x"))
		if err != nil {
			t.Fatal(err)
		}
		return c.Do(req)
	}
	resp, err := post("https://LOGIN.sandbox.example/token")
	if err != nil || resp.StatusCode != 307 || asked != 1 {
		t.Fatalf("%v, %d asked", err, asked)
	}
	body, _ := io.ReadAll(resp.Body)
	inner := resp.Body
	if !bytes.Equal(body, kept) {
		t.Errorf("read %q", body)
	}
	inner.Close()
	if left, _ := io.ReadAll(inner); len(left) > 0 {
		t.Errorf("left %q", left)
	}
	for _, elsewhere := range []string{"http://login.sandbox.example/", "https://login.sandbox.example:8443/",
		"https://evil.example/", "https://x@login.sandbox.example/"} {
		if _, err := post(elsewhere); !errors.Is(err, errForeignHost) {
			t.Errorf("%s: %v", elsewhere, err)
		}
	}
	if asked != 1 {
		t.Errorf("%d asked", asked)
	}
}

func FuzzReadError(f *testing.F) {
	f.Add([]byte(`{"error":"invalid_grant","error_codes":[53003],"error_description":"AADSTS53003: x",` +
		`"correlation_id":"8c1d7a52-0000-4000-8000-000000000001"}`))
	f.Add([]byte(`{"error":"\u001b[31m","error_codes":"x","suberror":5,"claims":"{"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		e := readError(body)
		if e.Error != "" && !errorWord.MatchString(e.Error) || e.Suberror != "" && !errorWord.MatchString(e.Suberror) ||
			e.CorrelationID != guid(e.CorrelationID) || e.Claims != "" && !json.Valid([]byte(e.Claims)) || !text.Safe(code(e)) {
			t.Errorf("%+v", e)
		}
		find(e, renewing, byRefresh)
	})
}

func FuzzPaste(f *testing.F) {
	f.Add("http://localhost:20000/?code=c&state=s")
	f.Add("http://localhost:20000?error=access_denied&state=s")
	f.Add(" http://local\nhost:20000/?code=c&state=S#")
	f.Fuzz(func(t *testing.T, pasted string) {
		p := &paste{request: &request{redirect: "http://localhost:20000", state: "s"}}
		answer, r, ok := p.read(pasted)
		if ok != (r.Happened == "") || ok && (answer.Get("state") != "s" || answer.Get("code")+answer.Get("error") == "") {
			t.Errorf("%q: %v, %q", pasted, answer, r.Happened)
		}
	})
}

// Whatever arrives, only the page's own form is accepted, and no answer contains the state.
func FuzzAnswer(f *testing.F) {
	const state = "STATE-OF-THIS-ONE"
	f.Add("POST", "/", "localhost:20000", "null", "code=c&state="+state)
	f.Add("POST", "/", "localhost:20000", "https://evil.example", "code=c&state="+state)
	f.Add("GET", "/?code=c&state="+state, "localhost:20000", "", "")
	f.Add("POST", "/", "localhost:20000", "", "error=access_denied&state="+state+"&state=x")
	f.Fuzz(func(t *testing.T, method, target, host, origin, body string) {
		r, err := http.NewRequest(method, "http://localhost:20000/", strings.NewReader(body))
		if err != nil {
			t.Skip()
		}
		if u, err := url.Parse(target); err == nil {
			r.URL = u
		}
		r.Host = host
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		w := &waiting{
			request: &request{redirect: "http://localhost:20000", state: state},
			page:    "https://login.sandbox.example/?state=" + state,
			host:    "localhost:20000", short: "/abcdefghij", answer: make(chan url.Values, 1),
		}
		out := httptest.NewRecorder()
		w.ServeHTTP(out, r)
		form, _ := url.ParseQuery(body)
		taken, short := len(w.answer) > 0, r.URL.Path == w.short
		if taken && (method != http.MethodPost || !strings.EqualFold(host, w.host) || !w.request.fits(form) ||
			origin != "" && origin != "null") {
			t.Errorf("%s %s from %q with %q was taken", method, target, origin, body)
		}
		if told := fmt.Sprint(out.Header(), out.Body); strings.Contains(told, state) && !short ||
			taken != (out.Code == http.StatusOK) {
			t.Errorf("%s %s is answered %d: %s", method, target, out.Code, told)
		}
	})
}

func FuzzRoles(f *testing.F) {
	f.Add("e30.eyJ3aWRzIjpbIjYyZTkwMzk0LTY5ZjUtNDIzNy05MTkwLTAxMjE3NzE0NWUxMCJdfQ.")
	f.Add("..")
	f.Fuzz(func(t *testing.T, token string) {
		ids, known := roles(token)
		if !known && ids != nil || !slices.IsSorted(ids) {
			t.Errorf("%q: %v, %v", token, ids, known)
		}
	})
}
