package auth_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/auth"
	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/session"
)

// The tests here run in real time: the port that the browser comes back to is a real one.

// free returns a port that is probably free, with room above it. Nothing is certain on a shared machine, so the tests
// use the port that the session reports.
func free(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return min(l.Addr().(*net.TCPAddr).Port, 65000)
}

func onPort(port int) func(*auth.Options) { return func(o *auth.Options) { o.RedirectPort = port } }

func TestBrowser(t *testing.T) {
	s := newSTS()
	a := s.open(t, onPort(free(t)), func(o *auth.Options) { o.SSHConnection = "192.0.2.7 50022 192.0.2.1 2222" })
	show, wait, err := a.Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	forward := fmt.Sprintf("-L 127.0.0.1:%d:127.0.0.1:%d", show.Port, show.Port)
	if show.Forward != forward || show.SSH != "ssh "+forward+" -p 2222 192.0.2.1" || !show.HostGuessed ||
		show.Port != show.Wanted {
		t.Errorf("%+v", show)
	}
	if left := time.Until(show.Until); left < 4*time.Minute || left > 5*time.Minute {
		t.Errorf("waits for %v", left)
	}
	if u, _ := url.Parse(show.URL); u.Query().Get("redirect_uri") != fmt.Sprintf("http://localhost:%d", show.Port) ||
		u.Query().Get("prompt") != "select_account" || u.Query().Get("login_hint") != "" {
		t.Errorf("the page is %s", show.URL)
	}
	if status := s.page(t, show.URL, nil); status != http.StatusOK {
		t.Errorf("the browser sees %d", status)
	}
	if err := wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.tokenOf(t, a)
	s.silent(t, a, show, a.Standing())
}

// Unlocking suggests the account and asks for its credentials, without a choice.
func TestBrowserUnlocks(t *testing.T) {
	s := newSTS()
	a := s.signedIn(t, onPort(free(t)))
	a.Lock()
	again, wait, err := a.Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if u, _ := url.Parse(again.URL); u.Query().Get("login_hint") != "operator@sandbox.example" ||
		u.Query().Get("prompt") != "login" {
		t.Errorf("the page is %s", again.URL)
	}
	s.page(t, again.URL, nil)
	if err := wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.tokenOf(t, a)
}

// disturbances are other requests that may arrive at the port, and what the operator is told about them.
var disturbances = []struct {
	name    string
	visit   func(t *testing.T, s *sts, show session.Browser) (status int)
	trouble string
}{
	{"a favicon", func(t *testing.T, _ *sts, show session.Browser) int {
		return get(t, fmt.Sprintf("http://localhost:%d/favicon.ico", show.Port))
	}, ""},
	{"the bare port", func(t *testing.T, _ *sts, show session.Browser) int {
		return get(t, fmt.Sprintf("http://localhost:%d/", show.Port))
	}, ""},
	{"a guess at the short address", func(t *testing.T, _ *sts, show session.Browser) int {
		return get(t, show.Address[:len(show.Address)-1])
	}, ""},
	{"the port by another name", func(t *testing.T, _ *sts, show session.Browser) int {
		return get(t, strings.Replace(show.Address, "localhost", "127.0.0.1", 1))
	}, ""},
	{"another state", func(t *testing.T, s *sts, show session.Browser) int {
		return s.page(t, show.URL, func(v url.Values) { v.Set("state", "SECRET-WORDS") })
	}, "another sign-in"},
	{"no state", func(t *testing.T, s *sts, show session.Browser) int {
		return s.page(t, show.URL, func(v url.Values) { v.Del("state") })
	}, ""},
	{"the state twice", func(t *testing.T, s *sts, show session.Browser) int {
		return s.page(t, show.URL, func(v url.Values) { v.Add("state", "x") })
	}, "another sign-in"},
	{"neither code nor error", func(t *testing.T, s *sts, show session.Browser) int {
		return s.page(t, show.URL, func(v url.Values) { v.Del("code") })
	}, ""},
	{"too long a form", func(t *testing.T, s *sts, show session.Browser) int {
		return s.page(t, show.URL, func(v url.Values) { v.Set("more", strings.Repeat("x", 70000)) })
	}, ""},
	{"another site's form", func(t *testing.T, s *sts, show session.Browser) int {
		return s.pageFrom(t, show.URL, "https://evil.example", nil)
	}, ""},
	{"the answer by GET", func(t *testing.T, _ *sts, show session.Browser) int {
		u, _ := url.Parse(show.URL)
		return get(t, fmt.Sprintf("http://localhost:%d/?code=x&state=%s", show.Port, u.Query().Get("state")))
	}, "in the browser's address"},
}

