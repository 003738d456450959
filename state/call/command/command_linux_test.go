package command_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tapdesk/state/call/command"
	"tapdesk/state/clock"
)

// program is a shell script to be run as a site's check, with a directory of its own to leave marks in.
type program struct {
	t         *testing.T
	dir, path string
	clock     *clock.Manual

	mu   sync.Mutex
	said []string // while it waited
}

func (p *program) say(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.said = append(p.said, text)
}

func (p *program) texts() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.said)
}

// write writes the script. $D stands for its directory, since it has no environment to be told in.
func write(t *testing.T, script string) *program {
	t.Helper()
	p := &program{t: t, dir: t.TempDir(), clock: clock.NewManual(time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC))}
	p.path = filepath.Join(p.dir, "check")
	text := "#!/bin/sh\nPATH=/usr/bin:/bin\n" + strings.ReplaceAll(script, "$D", p.dir) + "\n"
	if err := os.WriteFile(p.path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *program) command() command.Command {
	return command.Command{Path: p.path, Clock: p.clock, Distrust: func(string) string { return "" }}
}

func (p *program) ask() (command.Answer, error) {
	p.t.Helper()
	minutes := 60
	return p.command().Ask(p.t.Context(), command.Request{
		Version: 1, Operation: "create", Ticket: "INC0012345", Verification: "call-back: mobile",
		Person: command.Party{ID: "p", UserPrincipalName: "ordinary@sandbox.example"}, Operator: command.Party{ID: "o"},
		LifetimeInMinutes: &minutes,
	}, p.say)
}

// late asks, and lets the time run out once the program has left the mark.
func (p *program) late(mark string) (command.Answer, error) {
	p.t.Helper()
	type result struct {
		answer command.Answer
		err    error
	}
	done := make(chan result, 1)
	go func() {
		answer, err := p.ask()
		done <- result{answer, err}
	}()
	p.await("the program to run", func() bool { return p.there(mark) })
	p.clock.Advance(command.Limit)
	r := <-done
	return r.answer, r.err
}

func (p *program) await(what string, done func() bool) {
	p.t.Helper()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	for !done() {
		select {
		case <-limit.C:
			p.t.Fatalf("waited in vain for %s", what)
		case <-poll.C:
		}
	}
}

// there reports whether a mark has been made, and written.
func (p *program) there(name string) bool {
	info, err := os.Stat(filepath.Join(p.dir, name))
	return err == nil && info.Size() > 0
}

