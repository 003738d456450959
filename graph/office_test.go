package graph_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tapdesk/graph"
	"tapdesk/graph/sandbox"
	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/text"
	"tapdesk/state/watch"
)

// seat is one of the consoles of an office, and what its operator was shown.
type seat struct {
	*graph.Client
	// opened counts the people whose methods were there at once, and waited those for whom the screen said how long to
	// wait; longest is the longest of these waits. watched counts the checks of a pass that told something, and late those
	// that Graph asked to wait with.
	opened, waited, watched, late int
	longest                       time.Duration
}

// open opens a person, and again when Graph has said one may.
func (s *seat) open(t *testing.T, ctx context.Context, id text.Key) {
	began := time.Now()
	for tries := 0; ; tries++ {
		d, err := s.Dossier(ctx, id)
		f := fault.Of(err)
		if f == nil {
			f = d.MethodsFault
		}
		switch {
		case f == nil && tries == 0:
			s.opened++
			return
		case f == nil:
			s.waited++
			s.longest = max(s.longest, time.Since(began))
			return
		case f.Kind != fault.Throttled || f.WaitUntil.IsZero() || tries == 5:
			t.Errorf("opening: got %v after %d tries, want the methods, or how long to wait", f, tries)
			return
		}
		time.Sleep(max(time.Second, time.Until(f.WaitUntil)))
	}
}

// follow watches a pass at the watch's own pace.
func (s *seat) follow(ctx context.Context, id text.Key, p pass.Pass) {
	w := watch.New(watch.Start{Pass: p, SeenAt: time.Now(), At: time.Now()})
	for {
		wait, more := w.Next(time.Now())
		if !more {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		look := s.Background().Look(ctx, id, p.ID)
		switch {
		case ctx.Err() != nil:
			return
		case fault.Is(look.Fault, fault.Throttled) || fault.Is(look.MethodsFault, fault.Throttled):
			s.late++
		case look.Fault == nil:
			s.watched++
		}
		w = w.Look(look)
	}
}

// tooManys counts the answers 429 about a path, those in batches too.
func tooManys(all []sandbox.Request, part string) (n int) {
	for _, r := range all {
		if n += tooManys(r.Items, part); r.Status == http.StatusTooManyRequests && strings.Contains(r.Path, part) {
			n++
		}
	}
	return n
}

// TestTenConsolesShareTheLimit lets ten consoles of one app open a person each minute, while three of them watch a
// pass, for ten minutes against the documented limit of five reads in ten seconds. None sees the others. Everybody gets
// to see the person, a few after a wait that the screen announces, and the watches go on.
func TestTenConsolesShareTheLimit(t *testing.T) {
	const consoles, watching, minutes = 10, 3, 10
	synctest.Test(t, func(t *testing.T) {
		tenant, err := sandbox.New(sandbox.Options{People: 50, Clock: clock.System{}})
		if err != nil {
			t.Fatal(err)
		}
		transport := sandbox.InProcess(tenant)
		set, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1/sandbox/settings",
			strings.NewReader(`{"throttles":"all"}`))
		if answer, err := transport.RoundTrip(set); err != nil || answer.StatusCode != http.StatusOK {
			t.Fatal(answer, err)
		}
		id := func(name string) text.Key {
			a, _ := tenant.Account(name)
			return text.NewKey(a.ID)
		}
		ctx, stop := context.WithCancel(t.Context())
		var seats []*seat
		var running, watches sync.WaitGroup
		for n := range consoles {
			c, err := graph.New(graph.Config{
				Root: "http://127.0.0.1", Tokens: sandbox.Handed{Tenant: tenant}, Transport: transport, Clock: clock.System{},
				Jitter: func() float64 { return 0.5 },
			})
			if err != nil {
				t.Fatal(err)
			}
			s := &seat{Client: c}
			seats = append(seats, s)
			running.Go(func() {
				time.Sleep(time.Duration(n*n) * 700 * time.Millisecond) // some come at once, some alone
				for range minutes {
					began := time.Now()
					s.open(t, ctx, id("ordinary"))
					time.Sleep(time.Minute - time.Since(began))
				}
			})
			if n >= watching {
				continue
			}
			watches.Go(func() {
				time.Sleep(time.Duration(n) * 2 * time.Second)
				passes, err := s.Passes(ctx, id("usable-pass"))
				if err != nil || len(passes) != 1 {
					t.Errorf("got %d passes, %v, want one to watch", len(passes), err)
					return
				}
				s.follow(ctx, id("usable-pass"), passes[0])
			})
		}
		running.Wait()
		stop()
		watches.Wait()
		methods, risk := tooManys(tenant.Requests(), "/authentication/"), tooManys(tenant.Requests(), "/riskyUsers")
		t.Logf("answers 429: %d about methods and passes, %d about risk, which nobody waits for", methods, risk)
		report(t, seats, methods, watching, minutes)
	})
}

// report writes what each console was shown, and holds it within bounds.
func report(t *testing.T, seats []*seat, tooMany, watching, minutes int) {
	t.Helper()
	waited, late, watched := 0, 0, 0
	longest := slices.MaxFunc(seats, func(a, b *seat) int { return int(a.longest - b.longest) }).longest
	for n, s := range seats {
		t.Logf("console %d: %d opened at once, %d after a wait of %v at most; %d checks of a pass, %d put off",
			n+1, s.opened, s.waited, s.longest, s.watched, s.late)
		if s.opened+s.waited != minutes {
			t.Errorf("console %d opened %d people, want %d", n+1, s.opened+s.waited, minutes)
		}
		if n < watching && s.watched < minutes {
			t.Errorf("console %d checked its pass %d times in %d minutes, want once a minute at least", n+1, s.watched, minutes)
		}
		waited, late, watched = waited+s.waited, late+s.late, watched+s.watched
	}
	t.Logf("in all: %d of %d people after a wait; %d checks, %d put off", waited, len(seats)*minutes, watched, late)
	if tooMany > 36 || waited > 22 || longest > 10*time.Second {
		t.Errorf("got %d answers 429, %d waits of %v at most, want at most 36, 22 and 10s", tooMany, waited, longest)
	}
}
