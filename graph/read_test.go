package graph_test

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/state/fault"
)

const annJSON = `{"id":"` + annID + `","userPrincipalName":"ann@sandbox.example","displayName":"Ann Li"}`

func TestReadTriesAgain(t *testing.T) {
	ok := says(200, annJSON)
	tests := []struct {
		name   string
		first  http.HandlerFunc
		pauses []time.Duration
	}{
		{"429 with a fraction", says(429, bareError, "Retry-After", "2.128"), []time.Duration{2128 * time.Millisecond}},
		{"429 with a whole number", says(429, bareError, "Retry-After", "2"), []time.Duration{2 * time.Second}},
		{"429 with a date", says(429, bareError, "Retry-After", "Sat, 21 Nov 2026 09:00:07 GMT", "Date",
			"Sat, 21 Nov 2026 09:00:02 GMT"), []time.Duration{5 * time.Second}},
		{"429 without", says(429, bareError), []time.Duration{500 * time.Millisecond}},
		{"503", says(503, "<html>"), []time.Duration{500 * time.Millisecond}},
		{"504", says(504, ""), []time.Duration{500 * time.Millisecond}},
		{"lost", drops, []time.Duration{500 * time.Millisecond}},
		{"cut", cuts(200, annJSON[:20]), []time.Duration{500 * time.Millisecond}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t, sequence(tt.first, ok))
			p, err := f.Person(t.Context(), annID)
			if err != nil || p.DisplayName != "Ann Li" {
				t.Fatalf("Person = %+v, %v", p, err)
			}
			if got := f.clock.slept(); !slices.Equal(got, tt.pauses) {
				t.Errorf("pauses = %v, want %v", got, tt.pauses)
			}
		})
	}
}

func TestReadGivesUp(t *testing.T) {
	const noZone = `{"error":{"code":"UnknownError","message":"",` +
		`"innererror":{"date":"2025-02-13T10:17:05","request-id":"rid-inner"}}}`
	tests := []struct {
		name    string
		h       http.HandlerFunc
		kind    fault.Kind
		status  int
		asked   int
		waiting bool
	}{
		{"throttled for ever", says(429, bareError, "Retry-After", "1"), fault.Throttled, 429, 4, true},
		{"throttled for long", says(429, bareError, "Retry-After", "31"), fault.Throttled, 429, 1, true},
		{"unavailable for ever", says(503, bareError), fault.Unavailable, 503, 4, false},
		{"500 is not tried again", says(500, noZone), fault.Unavailable, 500, 1, false},
		{"502 with HTML", says(502, "<html>no</html>", "Content-Type", "text/html"), fault.Broken, 502, 1, false},
		{"lost for ever", drops, fault.Offline, 0, 4, false},
		// full, then basic
		{"403", says(403, errorBody("accessDenied", "Request Authorization failed")), fault.Denied, 403, 2, false},
		{"404", says(404, errorBody("Request_ResourceNotFound", "no")), fault.NotFound, 404, 1, false},
		{"400", says(400, errorBody("BadRequest", "no")), fault.Invalid, 400, 1, false},
		{"redirect", says(302, "", "Location", "/elsewhere"), fault.Broken, 302, 1, false},
		{"HTML with 200", says(200, "<html>log in</html>"), fault.Broken, 200, 1, false},
		{"nobody", says(200, "{}"), fault.Broken, 200, 1, false},
		{"401 twice", says(401, bareError), fault.SignIn, 401, 2, false},
		{"too large", says(200, strings.Repeat(" ", 4<<20+1)), fault.Broken, 200, 1, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t, tt.h)
			_, err := f.Person(t.Context(), annID)
			got := wantFault(t, err, tt.kind)
			if got.Status != tt.status || len(f.requests()) != tt.asked {
				t.Errorf("status %d after %d requests, want %d after %d", got.Status, len(f.requests()), tt.status, tt.asked)
			}
			if tt.waiting == got.WaitUntil.IsZero() {
				t.Errorf("WaitUntil: got %v, want it set: %t", got.WaitUntil, tt.waiting)
			}
			if tt.status > 0 && tt.status != 200 && got.RequestID != "rid-1" {
				t.Errorf("request id: got %q, want rid-1", got.RequestID)
			}
		})
	}
}

func TestReadTakesTheRequestIDFromTheBody(t *testing.T) {
	f := newFake(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Del("request-id")
		says(404, errorBody("x", "y"))(w, nil)
	})
	_, err := f.Person(t.Context(), annID)
	if got := wantFault(t, err, fault.NotFound); got.RequestID != "rid-inner" || got.Message != "y" || got.Code != "x" {
		t.Errorf("got fault %+v, want request id rid-inner, message y and code x", got)
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	entered := make(chan struct{}, 8)
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-entered; cancel() }()
	_, err := f.Person(ctx, annID)
	wantFault(t, err, fault.Canceled)
	if n := len(f.requests()); n != 1 {
		t.Errorf("got %d requests, want 1", n)
	}
}

