//go:build unix

package ui

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// These variables turn a test process into a console that will be killed.
const (
	crashURL = "TAPDESK_TEST_CRASH_URL"      // the tenant
	crashDir = "TAPDESK_TEST_CRASH_DIR"      // the journal
	crashDo  = "TAPDESK_TEST_CRASH_DO"       // which write: create, delete, remove or revoke
	crashAt  = "TAPDESK_TEST_CRASH_AT"       // at which step; 0 for none
	crashLog = "TAPDESK_TEST_CRASH_LOG"      // the file of the steps done
	crashEnd = "the console came to its end" // what it writes there if nothing killed it
)

// steps counts what a console does to the journal and to Graph, and kills the console at one of these steps with
// SIGKILL.
type steps struct {
	mu  sync.Mutex
	n   int
	at  int
	log *os.File
}

func (s *steps) step(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	_, _ = s.log.WriteString(name + "\n")
	if s.n == s.at {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

// killed is a journal with a step before and after each record.
type killed struct {
	*journal.Journal
	*steps
}

func (k killed) around(r journal.Record, write func(journal.Record) error) error {
	name := strings.TrimSpace(string(r.Kind) + " " + string(r.Operation))
	k.step("before " + name)
	err := write(r)
	k.step("after " + name)
	return err
}

func (k killed) Append(r journal.Record) error { return k.around(r, k.Journal.Append) }
func (k killed) Keep(r journal.Record) error   { return k.around(r, k.Journal.Keep) }
func (k killed) Post(r journal.Record)         { _ = k.around(r, k.Journal.Keep) }

// onTheWire is a transport with a step before and after each write to Graph.
type onTheWire struct{ *steps }

func (w onTheWire) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/$batch") {
		return http.DefaultTransport.RoundTrip(r)
	}
	w.step("before the request")
	resp, err := http.DefaultTransport.RoundTrip(r)
	w.step("after the request")
	return resp, err
}

// byHTTP provides the tokens of a tenant in another process.
type byHTTP struct{ attach sandbox.Attach }

func (b byHTTP) Token(context.Context) (string, error)                 { return b.attach.Token, nil }
func (b byHTTP) Renew(context.Context, string, string) (string, error) { return b.attach.Token, nil }
func (b byHTTP) Operator(context.Context) (person.Person, error) {
	return person.Person{ID: text.NewKey(b.attach.OperatorID), UserPrincipalName: text.NewKey(b.attach.Operator)}, nil
}

// TestCrashingConsole is the console that TestKilledAtEachStep runs and kills. By itself it does nothing.
func TestCrashingConsole(t *testing.T) {
	root := os.Getenv(crashURL)
	if root == "" {
		t.Skip("it is run by TestKilledAtEachStep")
	}
	resp, err := http.Get(root + "/sandbox?as=operator")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var attach sandbox.Attach
	if err := json.NewDecoder(resp.Body).Decode(&attach); err != nil {
		t.Fatal(err)
	}
	log, err := os.OpenFile(os.Getenv(crashLog), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	at, err := strconv.Atoi(os.Getenv(crashAt))
	if err != nil {
		t.Fatal(err)
	}
	s := &steps{at: at, log: log}
	h := newHarness(t)
	h.root, h.tokens = root, byHTTP{attach}
	h.attach(os.Getenv(crashDir), onTheWire{s}, func(h *harness, o *Options) {
		o.instead = func(j *journals) {
			j.root, j.screens, j.desk = killed{h.journal, s}, killed{h.journal, s}, killed{h.journal, s}
		}
	})
	switch os.Getenv(crashDo) {
	case "delete":
		h.open("usable-pass")
		h.press("d", "y")
	case "remove":
		h.removeAll(stripped)
	case "revoke":
		h.open(stripped)
		h.press("u", "y")
	default:
		h.issue("ordinary")
		h.wait(quiet)
		h.press("space", "esc", "esc")
	}
	_, _ = log.WriteString(crashEnd + "\n")
}

// crash is one console that is killed at a step. The fault meets its first write or, of a removal, that of the second
// method.
type crash struct {
	do, fault string
	at        int
}

// wreck is what a crash leaves.
type wreck struct {
	*harness
	dir  string
	done []string // the steps
}

// happen runs a console on a new tenant and kills it.
func (c crash) happen(t *testing.T) wreck {
	t.Helper()
	h := newHarness(t)
	tenant, err := sandbox.New(sandbox.Options{People: 50, Clock: h.net})
	if err != nil {
		t.Fatal(err)
	}
	h.tenant = tenant
	arm := h.armed(c)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arm(r)
		h.serve(w, r)
	}))
	t.Cleanup(server.Close)
	h.root, h.tokens = server.URL, sandbox.Handed{Tenant: tenant}
	dir := t.TempDir()
	w := wreck{harness: h, dir: filepath.Join(dir, "state")}
	cmd := exec.Command(os.Args[0], "-test.run", "^TestCrashingConsole$", "-test.timeout", "60s")
	cmd.Env = append(os.Environ(), crashURL+"="+server.URL, crashDir+"="+w.dir, crashDo+"="+c.do,
		crashAt+"="+strconv.Itoa(c.at), crashLog+"="+filepath.Join(dir, "steps"))
	out, err := cmd.CombinedOutput()
	text, _ := os.ReadFile(filepath.Join(dir, "steps"))
	w.done = strings.Split(strings.TrimSpace(string(text)), "\n")
	ended := slices.Contains(w.done, crashEnd)
	if killed := err != nil && cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL; killed == ended ||
		killed != (c.at > 0) {
		t.Fatalf("%+v: ended with %v after %v, want a kill only at its step\n%s", c, err, w.done, out)
	}
	return w
}

