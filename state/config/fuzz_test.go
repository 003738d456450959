package config

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"tapdesk/state/text"
)

// FuzzLoad puts any two texts into the files. Problems are safe to draw and have a line that exists. Otherwise the
// rules hold: nothing of the site's is loosened, every value is in its range, and what is shown means the same when
// read again.
func FuzzLoad(f *testing.F) {
	for _, text := range []string{
		"", everything, everything + siteOnlyKeys + presetsText, ids, "cloud = \"mars\"", "a.b = [{c = 1}]\n[[x.y]]\n[x.y.z]",
		"client_secret = 1", "preset = [{name = \"x\"}, {name = \"y\", use = \"often\"}]", "\uFEFFcloud = 'usgov'\r\n",
		"[[preset]]\n[[preset]]\n[preset.name]\n\"\\u202e\" = 1",
		strings.Repeat("[", 300), "x = " +
			strings.Repeat("[", 300) + strings.Repeat("]", 300), "cloud = \"global\"\ncloud = 1", "\xff\x00\x1b[2J", "x = 1e999",
	} {
		f.Add([]byte(text), []byte(ids))
		f.Add([]byte("read_only = true\nidle_lock = \"5m\""), []byte(text))
	}
	f.Fuzz(func(t *testing.T, siteText, ownText []byte) {
		site, own := source{File: File{"/site", Read}}, source{File: File{"/own", Read}}
		told(t, site.read(siteText, FromSite), siteText)
		told(t, own.read(ownText, FromOperator), ownText)
		l := Loaded{values: map[string]string{}, origins: map[string]Origin{}}
		if told(t, l.merge(site, own, nil), nil); len(l.notes) > len(settings) {
			t.Errorf("too many notes: %q", l.notes)
		}
		told(t, l.mergePresets(site.presets, own.presets), siteText)
		for _, s := range settings {
			value := l.values[s.key]
			if g, ok := site.set[s.key]; ok && s.loosens(g.value, value) {
				t.Errorf("the site sets %s = %s, and %s is in force", s.key, g.value, value)
			}
			if again, err := s.read(new(Config), value); value != "" && (err != nil || again != value) {
				t.Errorf("%s = %q comes to %q, %v", s.key, value, again, err)
			}
		}
		var b bytes.Buffer
		if err := l.Show(&b); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if !text.Safe(strings.TrimSuffix(line, "\n")) && len(line) < text.Limit {
				t.Errorf("not safe to draw: %q", line)
			}
		}
		if err := toml.Unmarshal(b.Bytes(), new(map[string]any)); err != nil {
			t.Errorf("what is shown is not TOML: %v\n%s", err, b.String())
		}
	})
}

// told checks that each problem can be shown and has a line of the text.
func told(t *testing.T, problems Problems, source []byte) {
	t.Helper()
	for _, p := range problems {
		said := p.Error()
		if !utf8.ValidString(said) || len(said) < text.Limit && !text.Safe(said) {
			t.Errorf("not safe to draw: %q", said)
		}
		if p.What == "" || source != nil && (p.Line < 1 || p.Line > bytes.Count(source, []byte("\n"))+1) {
			t.Errorf("%q has line %d of\n%s", said, p.Line, source)
		}
	}
}

func FuzzInitial(f *testing.F) {
	f.Add(tenantID, clientID, "global")
	f.Add("\"\n", "x", "china")
	f.Fuzz(func(t *testing.T, tenant, client, cloud string) {
		first, err := Initial{TenantID: tenant, ClientID: client, Cloud: cloud}.checked()
		if err != nil {
			told(t, the(t, err), nil)
			return
		}
		s := source{File: File{"/own", Read}}
		if problems := s.read([]byte(first.text()), FromOperator); len(problems) > 0 {
			t.Errorf("what is written cannot be read: %v", problems)
		}
	})
}
