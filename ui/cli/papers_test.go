package cli

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"

	"tapdesk/graph/sandbox"
	"tapdesk/state/config"
	"tapdesk/state/journal"
)

// maxReadme is about how much of a product page anybody reads, in bytes.
const maxReadme = 10 << 10

// papers returns the documents of the repository, by their paths from its root.
func papers(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".md"):
			return nil
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(top, path)
		texts[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(texts) < 15 {
		t.Fatalf("found %d documents, want 15 or more: the test looks in the wrong place", len(texts))
	}
	return texts
}

// inOrder calls f for each document, in the order of their names.
func inOrder(texts map[string]string, f func(paper, text string)) {
	for _, paper := range slices.Sorted(maps.Keys(texts)) {
		f(paper, texts[paper])
	}
}

var (
	fenced   = regexp.MustCompile("(?ms)^ *```([a-z-]*)\n(.*?)^ *```$")
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	code     = regexp.MustCompile("`([^`\n]+)`")
	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
	linkText = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

// prose returns a document without its fenced blocks.
func prose(text string) string { return fenced.ReplaceAllString(text, "") }

// blocks returns the fenced blocks of a document in a language.
func blocks(text, language string) (found []string) {
	for _, m := range fenced.FindAllStringSubmatch(text, -1) {
		if m[1] == language {
			found = append(found, m[2])
		}
	}
	return found
}

// anchors returns the names by which a document's headings are linked to, as GitHub makes them.
func anchors(text string) (names []string) {
	for _, m := range heading.FindAllStringSubmatch(prose(text), -1) {
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, linkText.ReplaceAllString(m[1], "$1"))
		names = append(names, name)
	}
	return names
}

// TestLinksResolve checks that each relative link leads to a file, and to the heading that it names, and that every
// document is reached from the README.
func TestLinksResolve(t *testing.T) {
	texts := papers(t)
	leads := map[string][]string{}
	inOrder(texts, func(paper, text string) {
		for _, m := range link.FindAllStringSubmatch(prose(text), -1) {
			target, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			to := paper
			if target != "" {
				to = path.Join(path.Dir(paper), target)
			}
			leads[paper] = append(leads[paper], to)
			if _, err := os.Stat(filepath.Join(top, filepath.FromSlash(to))); err != nil {
				t.Errorf("%s links to %s, which is not there", paper, m[1])
			} else if anchor != "" && !slices.Contains(anchors(texts[to]), anchor) {
				t.Errorf("%s links to %s, and %s has no such heading", paper, m[1], to)
			}
		}
	})
	reached := map[string]bool{}
	var visit func(paper string)
	visit = func(paper string) {
		if reached[paper] {
			return
		}
		reached[paper] = true
		for _, to := range leads[paper] {
			visit(to)
		}
	}
	visit("README.md")
	inOrder(texts, func(paper, _ string) {
		if !reached[paper] {
			t.Errorf("no way leads from README.md to %s", paper)
		}
	})
}

func TestReadmeIsShort(t *testing.T) {
	text := papers(t)["README.md"]
	if len(text) > maxReadme {
		t.Errorf("README.md has %d bytes, want %d at most: move what is longer to what it documents", len(text), maxReadme)
	}
	if want := "```sh\ngo run . --demo\ngo test ./...\n```"; !strings.Contains(text, want) {
		t.Errorf("README.md does not have the two commands as they are run, want\n%s", want)
	}
}

// TestCommandsInThePapers checks that the commands, flags, faults and callers in the documents exist.
func TestCommandsInThePapers(t *testing.T) {
	tenant, err := sandbox.New(sandbox.Options{People: 1})
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	inOrder(papers(t), func(paper, text string) {
		for _, line := range commands(text) {
			tried++
			p, _, _ := testProgram()
			cmd, rest, err := p.root().Find(line[1:])
			if err == nil {
				err = cmd.ParseFlags(rest)
			}
			if err == nil && len(cmd.Flags().Args()) > 0 && !cmd.HasAvailableSubCommands() && cmd.Args != nil {
				err = cmd.Args(cmd, cmd.Flags().Args())
			}
			if err != nil {
				t.Errorf("%s: %q: %v", paper, strings.Join(line, " "), err)
				continue
			}
			rehearsed(t, paper, tenant, cmd)
		}
	})
	if tried < 40 {
		t.Errorf("tried %d commands, want 40 or more: the test looks for the wrong thing", tried)
	}
}

