package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/state/clock"
	"tapdesk/state/config"
	"tapdesk/state/fault"
	"tapdesk/state/trust"
	"tapdesk/ui"
)

// trusting is a system that says that only root can write to anything on the way to the site's file.
var trusting = trust.System{
	Entry:     func(_ string, is trust.Entry) trust.Entry { return trust.Entry{Mode: is.Mode.Type() | 0o755} },
	Namespace: func() string { return "" },
}

// testProgram returns a program on a terminal of type xterm without any settings, whose screens end at once.
func testProgram() (p *program, out, errs *bytes.Buffer) {
	out, errs = new(bytes.Buffer), new(bytes.Buffer)
	return &program{
		in: strings.NewReader(""), out: out, err: errs, clock: clock.System{}, terminal: func() bool { return true },
		getenv: func(name string) string {
			return map[string]string{"TERM": "xterm", "XDG_CONFIG_HOME": "/nonexistent"}[name]
		},
		unsetenv: func(string) error { return nil }, environ: func() []string { return nil },
		site: "/nonexistent/config.toml", system: trusting,
		console: func(context.Context, ui.Options) error { return nil },
		welcome: func(context.Context, []config.Need) (bool, error) { return false, nil },
	}, out, errs
}

// Invented ids.
const (
	someTenant = "11111111-2222-4333-8444-555555555555"
	someClient = "66666666-7777-4888-8999-aaaaaaaaaaaa"
)

