package graph_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tapdesk/graph"
	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
)

// wire is a Graph without a network, so that a test can run in a bubble of testing/synctest. It notes when each path
// was asked for.
type wire struct {
	mu      sync.Mutex
	began   time.Time
	asked   []asked
	answers map[string][]reply // by a part of the path, one after another; what is not named is an empty list
}

type asked struct {
	path string
	at   time.Duration
	high bool
}

type reply struct {
	status     int
	retryAfter string
	body       string
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, asked{r.URL.Path, time.Since(w.began), r.Header.Get("x-ms-throttle-priority") == "High"})
	next := reply{status: http.StatusOK, body: `{"value":[]}`}
	for part, all := range w.answers {
		if strings.Contains(r.URL.Path, part) && len(all) > 0 {
			next, w.answers[part] = all[0], all[1:]
		}
	}
	h := http.Header{"Request-Id": {"rid-1"}, "Content-Type": {"application/json"}}
	if next.retryAfter != "" {
		h.Set("Retry-After", next.retryAfter)
	}
	return &http.Response{StatusCode: next.status, Header: h, Body: io.NopCloser(strings.NewReader(next.body)),
		Request: r}, nil
}

// times are when paths with some text in them were asked for, since the beginning.
func (w *wire) times(part string) []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []time.Duration
	for _, a := range w.asked {
		if strings.Contains(a.path, part) {
			out = append(out, a.at)
		}
	}
	return out
}

// onWire runs a test in a bubble with a client of a wire.
func onWire(t *testing.T, answers map[string][]reply, test func(t *testing.T, c *graph.Client, w *wire)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{began: time.Now(), answers: answers}
		c, err := graph.New(graph.Config{
			Tokens: &tokens{}, Transport: w, Clock: clock.System{}, Jitter: func() float64 { return 0.5 },
		})
		if err != nil {
			t.Fatal(err)
		}
		test(t, c, w)
	})
}

func wantTimes(t *testing.T, what string, got []time.Duration, want ...time.Duration) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		if len(got) != len(want) || got[i] != want[i] {
			t.Errorf("%s at %v, want %v", what, got, want)
			return
		}
	}
}

// passesInTheBackground begins a number of background reads, and returns a function that waits for their end.
func passesInTheBackground(t *testing.T, c *graph.Client, n int) (wait func()) {
	var reads sync.WaitGroup
	for range n {
		reads.Go(func() {
			if _, err := c.Background().Passes(t.Context(), key(annID)); err != nil {
				t.Errorf("in the background: %v, want no error", err)
			}
		})
	}
	synctest.Wait()
	return reads.Wait
}

const tooMany = `{"error":{"code":"TooManyRequests","message":"x"}}`

