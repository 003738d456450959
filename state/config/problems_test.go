package config

import (
	"fmt"
	"strings"
	"testing"
)

// TestProblems goes through what can be wrong with a file: each problem has its line, its key and what to do.
func TestProblems(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		line int
		key  string
		want string // part of what is said
	}{
		"syntax":              {"cloud = \"global\"\ntenant_id = abc", 2, "", "not TOML"},
		"no value":            {"\n\ncloud =", 3, "", "not TOML"},
		"string not ended":    {"cloud = \"glo", 1, "", "not TOML"},
		"twice":               {"cloud = \"global\"\n\ncloud = \"usgov\"", 3, "", "already defined"},
		"table twice":         {"[a]\n[b]\n[a]", 3, "", "already exists"},
		"not UTF-8":           {"cloud = \"global\"\n# \xff", 2, "", "not UTF-8"},
		"UTF-16":              {"\xff\xfec\x00l\x00", 1, "", "not UTF-8"},
		"NUL":                 {"cloud = \"global\"\x00", 1, "", "not TOML"},
		"unknown":             {"\nzone = \"UTC\"", 2, "zone", "there is no such key; 'tapdesk config keys'"},
		"mistyped":            {"tennant_id = 1", 1, "tennant_id", "did you mean tenant_id?"},
		"dashes":              {"tenant-id = 1", 1, "tenant-id", "did you mean tenant_id?"},
		"camel case":          {"redirectPort = 1", 1, "redirectPort", "did you mean sign_in.redirect_port?"},
		"unknown table":       {"\n[auth]\ntenant_id = 1\nx = 2", 2, "auth", "there is no such key"},
		"dotted":              {"a.b.c = 1", 1, "a", "there is no such key"},
		"empty key":           {"\"\" = 1", 1, `""`, "there is no such key"},
		"escapes in a key":    {"\"a\\u001b[2Jb\" = 1", 1, "\"a\uFFFD[2Jb\"", "there is no such key"},
		"flat name":           {"reveal_seconds = 1", 1, "reveal_seconds", "did you mean reveal.seconds?"},
		"without its table":   {"\nquestions = []", 2, "questions", "did you mean verification.questions?"},
		"mistyped in a table": {"[reveal]\nsecond = 1", 2, "reveal.second", "did you mean reveal.seconds?"},
		"of another table": {"[limits]\nlifetime = \"8h\"\nmask_on_blur = true", 3, "limits.mask_on_blur",
			"did you mean reveal.mask_on_blur?"},
		"below a table": {"[reveal]\nseconds = 60\nread_only = true", 3, "reveal.read_only",
			"did you mean read_only? It is not a key of [reveal]: put it above"},
		"mistyped table": {"\n[jurnal]\nanchor = \"off\"", 2, "jurnal", "did you mean [journal]?"},
		"string for table": {"sign_in = \"browser\"", 1, "sign_in",
			"wants a table, not a string; begin it with [sign_in]"},
		"list for table": {"cloud = \"global\"\n[[sign_in]]\nway = \"ask\"", 2, "sign_in", "wants a table, not a list"},
		"inline table":   {"\nreveal = {seconds = 1}", 2, "reveal.seconds", "from 15 to 600"},
		"second of a table": {"[sign_in]\n# how\nway = \"ask\"\nredirect_port = 80", 4, "sign_in.redirect_port",
			"from 1024 to 65535"},
		"table in a setting": {"[sign_in.way]\nx = 1", 1, "sign_in.way", "wants a string, not a table"},
		"string for number": {"sign_in.redirect_port = \"8400\"", 1, "sign_in.redirect_port",
			"wants a whole number, not a string; write redirect_port = 0"},
		"fraction for number":  {"reveal.seconds = 1.5", 1, "reveal.seconds", "not a fraction"},
		"number for string":    {"cloud = 1", 1, "cloud", `wants a string, not a whole number; write cloud = "global"`},
		"number for time":      {"idle_lock = 30", 1, "idle_lock", `write idle_lock = "30m"`},
		"number for host":      {"sign_in.ssh_host = 1", 1, "sign_in.ssh_host", `write ssh_host = "jump.sandbox.example"`},
		"number for GUID":      {"tenant_id = 1", 1, "tenant_id", `write tenant_id = "11111111-2222`},
		"preset, empty":        {"\npreset = [{}]", 2, "preset[0].name", "is missing"},
		"preset, empty inline": {"\npreset = [\n{use = \"one-time\"}]", 2, "preset[0].name", "is missing"},
		"string for boolean":   {"read_only = \"yes\"", 1, "read_only", "wants true or false, not a string"},
		"date for string":      {"idle_lock = 2026-01-01", 1, "idle_lock", "not a date or time"},
		"local time":           {"idle_lock = 00:30:00", 1, "idle_lock", "not a date or time"},
		"list for string":      {"cloud = [\"global\"]", 1, "cloud", "not a list"},
		"table for string":     {"[cloud]\nname = 1", 1, "cloud", "not a table"},
		"dotted for string":    {"cloud.name = 1", 1, "cloud", "not a table"},
		"cloud": {"cloud = \"mars\"", 1, "cloud",
			`"mars" is not known; use global, usgov, usgov-dod or china`},
		"cloud in capitals": {"cloud = \"Global\"", 1, "cloud", "is not known"},
		"sign-in":           {"sign_in.way = \"password\"", 1, "sign_in.way", "use browser, device-code or ask"},
		"version":           {"api_version = \"v2.0\"", 1, "api_version", "use v1.0 or beta"},
		"low port":          {"sign_in.redirect_port = 80", 1, "sign_in.redirect_port", "from 1024 to 65535, or 0"},
		"high port":         {"sign_in.redirect_port = 65536", 1, "sign_in.redirect_port", "from 1024 to 65535, or 0"},
		"negative port":     {"sign_in.redirect_port = -1", 1, "sign_in.redirect_port", "from 1024 to 65535, or 0"},
		"huge number":       {"sign_in.redirect_port = 99999999999999999999", 1, "", "not TOML"},
		"short lock":        {"idle_lock = \"1m59s\"", 1, "idle_lock", "use 2m to 12h"},
		"long lock":         {"idle_lock = \"12h1s\"", 1, "idle_lock", "use 2m to 12h"},
		"no lock":           {"idle_lock = \"0\"", 1, "idle_lock", "use 2m to 12h"},
		"odd lock":          {"idle_lock = \"30m1ms\"", 1, "idle_lock", "use 2m to 12h"},
		"lock in words":     {"idle_lock = \"half an hour\"", 1, "idle_lock", "such as 30m or 1h30m"},
		"short reveal":      {"reveal.seconds = 14", 1, "reveal.seconds", "from 15 to 600"},
		"long reveal":       {"reveal.seconds = 601", 1, "reveal.seconds", "from 15 to 600"},
		"not a GUID":        {"\ntenant_id = \"sandbox.example\"", 2, "tenant_id", "is not a GUID"},
		"braces":            {"client_id = \"{aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeee}\"", 1, "client_id", "is not a GUID"},
		"dash in a GUID":    {"client_id = \"aaaaaaaa-bbbb-4ccc-8ddd-eeeee-eeeeee\"", 1, "client_id", "is not a GUID"},
		"GUID of zeros":     {"client_id = \"00000000-0000-0000-0000-000000000000\"", 1, "client_id", "is a placeholder"},
		"host, option":      {"sign_in.ssh_host = \"-oProxyCommand=x\"", 1, "sign_in.ssh_host", "is not a host"},
		"host, shell":       {"sign_in.ssh_host = \"jump;reboot\"", 1, "sign_in.ssh_host", "is not a host"},
		"host, space":       {"sign_in.ssh_host = \"jump host\"", 1, "sign_in.ssh_host", "is not a host"},
		"host, port":        {"sign_in.ssh_host = \"jump:22\"", 1, "sign_in.ssh_host", "put a port in your ssh_config"},
		"host, empty":       {"sign_in.ssh_host = \"\"", 1, "sign_in.ssh_host", "is not a host"},
		"host, no user":     {"sign_in.ssh_host = \"@jump\"", 1, "sign_in.ssh_host", "is not a host"},
		"anchor, unknown":   {"journal.anchor = \"on\"", 1, "journal.anchor", "use off, auto or required"},
		"retention, short":  {"journal.retention_days = 29", 1, "journal.retention_days", "from 30 to 3660, or 0"},
		"retention, long":   {"journal.retention_days = 3661", 1, "journal.retention_days", "from 30 to 3660, or 0"},
		"journals, own":     {"journal.dir = \"/var/lib/x\"", 1, "journal.dir", "only the site's file may set it"},
		"site's alone": {"cloud = \"global\"\nsign_in.paste_back = true", 2, "sign_in.paste_back",
			"only the site's file may set it"},
		"site's alone, off":   {"trust_environment = false", 1, "trust_environment", "only the site's file may set it"},
		"preset, number":      {"preset = 1", 1, "preset", "begin each with [[preset]]"},
		"preset, table":       {"[preset]\nname = \"x\"", 1, "preset", "begin each with [[preset]]"},
		"preset, list":        {"preset = [1]", 1, "preset", "wants tables, not a whole number"},
		"preset, no name":     {"cloud = \"global\"\n[[preset]]\nlifetime = \"1h\"", 2, "preset[0].name", "is missing"},
		"preset, long name":   {"[[preset]]\nname = \"" + strings.Repeat("x", 41) + "\"", 2, "preset[0].name", "at most 40"},
		"preset, hidden name": {"[[preset]]\nname = \"a\\u202eb\"", 2, "preset[0].name", "visible characters"},
		"preset, same name": {"[[preset]]\nname = \"x\"\n[[preset]]\nuse = \"one-time\"\nname = \"X\"", 5,
			"preset[1].name", "is the name of another"},
		"preset, unknown": {"[[preset]]\nname = \"x\"\nlifetme = \"1h\"", 3, "preset[0].lifetme",
			"did you mean lifetime?"},
		"preset, type": {"[[preset]]\nname = \"x\"\nlifetime = 60", 3, "preset[0].lifetime",
			"wants a string, not a whole number"},
		"preset, lifetime": {"[[preset]]\nname = \"x\"\nlifetime = \"31d\"", 3, "preset[0].lifetime", "too long"},
		"preset, short":    {"[[preset]]\nname = \"x\"\nlifetime = \"9\"", 3, "preset[0].lifetime", "too short"},
		"preset, date": {"[[preset]]\nname = \"x\"\nstart = \"2026-12-01 09:00\"", 3, "preset[0].start",
			"no date, which would pass"},
		"preset, instant": {"[[preset]]\nname = \"x\"\nstart = \"2026-12-01T09:00:00Z\"", 3, "preset[0].start",
			"no date, which would pass"},
		"preset, start": {"[[preset]]\nname = \"x\"\nstart = \"soon\"", 3, "preset[0].start", `"soon" will not do`},
		"preset, hidden start": {"[[preset]]\nname = \"x\"\nstart = \"now\\u00a0\\u2003x\"", 3, "preset[0].start",
			"will not do"},
		"preset, use": {"[[preset]]\nname = \"x\"\nuse = \"twice\"", 3, "preset[0].use",
			"use one-time, multi-use or policy-default"},
		"preset, second": {"[[preset]]\nname = \"x\"\n[[preset]]\nname = \"y\"\nuse = \"\"", 5, "preset[1].use",
			"is not known"},
		"preset, inline": {"preset = [\n  {name = \"x\"}, # one\n  # two\n  {name = \"y\", use = \"often\"},\n]", 1,
			"preset[1].use", "is not known"},
		"preset, below": {"[[preset]]\nname = \"x\"\n[preset.more]\ny = 1", 3, "preset[0].more",
			"there is no such key"},
		"too many presets":   {strings.Repeat("[[preset]]\nname = \"x\"\n", 13), 1, "preset", "there are 13; keep the 12"},
		"client secret":      {"\nclient_secret = \"hunter2hunter2\"", 2, "client_secret", "a setting is never a secret"},
		"secret, camel case": {"clientSecret = 1", 1, "clientSecret", "a setting is never a secret"},
		"password in a table": {"[proxy]\nuser = \"x\"\npassword = \"hunter2hunter2\"", 3, "proxy.password",
			"a setting is never a secret"},
		"token in a list": {"x = [\n{a = 1},\n{refresh_token = \"hunter2hunter2\"}]", 1, "x[1].refresh_token",
			"a setting is never a secret"},
		"secret in a preset": {"[[preset]]\nname = \"x\"\npassword = \"hunter2hunter2\"", 3, "preset[0].password",
			"a setting is never a secret"},
		"half a secret's name": {"[ticket]\noken = 1", 2, "ticket.oken", "there is no such key"},
		"secret table":         {"[credentials]\nx = 1", 1, "credentials", "a setting is never a secret"},
	} {
		t.Run(name, func(t *testing.T) {
			d, _, err := merged(t, "", c.text, nil)
			var found *Problem
			for _, p := range the(t, err) {
				if p.Line == c.line && p.Key == c.key && strings.Contains(p.Error(), c.want) {
					found = &p
				}
				if strings.Contains(p.Error(), "hunter2") {
					t.Errorf("an error repeats what may be a secret: %v", p)
				}
			}
			if found == nil {
				t.Fatalf("got %q, want line %d, key %s and %q", err, c.line, c.key, c.want)
			}
			where := fmt.Sprintf("%s:%d: ", d.operator, c.line)
			if !strings.HasPrefix(found.Error(), where) || found.What == "" {
				t.Errorf("%q does not begin with %q", found.Error(), where)
			}
		})
	}
}

