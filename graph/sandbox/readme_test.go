package sandbox

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the tables of README.md")

// listed returns the names in the lists of a section of the package comment, and the rows of a table made from them.
func listed(t *testing.T, section string) (names, rows []string) {
	t.Helper()
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n// # "+section+"\n")
	if !found {
		t.Fatalf("doc.go has no section %s", section)
	}
	rest, _, _ = strings.Cut(rest, "\n// # ")
	for line := range strings.Lines(rest) {
		entry, is := strings.CutPrefix(strings.TrimRight(line, "\n"), "//\t")
		name, does, named := strings.Cut(entry, "  ")
		switch {
		case !is:
			continue
		case named && name == "GET": // GET  /sandbox is aligned with POST
			name, does, _ = strings.Cut(strings.Replace(entry, "  ", " ", 1), "  ")
		case name == "" && len(rows) > 0: // the line before goes on
			rows[len(rows)-1] = strings.TrimSuffix(rows[len(rows)-1], " |") + " " + strings.TrimSpace(entry) + " |"
			continue
		}
		each := strings.Split(name, ", ")
		names = append(names, each...)
		rows = append(rows, fmt.Sprintf("| `%s` | %s |", strings.Join(each, "`, `"), strings.TrimSpace(does)))
	}
	return names, rows
}

// drawn is a table in README.md: the section it is made from, its head, and its rows.
var drawn = regexp.MustCompile(`(?m)^<!-- doc.go: (\w+) -->\n(\|.*\n\|.*\n)((?:\|.*\n)*)`)

// TestReadme checks that README.md has the lists of the package comment, and that these are complete.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := []string{}
	want := drawn.ReplaceAllStringFunc(string(text), func(table string) string {
		part := drawn.FindStringSubmatch(table)
		_, rows := listed(t, part[1])
		sections = append(sections, part[1])
		return fmt.Sprintf("<!-- doc.go: %s -->\n%s%s\n", part[1], part[2], strings.Join(rows, "\n"))
	})
	if all := []string{"People", "Faults", "Callers", "Control"}; !slices.Equal(sections, all) {
		t.Errorf("README.md has tables of %q, want %q", sections, all)
	}
	if *update {
		if err := os.WriteFile("README.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Errorf("README.md is not what doc.go lists: run go generate ./graph/sandbox; want\n%s", want)
	}
	var members []string
	for _, m := range cast {
		members = append(members, m.name)
	}
	for section, want := range map[string][]string{"People": members, "Faults": FaultNames(), "Callers": CallerNames()} {
		got, _ := listed(t, section)
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("doc.go lists the %s %q, want %q", section, got, want)
		}
	}
}
