package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tapdesk/state/config"
)

func TestConfigShow(t *testing.T) {
	p, out, errs := testProgram()
	d := newDesk(t, p, "idle_lock = \"10m\"\ntrust_environment = false\n",
		bothIDs+"sign_in.way = \"ask\"\nidle_lock = \"1h\"\n")
	d.env["SSL_CERT_FILE"] = "ca.pem"
	d.env["HTTPS_PROXY"] = "http://opal:hunter2@proxy.sandbox.example:3128"
	p.terminal = func() bool { return false }
	if code := p.run(t.Context(), []string{"config", "show"}); code != exitOK || errs.Len() > 0 {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	for _, line := range []string{
		"tenant_id = \"" + someTenant + "\" # your file, line 1",
		"way = \"ask\" # your file, line 3",
		"idle_lock = \"10m\" # the site's file, line 1, over 1h in your file, line 4",
		"cloud = \"global\" # default",
		"# SSL_CERT_FILE=ca.pem # does not count: the site's file, line 2",
		"# HTTPS_PROXY=http://[redacted]@proxy.sandbox.example:3128 # does not count: the site's file, line 2",
	} {
		if !strings.Contains(squeezed(out.String()), line) {
			t.Errorf("it does not say %q:\n%s", line, out)
		}
	}
	if strings.Contains(out.String(), "hunter2") {
		t.Error("it shows the password of the proxy")
	}
}

// squeezed returns text with each run of blanks replaced by one.
func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestConfigKeys(t *testing.T) {
	for _, args := range [][]string{{"config", "keys"}, {"config", "--help"}} {
		p, out, errs := testProgram()
		if code := p.run(t.Context(), args); code != exitOK || errs.Len() > 0 {
			t.Errorf("%q: exit code %d: %s", args, code, errs)
		}
		for _, key := range []string{"tenant_id", "sign_in.redirect_port", "sign_in.paste_back", "[[preset]]", "default 30m",
			"the site's file only"} {
			if !strings.Contains(out.String(), key) {
				t.Errorf("%q does not mention %s", args, key)
			}
		}
	}
}

// TestFlagsAreSettings checks that each setting that can be a flag is one, completes to its values, and states the same
// range.
func TestFlagsAreSettings(t *testing.T) {
	p, keys, _ := testProgram()
	p.run(t.Context(), []string{"config", "keys"})
	for _, f := range config.Flags() {
		flag := p.root().Flags().Lookup(f.Name)
		if flag == nil || !strings.Contains(keys.String(), f.Key+": ") || !strings.Contains(keys.String(), "--"+f.Name) {
			t.Errorf("--%s of %s: it is the flag %v, in\n%s", f.Name, f.Key, flag, keys)
		}
		q, out, _ := testProgram()
		q.run(t.Context(), []string{"__complete", "--" + f.Name + "="})
		for _, choice := range f.Choices {
			if !strings.Contains(out.String(), choice+"\n") {
				t.Errorf("--%s does not complete to %s: %q", f.Name, choice, out)
			}
		}
	}
	if reserved := "20000 to 31999"; !strings.Contains(keys.String(), reserved) ||
		strings.Count(p.root().UsageString(), reserved) != 1 {
		t.Errorf("the default port is not described as one of %s", reserved)
	}
}

// TestConfigExample prints a site's file; see state/config for what is in it.
func TestConfigExample(t *testing.T) {
	p, out, errs := testProgram()
	if code := p.run(t.Context(), []string{"config", "example"}); code != exitOK ||
		!strings.Contains(out.String(), "#[verification]\n") {
		t.Errorf("exit code %d: %s\n%s", code, errs, out)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("the terminal is gone") }

func TestInit(t *testing.T) {
	const both = someTenant + "\n" + someClient + "\n"
	flags := []string{"--tenant-id", strings.ToUpper(someTenant), "--client-id", someClient, "--cloud", "china"}
	for _, c := range []struct {
		name  string
		args  []string
		typed io.Reader
		code  int
		says  []string // on standard error
		cloud string
	}{
		{"answers", nil, strings.NewReader(both + "usgov\n"), exitOK,
			[]string{"Tenant (directory) id", "App registration", "Cloud: global, usgov"}, "usgov"},
		{"the cloud by default", nil, strings.NewReader(both + "\n"), exitOK, nil, "global"},
		{"blanks around", nil, strings.NewReader("  " + someTenant + " \r\n\t" + someClient + "\r\n \r\n"), exitOK, nil,
			"global"},
		{"without the last end of line", nil, strings.NewReader(both + "usgov-dod"), exitOK, nil, "usgov-dod"},
		{"asked again", nil, strings.NewReader("hunter2\n\n" + someTenant + "\nx\n" + someClient + "\nmars\nglobal\n"),
			exitOK,
			[]string{"tenant_id: is not a GUID", "client_id: is not a GUID", `cloud: "mars" is not known`}, "global"},
		{"flags", flags, brokenReader{}, exitOK, nil, "china"},
		{"a flag and answers", flags[:2], strings.NewReader(someClient + "\n\n"), exitOK, nil, "global"},
		{"no answer", nil, strings.NewReader(""), exitUsage, []string{"no answer for tenant_id", "--tenant-id"}, ""},
		{"no second answer", nil, strings.NewReader(someTenant + "\n"), exitUsage,
			[]string{"no answer for client_id", "--client-id"}, ""},
		{"no cloud", nil, strings.NewReader(both), exitUsage, []string{"no answer for cloud"}, ""},
		{"a broken terminal", nil, brokenReader{}, exitUsage, []string{"no answer for tenant_id"}, ""},
		{"never an answer", nil, neverEnding{}, exitUsage, []string{"no answer for tenant_id"}, ""},
		{"one id twice", nil, strings.NewReader(someTenant + "\n" + someTenant + "\n\n"), exitUsage,
			[]string{"nothing was written", "the same"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, out, errs := testProgram()
			d := newDesk(t, p, "", "")
			p.in = c.typed
			code := p.run(t.Context(), append([]string{"init"}, c.args...))
			if code != c.code || strings.Contains(errs.String(), "hunter2") {
				t.Errorf("exit code %d, %q and %q", code, out, errs)
			}
			for _, part := range c.says {
				if !strings.Contains(errs.String(), part) {
					t.Errorf("%q does not say %q", errs, part)
				}
			}
			if c.code != exitOK {
				if _, err := os.Lstat(d.operator); err == nil || out.Len() > 0 {
					t.Errorf("a file was written, or %q was said", out)
				}
				return
			}
			if !strings.Contains(out.String(), d.operator) {
				t.Errorf("it prints %q, want the path that it wrote", out)
			}
			info, err := os.Stat(d.operator)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Fatalf("the file is %v, %v", info, err)
			}
			out.Reset()
			if code := p.run(t.Context(), []string{"config", "show"}); code != exitOK {
				t.Errorf("what was written cannot be read: %s", errs)
			}
			for _, value := range []string{someTenant, someClient, "cloud = \"" + c.cloud + "\""} {
				if !strings.Contains(out.String(), value) {
					t.Errorf("%s is not in force:\n%s", value, out)
				}
			}
		})
	}
}

// neverEnding types invalid answers without end.
type neverEnding struct{}

func (neverEnding) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = "x\n"[i%2]
	}
	return len(b), nil
}

// TestInitNeverOverwrites checks what may already be there: the error comes before any question.
func TestInitNeverOverwrites(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"a file":          func(path string) error { return os.WriteFile(path, []byte("# mine\n"), 0o600) },
		"a dangling link": func(path string) error { return os.Symlink("nowhere", path) },
		"a directory":     func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		p, out, errs := testProgram()
		d := newDesk(t, p, "", "")
		p.in = strings.NewReader(someTenant + "\n" + someClient + "\n\n")
		if err := os.Mkdir(filepath.Dir(d.operator), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := put(d.operator); err != nil {
			t.Fatal(err)
		}
		before, _ := os.Lstat(d.operator)
		code := p.run(t.Context(), []string{"init"})
		if code != exitFailed || out.Len() > 0 || !strings.Contains(errs.String(), "was not changed") ||
			strings.Contains(errs.String(), "GUID") {
			t.Errorf("%s: exit code %d, %q and %q", name, code, out, errs)
		}
		if after, _ := os.Lstat(d.operator); !os.SameFile(before, after) || before.Size() != after.Size() {
			t.Errorf("%s: the file changed, want it left alone", name)
		}
	}
}
