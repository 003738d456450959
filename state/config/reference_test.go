//go:build unix

package config

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite SETTINGS.md")

// What SETTINGS.md says around its tables. An acute accent stands for a backquote.
const (
	aboutSettings = `<!-- Made from the table of settings: go generate ./state/config -->
# Settings

Settings come from three places. ´tapdesk config show´ prints each one and where it comes from:

1. **The site's file**, ´` + SitePath + `´. It binds every operator of the host. The file and every directory
   above it must belong to root, be writable by nobody else and not be a symbolic link. Otherwise nothing is taken from
   it, and the console is read-only.
2. **The command line**, for the settings that have a flag.
3. **Your file**, ´$XDG_CONFIG_HOME/tapdesk/config.toml´ or ´~/.config/tapdesk/config.toml´. It must belong to you and
   be writable by nobody else.

A flag beats your file. Neither loosens what the site's file sets: such a line in your file has no effect, and the
console says so at the start; such a flag is an error.

Both files are TOML. An unknown key, a value of the wrong type or a value out of range is an error that names the file,
the line and the key. A setting is never a secret. ´tapdesk config example´ prints a site's file to start from.
´tapdesk --demo --site FILE´ tries a file on invented people, even a file that others can write. The journal of a demo
is temporary, whatever ´[journal]´ says; with ´--sandbox URL --site FILE´ the setting counts.

"Site alone" is an error in your file. "Tighten" lets your file be stricter than the site's. "Site first" lets you set
it where the site's file does not.
`

	aboutPresetTable = `
## [[preset]]

Situations of your desk, on the first line of the form. At most 12 a file, the site's first.

| Key | Values |
| --- | --- |
` + aboutPresetName + `| ´lifetime´ | as in the form, such as ´90m´, ´8h´, ´2d´; without it, the tenant's default |
| ´start´ | as in the form, such as ´now´, ´+2h´, ´tomorrow 09:00´, ´mon 08:30´; not a date, which would pass |
| ´use´ | ´one-time´ (default), ´multi-use´ or ´policy-default´ |

A preset of the site's that contradicts ´[limits]´ or ´[policy]´ is an error. One of yours has no effect, and
the console says so. The built-in ones always keep to the limits.
`

	aboutPresetName = "| ´name´ | 1 to 40 characters. " +
		"It replaces the built-in preset of the same name (New phone, New PC with Autopilot, First day) |\n"
)

// settingsDocument is SETTINGS.md.
func settingsDocument() string {
	var b strings.Builder
	b.WriteString(aboutSettings)
	code := func(s string) string { return "`" + strings.ReplaceAll(s, "\n", "`, `") + "`" }
	for _, table := range tables {
		title := "[" + table.name + "]: " + table.about
		if table.name == "" {
			title = "At the top, above the first table"
		}
		fmt.Fprintf(&b, "\n## %s\n\n", title)
		b.WriteString("| Key | Values | Default | Flag | Who | What for |\n| --- | --- | --- | --- | --- | --- |\n")
		for _, s := range settings {
			if in, _ := s.table(); in != table.name {
				continue
			}
			fallback, flag, who := "", "", "site first"
			if s.fallback != "" {
				fallback = code(s.fallback)
			}
			if s.flag != "" {
				flag = code("--" + s.flag)
			}
			switch {
			case s.site:
				who = "site alone"
			case s.looser != nil:
				who = "tighten"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", s.name(), s.values, fallback, flag, who, s.about)
		}
	}
	b.WriteString(aboutPresetTable)
	return strings.ReplaceAll(b.String(), "´", "`")
}

func TestSettingsDocument(t *testing.T) {
	want := settingsDocument()
	if *update {
		check(t, os.WriteFile("SETTINGS.md", []byte(want), 0o644))
	}
	got, err := os.ReadFile("SETTINGS.md")
	check(t, err)
	if string(got) != want {
		t.Error("SETTINGS.md is not what the table of settings says: run go generate ./state/config")
	}
}

// TestExample: the printed file sets nothing. With every # before a key removed it sets every key and is valid.
func TestExample(t *testing.T) {
	var b bytes.Buffer
	check(t, WriteExample(&b))
	_, l, err := merged(t, b.String(), "", nil)
	if err != nil || l.Origin("cloud").From != FromDefault || len(l.Presets) > 0 {
		t.Errorf("as printed: got %v, cloud by %v, presets %v; want nothing set", err, l.Origin("cloud"), l.Presets)
	}
	var bare strings.Builder
	for line := range strings.Lines(b.String()) {
		if len(line) > 121 {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
		if rest, commented := strings.CutPrefix(line, "#"); commented && !strings.HasPrefix(rest, " ") {
			line = rest
		}
		bare.WriteString(line)
	}
	_, l, err = merged(t, bare.String(), "", nil)
	if err != nil {
		t.Fatalf("with everything set: %v in\n%s", err, bare.String())
	}
	for _, key := range Keys() {
		if l.Origin(key).From != FromSite {
			t.Errorf("%s comes from %v, want the site's file", key, l.Origin(key))
		}
	}
}

// TestTable: each setting is in a table that is described, in one run, can be what its example says, and has no two
// flags.
func TestTable(t *testing.T) {
	order, flags := "", map[string]string{}
	for _, s := range settings {
		table, name := s.table()
		if !strings.HasSuffix(order, "|"+table+"|") {
			if strings.Contains(order, "|"+table+"|") {
				t.Errorf("%s is not next to the others of [%s]", s.key, table)
			}
			order += "|" + table + "|"
		}
		if table != "" && !isTable(table) || strings.Contains(name, ".") || s.about == "" || s.values == "" {
			t.Errorf("%s is not described: %+v", s.key, s)
		}
		if got, err := s.read(new(Config), s.sample()); err != nil || got != s.sample() || got == "" {
			t.Errorf("%s: its example %q comes to %q, %v", s.key, s.sample(), got, err)
		}
		if s.flag == "" {
			continue
		}
		if other := flags[s.flag]; other != "" || s.site || (s.unit == "") != (s.kind == boolean) {
			t.Errorf("--%s of %s: also of %q, the site's alone %v, unit %q", s.flag, s.key, other, s.site, s.unit)
		}
		flags[s.flag] = s.key
	}
}

// TestTOMLInThePapers: every part of a site's file in the documents is valid as it is.
func TestTOMLInThePapers(t *testing.T) {
	block := regexp.MustCompile("(?ms)^```toml\n(.*?)^```$")
	found := 0
	for _, paper := range []string{"SITE.md", "../../graph/auth/SETUP.md", "../../ui/cli/OPERATIONS.md"} {
		text, err := os.ReadFile(filepath.FromSlash(paper))
		check(t, err)
		for _, m := range block.FindAllSubmatch(text, -1) {
			found++
			if _, _, err := merged(t, string(m[1]), "", nil); err != nil {
				t.Errorf("%s: %v in\n%s", paper, err, m[1])
			}
		}
	}
	if found < 7 {
		t.Errorf("found %d blocks, want 7 or more: the test looks for the wrong thing", found)
	}
}
