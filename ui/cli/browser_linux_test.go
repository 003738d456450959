package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// page is what a browser shows after authorize: where its form goes, and with what.
type page struct {
	action string
	fields url.Values
	client *http.Client
}

var (
	formAction  = regexp.MustCompile(`(?m)^<form method="POST" name="hiddenform" action="([^"]*)">$`)
	formField   = regexp.MustCompile(`(?m)^<input type="hidden" name="([^"]*)" value="([^"]*)"/>$`)
	linkAddress = regexp.MustCompile(`\x1b\]8;[^;]*;(http://localhost:[^\x07\x1b]+)`)
	wantedPort  = regexp.MustCompile(`-L 127\.0\.0\.1:(\d+):127\.0\.0\.1:(\d+)`)
)

// browser is a person's browser, on a machine that trusts the sandbox. It follows no redirect by itself.
func (s *served) browser(t *testing.T) *http.Client {
	t.Helper()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(s.CAPEM)) {
		t.Fatal("the sandbox's certificate cannot be read")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, port, _ := net.SplitHostPort(address); host == "localhost" && s.localhost != "" {
			address = net.JoinHostPort(s.localhost, port)
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
}

// leadsTo returns where the short address leads a browser.
func (s *served) leadsTo(t *testing.T, short string) string {
	t.Helper()
	resp, err := s.browser(t).Get(short)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.Header.Get("Location")
}

// visits opens the page, and returns the form that its script submits. If the browser is redirected, visits follows,
// and there is no form.
func (s *served) visits(t *testing.T, address string) (page, bool) {
	t.Helper()
	client := s.browser(t)
	resp, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if to := resp.Header.Get("Location"); to != "" {
		if resp, err := http.Get(to); err == nil {
			resp.Body.Close()
		}
		return page{}, false
	}
	action := formAction.FindSubmatch(text)
	if action == nil {
		return page{}, false
	}
	p := page{html.UnescapeString(string(action[1])), url.Values{}, client}
	for _, field := range formField.FindAllSubmatch(text, -1) {
		p.fields.Set(html.UnescapeString(string(field[1])), html.UnescapeString(string(field[2])))
	}
	return p, true
}

// sends does what the page's script does. It returns what the browser shows then.
func (p page) sends(t *testing.T, action string) string {
	t.Helper()
	resp, err := p.client.PostForm(action, p.fields)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// signs opens the short address and the page it leads to, and lets the page submit itself.
func (s *served) signs(t *testing.T, short string) {
	t.Helper()
	if p, ok := s.visits(t, s.leadsTo(t, short)); ok {
		p.sends(t, p.action)
	}
}

// address waits for a short address other than old. It must be on the screen in plain text, as in the link.
func (c *console) address(old string) string {
	c.t.Helper()
	var address string
	c.until("an address to open", func(screen string) bool {
		links := linkAddress.FindAllStringSubmatch(c.since(0), -1)
		if len(links) == 0 || links[len(links)-1][1] == old {
			return false
		}
		address = links[len(links)-1][1]
		return strings.Contains(screen, "\n"+address)
	})
	return address
}

// port returns the loopback port that the screen's ssh line forwards.
func (c *console) port() string {
	c.t.Helper()
	found := wantedPort.FindStringSubmatch(c.text())
	if found == nil || found[1] != found[2] {
		c.t.Fatalf("there is no port forwarding on the screen:\n%s", c.text())
	}
	return found[1]
}

// atJump is a home reached through SSH.
func atJump(t *testing.T) home {
	t.Helper()
	h := newHome(t)
	h.env = append(h.env, "SSH_CONNECTION=192.0.2.7 50022 192.0.2.1 22")
	return h
}

// freePort returns a loopback port that was free a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// TestTwoOperatorsByBrowser signs two operators in at the same time on one machine, each as themselves. What belongs to
// one has no effect on the other, and neither gets the other's port.
func TestTwoOperatorsByBrowser(t *testing.T) {
	t.Parallel()
	s := serve(t, newHome(t), "--people", "10")
	homes := [2]home{atJump(t), atJump(t)}
	var both [2]*console
	var pages [2]string
	for i := range both {
		wanted := freePort(t) // with --redirect-port, because tests of other packages may use this user's ports
		both[i] = start(t, homes[i], 80, 24, "--sandbox", s.root, "--sign-in", "browser", "--redirect-port", wanted)
		both[i].sees("Sign in", "192.0.2.1", "Enter ~ C", "a guess from SSH_CONNECTION")
		pages[i] = s.leadsTo(t, both[i].address(""))
		if both[i].port() != wanted {
			t.Fatalf("waits on port %s, want %s", both[i].port(), wanted)
		}
	}
	third := start(t, atJump(t), 80, 24, "--sandbox", s.root, "--sign-in", "browser", "--redirect-port", both[0].port())
	third.says("could not sign in: port "+both[0].port()+
		" is taken by another program on this machine, and it is not known who answers there",
		"Enter try again")

	// The first one's answer reaches the second one's port: nobody is signed in, and the second is told and still
	// waits.
	p, ok := s.visits(t, pages[0])
	if !ok || p.action != "http://localhost:"+both[0].port() {
		t.Fatalf("the page goes to %q, want the port on the screen, %s", p.action, both[0].port())
	}
	if shown := p.sends(t, "http://localhost:"+both[1].port()); shown != "" {
		t.Errorf("the browser shows %q, want nothing", shown)
	}
	both[1].says("an answer came that belongs to another sign-in, and it was not taken", "waiting on")

	var done sync.WaitGroup
	for i, hint := range []string{"reader@sandbox.example", "operator@sandbox.example"} {
		done.Go(func() {
			p, _ := s.visits(t, pages[i]+"&login_hint="+url.QueryEscape(hint))
			if shown := p.sends(t, p.action); !strings.Contains(shown, "Go back to the terminal") {
				t.Errorf("the browser shows %q", shown)
			}
		})
	}
	done.Wait()
	both[0].sees("Search", "reader@sandbox.example")
	both[1].sees("Search", "operator@sandbox.example")
	for i, c := range both {
		c.press(ctrlC + ctrlC)
		c.ends()
		c.restored()
		c.clean(homes[i])
	}
}

// TestBrowserFailures makes sign-ins by browser fail, one after another on the same screen, and then one succeed.
func TestBrowserFailures(t *testing.T) {
	t.Parallel()
	h := atJump(t)
	s := serve(t, h, "--people", "10")
	c := start(t, h, 100, 30, "--sandbox", s.root, "--sign-in", "browser", "--redirect-port", freePort(t))
	address := c.address("")
	for i, r := range []row{
		{"aadsts-53003@authorize", "AADSTS53003", "Conditional Access blocked the sign-in", nil},
		{"aadsts-50105@authorize", "AADSTS50105", "you are not assigned to this app", nil},
		{"aadsts-65004@authorize", "AADSTS65004", "the consent was declined", nil},
		{"aadsts-900000@authorize", "AADSTS900000", "for a reason Tapdesk does not know", nil},
		{"aadsts-50076@token", "AADSTS50076", "multi-factor authentication is needed", nil},
		{"wrong-tid@token", "", "you signed in to another tenant", nil},
	} {
		if i > 0 {
			c.press(enter)
			address = c.address(address)
		}
		s.fault(t, r.fault)
		s.signs(t, address)
		c.failed(r)
	}
	c.press(enter)
	address = c.address(address)
	// These do not end it: a favicon, answers to other sign-ins, and a page that leads nowhere.
	if resp, err := http.Get("http://localhost:" + c.port() + "/favicon.ico"); err != nil ||
		resp.StatusCode != http.StatusNotFound {
		t.Errorf("a favicon: %v, %v", resp, err)
	}
	s.fault(t, "wrong-state")
	s.signs(t, address)
	c.says("belongs to another sign-in", "waiting on")
	s.fault(t, "redirect-get")
	s.signs(t, address)
	c.says("came in the browser's address, where Tapdesk does not take it", "waiting on")
	s.fault(t, "no-redirect")
	s.signs(t, address)
	c.press(escape)
	c.sees("Enter  sign in with the browser")
	c.press(enter)
	s.signs(t, c.address(address))
	c.sees("Search", "operator@sandbox.example")
	c.clean(h)
}

// TestSignalWhileTheBrowserIsOut ends the program while it waits on a port, which is then free again.
func TestSignalWhileTheBrowserIsOut(t *testing.T) {
	t.Parallel()
	h := atJump(t)
	s := serve(t, h, "--people", "10")
	c := start(t, h, 80, 24, "--sandbox", s.root, "--sign-in", "browser", "--redirect-port", freePort(t))
	c.address("")
	port := c.port()
	c.signal(syscall.SIGTERM)
	if code := c.ends(); code != 128+int(syscall.SIGTERM) {
		t.Errorf("exit code %d, want %d", code, 128+int(syscall.SIGTERM))
	}
	c.restored()
	listener, err := net.Listen("tcp4", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
}

func TestFirstRunUnderATerminal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do    func(*console)
		shows string
		code  int
	}{
		"q leaves":         {func(c *console) { c.press("q") }, "", 0},
		"Esc leaves":       {func(c *console) { c.press(escape) }, "", 0},
		"Ctrl-C leaves":    {func(c *console) { c.press(ctrlC) }, "", 0},
		"SIGTERM ends":     {func(c *console) { c.signal(syscall.SIGTERM) }, "", 143},
		"SIGHUP ends":      {func(c *console) { c.signal(syscall.SIGHUP) }, "", 129},
		"d starts a demo":  {func(c *console) { c.press("d"); c.hurry(); c.press(ctrlC + ctrlC) }, demoBanner, 0},
		"no key but those": {func(c *console) { c.press("xyi" + enter); c.press("q") }, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			console := start(t, h, 80, 24)
			console.sees("tenant_id", "client_id", "tapdesk init", "d demo  q leave")
			c.do(console)
			if code := console.ends(); code != c.code {
				t.Errorf("exit code %d, want %d; %s", code, c.code, console.stderr())
			}
			if !strings.Contains(console.since(0), c.shows) {
				t.Errorf("the terminal did not show %q", c.shows)
			}
			console.restored()
			if _, err := os.Stat(filepath.Join(h.dir, "config", "tapdesk")); err == nil {
				t.Error("opening the first run wrote a file, want none")
			}
		})
	}
}