// truth returns what the next console must say after a crash, given the last step done and what the tenant knows.
func (c crash) truth(last string, stands bool) []string {
	found := "its value is lost"
	switch last {
	case "after intent " + c.do, "before the request", "after the request", "before outcome " + c.do:
		found = "whether its value was seen is not known"
	case "after outcome create", "before reveal-begin create":
		if c.fault == "" {
			return []string{"1 to attend to", "Graph created the pass; the journal does not say whether its value was seen",
				"the pass is usable"}
		}
	case "after reveal-begin create", "before reveal-end create":
		return []string{"1 to attend to", "the pass was on the screen, and the journal does not say how that ended",
			"the pass is usable"}
	case "before settled delete": // it was seen to be gone, but the journal does not have that yet
	case "after outcome delete":
		if c.fault == "" {
			return nil
		}
	default:
		return nil
	}
	out := []string{"1 to attend to", "outcome unknown"}
	switch {
	case c.do == "delete" && stands:
		return append(out, "the pass was still listed at")
	case c.do == "delete":
		return append(out, "the pass is no longer listed")
	case stands:
		return append(out[:1], "created at", found)
	}
	return append(out, "no pass seen by")
}

// restart starts a console after the crash and compares what it says with the truth.
func (w wreck) restart(c crash) {
	t := w.t
	t.Helper()
	sent := w.creates() + w.count("DELETE", "")
	last := w.done[len(w.done)-1]
	if c.at == 0 {
		last = w.done[len(w.done)-2]
	}
	if want := strings.Contains(strings.Join(w.done, "\n"), "before the request"); sent > 1 || sent == 1 && !want ||
		last == "after the request" && sent != 1 {
		t.Fatalf("%+v, %v: %d writes were sent, want at most one", c, w.done, sent)
	}
	w.attach(w.dir, http.DefaultTransport, func(*harness, *Options) {})
	w.wait(180 * time.Second) // the request's end is unknown, so its deadline counts too
	who := map[string]string{"create": "ordinary", "delete": "usable-pass"}[c.do]
	truth := c.truth(last, w.listed(who))
	if truth == nil {
		w.misses("unfinished")
		w.sees("Search")
	} else {
		w.sees(append(truth, who+"@sandbox.example")...)
		w.settleThis(c, who)
	}
	if now := w.creates() + w.count("DELETE", ""); now > sent+1 || truth == nil && now != sent {
		t.Fatalf("%+v, %v: %d writes, and %d before the restart", c, w.done, now, sent)
	}
	report, err := journal.Verify(w.dir, nil)
	if err != nil || report.Broken != nil {
		t.Fatalf("%+v, %v: the journal reads with %v, broken at %+v; want neither", c, w.done, err, report.Broken)
	}
}

// settleThis deals with what needs attention: it deletes a pass that exists, or dismisses it. Neither is shown again.
func (w wreck) settleThis(c crash, who string) {
	w.t.Helper()
	if w.listed(who) {
		w.wait(quiet)
		w.press("d", "y")
		if w.listed(who) {
			w.t.Fatalf("%+v, %v: it was not deleted\n%s", c, w.done, w.screen())
		}
	} else {
		w.press("x")
	}
	w.sees("Search", "Nothing needs attention any more")
	again := newHarness(w.t)
	again.root, again.tokens, again.tenant = w.root, w.tokens, w.tenant
	again.attach(w.dir, http.DefaultTransport, func(*harness, *Options) {})
	again.misses("unfinished")
}

// TestKilledAtEachStep kills a console with SIGKILL at every step of issuing and of deleting, with and without trouble
// at Graph. The next console says only what is known, and nothing is ever sent twice.
func TestKilledAtEachStep(t *testing.T) {
	faults := map[string][]string{
		"create": {"", "lost-answer", "cut-answer@create", "server-500@create", "timeout-504@create"},
		"delete": {"", "lost-answer@delete", "server-500@delete", "timeout-504@delete"},
	}
	for do, all := range faults {
		for _, fault := range all {
			t.Run(do+" "+fault, func(t *testing.T) {
				t.Parallel()
				whole := crash{do: do, fault: fault}.happen(t)
				n := len(whole.done) - 1
				first := 1
				if fault != "" { // the fault makes no difference before the request
					first = slices.Index(whole.done, "after the request") + 1
				}
				if n < 6 || first < 1 {
					t.Fatalf("the uninterrupted run did %v, want at least six steps", whole.done)
				}
				whole.restart(crash{do: do, fault: fault})
				for at := first; at <= n; at++ {
					c := crash{do: do, fault: fault, at: at}
					c.happen(t).restart(c)
				}
			})
		}
	}
}
