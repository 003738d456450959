package config

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"tapdesk/state/text"
)

func shown(t *testing.T, l Loaded) string {
	t.Helper()
	var b bytes.Buffer
	check(t, l.Show(&b))
	return b.String()
}

// TestShow checks what is printed, line by line.
func TestShow(t *testing.T) {
	d := newDesk(t)
	d.write(d.site,
		"tenant_id = \""+tenantID+"\"\nread_only = true\ntrust_environment = false\n[[preset]]\nname = \"Kiosk\"\nlifetime "+
			"= \"2h\"\n")
	d.write(d.operator, "idle_lock = \"5m\"\nread_only = false\n")
	d.flags = map[string]string{"cloud": "usgov"}
	d.getenv = func(name string) string {
		return map[string]string{
			"https_proxy": "http://alex:hunter2@proxy.sandbox.example:3128", "SSL_CERT_FILE": "own\x1b[2J.pem",
		}[name]
	}
	want := `# The site's file is SITE: read
# Your file is OWN: read
# Note: OWN:2: read_only = false has no effect: the site's file sets true

tenant_id = "11111111-2222-4333-8444-555555555555"     # the site's file, line 1
# client_id                                            # not set, and needed to sign in; run 'tapdesk init'
cloud = "usgov"                                        # flag
api_version = "v1.0"                                   # default
read_only = true                                       # the site's file, line 2, over false in your file, line 2
idle_lock = "5m"                                       # your file, line 1
trust_environment = false                              # the site's file, line 3
sign_ins = "demand"                                    # default
built_in_presets = true                                # default

[sign_in]
way = "browser"                                        # default
redirect_port = 0                                      # default
# ssh_host                                             # not set
paste_back = false                                     # default

[reveal]
seconds = 180                                          # default
mask_on_blur = false                                   # default
copy = false                                           # default
recorded = false                                       # default
# card                                                 # not set

[ticket]
need = "off"                                           # default
# pattern                                              # not set
# example                                              # not set

[verification]
# ways                                                 # not set
# required                                             # not set
questions = ["employee-id", "manager", "office"]       # default
# command                                              # not set

[limits]
# lifetime                                             # not set
# start_ahead                                          # not set
one_time = false                                       # default
per_hour = 0                                           # default

[policy]
# lifetime                                             # not set
# default                                              # not set
# one_time                                             # not set
# include                                              # not set
# exclude                                              # not set

[privileged]
# deny                                                 # not set
# allow                                                # not set
unreadable = "entra"                                   # default

[actions]
revoke = true                                          # default
remove_methods = true                                  # default
block_sign_in = false                                  # default
reset_password = false                                 # default
password_length = 16                                   # default

[notify]
# command                                              # not set
# security_contact                                     # not set

[journal]
anchor = "auto"                                        # default
retention_days = 400                                   # default
# dir                                                  # not set

[[preset]]                                             # the site's file, line 4
name = "Kiosk"
lifetime = "2h"
use = "one-time"

# From the environment:
# https_proxy=http://[redacted]@proxy.sandbox.example:3128 # does not count: the site's file, line 3
# SSL_CERT_FILE=own` + "\uFFFD" + `[2J.pem                            # does not count: the site's file, line 3
`
	got := strings.NewReplacer(d.site, "SITE", d.operator, "OWN").Replace(shown(t, d.mustLoad()))
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestShowIsTOML makes sure that what is printed is a valid file and means the same.
func TestShowIsTOML(t *testing.T) {
	for _, text := range []string{"", everything + siteOnlyKeys + presetsText,
		"[[preset]]\nname = 'a \"quoted\" \\ Küche 日本'\nstart = \"mon 08:30\"\n"} {
		_, first, err := merged(t, text, "", nil)
		check(t, err)
		printed := shown(t, first)
		check(t, toml.Unmarshal([]byte(printed), new(map[string]any)))
		_, second, err := merged(t, printed, "", nil)
		check(t, err)
		for key, value := range first.values {
			if second.values[key] != value {
				t.Errorf("%s was %q and is %q", key, value, second.values[key])
			}
		}
		if len(first.Presets) != len(second.Presets) || len(first.Presets) > 0 && first.Presets[0] != second.Presets[0] {
			t.Errorf("presets were %v and are %v", first.Presets, second.Presets)
		}
	}
}

func TestShowUnsafe(t *testing.T) {
	d := newDesk(t)
	d.write(d.site, "")
	d.chmod(d.site, 0o666)
	got := shown(t, d.mustLoad())
	for _, want := range []string{
		"# The site's file is " + d.site + ": not relied upon\n",
		"# Note: the console is read-only because the site's file cannot be relied upon: " + d.site +
			" can be written by others",
		"read_only = true                                       # because the site's file cannot be relied upon\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestShowFails(t *testing.T) {
	if (Loaded{}).Show(fullDisk{}) == nil || WriteReference(fullDisk{}) == nil {
		t.Error("the writer's error is lost")
	}
}

func TestWriteReference(t *testing.T) {
	var b bytes.Buffer
	check(t, WriteReference(&b))
	for _, key := range Keys() {
		if !strings.Contains(b.String(), key) {
			t.Errorf("%s is missing", key)
		}
	}
	for line := range strings.Lines(b.String()) {
		if len(line) > 120 || !text.Safe(strings.TrimSuffix(line, "\n")) {
			t.Errorf("too long or not safe: %q", line)
		}
	}
}

func TestEnvironment(t *testing.T) {
	set := map[string]string{}
	for _, name := range append(append([]string{}, proxyVariables...), certVariables...) {
		set[name] = "x"
	}
	set["HOME"], set["ALL_PROXY"] = "y", "y"
	for site, want := range map[string]struct{ counts, ignored int }{
		"":                          {8, 0},
		"trust_environment = true":  {8, 0},
		"trust_environment = false": {0, 8},
	} {
		d := newDesk(t)
		d.write(d.site, site)
		d.getenv = func(name string) string { return set[name] }
		l := d.mustLoad()
		if ignored := l.Ignored(); len(ignored) != want.ignored || len(l.Environment) != 8 {
			t.Errorf("%q: %+v, ignored %v", site, l.Environment, ignored)
		}
		for _, v := range l.Environment {
			if !v.Counts && v.Because.From != FromSite {
				t.Errorf("%q: %s does not count because of %v", site, v.Name, v.Because)
			}
		}
	}
}

func TestWithoutUser(t *testing.T) {
	for value, want := range map[string]string{
		"http://proxy.sandbox.example:3128":         "http://proxy.sandbox.example:3128",
		"https://alex:hunter2@proxy:1":              "https://[redacted]@proxy:1",
		"alex:hunter2@proxy:1":                      "[redacted]@proxy:1",
		"http://alex:hunter2@more@proxy":            "http://[redacted]@proxy",
		"http://alex:%zz@proxy":                     "[redacted]@proxy",
		"http://hunter2@":                           "[redacted]@",
		"*.sandbox.example,127.0.0.1\x1b]0;title\a": "*.sandbox.example,127.0.0.1\uFFFD]0;title\uFFFD",
	} {
		if got := withoutUser(value); got != want {
			t.Errorf("%q becomes %q, want %q", value, got, want)
		}
	}
}
