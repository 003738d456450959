package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// run runs the program without a terminal and returns what it wrote and its exit code.
func run(t *testing.T, h home, extraEnv []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := exec.Command(built(t), args...)
	cmd.Env = append(h.env, extraEnv...)
	cmd.Dir = h.dir
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func TestWithoutTerminal(t *testing.T) {
	t.Parallel()
	stdout, stderr, code := run(t, newHome(t), nil, "--demo")
	if code != 2 || stdout != "" || !strings.Contains(stderr, "needs a terminal") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("exit code %d, want 2 and one sentence on standard error alone; got %q and %q", code, stdout, stderr)
	}
}

func TestDumbTerminal(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.env = append(h.env, "TERM=dumb")
	c := start(t, h, 80, 24, "--demo")
	if code := c.ends(); code != 2 || !strings.Contains(c.stderr(), "dumb") || c.written() != 0 {
		t.Errorf("exit code %d, want 2 and a sentence; got %q on the terminal and %q", code, c.since(0), c.stderr())
	}
}

func TestHTTP2DebugRefused(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"http2debug=1", "netdns=go,http2debug=2"} {
		stdout, stderr, code := run(t, newHome(t), []string{"GODEBUG=" + value}, "version")
		if code != 2 || stdout != "" || !strings.Contains(stderr, "http2debug") || strings.Count(stderr, "\n") != 1 {
			t.Errorf("GODEBUG=%s: exit code %d, want 2 and one sentence; got %q and %q", value, code, stdout, stderr)
		}
	}
}

func TestHardened(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVariable+"="+roleHarden, "TEA_TRACE=trace", "TEA_DEBUG=true", "UV_DEBUG=cells")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if want := "notes=0 err=<nil> dumpable=0 core=0/0 spies=0\n"; string(out) != want {
		t.Errorf("hardening came to %qwant %q", out, want)
	}
}

func TestDemoStartsAndQuits(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]string{"y": "y", "a second Ctrl-C": ctrlC} {
		t.Run(name, func(t *testing.T) {
			c := startDemoConsole(t, newHome(t), 80, 24)
			c.sees("DEMO: not a real tenant", "Search")
			c.press(ctrlC)
			c.sees("press y to quit")
			c.press(keys)
			if code := c.ends(); code != 0 || c.stderr() != "" {
				t.Errorf("exit code %d, want 0; standard error: %q", code, c.stderr())
			}
			c.restored()
		})
	}
}

// TestFirstFrame checks that the first frame is complete at each size that the console supports.
func TestFirstFrame(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{60, 20}, {80, 24}, {120, 40}} {
		c := start(t, newHome(t), size[0], size[1], "--demo")
		c.sees("DEMO: not a real tenant", "Sign in")
		c.hurry()
		c.press(ctrlC + ctrlC)
		c.ends()
		c.restored()
	}
}

// TestSilentTerminal starts on a terminal that answers nothing: no frame may wait for an answer.
func TestSilentTerminal(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	c := startSilent(t, h, "--demo")
	if !c.within(patience, func(screen string) bool { return strings.Contains(screen, "Sign in") }) {
		t.Errorf("no frame on a terminal that answers nothing; it got %q", c.since(0))
	}
}

// TestDemoNeedsNoNetwork runs the demo in a network namespace that has a loopback and nothing else.
func TestDemoNeedsNoNetwork(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	cmd := exec.Command(os.Args[0], built(t), "--demo")
	cmd.Env = append(h.env, roleVariable+"="+roleOffline)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	probe := exec.Command(os.Args[0], "-test.run=^$")
	probe.SysProcAttr = cmd.SysProcAttr
	if err := probe.Run(); err != nil {
		t.Skipf("this system does not let a test make a network namespace: %v", err)
	}
	c := startAs(t, h, cmd, 80, 24)
	c.hurry()
	open(c, "ordinary")
}

