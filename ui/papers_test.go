package ui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/session"
	"tapdesk/ui/help"
	"tapdesk/ui/kit"
)

// updating reports whether the goldens are being rewritten, and with them the papers that quote them.
func updating() bool { return flag.Lookup("update").Value.String() == "true" }

// quoted is a screen in a paper: a golden, named from the paper's directory, and the block after it.
var quoted = regexp.MustCompile("(?m)^( *)<!-- screen: (\\S+) -->\n *```text\n((?s:.*?))^ *```$")

// excerpt returns the part of a golden that a paper shows: no header, no empty lines at the end, and no two in a row.
func excerpt(golden, indent string) string {
	var out strings.Builder
	gap := false
	for i, line := range strings.Split(golden, "\n") {
		if i == 0 && strings.HasPrefix(strings.TrimSpace(line), "Tapdesk  ") {
			continue
		}
		if strings.TrimSpace(line) == "" {
			gap = out.Len() > 0
			continue
		}
		if gap {
			out.WriteString("\n")
		}
		gap = false
		out.WriteString(indent + line + "\n")
	}
	return out.String()
}

// TestGoldensInThePapers checks that the screens in the documents are the goldens.
func TestGoldensInThePapers(t *testing.T) {
	screens := 0
	for _, paper := range []string{"GUIDE.md", "../README.md"} {
		text, err := os.ReadFile(paper)
		if err != nil {
			t.Fatal(err)
		}
		want := quoted.ReplaceAllStringFunc(string(text), func(block string) string {
			screens++
			parts := quoted.FindStringSubmatch(block)
			indent, name := parts[1], parts[2]
			golden, err := os.ReadFile(filepath.Join(filepath.Dir(paper), filepath.FromSlash(name)))
			if err != nil {
				t.Fatalf("%s: %v", paper, err)
			}
			return fmt.Sprintf("%s<!-- screen: %s -->\n%[1]s```text\n%[3]s%[1]s```", indent, name,
				excerpt(string(golden), indent))
		})
		hold(t, paper, string(text), want)
	}
	if screens < 8 {
		t.Errorf("found %d screens in the papers, want 8 or more: the test looks for the wrong thing", screens)
	}
}

// hold fails unless a paper is as it should be. If the goldens are being updated, it writes the paper instead.
func hold(t *testing.T, paper, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	if updating() {
		if err := os.WriteFile(paper, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	line := 1
	for line <= min(strings.Count(got, "\n"), strings.Count(want, "\n")) && nth(got, line) == nth(want, line) {
		line++
	}
	t.Errorf("%s is not what the program shows: run go generate ./ui\nline %d: got %q, want %q",
		paper, line, nth(got, line), nth(want, line))
}

func nth(text string, line int) string {
	lines := strings.Split(text, "\n")
	return lines[min(line, len(lines))-1]
}

var (
	inCode  = regexp.MustCompile("`([^`]+)`")
	seconds = regexp.MustCompile(`^\d+ s$`)
)

// TestTheCallInTheReadme follows the table of one call: it presses the keys in the first column, and what the second
// column has in code must then be on the screen.
func TestTheCallInTheReadme(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "| You press | You see |\n| --- | --- |\n")
	table, _, ended := strings.Cut(table, "\n\n")
	if !found || !ended {
		t.Fatal("README.md has no table of one call")
	}
	h := start(t, sandbox.Options{Caller: "passkey"})
	for row := range strings.Lines(table + "\n") {
		cells := strings.Split(row, "|")
		if len(cells) != 4 {
			t.Fatalf("the row %q has %d cells, want 2", row, len(cells)-2)
		}
		for _, key := range inCode.FindAllStringSubmatch(cells[1], -1) {
			h.wait(quiet)
			name := strings.ToLower(key[1])
			_, aKey := named[name]
			switch {
			case seconds.MatchString(key[1]):
				d, _ := time.ParseDuration(strings.ReplaceAll(key[1], " ", ""))
				h.wait(d)
			case aKey || len(name) == 1:
				h.press(name)
			default:
				h.find(key[1])
			}
		}
		for _, said := range inCode.FindAllStringSubmatch(cells[2], -1) {
			if _, aKey := named[strings.ToLower(said[1])]; !aKey {
				h.sees(said[1])
			}
		}
	}
}

// keyTable is one table of KEYS.md.
type keyTable struct {
	title string
	rows  [][2]string
}

// add adds keys that the table does not have. A key with more than one meaning has a row for each.
func (k *keyTable) add(keys []kit.Key) {
	for _, key := range keys {
		row := [2]string{key.Binding.Help().Key, key.Binding.Help().Desc}
		if !slices.Contains(k.rows, row) {
			k.rows = append(k.rows, row)
		}
	}
}

const aboutKeys = `<!-- Made from the screens: go generate ./ui -->
# Every key

What the screens say of their own keys. Where a key has two lines, the screen's state decides; one that is off says why
when it is pressed. Everywhere:

`

// TestGoldensOfTheKeys checks that KEYS.md has every key of every screen in the goldens, and of some more.
func TestGoldensOfTheKeys(t *testing.T) {
	var tables []*keyTable
	note := func(h *harness) {
		screen := h.app.stack.top().screen
		i := slices.IndexFunc(tables, func(k *keyTable) bool { return k.title == screen.Title() })
		if i < 0 {
			i, tables = len(tables), append(tables, &keyTable{title: screen.Title()})
		}
		tables[i].add(screen.Keys())
	}
	for _, press := range [][]string{{}, {"esc"}, {"esc", "b"}} {
		h, _ := startPuppet(t, session.Out, atOnce, nil)
		h.press(press...)
		note(h)
	}
	for _, look := range looks {
		h := start(t, sandbox.Options{})
		look.walk(h)
		note(h)
	}
	h := start(t, sandbox.Options{})
	h.open("partner")
	h.press("i", "enter", "enter", "enter")
	note(h)
	h = atDesk(t, orderedDesk())
	h.blind()
	note(h)
	h = atDesk(t, allWays())
	h.open("ordinary")
	h.confirmed()
	h.press("y")
	h.wait(quiet)
	h.press("space", "esc", "esc", "esc", "t")
	note(h)
	got, err := os.ReadFile("KEYS.md")
	if err != nil && !updating() {
		t.Fatal(err)
	}
	hold(t, "KEYS.md", string(got), keysDocument(tables))
}

// keysDocument returns KEYS.md.
func keysDocument(tables []*keyTable) string {
	var b strings.Builder
	b.WriteString(aboutKeys + "| Key | Does |\n| --- | --- |\n")
	for _, row := range help.Everywhere {
		fmt.Fprintf(&b, "| `%s` | %s |\n", row[0], row[1])
	}
	for _, k := range tables {
		fmt.Fprintf(&b, "\n## %s\n\n| Key | Does |\n| --- | --- |\n", k.title)
		for _, row := range k.rows {
			fmt.Fprintf(&b, "| `%s` | %s |\n", row[0], row[1])
		}
	}
	return b.String()
}
