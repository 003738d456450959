package ui

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"tapdesk/graph"
	"tapdesk/graph/sandbox"
	"tapdesk/state/clock"
)

// stalling is a terminal that can stop reading.
type stalling struct {
	reads sync.Mutex // held while it does not read
	mu    sync.Mutex
	seen  []byte
}

// has reports whether a text came since the last call that found it.
func (s *stalling) has(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := bytes.Index(s.seen, []byte(text))
	if at >= 0 {
		s.seen = s.seen[at+len(text):]
	}
	return at >= 0
}

// TestAPassEndsOnATerminalThatDoesNotRead checks that a pass is wiped on time even if that cannot be drawn.
func TestAPassEndsOnATerminalThatDoesNotRead(t *testing.T) {
	var o Options
	h := startWith(t, sandbox.Options{}, func(_ *harness, got *Options) { o = *got })
	ours, theirs, err := pty.Open()
	if err == nil {
		err = pty.Setsize(ours, &pty.Winsize{Cols: 80, Rows: 24})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = ours.Close(), theirs.Close() })
	terminal := new(stalling)
	go func() {
		for buffer := make([]byte, 1<<12); ; {
			terminal.reads.Lock()
			stalled := terminal.reads.Unlock // a stalled terminal holds the lock
			stalled()
			n, err := ours.Read(buffer)
			if err != nil {
				return
			}
			terminal.mu.Lock()
			terminal.seen = append(terminal.seen, buffer[:n]...)
			terminal.mu.Unlock()
		}
	}()
	o.Terminal.Input, o.Terminal.Output, o.Terminal.Environ = theirs, theirs, []string{"TERM=xterm"}
	o.Clock = clock.System{}
	o.Reveal.Seconds, o.Reveal.MaxSeconds = 4, 4
	o.Client, err = graph.New(graph.Config{Root: h.root, Tokens: h.tokens, Clock: o.Clock, Vault: h.vault})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- Run(t.Context(), o) }()

	// until types keys until a text comes.
	until := func(text, keys string) {
		t.Helper()
		for range 30 {
			for range 90 { // a screen that opened by itself ignores keys until half a second without any
				if terminal.has(text) {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
			_, _ = ours.WriteString(keys)
		}
		t.Fatalf("waited for %q", text)
	}
	until("Search", "")
	_, _ = ours.WriteString("ordinary")
	until("ordinary@", "")
	until("Object", "\r")
	until("Lifetime", "i")
	until("press", "\r")
	_, _ = ours.WriteString("y")
	until("created", "")
	until("left,", " ")

	terminal.reads.Lock()
	for i := range 40 { // so much to draw that the kernel takes no more
		_ = pty.Setsize(ours, &pty.Winsize{Cols: uint16(120 + i%2), Rows: 40})
		time.Sleep(20 * time.Millisecond)
	}
	over := func() bool {
		return h.vault.Held() == 0 && slices.ContainsFunc(strings.Split(h.told(), "\n"), func(line string) bool {
			return strings.Contains(line, "window ended")
		})
	}
	for deadline := time.Now().Add(30 * time.Second); !over() && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	if !over() {
		t.Errorf("the pass outlived its time: %d values are held, and the journal has\n%s", h.vault.Held(), h.told())
	}
	terminal.reads.Unlock()
	for range 100 {
		_, _ = ours.WriteString("\x03")
		select {
		case <-ended:
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
	t.Error("it does not end")
}

// told returns the journal, one record a line.
func (h *harness) told() string {
	var lines []string
	for _, r := range h.journalled() {
		lines = append(lines, string(r.Kind)+" "+r.Reason)
	}
	return strings.Join(lines, "\n")
}
