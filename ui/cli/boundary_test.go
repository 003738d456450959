package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// screens are the packages of one screen each. Those of later issues are named already.
var screens = []string{
	"ui/signin", "ui/lookup", "ui/person", "ui/signins", "ui/whatif", "ui/issue", "ui/confirm", "ui/reveal", "ui/watch",
	"ui/sessions", "ui/methods", "ui/account", "ui/situation", "ui/impostor", "ui/log", "ui/help", "ui/unfinished",
}

// leaves are the packages that screens share.
var leaves = []string{"ui/kit", "ui/fx", "ui/nav", "ui/term"}

// below reports whether dir is parent or is below it.
func below(dir, parent string) bool { return dir == parent || strings.HasPrefix(dir, parent+"/") }

func belowAny(dir string, parents ...string) bool {
	return slices.ContainsFunc(parents, func(p string) bool { return below(dir, p) })
}

// broken returns what is wrong with a file of dir importing a package of this module (given as its directory) or
// another's (as its path), or "". This is the import diagram of the project: arrows only go down.
func broken(file, dir, imported string) string {
	own, isOwn := strings.CutPrefix(imported, "tapdesk/")
	switch {
	case strings.HasPrefix(imported, "github.com/AzureAD/microsoft-authentication-library-for-go"):
		if dir != "graph/auth" {
			return "only graph/auth may import MSAL"
		}
	case strings.HasPrefix(imported, "charm.land/"), strings.HasPrefix(imported, "github.com/charmbracelet/"):
		if !below(dir, "ui") {
			return "only ui may import the charm packages"
		}
	case imported == "github.com/creack/pty", strings.HasPrefix(imported, "github.com/spf13/cobra/doc"):
		return "only tests may import it"
	case strings.HasPrefix(imported, "github.com/spf13/"):
		if dir != "ui/cli" {
			return "only ui/cli may import the command line library"
		}
	}
	if !isOwn {
		return ""
	}
	return brokenInside(file, dir, own)
}

// brokenInside is broken for packages of this module, by their directories.
func brokenInside(file, dir, imported string) string {
	switch {
	case dir == "":
		if imported != "ui/cli" {
			return "main imports ui/cli and nothing else"
		}
	case below(dir, "state"):
		if !below(imported, "state") {
			return "state imports neither graph nor ui"
		}
	case below(dir, "graph"):
		if below(imported, "ui") {
			return "graph does not import ui"
		}
		if below(imported, "graph/sandbox") && !below(dir, "graph/sandbox") {
			return "the client does not know the sandbox"
		}
	case belowAny(dir, leaves...):
		return brokenLeaf(dir, imported)
	case belowAny(dir, screens...):
		if !belowAny(imported, append(leaves, "state")...) {
			return "a screen imports kit, fx, nav and state, and neither another screen nor graph"
		}
	case dir == "ui":
		if below(imported, "ui/cli") || below(imported, "graph/sandbox") {
			return "ui knows neither the command line nor the sandbox"
		}
		if belowAny(imported, screens...) && file != "ui/routes.go" {
			return "only ui/routes.go knows the screens"
		}
	case dir == "ui/cli":
		if belowAny(imported, screens...) || belowAny(imported, leaves...) {
			return "the command line knows ui, not its parts"
		}
	default:
		return "the directory has no place in the design"
	}
	return ""
}

// brokenLeaf checks the order of the leaves: fx may import nav, nav may import kit.
func brokenLeaf(dir, imported string) string {
	allowed := map[string][]string{"ui/kit": {"state"}, "ui/nav": {"state", "ui/kit"},
		"ui/fx": {"state", "ui/kit", "ui/nav"}, "ui/fx/fxtest": {"state", "ui/fx"}, "ui/term": {"state"}}
	if !belowAny(imported, append(allowed[dir], dir)...) {
		return dir + " may import only " + strings.Join(allowed[dir], ", ")
	}
	return ""
}

func TestImportDirections(t *testing.T) {
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		for _, imported := range f.imports {
			if why := broken(f.path, f.dir, imported); why != "" {
				t.Errorf("%s imports %s: %s", f.path, imported, why)
			}
		}
	}
}