// TestUsage goes through everything that can be wrong with the arguments: one sentence that names the mistake and what
// to do, exit code 2, and nothing on standard output.
func TestUsage(t *testing.T) {
	const demo = "--demo"
	for _, c := range []struct {
		name string
		args []string
		says []string
	}{
		{"unknown flag", []string{"--demoo"}, []string{"--demoo", "tapdesk --help"}},
		{"unknown short flag", []string{"-x"}, []string{"-x", "tapdesk --help"}},
		{"unknown flag of a command", []string{"sandbox", "--demo"}, []string{"--demo", "tapdesk sandbox --help"}},
		{"flag that is no flag", []string{"--=x"}, []string{"--=x", "tapdesk --help"}},
		{"unknown command", []string{"frobnicate"}, []string{`"frobnicate"`, "tapdesk --help"}},
		{"mistyped command", []string{"sandbx"}, []string{`"sandbx"`, "did you mean 'tapdesk sandbox'"}},
		{"argument to a command", []string{"sandbox", "now"}, []string{`"now"`, "tapdesk sandbox --help"}},
		{"argument to version", []string{"version", "now"}, []string{`"now"`, "tapdesk version"}},
		{"both tenants", []string{demo, "--sandbox", "http://127.0.0.1:1"}, []string{"--demo", "--sandbox", "exclude"}},
		{"sandbox without a value", []string{"--sandbox"}, []string{"--sandbox", "URL"}},
		{"sandbox empty", []string{"--sandbox", ""}, []string{"--sandbox", "http://127.0.0.1"}},
		{"tenant of a demo", []string{demo, "--tenant-id", someTenant}, []string{"--tenant-id", "real tenant"}},
		{"client of a sandbox", []string{"--sandbox", "http://127.0.0.1:1", "--client-id", someClient},
			[]string{"--client-id", "real tenant"}},
		{"tenant no GUID", []string{"--tenant-id", "hunter2"}, []string{"--tenant-id", "GUID"}},
		{"tenant a placeholder", []string{"--tenant-id", "00000000-0000-0000-0000-000000000000"},
			[]string{"--tenant-id", "placeholder"}},
		{"tenant for a client", []string{"--tenant-id", someTenant, "--client-id", someTenant},
			[]string{"--client-id", "the same"}},
		{"unknown way", []string{demo, "--sign-in", "password"},
			[]string{"--sign-in", `"password"`, "browser, device-code or ask"}},
		{"port below", []string{demo, "--redirect-port", "80"}, []string{"--redirect-port", `"80"`, "1024 to 65535"}},
		{"port no number", []string{demo, "--redirect-port", "http"}, []string{"--redirect-port", `"http"`}},
		{"host with an option", []string{demo, "--ssh-host", "-oProxyCommand=x"},
			[]string{"--ssh-host", "jump.sandbox.example"}},
		{"lock too soon", []string{demo, "--idle-lock", "30s"}, []string{"--idle-lock", `"30s"`, "2m to 12h"}},
		{"lock no time", []string{demo, "--idle-lock", "soon"}, []string{"--idle-lock", `"soon"`, "30m"}},
		{"reveal too long", []string{demo, "--reveal-seconds", "601"}, []string{"--reveal-seconds", `"601"`, "15 to 600"}},
		{"read only perhaps", []string{demo, "--read-only=perhaps"}, []string{"--read-only", `"perhaps"`, "true or false"}},
		{"sign-in fault aimed at nothing", []string{demo, "--fault", "aadsts-53003@search"},
			[]string{"--fault", "aadsts-53003 cannot hit search"}},
		{"nothing to show", []string{"config", "hide"}, []string{`"hide"`, "tapdesk config --help"}},
		{"argument to init", []string{"init", "now"}, []string{`"now"`, "tapdesk init --help"}},
		{"init with no GUID", []string{"init", "--tenant-id", "hunter2"}, []string{"--tenant-id", "GUID"}},
		{"init with one id twice",
			[]string{"init", "--tenant-id", someTenant, "--client-id", someTenant, "--cloud", "global"},
			[]string{"--client-id", "nothing was written"}},
		{"init with no cloud", []string{"init", "--tenant-id", someTenant, "--client-id", someClient, "--cloud", "nine"},
			[]string{"--cloud", `"nine"`, "usgov"}},
		{"sandbox elsewhere", []string{"--sandbox", "http://192.0.2.1:80"}, []string{"--sandbox", "this machine"}},
		{"sandbox with version", []string{"--sandbox", "http://127.0.0.1:80/v1.0"},
			[]string{"--sandbox", "without a version"}},
		{"sandbox with a user", []string{"--sandbox", "http://a:hunter2@127.0.0.1:80"}, []string{"--sandbox"}},
		{"people without demo", []string{"--sandbox", "http://127.0.0.1:1", "--people", "5"},
			[]string{"--people", "--demo", "tapdesk sandbox --people"}},
		{"fault without demo", []string{"--fault", "lost-answer"}, []string{"--fault", "--demo"}},
		{"people no number", []string{demo, "--people", "many"}, []string{"--people", `"many"`, "whole number"}},
		{"too many people", []string{demo, "--people", "100001"}, []string{"--people", "1 to 100000"}},
		{"no people", []string{demo, "--people", "0"}, []string{"--people", "1 to 100000"}},
		{"seed below zero", []string{demo, "--seed", "-1"}, []string{"--seed", `"-1"`}},
		{"latency no duration", []string{demo, "--latency", "5"}, []string{"--latency", "150ms"}},
		{"latency below zero", []string{demo, "--latency", "-5s"}, []string{"--latency", "150ms"}},
		{"not of the cast", []string{demo, "--as", "nobody"}, []string{"--as", `"nobody"`, "operator"}},
		{"as empty", []string{demo, "--as", ""}, []string{"--as"}},
		{"unknown caller", []string{demo, "--caller", "gremlin"}, []string{"--caller", `"gremlin"`, "passkey"}},
		{"caller without demo", []string{"--caller", "never"}, []string{"--caller", "--demo"}},
		{"unknown fault", []string{demo, "--fault", "gremlin"}, []string{"--fault", `"gremlin"`, "lost-answer"}},
		{"fault aimed at nothing", []string{demo, "--fault", "lost-answer@moon"}, []string{"--fault", `"moon"`, "search"}},
		{"unknown API version", []string{demo, "--api-version", "v2"}, []string{"--api-version", `"v2"`, "v1.0 or beta"}},
		{"unknown cloud", []string{demo, "--cloud", "nine"}, []string{"--cloud", `"nine"`, "usgov"}},
		{"unknown zone", []string{demo, "--zone", "Mars/Olympus"}, []string{"--zone", `"Mars/Olympus"`, "Europe/Berlin"}},
		{"zone empty", []string{demo, "--zone", ""}, []string{"--zone", "Europe/Berlin"}},
		{"demo no boolean", []string{"--demo=perhaps"}, []string{"--demo", `"perhaps"`}},
		{"listen everywhere", []string{"sandbox", "--listen", ":8080"}, []string{"--listen", "127.0.0.1:8080"}},
		{"listen outside", []string{"sandbox", "--listen", "192.0.2.1:8080"}, []string{"--listen", "loopback"}},
		{"listen without a port", []string{"sandbox", "--listen", "127.0.0.1"}, []string{"--listen", "port"}},
		{"sandbox of nobody", []string{"sandbox", "--as", "nobody"}, []string{"--as", `"nobody"`}},
		{"open nobody", []string{"open"}, []string{"tapdesk open", "by UPN or object id"}},
		{"open two", []string{"open", "a@sandbox.example", "b@sandbox.example"}, []string{"tapdesk open", "2 arguments"}},
		{"open nothing", []string{"open", " "}, []string{"tapdesk open", "needs one person"}},
		{"open nobody of a pipe", []string{"open", "-"}, []string{"tapdesk open", "needs one person"}},
		{"open for no ticket", []string{"open", "a@sandbox.example", demo, "--ticket", ""},
			[]string{"--ticket", "leave the flag out"}},
		{"open for a long ticket", []string{"open", "a@sandbox.example", demo, "--ticket", strings.Repeat("9", 65)},
			[]string{"--ticket", "at most 64"}},
		{"a ticket without open", []string{demo, "--ticket", "INC1"}, []string{"--ticket", "tapdesk --help"}},
		{"no such shell", []string{"completion", "tcsh"}, []string{`"tcsh"`, "bash, zsh"}},
		{"too much after the shell", []string{"completion", "bash", "now"}, []string{"completion", "bash, zsh"}},
		{"no shell", []string{"completion"}, []string{"completion", "bash, zsh"}},
		{"help for nothing", []string{"help", "frobnicate"}, []string{`"frobnicate"`, "tapdesk --help"}},
		{"no such man page", []string{"man", "tapdance"}, []string{`"tapdance"`, "tapdesk man sandbox"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, out, errs := testProgram()
			p.console = func(context.Context, ui.Options) error { t.Error("the console ran"); return nil }
			if code := p.run(t.Context(), c.args); code != exitUsage {
				t.Errorf("exit code %d, want %d", code, exitUsage)
			}
			said := errs.String()
			if strings.Contains(said, "hunter2") {
				t.Errorf("%q repeats a password", said)
			}
			if out.Len() > 0 || !strings.HasPrefix(said, "tapdesk: ") || strings.Count(said, "\n") != 1 ||
				!strings.HasSuffix(said, "\n") {
				t.Errorf("want one sentence on standard error alone, got %q and %q", out, said)
			}
			for _, part := range c.says {
				if !strings.Contains(said, part) {
					t.Errorf("%q does not say %q", said, part)
				}
			}
		})
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"-h"}, {"help"}, {"sandbox", "--help"}, {"help", "sandbox"},
		{"init", "--help"}, {"open", "--help"}, {"config"}, {"config", "--help"}, {"config", "show", "--help"},
		{"man", "--help"}, {"completion", "--help"}} {
		p, out, errs := testProgram()
		if code := p.run(t.Context(), args); code != exitOK || errs.Len() > 0 {
			t.Errorf("%q: exit code %d and %q, want %d and nothing", args, code, errs, exitOK)
		}
		for i, line := range strings.Split(out.String(), "\n") {
			if i == 0 && line == "" {
				t.Errorf("%q: no help", args)
			}
		}
	}
	p, out, _ := testProgram()
	p.run(t.Context(), []string{"--help"})
	for _, part := range []string{"Exit codes:", "129", "143", "NO_COLOR", "--demo", "--fault", "completion",
		"tapdesk --demo", "tapdesk init", "SSL_CERT_FILE", "--idle-lock"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("the help does not mention %s", part)
		}
	}
}

