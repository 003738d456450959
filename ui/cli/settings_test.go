package cli

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/state/call"
	"tapdesk/state/call/command"
	"tapdesk/state/config"
	"tapdesk/state/trust"
	"tapdesk/ui"
)

// desk is a program with files of settings and a test's environment.
type desk struct {
	*program
	env      map[string]string
	operator string
}

// newDesk returns a desk. An empty text means that there is no such file.
func newDesk(t *testing.T, p *program, site, operator string) *desk {
	t.Helper()
	dir := t.TempDir()
	d := &desk{program: p, env: map[string]string{"TERM": "xterm", "XDG_CONFIG_HOME": dir},
		operator: filepath.Join(dir, "tapdesk", "config.toml")}
	p.getenv = func(name string) string { return d.env[name] }
	p.unsetenv = func(name string) error { delete(d.env, name); return nil }
	p.site = filepath.Join(dir, "site.toml")
	for path, text := range map[string]string{p.site: site, d.operator: operator} {
		if text == "" {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// bothIDs are the settings without which nobody can sign in.
const bothIDs = "tenant_id = \"" + someTenant + "\"\nclient_id = \"" + someClient + "\"\n"

// triedSite writes a site's file to try, which anybody may write to.
func triedSite(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tried.toml")
	text := "idle_lock = \"10m\"\n[ticket]\nneed = \"required\"\n[journal]\ndir = \"/nowhere\"\nanchor = \"required\"\n"
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSettingsReachTheScreens checks what the screens get from files, flags and environment.
func TestSettingsReachTheScreens(t *testing.T) {
	tried := triedSite(t)
	for _, c := range []struct {
		name, site, operator string
		env                  map[string]string
		args                 []string
		want                 func(ui.Options, *desk) bool
	}{
		{"defaults", "", bothIDs, nil, nil, func(o ui.Options, _ *desk) bool {
			return o.SignIn.First == ui.ByBrowser && o.SignIn.AtOnce && o.SignIn.Approve == nil && !o.SignIn.PasteBack &&
				o.Banner == "" &&
				o.IdleLock == 30*time.Minute && o.Reveal.Seconds == 180 && o.ReadOnly == "" && o.Cloud == graph.Global &&
				len(o.Notes) == 0
		}},
		{"ids as flags", "", "", nil, []string{"--tenant-id", someTenant, "--client-id", someClient},
			func(o ui.Options, _ *desk) bool { return o.Session != nil }},
		{"every flag", "", bothIDs, nil, []string{
			"--cloud", "usgov-dod", "--sign-in", "device-code", "--redirect-port", "8400", "--ssh-host",
			"opal@jump.sandbox.example",
			"--api-version", "beta", "--read-only", "--idle-lock", "1h30m", "--reveal-seconds", "60",
		}, func(o ui.Options, _ *desk) bool {
			return o.Cloud == graph.USGovDoD && o.SignIn.First == ui.ByCode && !o.SignIn.AtOnce &&
				o.ReadOnly == "--read-only was given" &&
				o.IdleLock == 90*time.Minute && o.Reveal.Seconds == 60
		}},
		{"a flag beats the operator's file", "", bothIDs + "sign_in.way = \"ask\"\nread_only = true\n", nil,
			[]string{"--sign-in", "browser", "--read-only=false"},
			func(o ui.Options, _ *desk) bool { return o.SignIn.First == ui.ByBrowser && o.ReadOnly == "" }},
		{"read only by the operator's file", "", bothIDs + "read_only = true\n", nil, nil,
			func(o ui.Options, _ *desk) bool { return o.ReadOnly == "read_only is set by your file, line 3" }},
		{"asked each time", "", bothIDs + "sign_in.way = \"ask\"\n", nil, nil, func(o ui.Options, _ *desk) bool {
			return o.SignIn.First == ui.ByAsking && !o.SignIn.AtOnce
		}},
		{"the site beats the operator's file, and says so", "idle_lock = \"10m\"\nsign_in.paste_back = true\n",
			bothIDs + "idle_lock = \"1h\"\n", nil, nil,
			func(o ui.Options, _ *desk) bool {
				return o.IdleLock == 10*time.Minute && o.SignIn.PasteBack && len(o.Notes) == 1 &&
					strings.Contains(o.Notes[0], "idle_lock = 1h has no effect")
			}},
		{"tightening is allowed", "idle_lock = \"10m\"\n", bothIDs, nil, []string{"--idle-lock", "5m"},
			func(o ui.Options, _ *desk) bool { return o.IdleLock == 5*time.Minute }},
		{"presets", "[[preset]]\nname = \"Lost phone\"\nlifetime = \"2h\"\nuse = \"one-time\"\n", bothIDs, nil, nil,
			func(o ui.Options, _ *desk) bool {
				return len(o.Form.Presets) == 1 && o.Form.Presets[0].Name == "Lost phone" &&
					o.Form.Presets[0].Draft.Lifetime == "2h"
			}},
		{"whom the site protects", "privileged.deny = [\"head@sandbox.example\"]\nprivileged.unreadable = \"refuse\"\n",
			bothIDs, nil, nil,
			func(o ui.Options, _ *desk) bool {
				return len(o.Site.Deny) == 1 && o.Site.RefuseUnreadable && !o.Site.Date.IsZero()
			}},
		{"what must be known before issuing",
			"ticket.need = \"required\"\nverification.ways = [\"video\"]\nlimits.lifetime = \"2h\"\nlimits.per_hour = " +
				"5\nverification.command = \"/usr/libexec/check\"\n", bothIDs, nil, nil,
			func(o ui.Options, _ *desk) bool {
				return o.Desk.Rules.Ticket == call.Required && len(o.Desk.Rules.Ways) == 1 &&
					o.Desk.Bounds.MaximumLifetimeInMinutes == 120 &&
					o.Desk.PacePerHour == 5 && o.Form.Checker.(command.Command).Path == "/usr/libexec/check" &&
					o.Wanted.Query == "" && o.Wanted.Ticket == ""
			}},
		{"who is told", "notify.command = \"/usr/libexec/notify\"\nnotify.security_contact = \"Security desk\"\n", bothIDs,
			nil, nil, func(o ui.Options, _ *desk) bool {
				return o.Desk.Notifier != nil && o.Site.SecurityContact == "Security desk"
			}},
		{"nothing must be known", "", bothIDs, nil, nil, func(o ui.Options, _ *desk) bool {
			return !o.Desk.Rules.WantsTicket() && !o.Desk.Rules.WantsWay() && o.Form.Checker == nil && o.Desk.Notifier == nil
		}},
		{"one person, for a ticket", "ticket.pattern = \"INC[0-9]+\"\nticket.example = \"INC1\"\n", bothIDs, nil,
			[]string{"open", "ordinary@sandbox.example", "--ticket", " inc0012345 ", "--idle-lock", "5m"},
			func(o ui.Options, _ *desk) bool {
				return o.Wanted.Query == "ordinary@sandbox.example" && o.Wanted.Ticket == "INC0012345" &&
					o.IdleLock == 5*time.Minute
			}},
		{"one person of a demo", "", "", nil, []string{"open", "--demo", "--people", "1", "ordinary@sandbox.example"},
			func(o ui.Options, _ *desk) bool {
				return o.Wanted.Query == "ordinary@sandbox.example" && o.Banner == demoBanner
			}},
		{"variables are shown", "", bothIDs,
			map[string]string{"HTTPS_PROXY": "http://opal:hunter2@proxy.sandbox.example:3128", "SSL_CERT_FILE": "ca.pem"}, nil,
			func(o ui.Options, d *desk) bool {
				said := strings.Join(o.Notes, "\n")
				return len(o.Notes) == 2 && strings.Contains(said, "proxy.sandbox.example:3128") &&
					!strings.Contains(said, "hunter2") &&
					strings.Contains(said, "SSL_CERT_FILE is set and used: ca.pem") && d.env["SSL_CERT_FILE"] != "" &&
					d.env["HTTPS_PROXY"] != ""
			}},
		{"forbidden variables are gone", "trust_environment = false\n", bothIDs,
			map[string]string{"HTTPS_PROXY": "http://192.0.2.1:1", "no_proxy": "*", "SSL_CERT_DIR": "certs"}, nil,
			func(o ui.Options, d *desk) bool {
				said := strings.Join(o.Notes, "\n")
				return d.env["HTTPS_PROXY"] == "" && d.env["no_proxy"] == "" && d.env["SSL_CERT_DIR"] == "" &&
					d.env["TERM"] == "xterm" &&
					strings.Contains(said, "HTTPS_PROXY is set and ignored: the site's file, line 1") &&
					strings.Contains(said, "SSL_CERT_DIR is set and ignored")
			}},
		{"a demo knows no files, and says so of the site's", "idle_lock = \"10m\"\n", "nonsense", nil,
			[]string{"--demo", "--people", "1"},
			func(o ui.Options, d *desk) bool {
				return o.Banner == demoBanner && o.IdleLock == 30*time.Minute &&
					slices.Equal(o.Notes, []string{"the site's file " + d.site + " does not count here; --site FILE tries one"})
			}},
		{"a sandbox says so too", "idle_lock = \"10m\"\n", "", nil, []string{"--sandbox", "http://127.0.0.1:1"},
			func(o ui.Options, d *desk) bool {
				return len(o.Notes) == 1 && strings.Contains(o.Notes[0], d.site+" does not count")
			}},
		{"a demo without a site's file", "", "", nil, []string{"--demo", "--people", "1"},
			func(o ui.Options, _ *desk) bool { return len(o.Notes) == 0 }},
		{"a demo tries a site's file", "nonsense", "nonsense", nil, []string{"--demo", "--people", "1", "--site", tried},
			func(o ui.Options, d *desk) bool {
				return o.Banner == demoBanner && o.IdleLock == 10*time.Minute && o.Desk.Rules.Ticket == call.Required &&
					o.ReadOnly == "" &&
					o.SignIn.First == ui.ByCode && o.Journal.Trouble() == nil && len(o.Notes) == 1 &&
					strings.Contains(o.Notes[0], tried+" is tried here, no matter who can write to it")
			}},
		{"a sandbox tries a site's file", "", "", nil, []string{"--sandbox", "http://127.0.0.1:1", "--site", tried},
			func(o ui.Options, _ *desk) bool { return o.Banner == sandboxBanner && o.IdleLock == 10*time.Minute }},
		{"only the desk's own situations", "built_in_presets = false\n", bothIDs, nil, nil,
			func(o ui.Options, _ *desk) bool { return o.Form.NoBuiltIns }},
		{"a demo by browser", "", "", nil, []string{"--demo", "--people", "1", "--sign-in", "browser"},
			func(o ui.Options, _ *desk) bool {
				return o.SignIn.First == ui.ByBrowser && o.SignIn.AtOnce && o.SignIn.Approve != nil
			}},
		{"a sandbox by its code, which nobody approves by a key", "", "", nil, []string{"--sandbox", "http://127.0.0.1:1"},
			func(o ui.Options, _ *desk) bool {
				return o.Banner == sandboxBanner && o.SignIn.First == ui.ByCode && o.SignIn.AtOnce && o.SignIn.Approve == nil
			}},
		{"a sandbox by browser", "", "", nil,
			[]string{"--sandbox", "http://127.0.0.1:1", "--sign-in", "browser", "--read-only"},
			func(o ui.Options, _ *desk) bool { return o.SignIn.First == ui.ByBrowser && o.ReadOnly != "" }},
		{"a sandbox that asks", "", "", nil, []string{"--sandbox", "http://127.0.0.1:1", "--sign-in", "ask"},
			func(o ui.Options, _ *desk) bool { return o.SignIn.First == ui.ByAsking }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _, errs := testProgram()
			d := newDesk(t, p, c.site, c.operator)
			for name, value := range c.env {
				d.env[name] = value
			}
			ran := false
			p.console = func(_ context.Context, o ui.Options) error {
				if ran = true; !c.want(o, d) {
					t.Errorf("the screens were given %+v, with notes %q; the environment is %q", o, o.Notes, d.env)
				}
				return nil
			}
			if code := p.run(t.Context(), c.args); code != exitOK || !ran {
				t.Errorf("exit code %d, ran %v: %s", code, ran, errs)
			}
		})
	}
}

// TestWrongSettings checks invalid files: the error names file, line and key, and nothing runs.
func TestWrongSettings(t *testing.T) {
	for _, c := range []struct {
		name, site, operator string
		args, says           []string
	}{
		{"unknown key", "", bothIDs + "idle_lok = \"5m\"\n", nil, []string{"config.toml:3: idle_lok", "idle_lock"}},
		{"wrong type", "", "read_only = \"yes\"\n", nil, []string{"config.toml:1: read_only", "true or false"}},
		{"impossible value", "", "\n\nsign_in.redirect_port = 80\n", nil,
			[]string{"config.toml:3: sign_in.redirect_port", "1024"}},
		{"no TOML", "", "tenant_id: x\n", nil, []string{"config.toml:1"}},
		{"a secret", "", "client_secret = \"hunter2\"\n", nil, []string{"config.toml:1: client_secret", "secret"}},
		{"the site's alone", "", "sign_in.paste_back = true\n", nil,
			[]string{"config.toml:1: sign_in.paste_back", "only the site's file"}},
		{"wrong in the site's", "cloud = \"mars\"\n", "", nil, []string{"site.toml:1: cloud", `"mars"`}},
		{"a flag that loosens", "idle_lock = \"10m\"\n", bothIDs, []string{"--idle-lock", "1h"},
			[]string{"--idle-lock", "10m", "site.toml:1", "leave the flag out"}},
		{"a flag against the site", "read_only = true\n", bothIDs, []string{"--read-only=false"},
			[]string{"--read-only", "site.toml:1"}},
		{"a preset against the limits", "limits.lifetime = \"4h\"\n[[preset]]\nname = \"Kiosk\"\nlifetime = \"3d\"\n", "",
			nil,
			[]string{"site.toml:4: preset[0].lifetime", "this desk allows at most"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, args := range [][]string{c.args, {"config", "show"}} {
				p, out, errs := testProgram()
				newDesk(t, p, c.site, c.operator)
				p.console = func(context.Context, ui.Options) error { t.Error("the console ran"); return nil }
				p.welcome = func(context.Context, []config.Need) (bool, error) { t.Error("the welcome ran"); return false, nil }
				code, said := p.run(t.Context(), args), errs.String()
				if len(c.args) > 0 && len(args) > 0 && args[0] == "config" {
					if code != exitOK {
						t.Errorf("without the flag: exit code %d, %s", code, said)
					}
					continue
				}
				if code != exitUsage || out.Len() > 0 || !strings.HasPrefix(said, "tapdesk: ") ||
					strings.Contains(said, "hunter2") {
					t.Errorf("%q: exit code %d, %q and %q", args, code, out, said)
				}
				for _, part := range c.says {
					if !strings.Contains(said, part) {
						t.Errorf("%q: %q does not say %q", args, said, part)
					}
				}
			}
		})
	}
}

// TestUntrustedSite checks a site's file that anybody could have written: it has no effect, and nothing may be written
// to Graph.
func TestUntrustedSite(t *testing.T) {
	p, _, errs := testProgram()
	newDesk(t, p, "idle_lock = \"10m\"\nsign_in.paste_back = true\n", bothIDs)
	p.system.Entry = func(path string, is trust.Entry) trust.Entry {
		e := trusting.Entry(path, is)
		if filepath.Base(path) == "site.toml" {
			e.UID = 1000
		}
		return e
	}
	p.console = func(_ context.Context, o ui.Options) error {
		if o.IdleLock != 30*time.Minute || o.SignIn.PasteBack ||
			!strings.Contains(o.ReadOnly, "site's file cannot be relied upon") ||
			len(o.Notes) == 0 || !strings.Contains(o.Notes[0], "owned by uid 1000") {
			t.Errorf("the screens were given %+v", o)
		}
		return nil
	}
	if code := p.run(t.Context(), nil); code != exitOK {
		t.Errorf("exit code %d: %s", code, errs)
	}
}

// TestFirstRun starts without settings: a screen says what is missing, and the demo that it offers is the usual one.
func TestFirstRun(t *testing.T) {
	broken := errors.New("the terminal is gone")
	for _, c := range []struct {
		name, operator string
		args           []string
		demo           bool
		err            error
		missing        []string
		banner         string
		code           int
	}{
		{"leaves", "", nil, false, nil, []string{"tenant_id", "client_id"}, "", exitOK},
		{"wants the demo", "", nil, true, nil, []string{"tenant_id", "client_id"}, demoBanner, exitOK},
		{"half a file", "tenant_id = \"" + someTenant + "\"\n", nil, true, nil, []string{"client_id"}, demoBanner, exitOK},
		{"half the flags", "", []string{"--client-id", someClient}, true, nil, []string{"tenant_id"}, demoBanner, exitOK},
		{"fails", "", nil, false, broken, []string{"tenant_id", "client_id"}, "", exitFailed},
		{"is ended", "", nil, false, &ui.Signaled{Number: 15, Name: "terminated"}, []string{"tenant_id", "client_id"}, "",
			143},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, out, errs := testProgram()
			newDesk(t, p, "", c.operator)
			var missing []string
			p.welcome = func(_ context.Context, needs []config.Need) (bool, error) {
				for _, need := range needs {
					missing = append(missing, need.Key)
				}
				return c.demo, c.err
			}
			banner := ""
			p.console = func(_ context.Context, o ui.Options) error { banner = o.Banner; return nil }
			if code := p.run(t.Context(), c.args); code != c.code || banner != c.banner || !slices.Equal(missing, c.missing) ||
				out.Len() > 0 {
				t.Errorf("exit code %d, %q, %q is missing, %q and %q", code, banner, missing, out, errs)
			}
		})
	}
	t.Run("needs a place", func(t *testing.T) {
		for _, args := range [][]string{nil, {"init"}} {
			p, _, errs := testProgram()
			p.getenv = func(string) string { return "" }
			if code := p.run(t.Context(), args); code != exitUsage || !strings.Contains(errs.String(), "XDG_CONFIG_HOME") {
				t.Errorf("%q: exit code %d, %s", args, code, errs)
			}
		}
	})
	t.Run("needs none where the site says all", func(t *testing.T) {
		p, out, errs := testProgram()
		newDesk(t, p, bothIDs+"idle_lock = \"10m\"\n", "")
		p.getenv = func(name string) string { return map[string]string{"TERM": "xterm"}[name] }
		ran := false
		p.console = func(_ context.Context, o ui.Options) error { ran = o.IdleLock == 10*time.Minute; return nil }
		if code := p.run(t.Context(), nil); code != exitOK || !ran {
			t.Errorf("the console: exit code %d, ran with the site's file %v: %s", code, ran, errs)
		}
		if code := p.run(t.Context(), []string{"config", "show"}); code != exitOK ||
			!strings.Contains(out.String(), "# Your file: none: ") ||
			!strings.Contains(squeezed(out.String()), "idle_lock = \"10m\" # the site's file, line 3") {
			t.Errorf("config show: exit code %d, %s\n%s", code, errs, out)
		}
	})
	t.Run("tries a site's file only where no real tenant is meant", func(t *testing.T) {
		p, _, errs := testProgram()
		newDesk(t, p, "", bothIDs)
		if code := p.run(t.Context(), []string{"--site", "x.toml"}); code != exitUsage ||
			!strings.Contains(errs.String(), "--site goes with --demo and --sandbox") {
			t.Errorf("exit code %d, %q; want %d and which flags it goes with", code, errs, exitUsage)
		}
	})
}

// TestNothingConnectsBeforeTheScreens checks for connections at the moment when the screens take over.
func TestNothingConnectsBeforeTheScreens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	root := "http://" + listener.Addr().String()
	for _, args := range [][]string{
		{"--sandbox", root}, {"--sandbox", root, "--sign-in", "browser"},
		{"--tenant-id", someTenant, "--client-id", someClient},
	} {
		p, _, errs := testProgram()
		newDesk(t, p, "", bothIDs)
		p.console = func(context.Context, ui.Options) error {
			_ = listener.(*net.TCPListener).SetDeadline(time.Now().Add(20 * time.Millisecond))
			if conn, err := listener.Accept(); err == nil {
				conn.Close()
				t.Errorf("%q: connected before the screens", args)
			}
			return nil
		}
		if code := p.run(t.Context(), args); code != exitOK {
			t.Errorf("%q: exit code %d, %s", args, code, errs)
		}
	}
}