// TestOpenFromAPipeTakesKeysFromTheTerminal reads the person and the ticket from standard input, while keys still come
// from the terminal. Neither is in the arguments, which everybody can read.
func TestOpenFromAPipeTakesKeysFromTheTerminal(t *testing.T) {
	t.Parallel()
	const script = `printf '%s\n' ordinary@sandbox.example INC7 | "$0" open - --demo`
	c := startAs(t, newHome(t), exec.Command("sh", "-c", script, built(t)), 80, 24)
	c.sees("type this code")
	c.press("\x1b[A") // approves at once
	c.sees("Orla Ordinary", "ordinary@sandbox.example")
	c.press(ctrlC + ctrlC)
	if code := c.ends(); code != 0 {
		t.Errorf("exit code %d, want 0; standard error: %q", code, c.stderr())
	}
	c.restored()
}

// open finds a person of the cast and opens them.
func open(c *console, name string) {
	c.t.Helper()
	c.sees("Search")
	c.press(name)
	c.sees(name + "@sandbox.example")
	c.press(enter)
	c.sees("Object id")
}

// served is a sandbox in its own process.
type served struct {
	cmd      *exec.Cmd
	root     string
	Graph    string `json:"graph"`
	Token    string `json:"token"`
	Operator string `json:"operator"`
	TenantID string `json:"tenant_id"`
	ClientID string `json:"client_id"`
	// Authority is where its sign-in is, with the tenant's id; CAPEM is the certificate to trust there.
	Authority string `json:"authority"`
	CAPEM     string `json:"ca_pem"`
	// localhost is the address under which a browser reaches it, empty for the usual one.
	localhost string
}

// serve starts 'tapdesk sandbox' and reads the line it prints.
func serve(t *testing.T, h home, args ...string) *served {
	t.Helper()
	s := &served{cmd: exec.Command(built(t), append([]string{"sandbox"}, args...)...)}
	s.cmd.Env, s.cmd.Dir, s.cmd.Stderr = h.env, h.dir, os.Stderr
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	})
	if err := json.NewDecoder(stdout).Decode(s); err != nil {
		t.Fatalf("the sandbox did not print a line of JSON: %v", err)
	}
	var ok bool
	if s.root, ok = strings.CutSuffix(s.Graph, "/v1.0"); !ok || s.Token == "" || s.Operator == "" || s.Authority == "" ||
		s.CAPEM == "" {
		t.Fatalf("the line lacks something: %+v", s)
	}
	return s
}

// post sends JSON to one of the sandbox's own endpoints and returns the status and the body.
func (s *served) post(t *testing.T, path, body string) (int, string) {
	t.Helper()
	resp, err := http.Post(s.root+path, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func TestSandboxServesAlone(t *testing.T) {
	t.Parallel()
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		sandbox := serve(t, newHome(t), "--people", "10", "--as", "reader")
		if !strings.HasPrefix(sandbox.Operator, "reader@") {
			t.Errorf("--as reader gave %q", sandbox.Operator)
		}
		req, err := http.NewRequest(http.MethodGet, sandbox.Graph+"/me", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+sandbox.Token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("/me answered %d", resp.StatusCode)
		}
		ended(t, sandbox, s)
	}
}

// TestSandboxEndsWhileAnswering ends it during an answer that takes a minute.
func TestSandboxEndsWhileAnswering(t *testing.T) {
	t.Parallel()
	sandbox := serve(t, newHome(t), "--people", "10", "--latency", "1m")
	address := strings.TrimPrefix(sandbox.root, "http://")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// The server says "100 Continue" when the tenant reads the body, so the request has arrived by then.
	fmt.Fprintf(conn, "POST /v1.0/$batch HTTP/1.1\r\nHost: %s\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n",
		address)
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("the sandbox answered %q, %v", line, err)
	}
	if _, err := io.WriteString(conn, "{}"); err != nil {
		t.Fatal(err)
	}
	ended(t, sandbox, syscall.SIGTERM)
}

// ended signals the sandbox and checks that it ends well, without waiting for the answer.
func ended(t *testing.T, s *served, signal syscall.Signal) {
	t.Helper()
	began := time.Now()
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("%s: %v, want exit code 0", signal, err)
	}
	if took := time.Since(began); took > patienceUnit {
		t.Errorf("%s: it took %s to end, want at most %s", signal, took, patienceUnit)
	}
}