// Other requests to the port end nothing and learn nothing, and the page's own answer is still accepted.
func TestBrowserIsDisturbed(t *testing.T) {
	for _, tt := range disturbances {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSTS()
			a := s.open(t, onPort(free(t)))
			show, wait, err := a.Browser(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if status := tt.visit(t, s, show); status != http.StatusNotFound {
				t.Errorf("answered with %d, want 404", status)
			}
			trouble := ""
			if f := show.Trouble(); f != nil {
				trouble = f.Happened
			}
			if (tt.trouble == "") != (trouble == "") || !strings.Contains(trouble, tt.trouble) {
				t.Errorf("the operator is told %q, want %q", trouble, tt.trouble)
			}
			if s.page(t, show.URL, nil) != http.StatusOK {
				t.Error("the page's answer was not taken")
			}
			if err := wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.tokenOf(t, a)
		})
	}
}

// The short address leads to the page, as often as it is opened, until the answer arrives.
func TestBrowserShortAddress(t *testing.T) {
	s := newSTS()
	show, wait, err := s.open(t, onPort(free(t))).Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if prefix := fmt.Sprintf("http://localhost:%d/", show.Port); !strings.HasPrefix(show.Address, prefix) ||
		len(show.Address) != len(prefix)+10 {
		t.Errorf("the short address is %s", show.Address)
	}
	for range 2 {
		req, _ := http.NewRequest(http.MethodGet, show.Address, nil)
		resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := resp.Header.Get("Location"); resp.StatusCode != http.StatusFound || got != show.URL ||
			resp.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("it answers with %d and leads to %s, want %s", resp.StatusCode, got, show.URL)
		}
	}
	s.page(t, show.URL, nil)
	if err := wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// The browser is told to go back to the terminal.
func TestBrowserLastPage(t *testing.T) {
	s := newSTS()
	show, wait, err := s.open(t, onPort(free(t))).Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(show.URL)
	resp, err := http.PostForm(u.Query().Get("redirect_uri"),
		url.Values{"error": {"access_denied"}, "state": {u.Query().Get("state")}})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, _ := io.ReadAll(resp.Body)
	if !strings.Contains(string(page), "Go back to the terminal") ||
		strings.Contains(string(page), u.Query().Get("state")) {
		t.Errorf("the browser shows %s", page)
	}
	if session.FailureOf(wait(t.Context())) == nil {
		t.Error("an error signed somebody in")
	}
}

// An error from the page itself ends the sign-in, and is reported with its code.
func TestBrowserPageRefuses(t *testing.T) {
	words := "AADSTS53003: blocked &lt;SECRET-WORDS&gt;. Correlation ID: " + strings.ToUpper(traceID)
	tests := []struct {
		name   string
		change func(url.Values) // nil is a stranger's page
		word   string
		way    session.Way
		code   string
	}{
		{"a stranger's code", nil, "belongs to another sign-in", session.Again, "AADSTS501481"},
		{"Conditional Access", func(v url.Values) { v.Set("error", "access_denied"); v.Set("error_description", words) },
			"Conditional Access",
			session.ByBrowser, "AADSTS53003"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSTS()
			a := s.open(t, onPort(free(t)))
			show, wait, err := a.Browser(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			page := show.URL
			if tt.change == nil {
				page = strangers(page)
			}
			s.page(t, page, tt.change)
			f := s.failed(t, wait(t.Context()), fault.SignIn, tt.word)
			if f.Way != tt.way || f.Code != tt.code {
				t.Errorf("way %d, code %s, want %d and %s", f.Way, f.Code, tt.way, tt.code)
			}
			if tt.way == session.ByBrowser && f.CorrelationID != traceID {
				t.Errorf("%+v", f)
			}
			if _, in := a.Identity(); in {
				t.Error("somebody is in")
			}
			s.signIn(t, a) // the program goes on
		})
	}
}