func (p *program) mark(name string) string {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		p.t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// gone waits until the process a mark names is no more, or but a zombie.
func (p *program) gone(name string) {
	p.t.Helper()
	p.await("the mark "+name, func() bool { return p.there(name) })
	pid := p.mark(name)
	p.await("the end of a process left behind", func() bool {
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		return err != nil || strings.Contains(string(stat), ") Z ")
	})
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name, script string
		allow        bool
		message, err string
	}{
		{"allows", `echo '{"allow": true, "message": "open, assigned to you"}'`, true, "open, assigned to you", ""},
		{"refuses", `echo '{"allow": false, "message": "closed"}'`, false, "closed", ""},
		{"refuses without a word", `echo '{"allow": false}'`, false, "", ""},
		{"more than is asked for", `echo '{"allow": true, "more": [1]}'`, true, "", ""},
		{"no answer", ``, false, "", "did not answer"},
		{"not what was asked", `echo '{"message": "well"}'`, false, "", "did not answer"},
		{"not even an object", `echo true`, false, "", "did not answer"},
		{"allow is no boolean", `echo '{"allow": "true"}'`, false, "", "did not answer"},
		{"half of it", `printf '{"allow": tr'`, false, "", "did not answer"},
		{"more than one", `echo '{"allow": true}{"allow": false}'`, false, "", "did not answer"},
		{"words around it", `echo hello; echo '{"allow": true}'`, false, "", "did not answer"},
		{"one key twice", `echo '{"allow": false, "allow": true}'`, false, "", "did not answer"},
		{"one key twice, in other cases", `echo '{"allow": false, "Allow": true}'`, false, "", "did not answer"},
		{"a key in another case alone", `echo '{"ALLOW": true}'`, false, "", "did not answer"},
		{"a key that folds to another", `printf '{"allow": true, "me\xc5\xbfsage": "x"}'`, false, "", "did not answer"},
		{"a key twice, spelt with an escape", `echo '{"allow": false, "\u0061llow": true}'`, false, "", "did not answer"},
		{"another key twice", `echo '{"allow": true, "more": 1, "more": 2}'`, false, "", "did not answer"},
		{"keys of its own in what is more", `echo '{"allow": true, "more": {"allow": 1, "Allow": 2}}'`, true, "", ""},
		{"fails", `echo '{"allow": true}'; exit 3`, false, "", "failed (exit status 3)"},
		{"dies by a signal", `echo '{"allow": true}'; kill -SEGV $$`, false, "", "failed (signal: segmentation fault"},
		{"escapes in the message", `printf '{"allow": false, "message": "\\u001b[2J\\u202eno\\n\\u0007"}'`, false,
			"\ufffd[2J\ufffdno\ufffd\ufffd", ""},
		{"raw escapes", `printf '{"allow": false, "message": "\033[2J"}'`, false, "", "did not answer"},
		{"broken UTF-8", `printf '{"allow": false, "message": "\377"}'`, false, "\ufffd", ""},
		{"talks on standard error", `head -c 3000000 /dev/zero >&2; echo '{"allow": true}'`, true, "", ""},
		{"does not read", `exec <&-; echo '{"allow": true}'`, true, "", ""},
		{"a long message", `printf '{"allow": false, "message": "%0400d"}' 7`, false, strings.Repeat("0", 300) + "…", ""},
		{"floods", `yes`, false, "", "printed more than 64 KiB"},
		{"floods and answers", `echo '{"allow": true}'; head -c 3000000 /dev/zero`, false, "", "printed more than 64 KiB"},
		{"is not there", `rm $D/check; exec $D/check`, false, "", "failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer, err := write(t, c.script).ask()
			if answer.Allow != c.allow || answer.Message != c.message || (err == nil) != (c.err == "") ||
				err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("%+v, %v", answer, err)
			}
			if err != nil && answer.Allow {
				t.Error("it is allowed, and failed")
			}
		})
	}
}