func TestSandboxAddressInUse(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	first := serve(t, h, "--people", "10")
	_, stderr, code := run(t, h, nil, "sandbox", "--people", "10", "--listen", strings.TrimPrefix(first.root, "http://"))
	if code != 1 || !strings.Contains(stderr, "in use") {
		t.Errorf("exit code %d, want 1 and that the address is in use; got %q", code, stderr)
	}
}

func TestConsoleOnRunningSandbox(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	sandbox := serve(t, h)
	c := start(t, h, 80, 24, "--sandbox", sandbox.root)
	c.sees("SANDBOX: not a real tenant")
	c.approved(sandbox)
	open(c, "ordinary")
	c.press(ctrlC + ctrlC)
	if code := c.ends(); code != 0 {
		t.Errorf("exit code %d, want 0; %s", code, c.stderr())
	}
	c.restored()
}

// TestNobodyServes attaches to a port where nothing listens: the console says so and stays.
func TestNobodyServes(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	sandbox := serve(t, h, "--people", "10")
	ended(t, sandbox, syscall.SIGTERM)
	c := start(t, h, 80, 24, "--sandbox", sandbox.root)
	c.sees("could not sign in", "tapdesk sandbox")
	c.press(enter)
	c.sees("could not sign in", "tapdesk sandbox")
	c.press(ctrlC + ctrlC)
	if code := c.ends(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	c.restored()
}

func TestSignalsEndTheConsole(t *testing.T) {
	t.Parallel()
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		t.Run(s.String(), func(t *testing.T) {
			c := startDemoConsole(t, newHome(t), 80, 24)
			c.signal(s)
			if code := c.ends(); code != 128+int(s) {
				t.Errorf("exit code %d, want %d", code, 128+int(s))
			}
			c.restored()
		})
	}
}

// TestTerminalGone closes the operator's end of the terminal, as a lost connection does.
func TestTerminalGone(t *testing.T) {
	t.Parallel()
	c := startDemoConsole(t, newHome(t), 80, 24)
	c.hangUp()
	if code := c.ends(); code != 128+int(syscall.SIGHUP) {
		t.Errorf("exit code %d, want %d", code, 128+int(syscall.SIGHUP))
	}
}