func TestReadTimesOutTwiceAndThenSaysSo(t *testing.T) {
	entered := make(chan struct{})
	f := newFake(t, func(_ http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		<-r.Context().Done()
	})
	go func() {
		for range 2 {
			<-entered
			f.clock.expire <- struct{}{}
		}
	}()
	_, err := f.Person(t.Context(), annID)
	if got := wantFault(t, err, fault.Offline); !strings.Contains(got.Reason(), "127.0.0.1:") ||
		!strings.Contains(got.Reason(), "did not answer in time") {
		t.Errorf("told %q, want the host, and that it did not answer in time", got.Reason())
	}
	if n := len(f.requests()); n != 2 {
		t.Errorf("got %d requests, want 2", n)
	}
}

func TestChallengeIsMetOnce(t *testing.T) {
	const claims = `{"access_token":{"acrs":{"essential":true,"value":"cp1"}}}`
	const header = `Bearer realm="", ` +
		`authorization_uri="https://login.sandbox.example/common/oauth2/authorize", error="insufficient_claims", ` +
		`claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiY3AxIn19fQ=="`
	for _, status := range []int{401, 403} {
		f := newFake(t, sequence(says(status, bareError, "WWW-Authenticate", header), says(200, annJSON)))
		if _, err := f.Person(t.Context(), annID); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(f.tokens.claims, []string{claims}) {
			t.Errorf("%d: got claims %q, want %q once", status, f.tokens.claims, claims)
		}
		got := f.requests()
		if got[0].header.Get("Authorization") != "Bearer token-1" || got[1].header.Get("Authorization") != "Bearer token-2" {
			t.Errorf("%d: got the tokens %q and %q, want token-1 and token-2", status, got[0].header["Authorization"],
				got[1].header["Authorization"])
		}
	}
}

func TestNoTokenIsASignInFault(t *testing.T) {
	f := newFake(t, says(200, annJSON))
	f.tokens.err = errBoom
	_, err := f.Person(t.Context(), annID)
	wantFault(t, err, fault.SignIn)
	if len(f.requests()) != 0 {
		t.Error("a request was sent without a token")
	}
}

func TestHeadersOfEveryCall(t *testing.T) {
	f := newFakeWith(t, says(200, annJSON), graph.Config{Agent: "tapdesk/test"})
	for range 2 {
		if _, err := f.Person(t.Context(), annID); err != nil {
			t.Fatal(err)
		}
	}
	guid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	ids := map[string]bool{}
	for _, s := range f.requests() {
		id := s.header.Get("client-request-id")
		if !guid.MatchString(id) || ids[id] {
			t.Errorf("client-request-id: got %q, want a new random GUID", id)
		}
		ids[id] = true
		if s.header.Get("x-ms-throttle-priority") != "High" || s.header.Get("User-Agent") != "tapdesk/test" {
			t.Errorf("got headers %v, want the priority High and the agent tapdesk/test", s.header)
		}
	}
}

func TestPathsOfOddNames(t *testing.T) {
	tests := []struct{ name, uri string }{
		{"partner_other.example#EXT#@sandbox.example", "/v1.0/users/partner_other.example%23EXT%23@sandbox.example?"},
		{"$dollar@sandbox.example", "/v1.0/users('$dollar@sandbox.example')?"},
		{"$o'x@sandbox.example", "/v1.0/users('$o%27%27x@sandbox.example')?"},
		{"a/../b?c%2f", "/v1.0/users/a%2F..%2Fb%3Fc%252f?"},
	}
	for _, tt := range tests {
		f := newFake(t, says(200, annJSON))
		if _, err := f.Person(t.Context(), tt.name); err != nil {
			t.Errorf("Person(%q): got error %v, want none", tt.name, err)
			continue
		}
		if got := f.requests()[0].uri; !strings.HasPrefix(got, tt.uri) {
			t.Errorf("Person(%q) asked for %s, want %s", tt.name, got, tt.uri)
		}
	}
}

func TestPersonDegradesToBasicPropertiesAndRemembers(t *testing.T) {
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Query().Get("$select"), "accountEnabled") {
			says(403, errorBody("Authorization_RequestDenied", "Insufficient privileges"))(w, r)
			return
		}
		says(200, annJSON)(w, r)
	})
	for i, who := range []string{annID, annID, bobID, meID} { // of one person a refusal may pass
		if p, err := f.Person(t.Context(), who); err != nil || p.AccountEnabled != nil {
			t.Fatalf("Person: got %+v, error %v, want a person without accountEnabled", p, err)
		}
		if n, want := len(f.requests()), []int{2, 4, 6, 7}[i]; n != want {
			t.Errorf("%d requests after person %d, want %d", n, i+1, want)
		}
	}
}