// TestSettingsInFiles goes from init to the sign-in of a real tenant, by the operator's file, and tries a site's file
// on the sandbox.
func TestSettingsInFiles(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	s := serve(t, h, "--people", "10")
	stdout, stderr, code := run(t, h, nil, "init", "--tenant-id", s.TenantID, "--client-id", s.ClientID, "--cloud",
		"global")
	path := filepath.Join(h.dir, "config", "tapdesk", "config.toml")
	if code != 0 || !strings.Contains(stdout, path) || stderr != "" {
		t.Fatalf("init: exit code %d, %q and %q", code, stdout, stderr)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(file, "read_only = true\n\n[sign_in]\nway = \"ask\"\n")
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, code = run(t, h, nil, "config", "show")
	if code != 0 || !strings.Contains(stdout, s.TenantID) || !strings.Contains(stdout, "[sign_in]\nway = \"ask\"") {
		t.Fatalf("config show: exit code %d, %q and %q", code, stdout, stderr)
	}
	trusting := !strings.Contains(stdout, "cannot be relied upon") // of this system's /etc, and no user namespace

	h.env = append(h.env, "SSL_CERT_FILE="+filepath.Join(h.dir, "ca.pem"))
	c := start(t, h, 100, 30)
	c.sees("Enter  sign in with the browser", "d      by device code")
	if trusting {
		c.sees("SSL_CERT_FILE is set and used: " + filepath.Join(h.dir, "ca.pem"))
	}
	c.press(ctrlC + ctrlC)
	c.ends()

	site := filepath.Join(h.dir, "site.toml")
	if err := os.WriteFile(site, []byte("read_only = true\n[ticket]\nneed = \"required\"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	c = start(t, h, 100, 30, "--sandbox", s.root, "--site", site)
	c.says("SANDBOX: not a real tenant", "the site's file "+site+" is tried here, no matter who can write to it")
	s.enters(t, c.code(""), "")
	open(c, "ordinary")
	c.press("i")
	c.says("read-only: read_only is set by the site's file")
	c.clean(h)
}

// TestDemoByBrowser goes through in the demo with Enter, without a browser.
func TestDemoByBrowser(t *testing.T) {
	t.Parallel()
	c := start(t, atJump(t), 80, 24, "--demo", "--people", "10", "--sign-in", "browser")
	c.address("")
	c.sees("In the demo Enter does all of this", "-L 127.0.0.1:", "waiting on 127.0.0.1:")
	c.press(enter)
	c.sees("Search", "operator@sandbox.example")
}

// TestSandboxIsStartedAgain restarts it under a console: the console says that its old token no longer works, and
// signing in again works.
func TestSandboxIsStartedAgain(t *testing.T) {
	t.Parallel()
	h, listen := newHome(t), "127.0.0.1:"+freePort(t)
	s := serve(t, h, "--people", "10", "--listen", listen)
	c := start(t, h, 100, 30, "--sandbox", s.root)
	first := c.code("")
	s.enters(t, first, "")
	c.sees("Search")
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
	c.press("ordinary")
	c.says("could not search people: " + listen + " refused the connection")
	s = serve(t, h, "--people", "10", "--listen", listen)
	c.press(enter)
	c.says("the sandbox was started again or has ended: nobody answers where its sign-in was", "Enter")
	c.press(enter)
	s.enters(t, c.code(first), "")
	c.sees("Enter searches again")
	c.press(enter)
	c.sees("ordinary@sandbox.example")
	c.clean(h)
}
