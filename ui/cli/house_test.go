package cli

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// top is the root of the repository, seen from this package.
const top = "../.."

const (
	maxFileLines     = 400
	maxFunctionLines = 60
	maxUpdateLines   = 100 // the root's Update, which is one switch over all messages
	maxFields        = 20
	maxMethods       = 8
	minPackageLines  = 150
)

// large are the structs with more fields than maxFields, with the reason.
var large = map[string]string{
	"state/journal.Record": "a record of the journal, by its JSON",
	"state/person.Person":  "a person, by Graph's properties",
}

// sourceFile is one parsed Go file of the repository.
type sourceFile struct {
	path    string // from the root, with slashes
	dir     string
	test    bool
	lines   int
	fset    *token.FileSet
	syntax  *ast.File
	imports []string
}

// sources parses every Go file of the repository outside dot directories.
func sources(t *testing.T) []sourceFile {
	t.Helper()
	var files []sourceFile
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != top && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		files = append(files, parse(t, path))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Fatalf("found only %d Go files: the test looks in the wrong place", len(files))
	}
	return files
}

func parse(t *testing.T, path string) sourceFile {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := sourceFile{test: strings.HasSuffix(path, "_test.go"), lines: bytes.Count(text, []byte("\n")),
		fset: token.NewFileSet()}
	if f.syntax, err = parser.ParseFile(f.fset, path, text, parser.SkipObjectResolution); err != nil {
		t.Fatal(err)
	}
	f.path = filepath.ToSlash(strings.TrimPrefix(path, filepath.FromSlash(top)+string(filepath.Separator)))
	if f.dir = filepath.ToSlash(filepath.Dir(f.path)); f.dir == "." {
		f.dir = ""
	}
	for _, spec := range f.syntax.Imports {
		f.imports = append(f.imports, strings.Trim(spec.Path.Value, `"`))
	}
	return f
}

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(top)
	if err != nil {
		t.Fatal(err)
	}
	allowed := []string{"README.md", "go.mod", "go.sum", "graph", "main.go", "state", "ui"}
	for _, entry := range entries {
		name := entry.Name()
		// Build results are not tracked.
		if strings.HasPrefix(name, ".") || name == "tapdesk" || strings.HasSuffix(name, ".test") ||
			strings.HasSuffix(name, ".out") {
			continue
		}
		if !slices.Contains(allowed, name) {
			t.Errorf("%s does not belong at the top: only %s do, and names that begin with a dot",
				name, strings.Join(allowed, " "))
		}
	}
}

func TestSizes(t *testing.T) {
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		if f.lines > maxFileLines {
			t.Errorf("%s has %d lines, more than %d: it has two reasons to change", f.path, f.lines, maxFileLines)
		}
		for _, decl := range f.syntax.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			limit := maxFunctionLines
			if f.dir == "ui" && fn.Name.Name == "Update" {
				limit = maxUpdateLines
			}
			if n := f.fset.Position(fn.End()).Line - f.fset.Position(fn.Pos()).Line + 1; n > limit {
				t.Errorf("%s: %s has %d lines, more than %d", f.path, fn.Name.Name, n, limit)
			}
		}
	}
}

// TestTypes checks the sizes of structs and interfaces: a type that is too large does two things.
func TestTypes(t *testing.T) {
	specs, over := typesOf(sources(t)), map[string]bool{}
	for name, s := range specs {
		switch is := s.Type.(type) {
		case *ast.StructType:
			if got := is.Fields.NumFields(); got > maxFields {
				over[name] = true
				if large[name] == "" {
					t.Errorf("%s has %d fields, want at most %d", name, got, maxFields)
				}
			}
		case *ast.InterfaceType:
			if got := specs.methods(is, s.file); got > maxMethods && belowAny(s.file.dir, "ui", "state") {
				t.Errorf("%s has %d methods, want at most %d: an interface is its user's", name, got, maxMethods)
			}
		}
	}
	for name := range large {
		if !over[name] {
			t.Errorf("%s is listed as large, but is not: take it off the list", name)
		}
	}
}

// typeSpecs returns all types, by their package's directory and their name.
type typeSpecs map[string]struct {
	*ast.TypeSpec
	file sourceFile
}

func typesOf(files []sourceFile) typeSpecs {
	d := typeSpecs{}
	for _, f := range files {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok && !f.test {
				is := d[f.dir+"."+spec.Name.Name]
				is.TypeSpec, is.file = spec, f
				d[f.dir+"."+spec.Name.Name] = is
			}
			return true
		})
	}
	return d
}

