package config

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/challenge"
	"tapdesk/state/pass"
	"tapdesk/state/ticket"
)

func TestDefaults(t *testing.T) {
	d, l, err := merged(t, "", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Cloud: Global, SignIn: Browser, IdleLock: 30 * time.Minute, APIVersion: "v1.0", RevealSeconds: 180, RevealMaxSeconds: 600,
		UseProxyEnv: true, UseSSLCertEnv: true, Ticket: noTicket, JournalAnchor: AnchorAuto, JournalRetentionDays: 400,
	}
	if !reflect.DeepEqual(l.Config, want) {
		t.Errorf("the defaults are %+v, want %+v", l.Config, want)
	}
	if l.Site != (File{d.site, Absent}) || l.Operator != (File{d.operator, Absent}) || l.Unsafe != "" || len(l.Notes()) != 0 {
		t.Errorf("files %v and %v, unsafe %q, notes %q", l.Site, l.Operator, l.Unsafe, l.Notes())
	}
	for _, key := range Keys() {
		if l.Locked(key) || l.Origin(key).From != FromDefault {
			t.Errorf("%s is locked (%v) or not a default (%v)", key, l.Locked(key), l.Origin(key))
		}
	}
	if needs := l.Missing(); len(needs) != 2 || needs[0].Key != "tenant_id" || needs[1].Key != "client_id" || needs[1].How == "" {
		t.Errorf("missing is %+v", needs)
	}
}

// noTicket are the rules of a site that has none.
var noTicket = ticket.Rules{Ticket: ticket.Off, Questions: []challenge.Question{challenge.EmployeeID, challenge.Manager, challenge.Office}}

// everything sets each key to something that is not its default.
const everything = `
tenant_id = "11111111-2222-4333-8444-55555555555A"
client_id = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
cloud = "usgov-dod"
sign_in = "ask"
redirect_port = 8_400
ssh_host = "alex@jump.sandbox.example"
graph_endpoint = "http://127.0.0.1:8080/"
authority_endpoint = "https://[::1]:8443"
api_version = "beta"
read_only = true
idle_lock = "90m"
reveal_seconds = 60
reveal_max_seconds = 300
mask_on_blur = true
journal_anchor = "required"
journal_retention_days = 90
`