func TestTheBackgroundLeavesThreeOfFive(t *testing.T) {
	onWire(t, nil, func(t *testing.T, c *graph.Client, w *wire) {
		passesInTheBackground(t, c, 5)()
		wantTimes(t, "background reads", w.times("temporaryAccessPass"), 0, 0, 10*time.Second, 10*time.Second, 20*time.Second)
		for _, a := range w.asked {
			if a.high {
				t.Errorf("a background read of %s asks for High priority", a.path)
			}
		}
	})
	// What the operator asks for counts: where it leaves less than two, the background has no more.
	onWire(t, nil, func(t *testing.T, c *graph.Client, w *wire) {
		for range 4 {
			if _, err := c.Audit(t.Context(), key(annID), time.Time{}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		passesInTheBackground(t, c, 3)()
		wantTimes(t, "background reads", w.times("temporaryAccessPass"), 4*time.Second, 10*time.Second, 14*time.Second)
	})
}

func TestTheOperatorIsNeverDelayedBehindTheBackground(t *testing.T) {
	onWire(t, nil, func(t *testing.T, c *graph.Client, w *wire) {
		wait := passesInTheBackground(t, c, 4) // two of them wait
		for range 7 {                          // more than the limit allows: whether that is too much is for Graph to say
			if _, err := c.Passes(t.Context(), key(meID)); err != nil {
				t.Errorf("the operator's read: %v, want no error", err)
			}
		}
		wantTimes(t, "the operator's reads", w.times("/me/"), 0, 0, 0, 0, 0, 0, 0)
		wait()
		wantTimes(t, "background reads", w.times("/users/"), 0, 0, 10*time.Second, 10*time.Second)
	})
}

func TestA429IsObeyedByAllThatShareItsLimit(t *testing.T) {
	for name, c := range map[string]struct {
		retryAfter string
		wait       time.Duration
	}{"told": {"7.5", 7500 * time.Millisecond}, "bare": {"", 10 * time.Second}} {
		t.Run(name, func(t *testing.T) {
			answers := map[string][]reply{"directoryAudits": {{429, c.retryAfter, tooMany}}}
			onWire(t, answers, func(t *testing.T, client *graph.Client, w *wire) {
				for range 2 { // asked for once: the second time it is not even sent
					_, err := client.Audit(t.Context(), key(annID), time.Time{})
					f := wantFault(t, err, fault.Throttled)
					if want := w.began.Add(c.wait); !f.WaitUntil.Equal(want) ||
						!strings.Contains(f.Hint, "wait "+pass.Span((c.wait+time.Second-1).Truncate(time.Second))) {
						t.Errorf("wait until %v, %q, want until %v", f.WaitUntil, f.Hint, want)
					}
				}
				wantTimes(t, "the audit log", w.times("directoryAudits"), 0)
				wait := passesInTheBackground(t, client, 1)
				if _, err := client.Passes(t.Context(), key(bobID)); err != nil { // the operator's waits as a retry does
					t.Errorf("the operator's read: %v, want no error", err)
				}
				wait()
				for _, at := range w.times("temporaryAccessPass") {
					if at < c.wait {
						t.Errorf("a pass is read after %v, want no sooner than %v", at, c.wait)
					}
				}
			})
		})
	}
	// A watch is told when to check again, in the background too.
	onWire(t, map[string][]reply{"directoryAudits": {{429, "300", tooMany}}},
		func(t *testing.T, c *graph.Client, w *wire) {
			_, _ = c.Audit(t.Context(), key(annID), time.Time{})
			for name, looker := range map[string]*graph.Client{"the operator": c, "the background": c.Background()} {
				look := looker.Look(t.Context(), key(annID), key(passID))
				if f := look.Fault; f == nil || f.Kind != fault.Throttled || !look.NotBefore.Equal(w.began.Add(5*time.Minute)) {
					t.Errorf("%s: %v, not before %v, want throttled for 5 minutes", name, f, look.NotBefore)
				}
			}
			wantTimes(t, "methods", w.times("/authentication/methods"))
		})
	// A wait that is too long is the operator's to decide about, and a write that they confirmed goes: it is sent once,
	// and Graph's own 429 says that nothing happened.
	onWire(t, map[string][]reply{"directoryAudits": {{429, "300", tooMany}}},
		func(t *testing.T, c *graph.Client, w *wire) {
			_, _ = c.Audit(t.Context(), key(annID), time.Time{})
			_, err := c.Passes(t.Context(), key(annID))
			if f := wantFault(t, err, fault.Throttled); !f.WaitUntil.Equal(w.began.Add(5 * time.Minute)) {
				t.Errorf("wait until %v, want 5 minutes", f.WaitUntil)
			}
			_, _ = c.DeletePass(t.Context(), "", key(annID), key(passID))
			wantTimes(t, "requests for passes", w.times("temporaryAccessPass"), 0)
		})
}

func TestLimitsDoNotTouchEachOther(t *testing.T) {
	parts := `{"responses":[{"id":"1","status":200,"body":{"id":"` + annID + `"}},` +
		`{"id":"2","status":404,"body":` + bareError + `},` +
		`{"id":"3","status":200,"body":{"state":"enabled"}}]}`
	answers := map[string][]reply{
		"directoryAudits": {{429, "20", tooMany}},
		"$batch":          {{200, "", parts}, {200, "", parts}},
	}
	onWire(t, answers, func(t *testing.T, c *graph.Client, w *wire) {
		_, _ = c.Audit(t.Context(), key(annID), time.Time{})
		if _, err := c.OwnRoles(t.Context()); err != nil || time.Since(w.began) != 0 {
			t.Errorf("the operator's roles: %v after %v, want no error at once", err, time.Since(w.began))
		}
		// A dossier does not wait for what is throttled: it says so, and Complete reads it when it may be.
		d, err := c.Dossier(t.Context(), key(annID))
		if err != nil || d.Person.ID != key(annID) {
			t.Fatalf("a dossier: %v, %v, want Ann's", d.Person.ID, err)
		}
		if f := d.MethodsFault; f == nil || f.Kind != fault.Throttled || !f.WaitUntil.Equal(w.began.Add(20*time.Second)) {
			t.Errorf("methods: %v, want throttled for 20 s", f)
		}
		wantTimes(t, "the risk", w.times("riskyUsers"), 0)
		if !d.Again || time.Since(w.began) != 0 {
			t.Errorf("again %v after %v, want true at once", d.Again, time.Since(w.began))
		}
		if _, err = c.Complete(t.Context(), d); err != nil {
			t.Error(err)
		}
		wantTimes(t, "batches", w.times("$batch"), 0, 20*time.Second)
	})
}

func TestABackgroundReadEndsWithItsContext(t *testing.T) {
	onWire(t, nil, func(t *testing.T, c *graph.Client, w *wire) {
		passesInTheBackground(t, c, 2)()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Background().Passes(ctx, key(annID)); err == nil {
			t.Error("no error, want one")
		}
		wantTimes(t, "background reads", w.times("temporaryAccessPass"), 0, 0)
	})
}
