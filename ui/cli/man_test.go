package cli

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

var update = flag.Bool("update", false, "write the man pages and the transcripts again")

// revised is the date in the man pages.
var revised = time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)

// manPage generates a command's page from its flags and texts. Commands without a page of their own are listed, not
// linked.
func manPage(t *testing.T, root *cobra.Command, path ...string) string {
	t.Helper()
	cmd, _, err := root.Find(path)
	if err != nil {
		t.Fatal(err)
	}
	if cmd == root {
		var commands strings.Builder
		commands.WriteString("\n\n# COMMANDS\n")
		for _, sub := range root.Commands() {
			commands.WriteString("**" + sub.UseLine() + "**\n\t" + sub.Short + "\n\n")
			sub.Hidden = sub.Name() != "sandbox"
		}
		root.Long += commands.String()
	}
	var page bytes.Buffer
	header := doc.GenManHeader{Section: "1", Date: &revised, Source: "Tapdesk", Manual: "Tapdesk"}
	if err := doc.GenMan(cmd, &header, &page); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

func TestManPages(t *testing.T) {
	for name, path := range map[string][]string{"tapdesk.1": nil, "tapdesk-sandbox.1": {"sandbox"}} {
		p, _, _ := testProgram()
		root := p.root()
		want := manPage(t, root, path...)
		file := filepath.Join("man", name)
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		p, out, _ := testProgram()
		if code := p.run(t.Context(), append([]string{"man"}, path...)); code != 0 {
			t.Errorf("%s: exit code %d", name, code)
		}
		if out.String() != want {
			t.Errorf("%s is not what the commands say now: run go generate ./ui/cli", name)
		}
		for _, must := range []string{".TH", "SYNOPSIS", "OPTIONS", "--people", "EXAMPLE"} {
			if !strings.Contains(strings.ReplaceAll(want, `\-`, "-"), must) {
				t.Errorf("%s lacks %s", name, must)
			}
		}
	}
}