// TestOpenFromAPipe reads the person and the ticket from standard input, where no other user of the host sees them.
func TestOpenFromAPipe(t *testing.T) {
	for _, c := range []struct {
		name, in     string
		args         []string
		open, ticket string
		says         string
	}{
		{"both", "ordinary@sandbox.example\nINC7\n", nil, "ordinary@sandbox.example", "INC7", ""},
		{"a person alone", "  ordinary@sandbox.example\r\n", nil, "ordinary@sandbox.example", "", ""},
		{"a person, and the ticket as a flag", "ordinary@sandbox.example\n", []string{"--ticket", "INC8"},
			"ordinary@sandbox.example", "INC8", ""},
		{"two tickets", "ordinary@sandbox.example\nINC7\n", []string{"--ticket", "INC8"}, "", "", "exclude each other"},
		{"nothing", "\n", nil, "", "", "needs one person"},
		{"a ticket alone", "\nINC7\n", nil, "", "", "needs one person"},
		{"too many lines", "a@sandbox.example\nINC7\nb@sandbox.example\n", nil, "", "", "two lines at most"},
		{"a bad ticket", "ordinary@sandbox.example\n" + strings.Repeat("9", 65), nil, "", "", "at most 64"},
		{"too long", strings.Repeat("a", 5000), nil, "", "", "longer than 4 KiB"},
	} {
		p, _, errs := testProgram()
		newDesk(t, p, "", bothIDs)
		p.in = strings.NewReader(c.in)
		var got ui.Options
		p.console = func(_ context.Context, o ui.Options) error { got = o; return nil }
		code := p.run(t.Context(), append([]string{"open", "-"}, c.args...))
		if got.Wanted.Query != c.open || got.Wanted.Ticket != c.ticket || (code == exitOK) != (c.says == "") ||
			!strings.Contains(errs.String(), c.says) {
			t.Errorf("%s: got %q and %q, exit code %d, %q; want %q and %q, %q",
				c.name, got.Wanted.Query, got.Wanted.Ticket, code, errs, c.open, c.ticket, c.says)
		}
	}
}