const siteOnlyKeys = `
allow_paste_back = true
use_proxy_env = false
use_ssl_cert_env = false
allow_copy = true
session_recorded = true
card_template = "/etc/tapdesk/card.txt"
ticket = "required"
ticket_pattern = "INC[0-9]{7}"
ticket_example = "INC0012345"
verification_ways = ["call-back", "challenge", "other"]
verification_required = ["privileged: call-back", "department  Research & Teaching", "guest:challenge,call-back"]
challenge_questions = ["office", "department"]
verify_command = "/usr/local/libexec/ticket-check"
journal_dir = "/var/lib/tapdesk"
max_lifetime = "480"
max_start_ahead = "7d"
one_time_only = true
pace_per_hour = 20
policy_minimum_lifetime = "1h"
policy_maximum_lifetime = "480"
policy_default_lifetime = "90m"
policy_one_time = false
policy_include_groups = ["ALL_USERS"]
policy_exclude_groups = ["11111111-2222-4333-8444-55555555555A"]
protected_group = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
deny = ["Head@sandbox.example", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "group:11111111-2222-4333-8444-55555555555A"]
allow_privileged_for = ["Tier1@sandbox.example"]
roles_unreadable = "refuse"
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
		TenantID: "11111111-2222-4333-8444-55555555555a", ClientID: clientID, Cloud: USGovDoD, SignIn: Ask, RedirectPort: 8400,
		SSHHost: "alex@jump.sandbox.example", GraphEndpoint: "http://127.0.0.1:8080", AuthorityEndpoint: "https://[::1]:8443",
		APIVersion: "beta", ReadOnly: true, IdleLock: 90 * time.Minute, RevealSeconds: 60, RevealMaxSeconds: 300, MaskOnBlur: true, UseProxyEnv: true, UseSSLCertEnv: true,
		Ticket: noTicket, JournalAnchor: AnchorRequired, JournalRetentionDays: 90,
		Presets: []Preset{
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
	want.AllowPasteBack, want.UseProxyEnv, want.UseSSLCertEnv = true, false, false
	want.AllowCopy, want.SessionRecorded, want.CardTemplate = true, true, "/etc/tapdesk/card.txt"
	want.Ticket = ticket.Rules{
		Ticket: ticket.Required, Pattern: "INC[0-9]{7}", Example: "INC0012345", Ways: []ticket.Way{ticket.CallBack, ticket.Blind, ticket.Other},
		Demands: []ticket.Demand{
			{Who: ticket.Who{Kind: "privileged"}, Ways: []ticket.Way{ticket.CallBack}},
			{Who: ticket.Who{Kind: "department", Department: "Research & Teaching"}},
			{Who: ticket.Who{Kind: "guest"}, Ways: []ticket.Way{ticket.Blind, ticket.CallBack}},
		},
		Questions: []challenge.Question{challenge.Office, challenge.Department},
	}
	want.JournalDir = "/var/lib/tapdesk"
	want.VerifyCommand, want.PacePerHour = "/usr/local/libexec/ticket-check", 20
	want.Bounds = pass.Bounds{MaximumLifetimeInMinutes: 480, MaximumStartAhead: 7 * 24 * time.Hour, OneTimeOnly: true}
	_, site, err := merged(t, everything+siteOnlyKeys+presetsText, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	want.Guard = wantGuard(site.Guard.Date)
	if !reflect.DeepEqual(site.Config, want) {
		t.Errorf("the site's file gives %+v, want %+v", site.Config, want)
	}
	for _, key := range Keys() {
		if !site.Locked(key) || site.Origin(key).From != FromSite || site.Origin(key).Line == 0 {
			t.Errorf("%s: locked %v, origin %+v", key, site.Locked(key), site.Origin(key))
		}
	}
	if own.Origin("idle_lock") != (Origin{From: FromOperator, Path: own.Operator.Path, Line: 12}) || len(own.Missing()) != 0 {
		t.Errorf("origin %+v, missing %v", own.Origin("idle_lock"), own.Missing())
	}
}

// TestJournalDir: what is no clean absolute path is refused.
func TestJournalDir(t *testing.T) {
	for _, dir := range []string{"", "/", "var/lib", "/var/lib/", "/var/../lib", "~/x", "/" + strings.Repeat("x", 1024)} {
		if _, _, err := merged(t, "journal_dir = \""+dir+"\"", "", nil); err == nil || !strings.Contains(err.Error(), "journal_dir: ") {
			t.Errorf("%q: %v", dir, err)
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
		{"sign_in", `"browser"`, `"device-code"`, false},
		{"sign_in", `"browser"`, `"ask"`, false},
		{"sign_in", `"device-code"`, `"browser"`, false},
		{"sign_in", `"ask"`, `"browser"`, true},
		{"sign_in", `"ask"`, `"device-code"`, true},
		{"redirect_port", `8400`, `8401`, false},
		{"redirect_port", `0`, `8401`, false},
		{"ssh_host", `"a.sandbox.example"`, `"b.sandbox.example"`, false},
		{"api_version", `"v1.0"`, `"beta"`, false},
		{"read_only", `true`, `false`, false},
		{"read_only", `false`, `true`, true},
		{"idle_lock", `"30m"`, `"31m"`, false},
		{"idle_lock", `"30m"`, `"5m"`, true},
		{"reveal_seconds", `60`, `61`, false},
		{"reveal_seconds", `60`, `30`, true},
		{"reveal_max_seconds", `300`, `301`, false},
		{"reveal_max_seconds", `300`, `60`, true},
		{"mask_on_blur", `true`, `false`, false},
		{"mask_on_blur", `false`, `true`, true},
		{"journal_anchor", `"auto"`, `"off"`, false},
		{"journal_anchor", `"required"`, `"auto"`, false},
		{"journal_anchor", `"off"`, `"auto"`, true},
		{"journal_anchor", `"auto"`, `"required"`, true},
		{"journal_retention_days", `400`, `30`, false},
		{"journal_retention_days", `400`, `401`, false},
		{"journal_retention_days", `0`, `30`, false},
		{"journal_retention_days", `30`, `0`, false},
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
			if l.values[r.key] != want || l.Origin(r.key).From != from || !l.Locked(r.key) {
				t.Errorf("in force is %q by %v, want %q", l.values[r.key], l.Origin(r.key), want)
			}
			if overruled := len(l.Notes()) == 1 && l.Origin(r.key).Over != ""; overruled == r.holds {
				t.Errorf("the notes are %q, the origin %v", l.Notes(), l.Origin(r.key))
			}
			_, l, err = merged(t, r.key+" = "+r.site, "", map[string]string{r.key: wanted})
			switch {
			case r.holds && (err != nil || l.values[r.key] != wanted || l.Origin(r.key).From != FromFlag):
				t.Errorf("the flag gives %q and %v", l.values[r.key], err)
			case !r.holds && (err == nil || !strings.HasPrefix(err.Error(), "--"+FlagName(r.key)+": the site's file sets "+site)):
				t.Errorf("the flag's error is %v", err)
			}
		})
	}
	tried := map[string]bool{"graph_endpoint": true, "authority_endpoint": true} // TestEndpointsOfTwoFiles
	for _, r := range rows {
		tried[r.key] = true
	}
	for _, s := range settings {
		if !tried[s.name] && !s.siteOnly {
			t.Errorf("nothing says what %s does when the site sets it", s.name)
		}
	}
}

func canonical(t *testing.T, s setting, literal string) string {
	t.Helper()
	doc, problems := parse("x", []byte(s.name+" = "+literal))
	if problems != nil {
		t.Fatal(problems)
	}
	value, problem := doc.check(s, doc.values[s.name])
	if problem != nil {
		t.Fatal(problem)
	}
	return value
}

func TestFlags(t *testing.T) {
	_, l, err := merged(t, "", "cloud = \"usgov\"\nidle_lock = \"5m\"", map[string]string{"cloud": "china", "read_only": "true", "idle_lock": "1h0m"})
	if err != nil {
		t.Fatal(err)
	}
	if l.Cloud != China || !l.ReadOnly || l.IdleLock != time.Hour || l.Origin("cloud").From != FromFlag || len(l.Notes()) != 0 {
		t.Errorf("flags give %+v, %v", l.Config, l.Notes())
	}
	for flag, want := range map[string][2]string{
		"allow_paste_back": {"true", "--allow-paste-back: it cannot be a flag"},
		"preset":           {"x", "--preset: it cannot be a flag"},
		"nonsense":         {"x", "--nonsense: it cannot be a flag"},
		"idle_lock":        {"soon", `--idle-lock: "soon" is not a time`},
		"redirect_port":    {"80", `--redirect-port: "80" will not do; use a whole number from 1024 to 65535, or 0`},
		"read_only":        {"", `--read-only: "" is neither`},
	} {
		_, _, err := merged(t, "", "", map[string]string{flag: want[0]})
		if err == nil || !strings.HasPrefix(err.Error(), want[1]) {
			t.Errorf("%s = %q: %v, want %s", flag, want[0], err, want[1])
		}
	}
	// A flag that says what the site says is no contradiction.
	if _, l, err := merged(t, "read_only = true", "", map[string]string{"read_only": "true"}); err != nil || l.Origin("read_only").From != FromSite {
		t.Errorf("the same as the site's: %v, %v", l.Origin("read_only"), err)
	}
	// The flag hides a loose line of the operator's file.
	if _, l, err := merged(t, `idle_lock = "30m"`, `idle_lock = "2h"`, map[string]string{"idle_lock": "10m"}); err != nil || l.IdleLock != 10*time.Minute {
		t.Errorf("idle lock %v, %v", l.IdleLock, err)
	}
}

func TestEndpointsOfTwoFiles(t *testing.T) {
	graph, authority := `graph_endpoint = "https://127.0.0.1:1"`, `authority_endpoint = "https://127.0.0.1:2"`
	if _, l, err := merged(t, graph, authority, nil); err != nil || l.GraphEndpoint == "" || l.AuthorityEndpoint == "" {
		t.Errorf("one in each file: %+v, %v", l.Config, err)
	}
	if _, l, err := merged(t, graph+"\n"+authority, `graph_endpoint = "https://127.0.0.1:3"`, nil); err != nil || l.GraphEndpoint != "https://127.0.0.1:1" {
		t.Errorf("the operator's over the site's: %+v, %v", l.Config, err)
	}
	for text, want := range map[string]string{graph: "graph_endpoint", authority: "authority_endpoint"} {
		d, _, err := merged(t, "", "\n"+text, nil)
		if p := the(t, err); len(p) != 1 || p[0].Key != want || p[0].Line != 2 || p[0].Path != d.operator {
			t.Errorf("%s alone: %v", want, err)
		}
	}
	_, _, err := merged(t, "", "", map[string]string{"graph_endpoint": "http://127.0.0.1:1"})
	if err == nil || !strings.HasPrefix(err.Error(), "--graph-endpoint: is set without authority_endpoint") {
		t.Errorf("a flag alone: %v", err)
	}
}

func TestSameID(t *testing.T) {
	d, _, err := merged(t, `tenant_id = "`+tenantID+`"`, "\n\nclient_id = \""+strings.ToUpper(tenantID)+`"`, nil)
	if p := the(t, err); len(p) != 1 || p[0].Line != 3 || p[0].Path != d.operator || p[0].Key != "client_id" {
		t.Errorf("the same id twice: %v", err)
	}
}

