package auth_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tapdesk/graph/auth"
	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/session"
)

// The tests here run in real time: the port that the browser comes back to is a real one.

// free finds a port to ask for, with room above it. Nothing is certain in a shared machine, so the tests look at where the
// session says that it waits.
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
	if show.Forward != forward || show.SSH != "ssh "+forward+" -p 2222 192.0.2.1" || !show.HostGuessed || show.Port != show.Wanted {
		t.Errorf("%+v", show)
	}
	if left := time.Until(show.Until); left < 4*time.Minute || left > 5*time.Minute {
		t.Errorf("waits for %v", left)
	}
	if u, _ := url.Parse(show.URL); u.Query().Get("redirect_uri") != fmt.Sprintf("http://localhost:%d", show.Port) || u.Query().Get("prompt") != "select_account" || u.Query().Get("login_hint") != "" {
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
	if u, _ := url.Parse(again.URL); u.Query().Get("login_hint") != "olga@sandbox.example" || u.Query().Get("prompt") != "login" {
		t.Errorf("the page is %s", again.URL)
	}
	s.page(t, again.URL, nil)
	if err := wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.tokenOf(t, a)
}

func TestBrowserIsDisturbed(t *testing.T) {
	words := "AADSTS53003: blocked &lt;SECRET-WORDS&gt;. Correlation ID: " + strings.ToUpper(traceID)
	tests := []struct {
		name  string
		visit func(t *testing.T, s *sts, show session.Browser)
		word  string
		way   session.Way
	}{
		{"a stranger's GET", func(t *testing.T, _ *sts, show session.Browser) {
			req, _ := http.NewRequest(http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/favicon.ico", show.Port), nil)
			do(t, req)
		}, "other than the sign-in page", session.Again},
		{"another state", func(t *testing.T, s *sts, show session.Browser) {
			s.page(t, show.URL, func(v url.Values) { v.Set("state", "SECRET-WORDS") })
		}, "other than the sign-in page", session.Again},
		{"no state", func(t *testing.T, s *sts, show session.Browser) {
			s.page(t, show.URL, func(v url.Values) { v.Del("state") })
		}, "other than the sign-in page", session.Again},
		{"no code", func(t *testing.T, s *sts, show session.Browser) {
			s.page(t, show.URL, func(v url.Values) { v.Del("code") })
		}, "other than the sign-in page", session.Again},
		{"a stranger's code", func(t *testing.T, s *sts, show session.Browser) {
			s.page(t, show.URL, func(v url.Values) { v.Set("code", "SECRET-WORDS") })
		}, "belongs to another sign-in", session.Again},
		{"Conditional Access", func(t *testing.T, s *sts, show session.Browser) {
			s.page(t, show.URL, func(v url.Values) { v.Set("error", "access_denied"); v.Set("error_description", words) })
		}, "Conditional Access", session.ByBrowser},
		{"words alone", func(t *testing.T, s *sts, show session.Browser) {
			s.page(t, show.URL, func(v url.Values) { v.Set("error", "access_denied"); v.Set("error_description", "SECRET-WORDS") })
		}, "does not know", session.Again},
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
			tt.visit(t, s, show)
			f := s.failed(t, wait(t.Context()), fault.SignIn, tt.word)
			if f.Way != tt.way {
				t.Errorf("way %d, want %d", f.Way, tt.way)
			}
			if tt.way == session.ByBrowser && (f.Code != "AADSTS53003" || f.CorrelationID != traceID) {
				t.Errorf("%+v", f)
			}
			if _, in := a.Identity(); in {
				t.Error("somebody is in")
			}
			s.signIn(t, a) // the program goes on
		})
	}
}

func TestBrowserPortIsTaken(t *testing.T) {
	s := newSTS()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	taken := l.Addr().(*net.TCPAddr).Port
	if taken > 65500 {
		t.Skip("no room above the port")
	}
	a := s.open(t, onPort(taken))
	show, wait, err := a.Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if show.Wanted != taken || show.Port <= taken || !strings.Contains(show.URL, fmt.Sprint(show.Port)) || !strings.Contains(show.Forward, fmt.Sprint(show.Port)) {
		t.Errorf("%+v", show)
	}
	s.page(t, show.URL, nil)
	if err := wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestBrowserWithoutAPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:65535")
	if err != nil {
		t.Skip("the last port is not free")
	}
	defer l.Close()
	s := newSTS()
	_, _, err = s.open(t, onPort(65535)).Browser(t.Context())
	s.failed(t, err, fault.SignIn, "nor any of those that follow")
}

// Two operators on one host, with the same port in the configuration, sign in at the same time.
func TestBrowserTwoAtOnce(t *testing.T) {
	port := free(t)
	var all sync.WaitGroup
	var shown [2]session.Browser
	var ready sync.WaitGroup
	ready.Add(2)
	for i := range 2 {
		all.Go(func() {
			s := newSTS()
			s.claims = map[string]any{"oid": fmt.Sprintf("bbbbbbbb-0000-4000-8000-00000000001%d", i)}
			a := s.open(t, onPort(port))
			show, wait, err := a.Browser(context.Background())
			shown[i] = show
			ready.Done()
			if err != nil {
				t.Error(err)
				return
			}
			ready.Wait()
			s.page(t, show.URL, nil)
			if err := wait(context.Background()); err != nil {
				t.Error(err)
			}
			if who, _ := a.Identity(); who.Operator.ID.Wire() != s.claims["oid"] {
				t.Errorf("%+v", who)
			}
		})
	}
	all.Wait()
	if shown[0].Port == shown[1].Port {
		t.Errorf("both wait on %d", shown[0].Port)
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

// A stranger who keeps a request open keeps MSAL's own server from ending; neither Esc nor the window waits for that.
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

// closed waits until nobody listens on a port any more; the test's own timeout ends it when that never comes.
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
	s.revoke()
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
		if u.Query().Get("login_hint") != "olga@sandbox.example" {
			t.Errorf("the page is %s", page)
		}
	}
	s.page(t, show.URL, nil)
	if err := wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.tokenOf(t, a)
}