func TestSandboxHelpNamesFaults(t *testing.T) {
	p, out, _ := testProgram()
	p.run(t.Context(), []string{"sandbox", "--help"})
	for _, part := range []string{"lost-answer", "cut-answer", "list-lag", "/sandbox/signin", "--listen", "aadsts-53003",
		"network-drop", "/sandbox/approve", "ca_pem"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("the help does not mention %s", part)
		}
	}
}

func TestVersion(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"--version"}} {
		p, out, errs := testProgram()
		if code := p.run(t.Context(), args); code != exitOK || errs.Len() > 0 ||
			!strings.HasPrefix(out.String(), "tapdesk ") {
			t.Errorf("%q: exit code %d, %q and %q", args, code, out, errs)
		}
	}
}

func TestDescribe(t *testing.T) {
	built := &debug.BuildInfo{Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.time", Value: "2026-11-01T12:00:00Z"},
		{Key: "vcs.modified", Value: "true"},
	}}
	built.Main.Version = "v1.2.3"
	for _, c := range []struct {
		info *debug.BuildInfo
		want string
	}{
		{nil, "tapdesk v" + release + "-devel go"},
		{&debug.BuildInfo{}, "tapdesk v" + release + "-devel go"},
		{&debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, "tapdesk v" + release + "-devel go"},
		{&debug.BuildInfo{Main: debug.Module{Version: "v0.0.0-20261129120000-0123456789ab"}},
			"tapdesk v" + release + "-devel go"},
		{built, "tapdesk v1.2.3 (commit 0123456789ab, 2026-11-01T12:00:00Z, with changes) go"},
	} {
		if got := describe(c.info); !strings.HasPrefix(got, c.want) {
			t.Errorf("describe: %q, want %q and so on", got, c.want)
		}
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		p, out, errs := testProgram()
		if code := p.run(t.Context(), []string{"completion", shell}); code != exitOK || errs.Len() > 0 ||
			!strings.Contains(out.String(), "tapdesk") {
			t.Errorf("%s: exit code %d, %d bytes and %q", shell, code, out.Len(), errs)
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--api-version", ""}, "beta"},
		{[]string{"--cloud", ""}, "usgov-dod"},
		{[]string{"--fault", "lost"}, "lost-answer"},
		{[]string{"--caller", "pass"}, "passkey"},
		{[]string{"--fault", "aadsts-530"}, "aadsts-53003"},
		{[]string{"--sign-in", ""}, "device-code"},
		{[]string{"--read-only="}, "true"},
		{[]string{"init", "--cloud", ""}, "usgov-dod"},
		{[]string{"config", ""}, "keys"},
		{[]string{"sandbox", "--fault", "list"}, "list-lag"},
		{[]string{"man", ""}, "sandbox"},
		{[]string{"sand"}, "sandbox"},
	} {
		p, out, _ := testProgram()
		p.run(t.Context(), append([]string{"__complete"}, c.args...))
		if !strings.Contains(out.String(), c.want) {
			t.Errorf("completing %q offers %q, want %s", c.args, out, c.want)
		}
	}
}

