package cli

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"tapdesk/state/clock"
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
		if _, clients := tmuxAnswer(answer); len(clients) > maxClients || slices.ContainsFunc(clients, func(pid int) bool { return pid <= 0 }) {
			t.Errorf("%q gives %v", answer, clients)
		}
	})
}

// looking is a program that looks for recorders in an environment of the test's own.
func looking(environ map[string]string, tmux func(ctx context.Context, pane string) string) *program {
	return &program{
		clock: clock.System{}, getenv: func(name string) string { return environ[name] }, askTmux: tmux,
		environ: func() (all []string) {
			for name, value := range environ {
				all = append(all, name+"="+value)
			}
			return all
		},
	}
}

func TestRecordersFromTheEnvironment(t *testing.T) {
	never := func(context.Context, string) string { t.Error("tmux is asked outside of it"); return "" }
	r := looking(map[string]string{"ASCIINEMA_REC": "1", "TLOG_REC_SESSION_SHELL": ""}, never).recorders(true)(context.Background())
	if !slices.Contains(r.Sure, "asciinema") || slices.Contains(r.Sure, "tlog") || !slices.Contains(r.Sure, "as the site's file says") {
		t.Errorf("%+v", r)
	}
}

func TestRecordersInTmux(t *testing.T) {
	environ := map[string]string{"TMUX": "socket,1,0", "TMUX_PANE": "%3"}
	var asked string
	r := looking(environ, func(_ context.Context, pane string) string { asked = pane; return "1\n" }).recorders(false)(context.Background())
	if asked != "%3" || !slices.Contains(r.Sure, "tmux pipe-pane") {
		t.Errorf("asked about %q, found %+v", asked, r)
	}
}

// TestTmuxThatHangs is given up.
func TestTmuxThatHangs(t *testing.T) {
	p := looking(map[string]string{"TMUX": "socket,1,0"}, func(ctx context.Context, _ string) string { <-ctx.Done(); return "" })
	manual := clock.NewManual(time.Date(2031, 3, 4, 8, 30, 0, 0, time.UTC))
	p.clock = manual
	done := make(chan struct{})
	go func() { p.recorders(false)(context.Background()); close(done) }()
	for manual.Sleepers() == 0 {
		select {
		case <-done:
			t.Fatal("it did not wait for tmux at all")
		default:
		}
	}
	manual.Advance(tmuxPatience)
	<-done
}

// TestAncestorsEnd: whatever the number of a process is, the walk ends, and knows whether it got to the top.
func TestAncestorsEnd(t *testing.T) {
	if chain := ancestors(os.Getpid()); len(chain.Names) > maxAncestors || chain.Whole && len(chain.Names) == 0 {
		t.Errorf("%+v", chain)
	}
	if chain := ancestors(1 << 30); chain.Whole || len(chain.Names) != 0 {
		t.Errorf("nobody has ancestors: %+v", chain)
	}
}
