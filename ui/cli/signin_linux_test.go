package cli

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// More keys as terminals send them.
const (
	arrowUp = "\x1b[A"
	ctrlL   = "\x0c"
	ctrlO   = "\x0f"
	ctrlR   = "\x12"
)

// startDemoConsole starts the demo and makes it sign in at once.
func startDemoConsole(t *testing.T, h home, cols, rows int, args ...string) *console {
	t.Helper()
	c := start(t, h, cols, rows, append([]string{"--demo"}, args...)...)
	c.hurry()
	return c
}

// hurry approves the demo's sign-in by a key that types nothing.
func (c *console) hurry() {
	c.t.Helper()
	c.sees("type this code")
	c.press(arrowUp)
	c.sees("Search")
}

// plainCode matches the line with the code to type, spacedCode the line with the code spaced out for reading.
var (
	plainCode  = regexp.MustCompile(`(?m)^ {3}([B-DF-HJ-NP-TV-Z]{9})$`)
	spacedCode = regexp.MustCompile(`(?m)^ {3}((?:[B-DF-HJ-NP-TV-Z] ){8}[B-DF-HJ-NP-TV-Z])$`)
)

// code waits for a device code other than old, and returns it.
func (c *console) code(old string) string {
	c.t.Helper()
	var code string
	c.until("a new code", func(screen string) bool {
		plain, spaced := plainCode.FindStringSubmatch(screen), spacedCode.FindStringSubmatch(screen)
		if plain == nil || spaced == nil || plain[1] == old {
			return false
		}
		code = plain[1]
		return strings.ReplaceAll(spaced[1], " ", "") == code
	})
	return code
}

// approved approves the code on the screen, and waits for the search.
func (c *console) approved(s *served) {
	c.t.Helper()
	s.enters(c.t, c.code(""), "")
	c.sees("Search")
}

// enters types a code on the page, as the person would. more is the rest of the request, from a comma on.
func (s *served) enters(t *testing.T, code, more string) {
	t.Helper()
	if status, body := s.post(t, "/sandbox/approve",
		fmt.Sprintf(`{"user_code":%q%s}`, code, more)); status != http.StatusOK {
		t.Fatalf("the sandbox takes no code: %d %s", status, body)
	}
}

// fault sets a fault of the sandbox.
func (s *served) fault(t *testing.T, spec string) {
	t.Helper()
	if status, body := s.post(t, "/sandbox/faults", fmt.Sprintf(`{"fault":%q}`, spec)); status != http.StatusOK {
		t.Fatalf("the sandbox takes no fault: %d %s", status, body)
	}
}