func TestSurroundings(t *testing.T) {
	for name, c := range map[string]struct {
		terminal bool
		term     string
		says     string
	}{
		"a pipe":        {false, "xterm", "needs a terminal"},
		"dumb":          {true, "dumb", "TERM"},
		"dumb, shouted": {true, "DUMB", "TERM"},
	} {
		p, out, errs := testProgram()
		p.terminal = func() bool { return c.terminal }
		p.getenv = func(string) string { return c.term }
		if code := p.run(t.Context(), []string{"--demo"}); code != exitUsage || out.Len() > 0 ||
			!strings.Contains(errs.String(), c.says) {
			t.Errorf("%s: exit code %d, %q and %q", name, code, out, errs)
		}
	}
}

// TestOptions checks what the console is given, and that the demo answers through it.
func TestOptions(t *testing.T) {
	p, _, errs := testProgram()
	p.notes = []string{"a note"}
	ran := false
	p.console = func(ctx context.Context, o ui.Options) error {
		ran = true
		if o.Banner != demoBanner || o.Zone.String() != "Asia/Kolkata" || o.Cloud != graph.China || len(o.Notes) != 1 ||
			o.Vault == nil || o.Clock == nil {
			t.Errorf("the console was given %+v", o)
		}
		code, wait, err := o.Session.DeviceCode(ctx)
		if err != nil || code.UserCode == "" || !o.SignIn.AtOnce || o.SignIn.First != ui.ByCode {
			t.Fatalf("the demo's sign-in is %+v, its code %+v, %v", o.SignIn, code, err)
		}
		o.SignIn.Approve(code.UserCode)
		if err := wait(ctx); err != nil {
			t.Fatal(err)
		}
		if who := o.Session.Standing().Identity.Operator.UserPrincipalName.String(); who != "reader@sandbox.example" {
			t.Errorf("the operator is %s", who)
		}
		return nil
	}
	code := p.run(t.Context(),
		[]string{"--demo", "--as", "reader", "--people", "10", "--zone", "Asia/Kolkata", "--cloud", "china", "--api-version",
			"beta"})
	if code != exitOK || !ran {
		t.Errorf("exit code %d, ran %v: %s", code, ran, errs)
	}
}

