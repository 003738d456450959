package config

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"tapdesk/state/pass"
	"tapdesk/state/text"
)

// valueColumn is the column of the origin, in cells, unless a value is too long.
const valueColumn = 54

// Show writes what 'tapdesk config show' prints: every value in force and where it comes from, as TOML with comments,
// then the environment. The output is safe to draw. Its error is the writer's.
func (l Loaded) Show(out io.Writer) error {
	w := bufio.NewWriter(out)
	l.showFiles(w)
	open := ""
	for _, s := range settings {
		if table, _ := s.table(); table != open {
			open = table
			fmt.Fprintf(w, "\n[%s]\n", table)
		}
		value, origin := l.values[s.key], l.origins[s.key]
		if value == "" {
			fmt.Fprintf(w, "%-*s # not set%s\n", valueColumn, "# "+s.name(), l.needed(s.key))
			continue
		}
		fmt.Fprintf(w, "%-*s # %s\n", valueColumn, s.line(value), origin)
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

// showFiles writes what happened to the files, and what in them has no effect.
func (l Loaded) showFiles(w io.Writer) {
	for _, f := range []struct {
		name string
		File
	}{{"The site's file", l.Site}, {"Your file", l.Operator}} {
		if f.Path != "" {
			fmt.Fprintf(w, "# %s is %s: %s\n", f.name, text.Line(f.Path), f.State)
		}
	}
	for _, note := range l.notes {
		fmt.Fprintln(w, "# Note:", note)
	}
	fmt.Fprintln(w)
}

// needed returns the comment on a missing setting.
func (l Loaded) needed(key string) string {
	for _, need := range l.Missing() {
		if need.Key == key {
			return ", and needed to sign in; run 'tapdesk init'"
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

// line returns a canonical value as in a file.
func (s setting) line(value string) string {
	switch s.kind {
	case textual:
		value = strconv.Quote(value)
	case list:
		quoted := items(value)
		for i, item := range quoted {
			quoted[i] = strconv.Quote(item)
		}
		value = "[" + strings.Join(quoted, ", ") + "]"
	}
	return s.name() + " = " + value
}

// sample returns a value that a file could contain.
func (s setting) sample() string { return cmp.Or(s.example, s.fallback) }

// facts returns a setting's default, its flag and who may set it.
func (s setting) facts() (said []string) {
	if s.fallback != "" {
		said = append(said, "default "+strings.ReplaceAll(s.fallback, "\n", ", "))
	}
	if s.flag != "" {
		said = append(said, "--"+s.flag)
	}
	switch {
	case s.site:
		said = append(said, "the site's file only")
	case s.looser != nil:
		said = append(said, "the operator may tighten the site's")
	}
	return said
}

const aboutPresets = `name, lifetime, start, use (one-time, multi-use or policy-default); at most 12 a file
    drafts for the situations of this desk, as typed into the form, without dates; the site's come first. One with
    the name of a built-in one (New phone, New PC with Autopilot, First day) replaces it
`

// WriteReference writes the list of keys for a help text: each table, and each key with its values and its purpose. Its
// error is the writer's.
func WriteReference(out io.Writer) error {
	w := bufio.NewWriter(out)
	for _, table := range tables {
		if table.name != "" {
			fmt.Fprintf(w, "\n[%s]  %s\n", table.name, table.about)
		}
		for _, s := range settings {
			if in, _ := s.table(); in == table.name {
				fmt.Fprintf(w, "%s: %s\n    %s\n", s.key, s.values, s.about)
				if facts := s.facts(); len(facts) > 0 {
					fmt.Fprintf(w, "    %s\n", strings.Join(facts, "; "))
				}
			}
		}
	}
	fmt.Fprintf(w, "\n[[%s]]  %s", presetKey, aboutPresets)
	return w.Flush()
}

// WriteExample writes a site's file with everything commented out: each key with an example and its purpose. Its error
// is the writer's.
func WriteExample(out io.Writer) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "# The site's settings for Tapdesk, %s. The file and every directory above it must belong to\n"+
		"# root and be writable by nobody else. What is set here binds every operator of this host. To set a key, remove\n"+
		"# the # before it and before its [table]. 'tapdesk --demo --site FILE' tries a file. A setting is never a secret.\n",
		SitePath)
	for _, table := range tables {
		if table.name != "" {
			fmt.Fprintf(w, "\n\n# %s.\n#[%s]\n", capital(table.about), table.name)
		}
		for _, s := range settings {
			if in, _ := s.table(); in == table.name {
				fmt.Fprintf(w, "\n# %s.\n", capital(s.about))
				if s.kind != boolean {
					fmt.Fprintf(w, "# Values: %s.\n", s.values)
				}
				fmt.Fprintf(w, "#%s\n", s.line(s.sample()))
			}
		}
	}
	fmt.Fprintf(w, "\n# Situations of this desk: %s", strings.ReplaceAll(aboutPresets, "\n    ", "\n# "))
	fmt.Fprint(w, "#[[preset]]\n#name = \"Lost phone\"\n#lifetime = \"2h\"\n#start = \"now\"\n#use = \"one-time\"\n")
	return w.Flush()
}

// capital returns s with its first letter in upper case.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// Flag is a setting that can be a flag.
type Flag struct {
	// Key is the setting's key, Name the flag's name without dashes, and Unit a placeholder for its value; empty if the
	// flag needs no value.
	Key, Name, Unit string
	// Help says what it is for and what values it may have. Choices lists the values if they are few.
	Help    string
	Choices []string
}

// Flags returns the settings that have a flag, in the order in which they are shown.
func Flags() (flags []Flag) {
	for _, s := range settings {
		if s.flag == "" {
			continue
		}
		help := s.about
		if s.kind != boolean {
			help += ": " + s.values
		}
		if s.fallback != "" && s.kind != boolean {
			help += " (default " + s.fallback + ")"
		}
		flags = append(flags, Flag{s.key, s.flag, s.unit, help, s.choices})
	}
	return flags
}