// TestImportDirectionsCanBreak makes sure the rules are not vacuous.
func TestImportDirectionsCanBreak(t *testing.T) {
	for _, c := range []struct{ file, dir, imported string }{
		{"main.go", "", "tapdesk/ui"},
		{"state/pass/pass.go", "state/pass", "tapdesk/graph"},
		{"state/pass/pass.go", "state/pass", "charm.land/lipgloss/v2"},
		{"graph/client.go", "graph", "tapdesk/ui/kit"},
		{"graph/client.go", "graph", "tapdesk/graph/sandbox"},
		{"graph/client.go", "graph", "github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"},
		{"graph/client.go", "graph", "github.com/charmbracelet/x/ansi"},
		{"ui/kit/list.go", "ui/kit", "tapdesk/ui/nav"},
		{"ui/nav/nav.go", "ui/nav", "tapdesk/ui/fx"},
		{"ui/fx/env.go", "ui/fx", "tapdesk/graph"},
		{"ui/reveal/reveal.go", "ui/reveal", "tapdesk/ui/confirm"},
		{"ui/reveal/reveal.go", "ui/reveal", "tapdesk/graph"},
		{"ui/app.go", "ui", "tapdesk/ui/reveal"},
		{"ui/run.go", "ui", "tapdesk/ui/cli"},
		{"ui/run.go", "ui", "github.com/spf13/cobra"},
		{"ui/cli/cli.go", "ui/cli", "tapdesk/ui/reveal"},
		{"ui/cli/cli.go", "ui/cli", "github.com/creack/pty"},
		{"extra/extra.go", "extra", "tapdesk/state/pass"},
	} {
		if broken(c.file, c.dir, c.imported) == "" {
			t.Errorf("%s may import %s", c.file, c.imported)
		}
	}
}

// TestNeverLinked checks what the binary links, directly or not: these packages query the terminal before main, or
// bring in the first lipgloss, which does.
func TestNeverLinked(t *testing.T) {
	never := []string{
		"charm.land/lipgloss/v2/compat", "github.com/charmbracelet/lipgloss", "github.com/charmbracelet/bubbletea",
		"github.com/muesli/termenv", "github.com/spf13/cobra/doc", "testing", "net/http/httptest",
	}
	command := exec.Command("go", "list", "-deps", "-json=ImportPath", ".")
	command.Dir = top
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	seen := 0
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; seen++ {
		var pkg struct{ ImportPath string }
		err := decoder.Decode(&pkg)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(never, pkg.ImportPath) {
			t.Errorf("the binary links %s", pkg.ImportPath)
		}
	}
	if seen < 100 {
		t.Errorf("go list named only %d packages", seen)
	}
}

// TestOnePlaceExposes checks that only the reveal screen's view asks for the text of a secret, once.
func TestOnePlaceExposes(t *testing.T) {
	var places []string
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Expose" {
				places = append(places, f.dir)
			}
			return true
		})
	}
	if !slices.Equal(places, []string{"ui/reveal"}) {
		t.Errorf("Expose is asked for in %q, want ui/reveal, once", places)
	}
}

// clockwork are the functions that read the wall clock or wait for it, by package.
var clockwork = map[string][]string{
	"time":                    {"Now", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Since", "Until"},
	"context":                 {"WithTimeout", "WithTimeoutCause", "WithDeadline", "WithDeadlineCause"},
	"charm.land/bubbletea/v2": {"Tick", "Every"},
}

// ownClock are the files that may use clockwork, with the reason.
var ownClock = map[string]string{
	"state/clock/clock.go":        "it is the clock",
	"graph/sandbox/wire/serve.go": "a server that ends within a second means a real one",
	"state/journal/read.go":       "a lock of the file system is held by processes that know no other clock",
}

func TestTimeIsPassedIn(t *testing.T) {
	used := map[string]bool{}
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		for _, call := range clockCalls(f) {
			if ownClock[f.path] == "" {
				t.Errorf("%s uses %s, want state/clock", f.path, call)
			}
			used[f.path] = true
		}
	}
	for path := range ownClock {
		if !used[path] {
			t.Errorf("%s is listed as reading the wall clock, but does not: take it off the list", path)
		}
	}
}

// clockCalls returns the clockwork a file names, whatever it calls the packages.
func clockCalls(f sourceFile) (calls []string) {
	names := map[string][]string{}
	for _, spec := range f.syntax.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		functions, ok := clockwork[path]
		if !ok {
			continue
		}
		name := strings.TrimSuffix(path, "/v2")
		name = name[strings.LastIndex(name, "/")+1:]
		if name == "bubbletea" {
			name = "tea"
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = functions
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if pkg, ok := s.X.(*ast.Ident); ok && slices.Contains(names[pkg.Name], s.Sel.Name) {
			calls = append(calls, pkg.Name+"."+s.Sel.Name)
		}
		return true
	})
	return calls
}
