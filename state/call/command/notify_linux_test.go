package command_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"tapdesk/state/call/command"
)

// failures are what a Notifier could not deliver.
type failures struct {
	mu  sync.Mutex
	why []string
}

// of returns what takes the failure of one notice.
func (f *failures) of(name string) func(error) {
	return func(err error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.why = append(f.why, name+": "+err.Error())
	}
}

// tell gives a program the notices w1 to wN, waits for all of them, and returns the failures.
func (p *program) tell(n int) []string {
	p.t.Helper()
	notifier, failed := command.NewNotifier(p.command()), new(failures)
	for i := range n {
		write := fmt.Sprintf("w%d", i+1)
		notifier.Notify(command.Notice{Version: 1, Operation: "create", Result: "done", Write: write}, failed.of(write))
	}
	notifier.Close(p.t.Context())
	return failed.why
}

// TestNotices checks that each is delivered once and in order, and what a program may do.
func TestNotices(t *testing.T) {
	const keep = `cat >> $D/log; `
	for _, c := range []struct{ name, script, fails string }{
		{"delivered", keep, ""},
		{"slow", keep + `sleep 0.2`, ""},
		{"fails", keep + `exit 75`, "failed (exit status 75)"},
		{"dies by a signal", keep + `kill -SEGV $$`, "failed (signal: segmentation fault"},
		{"does not read", `echo >> $D/log; exec <&-`, ""},
		{"prints a megabyte", keep + `head -c 1000000 /dev/zero; head -c 1000000 /dev/urandom >&2`, ""},
		{"prints escapes", keep + `printf '\033[2J\033]0;title\007'; printf '\033[2J' >&2`, ""},
		{"keeps children", keep + `sleep 600 & echo $! > $D/pid`, ""},
		{"children that keep its output", keep + `(sleep 600; echo) & echo $! > $D/pid`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := write(t, c.script)
			failed := p.tell(3)
			want := 0
			if c.fails != "" {
				want = 3
			}
			if len(failed) != want {
				t.Fatalf("got the failures %q, want %d", failed, want)
			}
			for i, why := range failed {
				if !strings.HasPrefix(why, fmt.Sprintf("w%d: the site's notification program %s", i+1, c.fails)) {
					t.Errorf("got the failure %q, want that it %s", why, c.fails)
				}
			}
			lines := strings.Split(p.mark("log"), "\n")
			for i, line := range lines {
				if !strings.Contains(line, fmt.Sprintf(`"write":"w%d"`, i+1)) && c.name != "does not read" {
					t.Errorf("the lines are %q, want one for each write, in order", lines)
				}
			}
			if p.there("pid") {
				p.gone("pid")
			}
		})
	}
}

// TestANoticeThatHangs is given up after ten seconds, with what the program began; the next is delivered.
func TestANoticeThatHangs(t *testing.T) {
	p := write(t, `read line; case "$line" in *w1*) sleep 600 & echo $! > $D/child; echo $$ > $D/pid; wait;; esac
echo "$line" >> $D/log`)
	notifier, failed := command.NewNotifier(p.command()), new(failures)
	for _, write := range []string{"w1", "w2"} {
		notifier.Notify(command.Notice{Write: write}, failed.of(write))
	}
	p.await("the program to run", func() bool { return p.there("pid") })
	p.clock.Advance(command.Limit)
	notifier.Close(t.Context())
	if len(failed.why) != 1 || !strings.Contains(failed.why[0], "w1: the site's notification program did not end "+
		"in 10 s") {
		t.Errorf("got the failures %q, want that of w1", failed.why)
	}
	if log := p.mark("log"); !strings.Contains(log, "w2") || strings.Contains(log, "w1") {
		t.Errorf("it was told %q, want w2", log)
	}
	p.gone("pid")
	p.gone("child")
}

// TestTheConsoleEndsFirst: the program is ended when the time at the end is over, and what is left fails.
func TestTheConsoleEndsFirst(t *testing.T) {
	p := write(t, `echo $$ > $D/pid; exec sleep 600`)
	notifier, failed := command.NewNotifier(p.command()), new(failures)
	for _, write := range []string{"w1", "w2", "w3"} {
		notifier.Notify(command.Notice{Write: write}, failed.of(write))
	}
	p.await("the program to run", func() bool { return p.there("pid") })
	over, end := context.WithCancel(t.Context())
	end()
	notifier.Close(over)
	p.gone("pid")
	got := strings.Join(failed.why, "\n")
	if len(failed.why) != 3 || !strings.Contains(got, "w1: the site's notification "+
		"program was ended with the console") || !strings.Contains(got, "w3: the site's notification program was not run") {
		t.Errorf("got the failures %q, want all three", failed.why)
	}
}