// says waits for texts that may run over several lines.
func (c *console) says(texts ...string) {
	c.t.Helper()
	c.until(strings.Join(texts, ", "), func(screen string) bool {
		screen = squeezed(screen)
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

func TestDemoSignsInByItself(t *testing.T) {
	t.Parallel()
	c := start(t, newHome(t), 80, 24, "--demo", "--people", "10", "--as", "reader")
	c.sees("Sign in", "type this code", "In the demo somebody else does that")
	c.sees("Search", "reader@sandbox.example")
	if took := c.written(); took == 0 {
		t.Error("nothing was drawn")
	}
}

// TestTypedWhileTheDemoSignsIn types at once: that approves the sign-in, and the text goes to the search field.
func TestTypedWhileTheDemoSignsIn(t *testing.T) {
	t.Parallel()
	c := start(t, newHome(t), 80, 24, "--demo", "--people", "10")
	c.sees("type this code")
	c.press("usable-pass")
	c.sees("Search", "usable-pass@sandbox.example")
}

// TestChoicesAreNotTyped makes the demo's sign-in fail: the key that chooses the next way is not text for the search.
func TestChoicesAreNotTyped(t *testing.T) {
	t.Parallel()
	c := start(t, newHome(t), 80, 24, "--demo", "--people", "10", "--fault", "aadsts-53003@token")
	c.says("Conditional Access blocked the sign-in", "d by device code")
	c.press("d")
	c.hurry()
	c.press("ordinary")
	c.sees("Search  ordinary", "ordinary@sandbox.example")
}

// TestEscapeAndAnotherCode cancels a code: nothing is requested until a key asks for it, and then the code is a new
// one.
func TestEscapeAndAnotherCode(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	s := serve(t, h, "--people", "10")
	c := start(t, h, 60, 20, "--sandbox", s.root)
	first := c.code("")
	c.press(escape)
	c.sees("Enter  sign in with a device code")
	c.press(enter)
	s.enters(t, c.code(first), `,"as":"reader"`)
	c.sees("Search", "reader@")
}

// row is one way in which a sign-in can fail: the sandbox's fault, and what must be on the screen.
type row struct {
	fault, code string
	happened    string
	more        []string
}

// byCode are the rows of a sign-in by device code.
var byCode = []row{
	{"aadsts-53003@token", "AADSTS53003", "Conditional Access blocked the sign-in",
		[]string{"sign in by browser", "administrator:", "Enter sign in with the browser"}},
	{"aadsts-50199@token", "AADSTS50199", "the page still waits for you to confirm", nil},
	{"aadsts-530035@token", "AADSTS530035", "security defaults of the tenant blocked", []string{"ask an administrator"}},
	{"aadsts-50194@devicecode", "AADSTS50194", "used an address that all tenants share", []string{"tenant_id"}},
	{"aadsts-50196@token", "AADSTS50196", "the same request too many times", []string{"wait 1 min, then try again"}},
	{"aadsts-50097@token", "AADSTS50097", "a registered or compliant device", []string{"Enter sign in with the browser"}},
	{"aadsts-53000@token", "AADSTS53000", "a registered or compliant device", []string{"Enter sign in with the browser"}},
	{"aadsts-53001@token", "AADSTS53001", "a registered or compliant device", []string{"Enter sign in with the browser"}},
	{"aadsts-530003@token", "AADSTS530003", "a registered or compliant device",
		[]string{"Enter sign in with the browser"}},
	{"aadsts-50076@token", "AADSTS50076", "multi-factor authentication is needed", nil},
	{"aadsts-50079@token", "AADSTS50079", "multi-factor authentication is needed", nil},
	{"aadsts-50158@token", "AADSTS50158", "a check at another provider", nil},
	{"aadsts-50105@token", "AADSTS50105", "you are not assigned to this app", []string{"Users and groups"}},
	{"aadsts-65001@token", "AADSTS65001", "nobody has consented", []string{"grant admin consent"}},
	{"aadsts-65004@token", "AADSTS65004", "the consent was declined", nil},
	{"aadsts-700016@devicecode", "AADSTS700016", "has no app with this client_id",
		[]string{"client_id, tenant_id and cloud"}},
	{"aadsts-90002@devicecode", "AADSTS90002", "no such tenant in this cloud", nil},
	{"aadsts-7000218@token", "AADSTS7000218", "does not allow device code",
		[]string{"Allow public client flows", "Enter sign in with the browser"}},
	{"aadsts-65002@token", "AADSTS65002", "one of Microsoft's own apps", []string{"register an app of your own"}},
	{"aadsts-50057@token", "AADSTS50057", "your account is disabled", nil},
	{"aadsts-900000@token", "AADSTS900000", "for a reason Tapdesk does not know", nil},
	{"aadsts-70020@token", "AADSTS70020", "the code has expired", []string{"ask for a new one"}},
	{"declined@token", "authorization_declined", "declined in the browser", nil},
	{"access-denied@token", "access_denied", "declined in the browser", nil},
	{"bad-code@token", "bad_verification_code", "does not know this code any more", nil},
	{"wrong-tid@token", "", "you signed in to another tenant than the configured one", nil},
	{"declined-scope@token", "", "without any permission for Microsoft Graph", nil},
	{"malformed-answer@token", "AADSTS54005", "was used before", nil}, // the repeated request, after half an answer
	{"throttle-whole@devicecode", "AADSTS90055", "cannot answer at the moment", nil},
	{"html-body@devicecode", "", "cannot answer at the moment", nil},
	{"network-drop@devicecode", "", "the sign-in service was not reached", nil},
}

// atPoll are the rows that answer the first poll, whether the person has been to the page or not.
var atPoll = []string{"aadsts-70020@token", "declined@token", "access-denied@token", "bad-code@token"}

// TestEachFailureIsASentence makes sign-ins by device code fail, one after another on the same screen, and then one
// succeed.
func TestEachFailureIsASentence(t *testing.T) {
	t.Parallel()
	const consoles = 5
	for part := range consoles {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			s := serve(t, h, "--people", "10")
			c := start(t, h, 100, 30, "--sandbox", s.root)
			code := c.code("")
			c.press(escape)
			for i := part; i < len(byCode); i += consoles {
				r := byCode[i]
				c.sees("Enter  ")
				s.fault(t, r.fault)
				c.press("d")
				if strings.HasSuffix(r.fault, "@token") {
					code = c.code(code)
					if !slices.Contains(atPoll, r.fault) {
						s.enters(t, code, "")
					}
				}
				c.failed(r)
			}
			c.press("d")
			s.enters(t, c.code(code), "")
			c.sees("Search", "operator@sandbox.example")
			c.clean(h)
		})
	}
}

var quotedCorrelation = regexp.MustCompile(`correlation id [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// failed waits for the sentence of a row, and checks that the screen has nothing that it must not have.
func (c *console) failed(r row) {
	c.t.Helper()
	c.says(append([]string{r.happened, r.code, "Enter "}, r.more...)...)
	screen := c.text()
	if r.code != "" && !quotedCorrelation.MatchString(squeezed(screen)) {
		c.t.Errorf("%s: there is no correlation id:\n%s", r.fault, screen)
	}
	for _, raw := range []string{"Trace ID", "Timestamp", "error_description", "nobody knows", "{"} {
		if strings.Contains(screen, raw) {
			c.t.Errorf("%s: %q of the service's own words is shown:\n%s", r.fault, raw, screen)
		}
	}
}

// TestPassingTroubleIsWaitedOut checks that a dropped network and a busy service cost time but no code.
func TestPassingTroubleIsWaitedOut(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"network-drop@token:2", "slow-down@token", "aadsts-70016@token", "no-wids@token"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			s := serve(t, h, "--people", "10", "--fault", fault)
			c := start(t, h, 80, 24, "--sandbox", s.root)
			c.approved(s)
		})
	}
}

// TestDeclinedAndExpired declines a code as its person, and lets one expire.
func TestDeclinedAndExpired(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	s := serve(t, h, "--people", "10")
	c := start(t, h, 80, 24, "--sandbox", s.root)
	first := c.code("")
	s.enters(t, first, `,"decline":true`)
	c.says("the sign-in was declined in the browser", "somebody else has seen your code")
	c.press(enter)
	second := c.code(first)
	if status, body := s.post(t, "/sandbox/clock", `{"advance":"16m"}`); status != http.StatusOK {
		t.Fatal(body)
	}
	c.says("the code has expired", "ask for a new one")
	c.press(enter)
	s.enters(t, c.code(second), "")
	c.sees("Search")
}

// atRenewal are the ways in which a session can end when its token is renewed.
var atRenewal = []row{
	{"aadsts-530036@refresh", "AADSTS530036", "because it was made with a device code",
		[]string{"sign in by browser", "Enter sign in with the browser"}},
	{"aadsts-70043@refresh", "AADSTS70043", "a fresh sign-in after a set time", nil},
	{"aadsts-700082@refresh", "AADSTS700082", "the sign-in has expired", nil},
	{"aadsts-50173@refresh", "AADSTS50173", "your sign-in was revoked", nil},
	{"aadsts-53003@refresh", "AADSTS53003", "Conditional Access blocked the sign-in", nil},
	{"aadsts-50076@refresh", "AADSTS50076", "multi-factor authentication is needed", nil},
}

// TestLapses makes renewals fail for good. The sign-in opens over the screen, which is kept.
func TestLapses(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	s := serve(t, h, "--people", "10")
	c := start(t, h, 100, 30, "--sandbox", s.root)
	code := c.code("")
	s.enters(t, code, "")
	c.sees("Search")
	c.press("ordinary")
	c.sees("ordinary@sandbox.example")
	for _, r := range atRenewal {
		s.fault(t, r.fault)
		s.fault(t, "expired-token@search")
		c.press("x")
		c.says("The sign-in has ended: sign in again to go on", "operator@sandbox.example; what was open and typed is kept")
		c.failed(r)
		c.press("d")
		code = c.code(code)
		s.enters(t, code, "")
		c.sees("Search  ordinaryx")
		c.press("\x7f")
		c.sees("ordinary@sandbox.example")
	}
	c.press(ctrlR)
	c.says("your active roles: ")
	// While the token lasts, a renewal that fails shows one sentence and has no other effect.
	s.fault(t, "aadsts-530003@refresh")
	c.press(ctrlR)
	c.says("could not renew the sign-in: the tenant asks for a registered or compliant device", "AADSTS530003",
		"Search ordinary")
	c.clean(h)
}

// TestRolesAreReadAnew activates a role and reads the roles again.
func TestRolesAreReadAnew(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	s := serve(t, h, "--people", "10", "--as", "reader")
	c := start(t, h, 100, 30, "--sandbox", s.root)
	c.approved(s)
	c.says("No role that issues passes is active")
	if status, body := s.post(t, "/sandbox/roles",
		`{"user":"reader","roles":["Authentication Administrator"]}`); status != http.StatusOK {
		t.Fatal(body)
	}
	c.press(ctrlR)
	c.says("your active roles: Authentication Administrator")
}

// tokens matches every secret of the sandbox's token service, and everything that begins like a JSON web token.
var tokens = regexp.MustCompile(`(sandbox|refresh|code|device)\.[A-Za-z0-9_-]{43}|eyJ[A-Za-z0-9_-]{17,}`)

// leaked returns the first token in a text. Something that begins like a JSON web token by chance, as certificates and
// challenges sometimes do, is not JSON when it is decoded.
func leaked(text string) string {
	for _, found := range tokens.FindAllString(text, -1) {
		head, err := base64.RawURLEncoding.DecodeString(found[:20])
		if !strings.HasPrefix(found, "eyJ") || err == nil && !bytes.ContainsFunc(head, func(r rune) bool {
			return r < ' ' || r > '~'
		}) {
			return found
		}
	}
	return ""
}

// clean looks for tokens in everything that the program has written: to the terminal, to standard error, to files.
func (c *console) clean(h home) {
	c.t.Helper()
	for where, text := range map[string]string{"the terminal": c.since(0), "standard error": c.stderr()} {
		if found := leaked(text); found != "" {
			c.t.Errorf("a token is in %s: %.20s...", where, found)
		}
	}
	err := filepath.WalkDir(h.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if leaked(string(text)) != "" {
			c.t.Errorf("a token is in %s", path)
		}
		return err
	})
	if err != nil {
		c.t.Error(err)
	}
}

// TestTokenByChance checks that a JSON web token is found, and that a random text that begins like one is not.
func TestTokenByChance(t *testing.T) {
	jwt := base64.RawURLEncoding.EncodeToString([]byte(`{"typ":"JWT","alg":"RS256"}`)) + ".eyJ.x"
	for text, want := range map[string]bool{
		"a " + jwt + " b": true, "code." + strings.Repeat("x", 43): true, "eyJjNJ5jZIGdwUb7ci_Vx0aQ": false,
		"eyJjNJ5jZIGdwUb7ci_Vx0aQ " + jwt: true,
	} {
		if got := leaked(text) != ""; got != want {
			t.Errorf("%s: a token %v, want %v", text, got, want)
		}
	}
}

// TestTokensStayInside signs in, works, and ends the session in each way: then no token is anywhere.
func TestTokensStayInside(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*console){
		"sign-out": func(c *console) {
			c.press(ctrlO)
			c.sees("press y to sign out")
			c.press("y")
			c.sees("Enter  sign in with a device code")
			c.press(ctrlC + ctrlC)
			c.ends()
		},
		"lock": func(c *console) {
			c.press(ctrlL)
			c.says("Ctrl-L again")
			c.press(ctrlL)
			c.says("Locked", "operator@sandbox.example unlocks it by signing in")
			c.press(ctrlC + ctrlC)
			c.ends()
		},
		"quit": func(c *console) { c.press(ctrlC + ctrlC); c.ends() },
		"kill": func(c *console) { _ = c.cmd.Process.Kill(); c.ends() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.env = append(h.env, "GODEBUG=netdns=go", "GOTRACEBACK=all", "TEA_TRACE="+filepath.Join(h.dir, "trace.log"),
				"TEA_DEBUG=true")
			s := serve(t, h, "--people", "10")
			if leaked(s.Token) == "" {
				t.Fatal("the test does not know what a token looks like")
			}
			c := start(t, h, 80, 24, "--sandbox", s.root)
			c.approved(s)
			open(c, "ordinary")
			end(c)
			c.clean(h)
		})
	}
}

// TestLockKeepsWhatWasOpen locks over a person, and comes back to them by a sign-in.
func TestLockKeepsWhatWasOpen(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	s := serve(t, h, "--people", "10")
	c := start(t, h, 80, 24, "--sandbox", s.root)
	c.approved(s)
	open(c, "ordinary")
	c.press(ctrlL)
	c.says("Ctrl-L again")
	c.press(ctrlL)
	c.sees("Locked", "Enter  sign in with a device code")
	if screen := c.text(); strings.Contains(screen, "ordinary") {
		t.Errorf("the locked screen shows who was open:\n%s", screen)
	}
	c.press(enter)
	s.enters(t, c.code(""), "")
	c.sees("Object id", "ordinary@sandbox.example")
	// Somebody else does not find it.
	c.press(ctrlL)
	c.says("Ctrl-L again")
	c.press(ctrlL)
	c.sees("Locked")
	c.press(enter)
	s.enters(t, c.code(""), `,"as":"reader"`)
	c.sees("Search", "reader@sandbox.example")
	if screen := c.text(); strings.Contains(screen, "ordinary@") {
		t.Errorf("another operator is shown who was open:\n%s", screen)
	}
}

// TestFirstFrameBeforeAnyNetwork stops the program the moment it connects, and checks what it has drawn by then.
func TestFirstFrameBeforeAnyNetwork(t *testing.T) {
	listener, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	c := start(t, newHome(t), 80, 24, "--sandbox", "http://"+listener.Addr().String())
	_ = listener.SetDeadline(time.Now().Add(patience))
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c.signal(syscall.SIGSTOP)
	if !c.within(time.Second, func(screen string) bool { return strings.Contains(screen, "Sign in") }) {
		t.Errorf("the program connected before it drew anything; the terminal shows:\n%s", c.text())
	}
	c.signal(syscall.SIGCONT)
	c.press(ctrlC + ctrlC)
	if code := c.ends(); code != 0 {
		t.Errorf("exit code %d, want 0 while the sign-in waits for an answer", code)
	}
}