func TestBrowserWindow(t *testing.T) {
	m := clock.NewManual(time.Now())
	s := newSTS()
	a := s.open(t, onPort(free(t)), func(o *auth.Options) { o.Clock = m })
	show, wait, err := a.Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m.Advance(5 * time.Minute)
	s.failed(t, wait(t.Context()), fault.SignIn, "nobody has signed in in time")
	closed(t, show.Port)
}

func TestBrowserIsCanceled(t *testing.T) {
	s := newSTS()
	a := s.open(t, onPort(free(t)))
	show, wait, err := a.Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.failed(t, wait(ctx), fault.Canceled, "given up")
	closed(t, show.Port)

	_, wait, err = a.Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a.SignOut()
	s.failed(t, wait(t.Context()), fault.Canceled, "session was closed")
}

// Neither Esc nor the window waits for a stranger who keeps a request open.
func TestBrowserIsHeldUp(t *testing.T) {
	m := clock.NewManual(time.Now())
	s := newSTS()
	a := s.open(t, onPort(free(t)), func(o *auth.Options) { o.Clock = m })
	for _, end := range []func(context.CancelFunc){
		func(cancel context.CancelFunc) { cancel() }, func(context.CancelFunc) { m.Advance(5 * time.Minute) },
	} {
		show, wait, err := a.Browser(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		stranger, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", show.Port))
		if err != nil {
			t.Fatal(err)
		}
		defer stranger.Close()
		if _, err := fmt.Fprint(stranger, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		end(cancel)
		if err := wait(ctx); session.FailureOf(err) == nil {
			t.Errorf("%v", err)
		}
	}
}

// closed waits until nobody listens on a port any more. If that never happens the test's timeout ends it.
func closed(t *testing.T, port int) {
	t.Helper()
	for {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			l.Close()
			return
		}
		if t.Context().Err() != nil {
			t.Fatal(err)
		}
	}
}

func TestBrowserCannotBegin(t *testing.T) {
	s := newSTS()
	s.answer = func(call) *reply { return broken }
	_, _, err := s.open(t, onPort(free(t))).Browser(t.Context())
	s.failed(t, err, fault.Offline, "not reached")
}

// A refusal of the code that the browser brought has its row too.
func TestBrowserCodeIsRefused(t *testing.T) {
	s := newSTS()
	s.answer = func(c call) *reply {
		if c.grant() == "authorization_code" {
			return refuse(50105, "invalid_grant")
		}
		return nil
	}
	_, wait, err := s.browse(t)
	if err != nil {
		t.Fatal(err)
	}
	f := s.failed(t, wait(t.Context()), fault.SignIn, "not assigned")
	if f.Way != session.Blocked || !strings.Contains(f.Admin, "Users and groups") {
		t.Errorf("%+v", f)
	}
}

// browse begins a sign-in by browser, and the browser answers.
func (s *sts) browse(t *testing.T) (session.Browser, func(context.Context) error, error) {
	t.Helper()
	show, wait, err := s.open(t, onPort(free(t))).Browser(t.Context())
	if err == nil {
		s.page(t, show.URL, nil)
	}
	return show, wait, err
}

// The claims of a challenge go into the page of the next sign-in, by browser and by paste.
func TestClaimsGoIntoThePage(t *testing.T) {
	s := newSTS()
	a := s.signedIn(t, onPort(free(t)), pasting)
	stale := s.tokenOf(t, a)
	s.revoke(t)
	_, err := a.Renew(t.Context(), stale, `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`)
	s.failed(t, err, fault.SignIn, "revoked")
	paste, _, err := a.PasteBack(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	show, wait, err := a.Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{paste.URL, show.URL} {
		u, _ := url.Parse(page)
		if claims := u.Query().Get("claims"); !strings.Contains(claims, `"c1"`) || !strings.Contains(claims, "CP1") {
			t.Errorf("the page is %s", page)
		}
		if u.Query().Get("login_hint") != "operator@sandbox.example" {
			t.Errorf("the page is %s", page)
		}
	}
	s.page(t, show.URL, nil)
	if err := wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.tokenOf(t, a)
}