// rehearsed tries the faults and the caller that a command line names.
func rehearsed(t *testing.T, paper string, tenant *sandbox.Tenant, cmd *cobra.Command) {
	t.Helper()
	if cmd.Flags().Lookup("fault") == nil {
		return
	}
	faults, _ := cmd.Flags().GetStringArray("fault")
	for _, fault := range faults {
		if err := tenant.Fault(fault); err != nil && !strings.HasPrefix(fault, "aadsts-") { // those are the token service's
			t.Errorf("%s: --fault %s: %v", paper, fault, err)
		}
	}
	if script, _ := cmd.Flags().GetString("caller"); script != "" {
		if err := tenant.Caller(script); err != nil {
			t.Errorf("%s: --caller %s: %v", paper, script, err)
		}
	}
}

// commands returns the command lines of the program in a document: in blocks of a shell, and in code between words.
func commands(text string) (found [][]string) {
	var lines []string
	for _, language := range []string{"sh", "console"} {
		for _, block := range blocks(text, language) {
			lines = append(lines, strings.Split(block, "\n")...)
		}
	}
	for _, m := range code.FindAllStringSubmatch(prose(text), -1) {
		lines = append(lines, m[1])
	}
	for _, line := range lines {
		line = strings.TrimPrefix(strings.TrimSpace(line), "$ ")
		if _, after, piped := strings.Cut(line, "| "); piped && strings.HasPrefix(after, "tapdesk ") {
			line = after
		}
		line, _, _ = strings.Cut(line, " > ")
		line, _, _ = strings.Cut(line, " |")
		if words := strings.Fields(line); len(words) > 1 && words[0] == "tapdesk" {
			found = append(found, words)
		}
	}
	return found
}

// TestSettingsInThePapers checks that a key with its table, in code, is a setting.
func TestSettingsInThePapers(t *testing.T) {
	keys := config.Keys()
	tables := map[string]bool{}
	for _, key := range keys {
		if table, _, is := strings.Cut(key, "."); is {
			tables[table] = true
		}
	}
	setting := regexp.MustCompile(`^([a-z_]+)\.[a-z_]+`)
	named := 0
	inOrder(papers(t), func(paper, text string) {
		for _, m := range code.FindAllStringSubmatch(prose(text), -1) {
			key := setting.FindStringSubmatch(m[1])
			if key == nil || !tables[key[1]] || strings.HasPrefix(m[1], "journal.head") ||
				strings.HasPrefix(m[1], "journal.jsonl") || strings.HasPrefix(m[1], "journal.lock") ||
				strings.HasPrefix(m[1], "journal.reserve") || strings.HasPrefix(m[1], "journal.torn") {
				continue // the last are files of the journal
			}
			if named++; !slices.Contains(keys, key[0]) {
				t.Errorf("%s names the setting %s, which does not exist", paper, key[0])
			}
		}
	})
	if named < 15 {
		t.Errorf("found %d settings, want 15 or more: the test looks for the wrong thing", named)
	}
}

// TestNamesInTheArchitecture checks that each package.Name in ARCHITECTURE, CONTRIBUTING and the decisions exists in
// this repository.
func TestNamesInTheArchitecture(t *testing.T) {
	names := map[string]bool{}
	packages := map[string]bool{}
	for _, f := range sources(t) {
		pkg := f.syntax.Name.Name
		packages[pkg] = true
		for _, decl := range f.syntax.Decls {
			for _, name := range declared(decl) {
				names[pkg+"."+name] = true
			}
		}
	}
	checked := 0
	identifier := regexp.MustCompile(`^([a-z]+)\.(\w+(\.\w+)?)$`)
	inOrder(papers(t), func(paper, text string) {
		if !strings.HasPrefix(paper, ".github/") {
			return
		}
		for _, m := range code.FindAllStringSubmatch(prose(text), -1) {
			part := identifier.FindStringSubmatch(strings.TrimSuffix(m[1], "()"))
			if part == nil || !packages[part[1]] || part[2] == "example" || slices.Contains(config.Keys(), part[0]) {
				continue
			}
			if checked++; !names[part[0]] {
				t.Errorf("%s names %s, which does not exist", paper, part[0])
			}
		}
	})
	if checked < 8 {
		t.Errorf("found %d names, want 8 or more: the test looks for the wrong thing", checked)
	}
}

