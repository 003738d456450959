package config

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"tapdesk/state/clean"
	"tapdesk/state/pass"
)

// valueColumn is where the origin stands, in cells, unless a value is too long for it.
const valueColumn = 54

// Show writes what 'tapdesk config show' prints: every value in force and where it comes from, as TOML with comments, then what
// the environment has to say. It is safe to draw. Its error is the writer's.
func (l Loaded) Show(out io.Writer) error {
	w := bufio.NewWriter(out)
	l.showFiles(w)
	for _, s := range settings {
		value, origin := l.values[s.name], l.origins[s.name]
		if value == "" {
			fmt.Fprintf(w, "%-*s # not set%s\n", valueColumn, "# "+s.name, l.needed(s.name))
			continue
		}
		fmt.Fprintf(w, "%-*s # %s\n", valueColumn, s.name+" = "+literal(s, value), origin)
	}
	for _, p := range l.placed {
		showPreset(w, p)
	}
	if len(l.Environment) > 0 {
		fmt.Fprintln(w, "\n# From the environment:")
	}
	for _, v := range l.Environment {
		says := "counts"
		if !v.Counts {
			says = "does not count: " + v.Because.String()
		}
		fmt.Fprintf(w, "%-*s # %s\n", valueColumn, "# "+v.Name+"="+v.Value, says)
	}
	return w.Flush()
}

// showFiles says what became of the files, and what of them has no effect.
func (l Loaded) showFiles(w io.Writer) {
	for _, f := range []struct {
		name string
		File
	}{{"The site's file", l.Site}, {"Your file", l.Operator}} {
		if f.Path != "" {
			fmt.Fprintf(w, "# %s is %s: %s\n", f.name, clean.Line(f.Path), f.State)
		}
	}
	for _, note := range l.notes {
		fmt.Fprintln(w, "# Note:", note)
	}
	fmt.Fprintln(w)
}

// needed is what to say behind a setting that is missing.
func (l Loaded) needed(key string) string {
	for _, need := range l.Missing() {
		if need.Key == key {
			return ", and nobody can sign in without it; 'tapdesk init' asks for it"
		}
	}
	return ""
}

func showPreset(w io.Writer, p placedPreset) {
	fmt.Fprintf(w, "\n%-*s # %s\n", valueColumn, "[["+presetKey+"]]", p.origin)
	fmt.Fprintf(w, "name = %s\n", strconv.Quote(p.Name))
	for _, field := range []struct{ key, value string }{{"lifetime", p.Draft.Lifetime}, {"start", p.Draft.Start}} {
		if field.value != "" {
			fmt.Fprintf(w, "%s = %s\n", field.key, strconv.Quote(field.value))
		}
	}
	fmt.Fprintf(w, "use = %s\n", strconv.Quote(useWord(p.Draft.Use)))
}

func useWord(use pass.Use) string {
	for word, u := range uses {
		if u == use {
			return word
		}
	}
	return ""
}

// literal is a canonical value as TOML writes it.
func literal(s setting, value string) string {
	switch s.kind {
	case text:
		return strconv.Quote(value)
	case list:
		quoted := items(value)
		for i, item := range quoted {
			quoted[i] = strconv.Quote(item)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return value
}

// WriteReference writes the table of keys, for a help text: key, values, what for, default, and who may set it. Its error is the
// writer's.
func WriteReference(out io.Writer) error {
	w := bufio.NewWriter(out)
	for _, s := range settings {
		fmt.Fprintf(w, "%s: %s\n    %s", s.name, s.values, s.about)
		if s.fallback != "" {
			fmt.Fprintf(w, "; default %s", strings.ReplaceAll(s.fallback, "\n", ", "))
		}
		if s.siteOnly {
			fmt.Fprint(w, "; the site's file only")
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "[[%s]]: name, lifetime, start, use (one-time, multi-use or policy-default); at most %d a file\n"+
		"    drafts for the situations of this desk, as typed into the form, without dates; the site's come first\n", presetKey, maxPresets)
	return w.Flush()
}