func TestItCannotBeRun(t *testing.T) {
	p := write(t, "true")
	if err := os.Chmod(p.path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := p.ask(); err == nil || !strings.Contains(err.Error(), "could not be run: permission denied") ||
		strings.Contains(err.Error(), p.dir) {
		t.Errorf("%v", err)
	}
	c := p.command()
	c.Distrust = func(path string) string { return path + " is the operator's \x1b own" }
	_, err := c.Ask(t.Context(), command.Request{}, p.say)
	if err == nil || !strings.Contains(err.Error(), "was not run") ||
		strings.Contains(err.Error(), "\x1b") {
		t.Errorf("%v", err)
	}
}

// TestWhatItIsGiven: the request and nothing else, neither environment nor arguments, directory, terminal or
// descriptors.
func TestWhatItIsGiven(t *testing.T) {
	t.Setenv("TAPDESK_SECRET", "in the environment")
	// A descriptor as a terminal might leave one open for whoever it begins.
	left, err := unix.FcntlInt(0, unix.F_DUPFD, 100)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(left)
	p := write(t, `cat > $D/stdin
tr '\0' '\n' < /proc/$$/environ > $D/environ
tr '\0' '\n' < /proc/$$/cmdline > $D/cmdline
ls /proc/$$/fd | tr '\n' ' ' > $D/fds
pwd > $D/pwd
(: > /dev/tty) 2> /dev/null && echo yes > $D/tty || echo no > $D/tty
echo '{"allow": true}'`)
	if answer, err := p.ask(); err != nil || !answer.Allow {
		t.Fatalf("%+v, %v", answer, err)
	}
	if got := p.mark("environ"); got != "" {
		t.Errorf("the environment is %q", got)
	}
	// The shell has its script open, and what it put aside for the redirection.
	if got := strings.Fields(p.mark("fds")); len(got) > 5 || slices.Contains(got, strconv.Itoa(left)) || got[0] != "0" ||
		got[1] != "1" || !slices.Contains(got, "2") {
		t.Errorf("the descriptors are %v", got)
	}
	if got := p.mark("cmdline"); !strings.HasSuffix(got, "check") || len(strings.Fields(got)) != 2 {
		t.Errorf("the arguments are %q", got)
	}
	if p.mark("pwd") != "/" || p.mark("tty") != "no" {
		t.Errorf("in %q, with a terminal: %s", p.mark("pwd"), p.mark("tty"))
	}
	want := `{"version":1,"operation":"create","ticket":"INC0012345","verification":"call-back: mobile",` +
		`"person":{"id":"p","userPrincipalName":"ordinary@sandbox.example"},"operator":{"id":"o","userPrincipalName":""},` +
		`"lifetimeInMinutes":60,"startDateTime":null,"isUsableOnce":null}`
	if got := p.mark("stdin"); got != want || !json.Valid([]byte(got)) {
		t.Errorf("it was told %s", got)
	}
}

// TestItWaits checks what a program may print before its answer, and what of it is shown.
func TestItWaits(t *testing.T) {
	const push, again = `echo '{"state": "waiting", "say": "a push was sent"}'`, `echo '{"state":"waiting","say":"again"}'`
	for _, c := range []struct {
		name, script string
		said         []string
		allow        bool
		err          string
	}{
		{"a push", push + `; ` + again + `; echo '{"allow": true}'`, []string{"a push was sent", "again"}, true, ""},
		{"refused at the end", push + `; echo '{"allow": false}'`, []string{"a push was sent"}, false, ""},
		{"an answer over lines", push + `; echo; printf '{\n"allow":\ntrue}\n'`, []string{"a push was sent"}, true, ""},
		{"in one piece", `printf '{"state":"waiting","say":"1"}\n\n{"state":"waiting","say":"2"}\n{"allow":true}'`,
			[]string{"1", "2"}, true, ""},
		{"nothing to say", `echo '{"state": "waiting"}'; echo '{"allow": true}'`, []string{""}, true, ""},
		{"no answer", push, []string{"a push was sent"}, false, "did not answer"},
		{"waits after its answer", `echo '{"allow": true}'; ` + push, nil, false, "did not answer"},
		{"fails", push + `; echo '{"allow": true}'; exit 3`, []string{"a push was sent"}, false, "failed (exit status 3)"},
		{"waits and answers at once", `echo '{"state": "waiting", "allow": true}'`, nil, false, "did not answer"},
		{"waits in another case", `echo '{"State": "waiting"}'; echo '{"allow": true}'`, nil, false, "did not answer"},
		{"a key twice", `echo '{"state": "waiting", "say": "a", "say": "b"}'; echo '{"allow": true}'`, nil, false,
			"did not answer"},
		{"another state is an answer's own", `echo '{"allow": true, "state": "open"}'`, nil, true, ""},
		{"escapes", `printf '{"state": "waiting", "say": "\\u001b[2J\\u202eno\\u0007"}\n{"allow": true}'`,
			[]string{"\ufffd[2J\ufffdno\ufffd"}, true, ""},
		{"a long text", `printf '{"state": "waiting", "say": "%0400d"}\n{"allow": true}' 7`,
			[]string{strings.Repeat("0", 300) + "…"}, true, ""},
		{"floods", `while :; do ` + push + `; done`, nil, false, "printed more than 64 KiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := write(t, c.script)
			answer, err := p.ask()
			if answer.Allow != c.allow || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("got %+v, %v, want allow %v and the error %q", answer, err, c.allow, c.err)
			}
			if got := p.texts(); !slices.Equal(got, c.said) && c.name != "floods" {
				t.Errorf("it said %q, want %q", got, c.said)
			}
		})
	}
}