// TestPathsInThePapers checks that a path of the repository that a document names exists.
func TestPathsInThePapers(t *testing.T) {
	inOrder(papers(t), func(paper, text string) {
		for _, m := range code.FindAllStringSubmatch(prose(text), -1) {
			first, _, _ := strings.Cut(m[1], "/")
			if strings.ContainsAny(m[1], " *") || first == m[1] ||
				!slices.Contains([]string{"state", "graph", "ui", ".ci", ".github"}, first) {
				continue
			}
			if _, err := os.Stat(filepath.Join(top, filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s names %s, which is not there", paper, m[1])
			}
		}
	})
}

// TestPackagesInTheArchitecture checks that the picture of the house has each package, and no other.
func TestPackagesInTheArchitecture(t *testing.T) {
	const paper = ".github/ARCHITECTURE.md"
	house := blocks(papers(t)[paper], "text")
	if len(house) == 0 {
		t.Fatalf("%s has no picture of the house", paper)
	}
	var got []string
	under := ""
	for line := range strings.Lines(house[0]) {
		names, _, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if !strings.HasPrefix(line, " ") {
			if under = strings.TrimSuffix(names, "/"); under == "graph" || under == "ui" {
				got = append(got, under) // these are packages themselves
			}
			continue
		}
		for name := range strings.SplitSeq(names, ", ") {
			got = append(got, under+"/"+name)
		}
	}
	var want []string
	for _, f := range sources(t) {
		if f.dir != "" && !f.test {
			want = append(want, f.dir)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if want = slices.Compact(want); !slices.Equal(got, want) {
		t.Errorf("%s shows the packages\n%q\nwant\n%q: name what is new in the picture of the house", paper, got, want)
	}
}

// declared returns the names that a declaration declares, with methods and fields by their types.
func declared(decl ast.Decl) (names []string) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return []string{d.Name.Name}
		}
		on := d.Recv.List[0].Type
		if star, is := on.(*ast.StarExpr); is {
			on = star.X
		}
		if index, is := on.(*ast.IndexExpr); is {
			on = index.X
		}
		if of, is := on.(*ast.Ident); is {
			return []string{of.Name + "." + d.Name.Name}
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, s.Name.Name)
				var members *ast.FieldList
				switch body := s.Type.(type) {
				case *ast.StructType:
					members = body.Fields
				case *ast.InterfaceType:
					members = body.Methods
				}
				if members == nil {
					continue
				}
				for _, member := range members.List {
					for _, name := range member.Names {
						names = append(names, s.Name.Name+"."+name.Name)
					}
				}
			case *ast.ValueSpec:
				for _, name := range s.Names {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}

// firstColumn returns the first cell of each row of the table with that head.
func firstColumn(t *testing.T, paper, text, head string) (cells []string) {
	t.Helper()
	_, table, found := strings.Cut(text, "\n"+head+"\n")
	if !found {
		t.Fatalf("%s has no table %q", paper, head)
	}
	table, _, _ = strings.Cut(table, "\n\n")
	for _, row := range strings.Split(strings.TrimSpace(table), "\n")[1:] {
		cells = append(cells, strings.TrimSpace(strings.Split(row, "|")[1]))
	}
	return cells
}

func TestExitCodesInThePapers(t *testing.T) {
	const paper = "ui/cli/TROUBLESHOOTING.md"
	got := strings.Join(firstColumn(t, paper, papers(t)[paper], "| Code | Means |"), ", ")
	var want []string
	for _, n := range []int{exitOK, exitFailed, exitUsage, exitDiffer, exitGone,
		exitSignal + 1, exitSignal + 2, exitSignal + 3, exitSignal + 15} {
		want = append(want, strconv.Itoa(n))
	}
	if got != strings.Join(want, ", ") {
		t.Errorf("%s has the exit codes %s, want %s", paper, got, strings.Join(want, ", "))
	}
}

// TestJournalInThePapers checks that the journal's document explains each member and each kind of a record.
func TestJournalInThePapers(t *testing.T) {
	const paper = "state/journal/README.md"
	var want []string
	for field := range reflect.TypeFor[journal.Record]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		want = append(want, name)
	}
	for _, f := range sources(t) {
		if f.dir != "state/journal" || f.test {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			spec, is := n.(*ast.ValueSpec)
			if is && len(spec.Values) == 1 && fmt.Sprint(spec.Type) == "Kind" {
				want = append(want, strings.Trim(spec.Values[0].(*ast.BasicLit).Value, `"`))
			}
			return true
		})
	}
	text := papers(t)[paper]
	for _, name := range want {
		if !strings.Contains(text, "`"+name+"`") {
			t.Errorf("%s does not explain %s", paper, name)
		}
	}
	if len(want) < 40 {
		t.Errorf("found %d members and kinds, want 40 or more: the test looks for the wrong thing", len(want))
	}
}