// methods counts the methods of a type in a file, including those of embedded interfaces. It knows the interfaces of
// this repository; any other counts as one method.
func (d typeSpecs) methods(is ast.Expr, f sourceFile) int {
	name := ""
	switch is := is.(type) {
	case *ast.InterfaceType:
		n := 0
		for _, m := range is.Methods.List {
			if n += len(m.Names); len(m.Names) == 0 {
				n += d.methods(m.Type, f)
			}
		}
		return n
	case *ast.Ident:
		name = f.dir + "." + is.Name
	case *ast.SelectorExpr:
		for _, path := range f.imports {
			if pkg, ok := is.X.(*ast.Ident); ok && strings.HasSuffix(path, "/"+pkg.Name) {
				name = strings.TrimPrefix(path, "tapdesk/") + "." + is.Sel.Name
			}
		}
	}
	if to, ok := d[name]; ok {
		return d.methods(to.Type, to.file)
	}
	return 1
}

// twinLines is how many equal lines of code make a twin.
const twinLines = 20

// TestNoTwins looks for code that is in two places. Blank lines, comments and imports do not count.
func TestNoTwins(t *testing.T) {
	seen := map[string]string{}
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		at, code := codeOf(t, f)
		for i := 0; i+twinLines <= len(code); i++ {
			run := strings.Join(code[i:i+twinLines], "\n")
			here := fmt.Sprintf("%s:%d", f.path, at[i])
			if before := seen[run]; before != "" {
				t.Errorf("the %d lines of code from %s are those from %s: one of them is enough", twinLines, here, before)
				break
			}
			seen[run] = here
		}
	}
}

// codeOf returns the lines of code of a file without their indentation, and their line numbers.
func codeOf(t *testing.T, f sourceFile) (at []int, code []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(f.path)))
	if err != nil {
		t.Fatal(err)
	}
	begins := 1
	if n := len(f.syntax.Imports); n > 0 {
		begins = f.fset.Position(f.syntax.Imports[n-1].End()).Line + 1
	}
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if i+1 >= begins && line != "" && !strings.HasPrefix(line, "//") {
			at, code = append(at, i+1), append(code, line)
		}
	}
	return at, code
}

// TestSmallPackages checks that a package of fewer than 150 lines with one importer is part of that importer. A screen
// is a package of its own, however small.
func TestSmallPackages(t *testing.T) {
	lines, importers := map[string]int{}, map[string]map[string]bool{}
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		lines[f.dir] += f.lines
		for _, path := range f.imports {
			if dir, ours := strings.CutPrefix(path, "tapdesk/"); ours {
				if importers[dir] == nil {
					importers[dir] = map[string]bool{}
				}
				importers[dir][f.dir] = true
			}
		}
	}
	for dir, by := range importers {
		if len(by) == 1 && lines[dir] < minPackageLines && !slices.Contains(screens, dir) {
			t.Errorf("%s has %d lines, want at least %d or a second importer: it lives with %s",
				dir, lines[dir], minPackageLines, slices.Collect(maps.Keys(by))[0])
		}
	}
}

// TestTextIsCleaned checks that, outside of tests, a text.Text is decoded or made by text.New. A conversion would take
// any string for safe.
func TestTextIsCleaned(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || f.dir == "state/text" {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			call, isCall := n.(*ast.CallExpr)
			if !isCall || len(call.Args) != 1 {
				return true
			}
			to, isSelector := call.Fun.(*ast.SelectorExpr)
			if !isSelector || to.Sel.Name != "Text" {
				return true
			}
			if pkg, named := to.X.(*ast.Ident); named && pkg.Name == "text" {
				t.Errorf("%s: a conversion to text.Text, want text.New", f.fset.Position(call.Pos()))
			}
			return true
		})
	}
}

// machinePath finds the path of somebody's machine. It is written so that it does not match itself.
var machinePath = regexp.MustCompile(`(^|[^\w.\-])(/(home|root|work|Users|tmp)/|[A-Z]:\\{1,2}Users\\)`)