// TestSuspendWithoutShell stops the console where no shell could continue it (in its own session, as under an OpenSSH
// ForceCommand). The kernel does not stop it there, so it comes back by itself, and a pass that was shown is gone.
func TestSuspendWithoutShell(t *testing.T) {
	t.Parallel()
	c := startDemoConsole(t, newHome(t), 80, 24)
	shown, pass := revealed(c)
	stopping := c.written()
	c.signal(syscall.SIGTSTP)
	c.until("the console to come back", func(string) bool {
		since := c.since(stopping)
		left := strings.Index(since, "\x1b[?1049l")
		return left >= 0 && strings.Contains(since[left:], "\x1b[?1049h")
	})
	c.sees("wiped")
	if since := c.since(stopping); strings.Contains(since, shown) || strings.Contains(since, pass) ||
		strings.Contains(c.text(), shown) {
		t.Error("the pass outlived the stop")
	}
	c.press(escape)
	c.until("the person", func(screen string) bool { return !strings.Contains(screen, "The pass was created") })
	c.press(ctrlC + ctrlC)
	if code := c.ends(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	c.restored()
}

// spacedPass matches a line of the reveal: one space between characters, three between groups of four.
var spacedPass = regexp.MustCompile(`(?m)^(\S(?: \S){3}(?: {3}\S(?: \S){0,3})+)$`)

// asked goes from the lookup to the confirmation of a new pass for ordinary.
func asked(c *console) {
	c.t.Helper()
	open(c, "ordinary")
	c.press("i")
	c.sees("Lifetime")
	there := func(screen string) bool { return strings.Contains(screen, "press y to issue") }
	for n := 0; n < 4 && !c.within(300*time.Millisecond, there); n++ {
		c.press(enter)
	}
	c.sees("press y to issue", "ordinary@sandbox.example")
}

// revealed goes from the lookup to the reveal of a new pass for ordinary, and returns the pass as the screen shows it
// and as it must be typed.
func revealed(c *console) (shown, pass string) {
	c.t.Helper()
	asked(c)
	c.press("y")
	c.sees("The pass was created")
	// The screen opened by itself, so it takes no key until the keyboard has been quiet for half a second.
	find := func(screen string) bool {
		shown = spacedPass.FindString(screen)
		return shown != ""
	}
	for n := 0; n < 5 && !c.within(time.Second, find); n++ {
		c.press(" ")
	}
	c.until("the pass", find)
	return shown, strings.ReplaceAll(shown, " ", "")
}

// TestCanary issues a pass, reveals it, closes the reveal and quits. Whatever the environment asks for, the pass is
// then neither in the terminal's output after the closing, nor on standard error, nor in any file.
func TestCanary(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	trace, cells := filepath.Join(h.dir, "trace.log"), filepath.Join(h.dir, "cells.log")
	h.env = append(h.env, "TEA_TRACE="+trace, "TEA_DEBUG=true", "UV_DEBUG="+cells, "GODEBUG=netdns=go",
		"GOTRACEBACK=single")
	sandbox := serve(t, h)
	c := start(t, h, 80, 24, "--sandbox", sandbox.root)
	c.approved(sandbox)
	shown, pass := revealed(c)
	if len(pass) < 8 {
		t.Fatalf("the pass on the screen is %d characters long", len(pass))
	}
	if status, body := sandbox.post(t, "/sandbox/signin",
		`{"user":"ordinary@sandbox.example","pass":"`+pass+`"}`); status != http.StatusOK {
		t.Errorf("the sandbox does not accept the pass that was shown: %d %s", status, body)
	}
	c.press(escape)
	c.sees("Esc again: done, the value is wiped")
	closing := c.written()
	c.press(escape)
	c.until("the watch", func(screen string) bool {
		return strings.Contains(screen, "Checked") && !strings.Contains(screen, "Read this to")
	})
	c.press(ctrlC)
	c.sees("press y to quit")
	c.press("y")
	if code := c.ends(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	c.restored()
	forms := []string{pass, shown, strings.Join(strings.Split(pass, ""), " ")}
	for _, form := range forms {
		for where, text := range map[string]string{
			"what was written after the closing": c.since(closing), "the terminal": c.text(), "standard error": c.stderr(),
		} {
			if strings.Contains(text, form) {
				t.Errorf("the pass is in %s, want it nowhere", where)
			}
		}
	}
	for _, path := range []string{trace, cells} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s was written", filepath.Base(path))
		}
	}
	checkFiles(t, h.dir, forms)
}

// checkFiles looks for the pass in every file below dir.
func checkFiles(t *testing.T, dir string, forms []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, form := range forms {
			if bytes.Contains(text, []byte(form)) {
				t.Errorf("the pass is in %s, want it nowhere", path)
			}
		}
		t.Logf("the program left a file: %s, %d bytes", path, len(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestSignalInReveal ends the console while the pass is shown: the terminal that it leaves does not show it.
func TestSignalInReveal(t *testing.T) {
	t.Parallel()
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(s.String(), func(t *testing.T) {
			h := newHome(t)
			c := startDemoConsole(t, h, 80, 24)
			shown, pass := revealed(c)
			closing := c.written()
			c.signal(s)
			if code := c.ends(); code != 128+int(s) {
				t.Errorf("exit code %d, want %d", code, 128+int(s))
			}
			c.restored()
			for _, form := range []string{shown, pass} {
				if strings.Contains(c.text(), form) || strings.Contains(c.since(closing), form) ||
					strings.Contains(c.stderr(), form) {
					t.Error("the pass outlived the signal")
				}
			}
			checkFiles(t, h.dir, []string{shown, pass})
		})
	}
}