func TestPresetsOfBoth(t *testing.T) {
	site := "[[preset]]\nname = \"Kiosk\"\nlifetime = \"60\"\n"
	own := "[[preset]]\nname = \"KIOSK\"\nlifetime = \"8h\"\n[[preset]]\nname = \"Mine\"\nuse = \"policy-default\"\n"
	_, l, err := merged(t, site, own, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []Preset{{Name: "Kiosk", Draft: pass.Draft{Lifetime: "60"}}, {Name: "Mine", Draft: pass.Draft{Use: pass.PolicyDefault}}}
	if !slices.Equal(l.Presets, want) {
		t.Errorf("presets are %+v, want %+v", l.Presets, want)
	}
	if len(l.Notes()) != 1 || !strings.Contains(l.Notes()[0], `:1: the preset "KIOSK" has no effect`) || !l.Locked(presetKey) {
		t.Errorf("notes are %q", l.Notes())
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

// TestFallbacks makes sure that a default could stand in a file.
func TestFallbacks(t *testing.T) {
	for _, s := range settings {
		if s.fallback == "" {
			continue
		}
		if got, err := s.parse(s.fallback); err != nil || got != s.fallback {
			t.Errorf("%s: its default %q comes to %q, %v", s.name, s.fallback, got, err)
		}
	}
}
