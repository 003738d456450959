package config

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/pass"
)

func TestDefaults(t *testing.T) {
	d, l, err := merged(t, "", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Cloud: "global", APIVersion: "v1.0", IdleLock: 30 * time.Minute, TrustEnvironment: true, BuiltInPresets: true,
		SignIn: SignIn{Way: Browser}, Reveal: Reveal{Seconds: 180}, Ticket: noTicket,
		Journal: Journal{Anchor: AnchorAuto, RetentionDays: 400}, SignIns: OnDemand,
		Actions: Actions{Revoke: true, RemoveMethods: true, PasswordLength: 16},
	}
	if !reflect.DeepEqual(l.Config, want) {
		t.Errorf("the defaults are %+v, want %+v", l.Config, want)
	}
	if l.Site != (File{d.site, Absent}) || l.Operator != (File{d.operator, Absent}) || l.Unsafe != "" ||
		len(l.Notes()) != 0 {
		t.Errorf("files %v and %v, unsafe %q, notes %q", l.Site, l.Operator, l.Unsafe, l.Notes())
	}
	for _, key := range Keys() {
		if l.Origin(key).From != FromDefault {
			t.Errorf("%s comes from %v, want the default", key, l.Origin(key))
		}
	}
	if needs := l.Missing(); len(needs) != 2 || needs[0].Key != "tenant_id" || needs[1].Key != "client_id" ||
		needs[1].How == "" {
		t.Errorf("missing is %+v", needs)
	}
}

// noTicket are the rules of a site that has none.
var noTicket = call.Rules{Ticket: call.Off,
	Questions: []call.Question{call.AskEmployeeID, call.AskManager, call.AskOffice}}

// everything sets each key to something other than its default. The tables of siteOnlyKeys continue in it.
const everything = `
tenant_id = "11111111-2222-4333-8444-55555555555A"
client_id = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
cloud = "usgov-dod"
api_version = "beta"
read_only = true
idle_lock = "90m"
built_in_presets = false
sign_in.way = "ask"
sign_in.redirect_port = 8_400
sign_in.ssh_host = "alex@jump.sandbox.example"
reveal.seconds = 60
reveal.mask_on_blur = true
journal.anchor = "required"
journal.retention_days = 90
`

const siteOnlyKeys = `
trust_environment = false
sign_ins = "open"
sign_in.paste_back = true
reveal.copy = true
reveal.recorded = true
reveal.card = "/etc/tapdesk/card.txt"
journal.dir = "/var/lib/tapdesk"
[ticket]
need = "required"
pattern = "INC[0-9]{7}"
example = "INC0012345"
[verification]
ways = ["call-back", "challenge", "other"]
required = ["privileged: call-back", "department  Research & Teaching", "guest:challenge,call-back"]
questions = ["office", "department"]
command = "/usr/local/libexec/ticket-check"
[limits]
lifetime = "480"
start_ahead = "7d"
one_time = false
per_hour = 20
[policy]
lifetime = "1h to 480"
default = "90m"
one_time = false
include = ["ALL_USERS"]
exclude = ["11111111-2222-4333-8444-55555555555A"]
[privileged]
deny = ["Head@sandbox.example", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "group:11111111-2222-4333-8444-55555555555A"]
allow = ["Tier1@sandbox.example"]
unreadable = "refuse"
[notify]
command = "/usr/local/libexec/tapdesk-notify"
security_contact = "Security desk"

[actions]
revoke = false
remove_methods = false
block_sign_in = true
reset_password = true
password_length = 20
`

const presetsText = `
[[preset]]
name = "Kiosk"
lifetime = "1h30m"
start = "tomorrow 09:00"
use = "multi-use"
[[preset]]
name = "Loan phone"
`