func TestNoMachinePaths(t *testing.T) {
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return filepath.SkipDir
		case d.IsDir() || d.Name() == ".git" || // a file where there is more than one work tree
			d.Name() == "go.sum" || !d.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if bytes.IndexByte(text, 0) >= 0 { // a binary
			return nil
		}
		for i, line := range strings.Split(string(text), "\n") {
			if found := machinePath.FindString(line); found != "" {
				t.Errorf("%s:%d names a path of one machine: %s", path, i+1, strings.TrimSpace(line))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// neverRight are words that the dictionary in CONTRIBUTING replaces wherever they are. The rest of it is a matter of
// taste.
var neverRight = regexp.MustCompile(
	`(?i)\banew\b|\bforetold\b|\bcame of it\b|\bby graph's word\b|^\s*// \w+ says whether\b`)

func TestWords(t *testing.T) {
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return filepath.SkipDir
		case d.Name() == "CONTRIBUTING.md" || !slices.Contains([]string{".go", ".md", ".toml"}, filepath.Ext(path)):
			return nil
		}
		text, err := os.ReadFile(path)
		for i, line := range strings.Split(string(text), "\n") {
			if found := neverRight.FindString(line); found != "" {
				t.Errorf("%s:%d says %q: .github/CONTRIBUTING.md has the plain word", path, i+1, found)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// texted are the packages whose texts are in one file, texts.go, so that a second language stays possible.
var texted = []string{"ui", "ui/account", "ui/confirm", "ui/help", "ui/impostor", "ui/issue", "ui/kit", "ui/log",
	"ui/lookup", "ui/methods", "ui/person", "ui/reveal", "ui/sessions", "ui/signin", "ui/signins", "ui/situation",
	"ui/unfinished", "ui/watch", "ui/whatif",
	"state/signins", "state/verdict", "state/whatif"}

// otherTexts are the files that say something too: the keys that all screens share, and the table of Microsoft's codes.
var otherTexts = []string{"ui/kit/keys.go", "state/signins/codes.go"}

// notTexts are the words in string literals of those packages that no operator reads, or that no language changes.
var notTexts = map[string]string{
	"Member":                                "Graph's userType",
	"passwordAuthenticationMethod":          "Graph's type of a method",
	"lifetimeInMinutes":                     "Graph's property of a pass",
	"startDateTime":                         "Graph's property of a pass",
	"isUsableOnce":                          "Graph's property of a pass",
	"failure":                               "Graph's result of a policy",
	"windows":                               "Graph's platform of a device",
	"macOS":                                 "Graph's platform of a device",
	"iOS":                                   "Graph's platform of a device",
	"android":                               "Graph's platform of a device",
	"linux":                                 "Graph's platform of a device",
	"none":                                  "Graph's risk of a user",
	"paste":                                 "a way to sign in, as the settings name them",
	"Temporary Access Pass":                 "Graph's authenticationMethod",
	"Windows":                               "a name",
	"Android":                               "a name",
	"Linux":                                 "a name",
	"UserAuthMethod-TAP.ReadWrite.All":      "a permission",
	"RoleManagement.Read.Directory":         "a permission",
	"RoleAssignmentSchedule.Read.Directory": "a permission",
	"User.ReadBasic.All":                    "a permission",
	"usgov":                                 "a cloud, as the settings name it",
	"usgov-dod":                             "a cloud, as the settings name it",
	"china":                                 "a cloud, as the settings name it",
	"2 Jan 15:04":                           "a layout of package time",
	"message":                               "of the debug log",
	"type":                                  "of the debug log",
	"drawn":                                 "of the debug log",
	"took":                                  "of the debug log",
	"no screen for route %T":                "of a panic",
	"LC_ALL=":                               "a variable of the environment",
	"LC_CTYPE=":                             "a variable of the environment",
	"LANG=":                                 "a variable of the environment",
	"utf8":                                  "a part of a locale",
	"Mon 2 Jan 15:04":                       "a layout of package time",
	" UTC":                                  "a zone",
	"2 Jan 2006":                            "a layout of package time",
}

// What looks like a text: on a screen any word, and in state, which is full of Graph's names, two words or a capital at
// the beginning. A format's verbs are none.
var (
	word       = regexp.MustCompile(`\pL\pL`)
	sentence   = regexp.MustCompile(`\pL \pL|^\p{Lu}\p{Ll}+( |$)`)
	formatVerb = regexp.MustCompile(`%[-+# 0-9.*\[\]]*\pL`)
)

// TestTexts checks that a package says nothing outside its texts.go.
func TestTexts(t *testing.T) {
	found, packages := map[string]bool{}, map[string]bool{}
	for _, f := range sources(t) {
		if f.test || !slices.Contains(texted, f.dir) || slices.Contains(otherTexts, f.path) {
			continue
		}
		if f.path == f.dir+"/texts.go" {
			packages[f.dir] = true
			continue
		}
		looks := word
		if belowAny(f.dir, "state") {
			looks = sentence
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.BasicLit:
				text, err := strconv.Unquote(n.Value)
				if n.Kind != token.STRING || err != nil || !looks.MatchString(formatVerb.ReplaceAllString(text, "")) {
					return true
				}
				if found[text] = true; notTexts[text] == "" {
					t.Errorf("%s:%d says %s, want it in %s/texts.go", f.path, f.fset.Position(n.Pos()).Line, n.Value, f.dir)
				}
			}
			return true
		})
	}
	for _, dir := range texted {
		if !packages[dir] {
			t.Errorf("%s has no texts.go, want one", dir)
		}
	}
	for text := range notTexts {
		if !found[text] {
			t.Errorf("%q is listed as not a text, but is nowhere: take it off the list", text)
		}
	}
}