// TestAllProblems makes sure that one error does not hide the next, and that they are in the order of the lines.
func TestAllProblems(t *testing.T) {
	d, _, err := merged(t, "cloud = 1\n", "[[preset]]\nname = \"x\"\nuse = \"y\"\n[a]\nb = 1\n",
		map[string]string{"cloud": "mars"})
	want := strings.Join([]string{
		d.site + `:1: cloud: wants a string, not a whole number; write cloud = "global"`,
		d.operator + `:3: preset[0].use: "y" is not known; use one-time, multi-use or policy-default`,
		d.operator + `:4: a: there is no such key; 'tapdesk config keys' lists the keys`,
		`--cloud: "mars" is not known; use global, usgov, usgov-dod or china`,
	}, "\n")
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// TestSecretsAreToldOnce makes sure that a secret is not also called an unknown key.
func TestSecretsAreToldOnce(t *testing.T) {
	_, _, err := merged(t, "", "client_secret = \"x\"\n[[preset]]\nname = \"x\"\ntoken = \"y\"", nil)
	if p := the(t, err); len(p) != 2 {
		t.Errorf("got %v", err)
	}
}

func TestNoSettingSmells(t *testing.T) {
	for _, key := range append(Keys(), presetFields...) {
		if smells(key) {
			t.Errorf("%s is refused as a secret", key)
		}
	}
}

func TestGoodValues(t *testing.T) {
	for _, c := range []struct{ key, typed, want string }{
		{"tenant_id", " " + strings.ToUpper(tenantID) + "\n", tenantID},
		{"sign_in.ssh_host", "2001:db8::1", "2001:db8::1"},
		{"sign_in.ssh_host", "::1", "::1"},
		{"sign_in.ssh_host", "a.b@jump-01_x.sandbox.example", "a.b@jump-01_x.sandbox.example"},
		{"idle_lock", "120m", "2h"},
		{"idle_lock", "1h30m", "1h30m"},
		{"idle_lock", "150", "2h30m"},
		{"idle_lock", "10h", "10h"},
		{"idle_lock", "20m", "20m"},
		{"sign_in.redirect_port", "1024", "1024"},
	} {
		if got, err := Check(c.key, c.typed); err != nil || got != c.want {
			t.Errorf("%s %q: %q, %v, want %q", c.key, c.typed, got, err, c.want)
		}
	}
	if _, err := Check("nonsense", "x"); err == nil {
		t.Error("a setting that does not exist has a value")
	}
}