// TestPermissionsInThePapers checks that the permissions that the documents name are those that the client uses.
func TestPermissionsInThePapers(t *testing.T) {
	permission := regexp.MustCompile(`^[A-Z][\w-]*\.Read(Basic|Write)?\.[A-Z]\w*$`)
	known := map[string]bool{}
	for _, f := range sources(t) {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			speaks := f.dir == "graph" || f.path == "state/person/removal.go" // whose permissions the client names
			if lit, is := n.(*ast.BasicLit); is && speaks {
				known[strings.Trim(lit.Value, `"`)] = true
			}
			return true
		})
	}
	inOrder(papers(t), func(paper, text string) {
		for _, m := range code.FindAllStringSubmatch(text, -1) {
			if permission.MatchString(m[1]) && !known[m[1]] && m[1] != "Directory.ReadWrite.All" { // that one is advised against
				t.Errorf("%s names the permission %s, of which the client knows nothing", paper, m[1])
			}
		}
	})
}

// TestJSONInThePapers checks that blocks of JSON are JSON.
func TestJSONInThePapers(t *testing.T) {
	inOrder(papers(t), func(paper, text string) {
		for _, block := range blocks(text, "json") {
			if !json.Valid([]byte(block)) {
				t.Errorf("%s: this is no JSON:\n%s", paper, block)
			}
		}
	})
}

// TestChangelogNamesTheVersion checks that the newest version in the changelog is the program's.
func TestChangelogNamesTheVersion(t *testing.T) {
	newest := regexp.MustCompile(`(?m)^## (\d+\.\d+\.\d+)`).FindStringSubmatch(papers(t)[".github/CHANGELOG.md"])
	if newest == nil || newest[1] != release {
		t.Errorf("the changelog begins with %q, want %s", newest, release)
	}
}

// TestMessagesInTheTroubleshooting checks that the messages that an administrator looks up there are the program's,
// except for the dots.
func TestMessagesInTheTroubleshooting(t *testing.T) {
	const paper = "ui/cli/TROUBLESHOOTING.md"
	var said strings.Builder // what the program's texts are made of, comments and tests aside
	causes, err := os.ReadFile(filepath.Join(top, "graph", "auth", "causes.toml"))
	if err != nil {
		t.Fatal(err)
	}
	said.Write(causes)
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if lit, is := n.(*ast.BasicLit); is {
				said.WriteString(lit.Value + "\n")
			}
			return true
		})
	}
	for _, row := range firstColumn(t, paper, papers(t)[paper], "| You see | It means |") {
		for _, m := range code.FindAllStringSubmatch(row, -1) {
			for piece := range strings.SplitSeq(m[1], "...") {
				piece = strings.TrimSpace(strings.TrimPrefix(piece, "AADSTS"))
				if !strings.Contains(said.String(), piece) {
					t.Errorf("%s explains %q, and the program never says %q", paper, m[1], piece)
				}
			}
		}
	}
}
