package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tapdesk/state/clock"
	"tapdesk/state/trust"
)

func TestTmuxAnswer(t *testing.T) {
	for answer, want := range map[string]struct {
		piped   bool
		clients []int
	}{
		"":                                 {},
		"0":                                {},
		"1\n":                              {true, nil},
		"0\n120\n121\n":                    {false, []int{120, 121}},
		"1\n120":                           {true, []int{120}},
		"no server running\n7":             {false, []int{7}},
		"1\n-1\n0\nx\n\n12 \n13":           {true, []int{13}},
		"0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10": {false, []int{1, 2, 3, 4, 5, 6, 7, 8}},
	} {
		if piped, clients := tmuxAnswer(answer); piped != want.piped || !slices.Equal(clients, want.clients) {
			t.Errorf("%q is %v, %v", answer, piped, clients)
		}
	}
}

func FuzzTmuxAnswer(f *testing.F) {
	f.Add("1\n120\n")
	f.Fuzz(func(t *testing.T, answer string) {
		if _, clients := tmuxAnswer(answer); len(clients) > maxClients || slices.ContainsFunc(clients, func(pid int) bool {
			return pid <= 0
		}) {
			t.Errorf("%q gives %v", answer, clients)
		}
	})
}

// looking returns a program that looks for recorders in a test's environment.
func looking(environ map[string]string, tmux func(ctx context.Context, path, pane string) string) *program {
	return &program{
		system: trusting,
		clock:  clock.System{}, getenv: func(name string) string { return environ[name] }, askTmux: tmux,
		environ: func() (all []string) {
			for name, value := range environ {
				all = append(all, name+"="+value)
			}
			return all
		},
	}
}

func TestRecordersFromTheEnvironment(t *testing.T) {
	never := func(context.Context, string, string) string { t.Error("tmux is asked outside of it"); return "" }
	r := looking(map[string]string{"ASCIINEMA_REC": "1", "TLOG_REC_SESSION_SHELL": ""},
		never).recorders(true)(context.Background())
	if !slices.Contains(r.Sure, "asciinema") || slices.Contains(r.Sure, "tlog") ||
		!slices.Contains(r.Sure, "as the site's file says") {
		t.Errorf("%+v", r)
	}
}

// tmuxIn puts a program called tmux into a new directory, and returns the directory.
func tmuxIn(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "tmux"), []byte("#!/bin/sh\n"), 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestRecordersInTmux asks the first tmux on PATH that only root can have written, by its absolute path, and none if
// there is no such tmux.
func TestRecordersInTmux(t *testing.T) {
	own, roots, link := tmuxIn(t), tmuxIn(t), t.TempDir()
	if err := os.Symlink(filepath.Join(roots, "tmux"), filepath.Join(link, "tmux")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(roots)
	for _, c := range []struct{ name, path, want string }{
		{"nothing", "", ""},
		{"not root's", own, ""},
		{"the working directory", ".:", ""},
		{"root's behind another's", "relative:" + own + ":/nonexistent:" + roots, roots},
		{"a link to root's", link, roots},
	} {
		var asked, pane string
		p := looking(map[string]string{"TMUX": "socket,1,0", "TMUX_PANE": "%3", "PATH": c.path},
			func(_ context.Context, path, id string) string {
				asked, pane = path, id
				return "1\n"
			})
		p.system.Entry = func(path string, is trust.Entry) trust.Entry {
			e := trusting.Entry(path, is)
			if strings.HasPrefix(path, own) {
				e.UID = 1000
			}
			return e
		}
		r := p.recorders(false)(context.Background())
		want := ""
		if c.want != "" {
			want = filepath.Join(c.want, "tmux")
		}
		if asked != want || slices.Contains(r.Sure, "tmux pipe-pane") != (want != "") || want != "" && pane != "%3" {
			t.Errorf("%s: asked %q about %q, want %q; found %+v", c.name, asked, pane, want, r)
		}
	}
}

// TestTmuxThatHangs checks that the program stops waiting for it.
func TestTmuxThatHangs(t *testing.T) {
	environ := map[string]string{"TMUX": "socket,1,0", "PATH": tmuxIn(t)}
	synctest.Test(t, func(t *testing.T) {
		p := looking(environ, func(ctx context.Context, _, _ string) string { <-ctx.Done(); return "" })
		p.clock = clock.System{}
		began := time.Now()
		p.recorders(false)(context.Background())
		if got := time.Since(began); got != tmuxPatience {
			t.Errorf("it waited %v, want %v", got, tmuxPatience)
		}
	})
}

// TestAncestorsEnd checks that the walk ends for any process number, and knows whether it reached the top.
func TestAncestorsEnd(t *testing.T) {
	if chain := ancestors(os.Getpid()); len(chain.Names) > maxAncestors || chain.Whole && len(chain.Names) == 0 {
		t.Errorf("%+v", chain)
	}
	if chain := ancestors(1 << 30); chain.Whole || len(chain.Names) != 0 {
		t.Errorf("nobody has ancestors: %+v", chain)
	}
}
