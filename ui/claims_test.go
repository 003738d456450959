package ui

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/card"
	"tapdesk/state/pass"
)

// withdrawn are claims about sessions, tokens and sign-ins that Microsoft does not make, or no longer makes: as far as
// Microsoft says, the end of a pass does not end what was signed in with it.
var withdrawn = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`signed in with (it|the pass) (has ended|ends?)\b`,
	`(and )?with (it|the pass) whatever was signed in`,
	`signed in to with (it|the pass)`,
	`(sessions?|tokens?)( and (sessions?|tokens?))? got with (it|the pass) ends?`,
	`whatever was signed in with (it|the pass) ends?`,
	`with which the tokens end`,
	`you are signed out`,
	`not all of Microsoft's servers know`,
	`aka\.ms/mysecurityinfo`,
}, "|"))

// seams are where a sentence continues: a line break, the "//" of a comment, the quotes of a literal that continues on
// the next line.
var seams = regexp.MustCompile(`\s*"?\s*\+?\s*\n\s*(//|")?\s*`)

// TestWithdrawnClaims checks that no text of the program, its papers or its pictures says about a pass what Microsoft
// does not.
func TestWithdrawnClaims(t *testing.T) {
	for text, bad := range map[string]bool{
		"The pass is gone. Whatever was signed in\n// with it has ended.": true, pass.GoesOn: false,
		"\"sessions and tokens got \" +\n\t\t\"with the pass end with it\"": true,
	} {
		if got := withdrawn.MatchString(seams.ReplaceAllString(text, " ")); got != bad {
			t.Errorf("%q is withdrawn: got %v, want %v", text, got, bad)
		}
	}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(d.Name(), ".") && d.Name() != ".."
		switch {
		case err != nil:
			return err
		case d.IsDir() && hidden:
			return fs.SkipDir
		case d.IsDir() || hidden || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		for _, claim := range withdrawn.FindAllString(seams.ReplaceAllString(string(text), " "), -1) {
			t.Errorf("%s says %q", path, claim)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(card.SecurityInfo, "aka.ms") {
		t.Errorf("methods are registered at %s", card.SecurityInfo)
	}
}

// TestTheEndOfAPassEndsNoSession checks that, wherever a pass ends, the operator reads that what was signed in with it
// may continue, and what ends it.
func TestTheEndOfAPassEndsNoSession(t *testing.T) {
	const signsNobodyIn = "signs nobody in"
	h := start(t, sandbox.Options{Caller: "passkey"})
	h.handOver("ordinary")
	h.wait(2 * time.Minute)
	h.press("d")
	h.sees("Has the caller signed in already with the new method?", signsNobodyIn, pass.GoesOn)
	h.press("y")
	h.sees("press y to delete", signsNobodyIn, pass.GoesOn)
	h.press("y")
	h.sees("The pass is gone", signsNobodyIn, pass.GoesOn)

	h = start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.wait(time.Hour + time.Minute)
	h.sees("The pass has expired", signsNobodyIn, pass.GoesOn)
	h.resize(80, 50)
	h.press("f1")
	h.sees(pass.GoesOn)

	h = start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.wait(10 * time.Second)
	h.colleagueIssues("ordinary")
	h.wait(time.Minute)
	h.sees("Another pass has taken its place", signsNobodyIn, pass.GoesOn)
}