func TestOddDotDotNeverLeavesTheVersion(t *testing.T) {
	f := newFake(t, says(200, annJSON))
	_, err := f.Person(t.Context(), "..")
	if err == nil && len(f.requests()) > 0 && !strings.HasPrefix(f.requests()[0].uri, "/v1.0/users/") {
		t.Errorf("got a request for %s, want it below /v1.0/users/", f.requests()[0].uri)
	}
}

func TestNowFollowsGraphsDate(t *testing.T) {
	tests := []struct {
		name string
		date string
		want time.Duration
	}{
		{"the same second", "Sat, 21 Nov 2026 09:00:00 GMT", 0},
		{"the second before, being cut to whole seconds", "Sat, 21 Nov 2026 08:59:59 GMT", 0},
		{"ahead", "Sat, 21 Nov 2026 09:01:00 GMT", 60*time.Second + 500*time.Millisecond},
		{"behind", "Sat, 21 Nov 2026 08:00:00 GMT", -time.Hour + 500*time.Millisecond},
		{"nonsense", "yesterday", 0},
		{"the end of time", "Fri, 31 Dec 9999 23:59:59 GMT", 0},
		{"its beginning", "Thu, 01 Jan 1970 00:00:00 GMT", 0},
	}
	for _, tt := range tests {
		f := newFake(t, says(200, annJSON, "Date", tt.date))
		for range 2 {
			if _, err := f.Person(t.Context(), annID); err != nil {
				t.Fatal(err)
			}
		}
		if got := f.Now().Sub(start); got != tt.want {
			t.Errorf("%s: Now is ahead by %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestWhatMovesTheClock: Graph's own answers, one for a little, two in a row that agree for more.
func TestWhatMovesTheClock(t *testing.T) {
	const page = "text/html"
	at := func(off time.Duration) string { return start.Add(off).Format(http.TimeFormat) }
	dated := func(off time.Duration, more ...string) http.HandlerFunc {
		return says(200, annJSON, append([]string{"Date", at(off)}, more...)...)
	}
	half := 500 * time.Millisecond
	tests := []struct {
		name    string
		answers []http.HandlerFunc
		want    time.Duration
	}{
		{"first, within a minute", []http.HandlerFunc{dated(40 * time.Second)}, 40*time.Second + half},
		{"first, far off", []http.HandlerFunc{dated(time.Hour)}, 0},
		{"two that agree", []http.HandlerFunc{dated(time.Hour), dated(time.Hour + 3*time.Second)},
			time.Hour + 3*time.Second + half},
		{"two that do not", []http.HandlerFunc{dated(time.Hour), dated(2 * time.Hour)}, 0},
		{"the second of two confirmed by a third",
			[]http.HandlerFunc{dated(time.Hour), dated(2 * time.Hour), dated(2 * time.Hour)}, 2*time.Hour + half},
		{"one odd date among others", []http.HandlerFunc{dated(0), dated(time.Hour), dated(0), dated(time.Hour), dated(0)},
			0},
		{"a little drift", []http.HandlerFunc{dated(20 * time.Second), dated(24 * time.Second)}, 24*time.Second + half},
		{"a jump within a minute is doubted too, once something is known",
			[]http.HandlerFunc{dated(0), dated(30 * time.Second)}, 0},
		{"a proxy's pages", []http.HandlerFunc{
			says(407, "<html>", "Date", at(7*time.Minute), "request-id", "", "Content-Type", page),
			says(502, "<html>", "Date", at(7*time.Minute), "Content-Type", page), says(403, "<html>", "Date", at(7*time.Minute)),
		}, 0},
		{"a page for a success", []http.HandlerFunc{dated(time.Hour, "Content-Type", page),
			dated(time.Hour, "Content-Type", page)}, 0},
		{"without a request-id", []http.HandlerFunc{dated(time.Hour, "request-id", ""), dated(time.Hour, "request-id", "")},
			0},
		{"Graph's refusals count", []http.HandlerFunc{
			says(403, errorBody("accessDenied", "no"), "Date", at(time.Hour)), says(404, errorBody("x", "no"), "Date",
				at(time.Hour)),
		}, time.Hour + half},
		{"twice the end of time", []http.HandlerFunc{
			says(200, annJSON, "Date", "Fri, 31 Dec 9999 23:59:59 GMT"), says(200, annJSON, "Date",
				"Fri, 31 Dec 9999 23:59:59 GMT"),
		}, 0},
	}
	for _, tt := range tests {
		f := newFake(t, sequence(tt.answers...))
		for range tt.answers {
			_, _ = f.Passes(t.Context(), key(annID))
		}
		if got := f.Now().Sub(start); got != tt.want {
			t.Errorf("%s: Now is ahead by %v, want %v", tt.name, got, tt.want)
		}
	}
}