// TestHowLongItWaits: as long as it says so, for two minutes in all; ten seconds of silence end it.
func TestHowLongItWaits(t *testing.T) {
	for _, c := range []struct{ name, script, err string }{
		{"silent", `echo $$ > $D/pid; for n in 1 2; do echo '{"state": "waiting"}'; done; exec sleep 600`,
			"gave no answer in 10 s"},
		{"for ever", `echo $$ > $D/pid; while :; do echo '{"state": "waiting"}'; sleep 0.02; done`,
			"was still waiting after 2 min"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := write(t, c.script)
			done := make(chan error, 1)
			go func() {
				_, err := p.ask()
				done <- err
			}()
			for n := 2; ; n += 2 {
				p.await("another text", func() bool { return len(p.texts()) >= n || c.name == "silent" && n > 2 || len(done) > 0 })
				p.clock.Advance(command.Limit / 2)
				select {
				case err := <-done:
					if err == nil || !strings.Contains(err.Error(), c.err) {
						t.Errorf("got %v, want that it %s", err, c.err)
					}
					p.gone("pid")
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		})
	}
}

func TestItHangs(t *testing.T) {
	for name, script := range map[string]string{
		"asleep":           `echo $$ > $D/pid; exec sleep 600`,
		"hears no signals": `trap '' TERM INT HUP QUIT; echo $$ > $D/pid; while :; do sleep 1; done`,
		"stopped":          `echo $$ > $D/pid; kill -STOP $$`,
		"after an answer":  `echo '{"allow": true}'; echo $$ > $D/pid; exec sleep 600`,
		"a deaf child":     `(trap '' TERM HUP; echo 1; exec sleep 600) & echo $! > $D/pid; wait`,
	} {
		t.Run(name, func(t *testing.T) {
			p := write(t, script)
			answer, err := p.late("pid")
			if answer.Allow || err == nil || !strings.Contains(err.Error(), "gave no answer in 10 s") {
				t.Errorf("%+v, %v", answer, err)
			}
			p.gone("pid")
		})
	}
}

// TestItLeavesChildren who keep its output open: the answer counts at once, and they are gone.
func TestItLeavesChildren(t *testing.T) {
	p := write(t, `sleep 600 & echo $! > $D/pid
(sleep 600 & echo $! > $D/grandchild)
echo '{"allow": true}'`)
	if answer, err := p.ask(); err != nil || !answer.Allow {
		t.Fatalf("%+v, %v", answer, err)
	}
	p.gone("pid")
	p.gone("grandchild")
}

// TestItForks as fast as it can: the group is killed as a whole.
func TestItForks(t *testing.T) {
	p := write(t, `i=0; while [ $i -lt 60 ]; do sleep 600 & i=$((i+1)); done; echo $! > $D/last; echo $$ > $D/pid; wait`)
	if _, err := p.late("pid"); err == nil {
		t.Error("it was allowed")
	}
	p.gone("last")
	p.gone("pid")
}

// TestAnEscapedChildIsNotWaitedFor: whoever leaves the group on purpose lives on, and the console goes on too.
func TestAnEscapedChildIsNotWaitedFor(t *testing.T) {
	p := write(t, `setsid sh -c 'echo $$ > $D/pid; exec sleep 600' &
while [ ! -s $D/pid ]; do :; done
echo '{"allow": false, "message": "no"}'`)
	t.Cleanup(func() {
		if pid, err := strconv.Atoi(p.mark("pid")); err == nil && pid > 1 {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	})
	if answer, err := p.ask(); err != nil || answer.Message != "no" {
		t.Fatalf("%+v, %v", answer, err)
	}
}

// TestLeavingEndsIt: the screen that asked is gone.
func TestLeavingEndsIt(t *testing.T) {
	p := write(t, `echo $$ > $D/pid; exec sleep 600`)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := p.command().Ask(ctx, command.Request{}, p.say)
		done <- err
	}()
	p.await("the program to run", func() bool { return p.there("pid") })
	cancel()
	if err := <-done; err == nil || strings.Contains(err.Error(), "10 s") {
		t.Errorf("%v", err)
	}
	p.gone("pid")
}

// TestNothingIsLeft: no descriptor of this process stays open, however it ends.
func TestNothingIsLeft(t *testing.T) {
	count := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	_, _ = write(t, `echo '{"allow": true}'`).ask() // what the first of all opens for good
	before := count()
	for range 20 {
		for _, script := range []string{`echo '{"allow": true}'`, "yes", "exit 1", "exec <&-; sleep 0"} {
			_, _ = write(t, script).ask()
		}
	}
	p := &program{t: t}
	p.await(fmt.Sprintf("descriptors: %d now, %d before", count(), before), func() bool { return count() <= before })
}