func TestEverything(t *testing.T) {
	want := Config{
		TenantID: "11111111-2222-4333-8444-55555555555a", ClientID: clientID, Cloud: "usgov-dod",
		APIVersion: "beta", ReadOnly: true, IdleLock: 90 * time.Minute, TrustEnvironment: true,
		Ticket: noTicket, SignIns: OnDemand,
		Actions: Actions{Revoke: true, RemoveMethods: true, PasswordLength: 16},
		SignIn:  SignIn{Way: Ask, RedirectPort: 8400, SSHHost: "alex@jump.sandbox.example"},
		Reveal:  Reveal{Seconds: 60, MaskOnBlur: true},
		Journal: Journal{Anchor: AnchorRequired, RetentionDays: 90},
		Presets: []pass.Preset{
			{Name: "Kiosk", Draft: pass.Draft{Lifetime: "1h30m", Start: "tomorrow 09:00", Use: pass.Many}},
			{Name: "Loan phone"},
		},
	}
	_, own, err := merged(t, "", "\uFEFF"+strings.ReplaceAll(everything+presetsText, "\n", "\r\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(own.Config, want) {
		t.Errorf("the operator's file gives %+v, want %+v", own.Config, want)
	}
	want.SignIn.PasteBack, want.TrustEnvironment = true, false
	want.Reveal.Copy, want.Reveal.Recorded, want.Reveal.Card = true, true, "/etc/tapdesk/card.txt"
	want.Ticket = call.Rules{
		Ticket: call.Required, Pattern: "INC[0-9]{7}", Example: "INC0012345", Ways: []call.Way{call.CallBack, call.Blind,
			call.Other},
		Demands: []call.Demand{
			{Who: call.Who{Kind: "privileged"}, Ways: []call.Way{call.CallBack}},
			{Who: call.Who{Kind: "department", Department: "Research & Teaching"}},
			{Who: call.Who{Kind: "guest"}, Ways: []call.Way{call.Blind, call.CallBack}},
		},
		Questions: []call.Question{call.AskOffice, call.AskDepartment},
	}
	want.Journal.Dir, want.SignIns, want.Actions = "/var/lib/tapdesk", WithPerson,
		Actions{BlockSignIn: true, ResetPassword: true, PasswordLength: 20}
	want.VerifyCommand, want.PacePerHour = "/usr/local/libexec/ticket-check", 20
	want.NotifyCommand = "/usr/local/libexec/tapdesk-notify"
	want.Bounds = pass.Bounds{MaximumLifetimeInMinutes: 480, MaximumStartAhead: 7 * 24 * time.Hour}
	_, site, err := merged(t, everything+siteOnlyKeys+presetsText, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	want.Guard = wantGuard(site.Guard.Date)
	if !reflect.DeepEqual(site.Config, want) {
		t.Errorf("the site's file gives %+v, want %+v", site.Config, want)
	}
	for _, key := range Keys() {
		if o := site.Origin(key); o.From != FromSite || o.at.line() < 2 {
			t.Errorf("%s comes from %v", key, o)
		}
	}
	if got := own.Origin("idle_lock"); got.From != FromOperator || got.at.String() != own.Operator.Path+":7" ||
		len(own.Missing()) != 0 {
		t.Errorf("origin %+v, missing %v", got, own.Missing())
	}
}

// TestPaths: anything but a clean absolute path is refused.
func TestPaths(t *testing.T) {
	for _, key := range []string{"journal.dir", "reveal.card", "verification.command", "notify.command"} {
		for _, dir := range []string{"", "/", "var/lib", "/var/lib/", "/var/../lib", "/var//lib", "~/x",
			"/" + strings.Repeat("x", 1024)} {
			if _, _, err := merged(t, key+" = \""+dir+"\"", "", nil); err == nil || !strings.Contains(err.Error(), key+": ") {
				t.Errorf("%s = %q: got %v, want a problem", key, dir, err)
			}
		}
	}
}

// TestLoosening goes through each key: what the site sets, the operator's file and flags can at most tighten.
func TestLoosening(t *testing.T) {
	type row struct {
		key, site, wanted string // as TOML
		holds             bool   // the operator's value
	}
	rows := []row{
		{"tenant_id", `"` + tenantID + `"`, `"` + clientID + `"`, false},
		{"client_id", `"` + tenantID + `"`, `"` + clientID + `"`, false},
		{"cloud", `"usgov"`, `"global"`, false},
		{"cloud", `"global"`, `"usgov"`, false},
		{"sign_in.way", `"browser"`, `"device-code"`, false},
		{"sign_in.way", `"browser"`, `"ask"`, false},
		{"sign_in.way", `"device-code"`, `"browser"`, false},
		{"sign_in.way", `"ask"`, `"browser"`, true},
		{"sign_in.way", `"ask"`, `"device-code"`, true},
		{"sign_in.redirect_port", `8400`, `8401`, false},
		{"sign_in.redirect_port", `0`, `8401`, false},
		{"sign_in.ssh_host", `"a.sandbox.example"`, `"b.sandbox.example"`, false},
		{"api_version", `"v1.0"`, `"beta"`, false},
		{"read_only", `true`, `false`, false},
		{"read_only", `false`, `true`, true},
		{"idle_lock", `"30m"`, `"31m"`, false},
		{"idle_lock", `"30m"`, `"5m"`, true},
		{"reveal.seconds", `60`, `61`, false},
		{"reveal.seconds", `60`, `30`, true},
		{"built_in_presets", `false`, `true`, false},
		{"built_in_presets", `true`, `false`, false},
		{"reveal.mask_on_blur", `true`, `false`, false},
		{"reveal.mask_on_blur", `false`, `true`, true},
		{"journal.anchor", `"auto"`, `"off"`, false},
		{"journal.anchor", `"required"`, `"auto"`, false},
		{"journal.anchor", `"off"`, `"auto"`, true},
		{"journal.anchor", `"auto"`, `"required"`, true},
		{"journal.retention_days", `400`, `30`, false},
		{"journal.retention_days", `400`, `401`, false},
		{"journal.retention_days", `0`, `30`, false},
		{"journal.retention_days", `30`, `0`, false},
	}
	for _, r := range rows {
		t.Run(r.key+" "+r.site+" "+r.wanted, func(t *testing.T) {
			s := lookup(r.key)
			site, wanted := canonical(t, *s, r.site), canonical(t, *s, r.wanted)
			_, l, err := merged(t, r.key+" = "+r.site, r.key+" = "+r.wanted, nil)
			if err != nil {
				t.Fatal(err)
			}
			want, from := site, FromSite
			if r.holds {
				want, from = wanted, FromOperator
			}
			if l.values[r.key] != want || l.Origin(r.key).From != from {
				t.Errorf("in force is %q by %v, want %q", l.values[r.key], l.Origin(r.key), want)
			}
			if overruled := len(l.Notes()) == 1 && l.Origin(r.key).Over != ""; overruled == r.holds {
				t.Errorf("the notes are %q, the origin %v", l.Notes(), l.Origin(r.key))
			}
			_, l, err = merged(t, r.key+" = "+r.site, "", map[string]string{r.key: wanted})
			switch {
			case lookup(r.key).flag == "":
			case r.holds && (err != nil || l.values[r.key] != wanted || l.Origin(r.key).From != FromFlag):
				t.Errorf("the flag gives %q and %v", l.values[r.key], err)
			case !r.holds && (err == nil ||
				!strings.HasPrefix(err.Error(), "--"+FlagName(r.key)+": the site's file sets "+site)):
				t.Errorf("the flag's error is %v", err)
			}
		})
	}
	tried := map[string]bool{}
	for _, r := range rows {
		tried[r.key] = true
	}
	for _, s := range settings {
		if !tried[s.key] && !s.site {
			t.Errorf("nothing says what %s does when the site sets it", s.key)
		}
	}
}

func canonical(t *testing.T, s setting, literal string) string {
	t.Helper()
	doc, problems := parse("x", []byte(s.key+" = "+literal))
	if problems != nil {
		t.Fatal(problems)
	}
	set, problems := doc.settings(FromSite)
	if problems != nil {
		t.Fatal(problems)
	}
	return set[s.key].value
}

func TestFlags(t *testing.T) {
	_, l, err := merged(t, "", "cloud = \"usgov\"\nidle_lock = \"5m\"",
		map[string]string{"cloud": "china", "read_only": "true", "idle_lock": "1h0m"})
	if err != nil {
		t.Fatal(err)
	}
	if l.Cloud != "china" || !l.ReadOnly || l.IdleLock != time.Hour || l.Origin("cloud").From != FromFlag ||
		len(l.Notes()) != 0 {
		t.Errorf("flags give %+v, %v", l.Config, l.Notes())
	}
	for flag, want := range map[string][2]string{
		"sign_in.paste_back":    {"true", "--sign-in-paste-back: this key has no flag"},
		"preset":                {"x", "--preset: this key has no flag"},
		"nonsense":              {"x", "--nonsense: this key has no flag"},
		"idle_lock":             {"soon", `--idle-lock: "soon" is not valid; use 2m to 12h, such as 30m`},
		"sign_in.redirect_port": {"80", `--redirect-port: "80" is not valid; use a whole number from 1024 to 65535, or 0`},
		"read_only":             {"", `--read-only: "" is not valid`},
	} {
		_, _, err := merged(t, "", "", map[string]string{flag: want[0]})
		if err == nil || !strings.HasPrefix(err.Error(), want[1]) {
			t.Errorf("%s = %q: %v, want %s", flag, want[0], err, want[1])
		}
	}
	// A flag that says what the site says is no contradiction.
	if _, l, err := merged(t, "read_only = true", "", map[string]string{"read_only": "true"}); err != nil ||
		l.Origin("read_only").From != FromSite {
		t.Errorf("the same as the site's: %v, %v", l.Origin("read_only"), err)
	}
	// The flag hides a loose line of the operator's file.
	if _, l, err := merged(t, `idle_lock = "30m"`, `idle_lock = "2h"`,
		map[string]string{"idle_lock": "10m"}); err != nil || l.IdleLock != 10*time.Minute {
		t.Errorf("idle lock %v, %v", l.IdleLock, err)
	}
}

func TestSameID(t *testing.T) {
	d, _, err := merged(t, `tenant_id = "`+tenantID+`"`, "\n\nclient_id = \""+strings.ToUpper(tenantID)+`"`, nil)
	if p := the(t, err); len(p) != 1 || p[0].Line != 3 || p[0].Path != d.operator || p[0].Key != "client_id" {
		t.Errorf("the same id twice: %v", err)
	}
}

func TestOperatorPath(t *testing.T) {
	for _, c := range []struct{ xdg, home, want string }{
		{"/x", "/h", "/x/tapdesk/config.toml"},
		{"", "/h", "/h/.config/tapdesk/config.toml"},
		{"relative", "/h", "/h/.config/tapdesk/config.toml"},
		{"", "", ""},
		{"relative", "relative", ""},
	} {
		got, err := OperatorPath(func(name string) string {
			return map[string]string{"XDG_CONFIG_HOME": c.xdg, "HOME": c.home}[name]
		})
		if got != filepath.FromSlash(c.want) || (err != nil) != (c.want == "") {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
}

// TestFallbacks makes sure that a file could contain each default.
func TestFallbacks(t *testing.T) {
	for _, s := range settings {
		if s.fallback == "" {
			continue
		}
		if got, err := s.read(new(Config), s.fallback); err != nil || got != s.fallback {
			t.Errorf("%s: its default %q comes to %q, %v", s.key, s.fallback, got, err)
		}
	}
}

// TestRehearsal accepts a site's file no matter who can write it, but the file must exist.
func TestRehearsal(t *testing.T) {
	d := newDesk(t)
	d.write(d.site, "idle_lock = \"5m\"\nticket.need = \"required\"\n")
	d.chmod(d.site, 0o666)
	o := Options{Site: d.site, Rehearsal: true, System: d.system}
	l, err := Load(o)
	if err != nil || l.Unsafe != "" || l.ReadOnly || l.IdleLock != 5*time.Minute ||
		l.Origin("idle_lock").From != FromSite || l.Guard.Date.IsZero() {
		t.Errorf("got %+v, unsafe %q, %v", l.Config, l.Unsafe, err)
	}
	o.Flags = map[string]string{"idle_lock": "1h"}
	if _, err := Load(o); err == nil ||
		!strings.Contains(err.Error(), "--idle-lock: the site's file sets 5m ("+d.site+":1), which binds") {
		t.Errorf("a flag that loosens it: got %v", err)
	}
	for path, want := range map[string]string{
		d.site +
			"x": "is not there; name the site's file to try",
		filepath.Dir(d.site): "is a directory, not a file; move it away",
	} {
		if _, err := Load(Options{Site: path, Rehearsal: true}); err == nil || err.Error() != path+": "+want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