// TestDemoListensOnlyWhileItRuns sends the demo a request after its console has ended.
func TestDemoListensOnlyWhileItRuns(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	options, err := (&tenantFlags{people: 5, as: "operator"}).options(clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	demo, err := startDemo(ctx, options)
	if err != nil {
		t.Fatal(err)
	}
	root := demo.root
	resp, err := http.Get(root + "/sandbox")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(root, "http://127.0.0.1:") {
		t.Errorf("%s answered %d", root, resp.StatusCode)
	}
	stop()
	http.DefaultClient.CloseIdleConnections()
	for deadline := time.Now().Add(patienceUnit); ; {
		if resp, err = http.Get(root + "/sandbox"); err != nil {
			break
		}
		resp.Body.Close()
		if time.Now().After(deadline) {
			t.Fatal("the demo still listens")
		}
	}
}

// patienceUnit is how long something may take that takes almost no time on an idle machine.
const patienceUnit = 10 * time.Second

func TestExitCodes(t *testing.T) {
	broken := &fault.Fault{Kind: fault.Offline, What: "sign in", Hint: "look at the cable",
		Cause: errors.New("Bearer sandbox.secret")}
	for _, c := range []struct {
		err  error
		code int
		says string
	}{
		{nil, 0, ""},
		{errors.New("it broke"), 1, "tapdesk: it broke\n"},
		{broken, 1, "tapdesk: could not sign in: no answer from Graph; look at the cable\n"},
		{refuse("no"), 2, "tapdesk: no\n"},
		{fmt.Errorf("deep: %w", refuse("no")), 2, "tapdesk: deep: no\n"},
		{&ui.Signaled{Number: int(syscall.SIGTERM), Name: "terminated"}, 143, "tapdesk: ended by signal: terminated\n"},
		{&ui.Signaled{Number: int(syscall.SIGHUP), Name: "hangup"}, 129, "tapdesk: ended by signal: hangup\n"},
	} {
		p, out, errs := testProgram()
		p.console = func(context.Context, ui.Options) error { return c.err }
		if code := p.run(t.Context(), []string{"--demo", "--people", "5"}); code != c.code || errs.String() != c.says ||
			out.Len() > 0 {
			t.Errorf("%v: exit code %d and %q, want %d and %q", c.err, code, errs, c.code, c.says)
		}
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, syscall.EPIPE }

// TestBrokenPipe checks that output that cannot be printed is a failure.
func TestBrokenPipe(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"man"}, {"sandbox", "--people", "5"}} {
		p, _, errs := testProgram()
		p.out = brokenPipe{}
		if code := p.run(t.Context(), args); code != exitFailed || !strings.Contains(errs.String(), "broken pipe") {
			t.Errorf("%q: exit code %d and %q", args, code, errs)
		}
	}
}
