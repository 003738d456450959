package term

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tapdesk/state/clock"
)

// screen is a terminal that can be told to stop reading.
type screen struct {
	mu     sync.Mutex
	reads  *sync.Cond
	stuck  bool
	broken bool
	got    bytes.Buffer
}

func newScreen() *screen {
	s := new(screen)
	s.reads = sync.NewCond(&s.mu)
	return s
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.stuck {
		s.reads.Wait()
	}
	if s.broken {
		return 0, errors.New("input/output error")
	}
	return s.got.Write(b)
}

func (s *screen) set(stuck bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stuck = stuck
	s.reads.Broadcast()
}

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got.String()
}

// watched returns an output on a screen, and counts of the functions that it calls.
func watched(s *screen) (o *output, redrawn, gone *int) {
	redrawn, gone = new(int), new(int)
	return newOutput(s, clock.System{}, func() { *redrawn++ }, func(error) { *gone++ }), redrawn, gone
}

// end closes the output and waits until it does nothing more.
func (o *output) end() {
	o.close()
	time.Sleep(time.Minute)
}

func (o *output) says(text string) { _, _ = o.Write([]byte(text)) }

func TestOutputPassesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen()
		o, _, _ := watched(s)
		long := strings.Repeat("0123456789", 1000)
		o.says("\x1b[?1049h")
		o.says(long)
		o.end()
		if got, want := s.text(), "\x1b[?1049h"+long; got != want {
			t.Errorf("got %d bytes, want %d", len(got), len(want))
		}
		select {
		case <-o.first:
		default:
			t.Error("the first frame was drawn, but first was not closed")
		}
	})
}

// TestOutputGivesUp checks a terminal that does not read: a write takes a second at most, pending bytes are
// overwritten, and the terminal gets what it missed when it reads again: the modes, and a call to redraw.
func TestOutputGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen()
		o, redrawn, gone := watched(s)
		s.set(true)
		secret := strings.Repeat("x", piece) +
			"\x1b[?25h\x1b[>5u\x1b[1mS3cret\x1b[m\x1b[?25l\x1b]52;c;UzNjcmV0\x07\x1b]52;c;\x07"
		o.says(secret)
		began := time.Now()
		waiting := o.waiting
		o.says("a frame\x1b[?2026h\x1b[?2026l")
		if took := time.Since(began); took != stalls {
			t.Errorf("a write took %s, want %s", took, stalls)
		}
		if bytes.Contains(waiting, []byte("S3cret")) || bytes.Contains(waiting, []byte("UzNj")) {
			t.Error("dropped bytes are still in memory, want them overwritten")
		}
		began = time.Now()
		for range 100 {
			o.says("S3cret")
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("a hundred writes took %s, want none to wait", took)
		}
		s.set(false)
		synctest.Wait()
		want := strings.Repeat("x", piece) + "\x18\x1b\\\x1b[m\x1b[>5u\x1b[?25l\x1b]52;c;\x07\x1b[?2026l"
		if s.text() != want {
			t.Errorf("the terminal got %q, want %q", s.text()[piece-8:], want[piece-8:])
		}
		if *redrawn != 1 || *gone != 0 {
			t.Errorf("redrawn %d times and gone %d times, want 1 and 0", *redrawn, *gone)
		}
		o.says("again")
		o.end()
		if !strings.HasSuffix(s.text(), "again") {
			t.Errorf("the terminal got %q afterwards", s.text()[piece:])
		}
	})
}

// TestOutputWaitsForASlowTerminal checks a terminal that takes a piece now and then.
func TestOutputWaitsForASlowTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen()
		o, redrawn, _ := watched(s)
		go func() {
			for range 40 {
				s.set(true)
				time.Sleep(800 * time.Millisecond)
				s.set(false)
				synctest.Wait()
			}
		}()
		synctest.Wait()
		o.says(strings.Repeat("x", 3*piece))
		o.says("y")
		o.flush()
		time.Sleep(time.Minute)
		if want := strings.Repeat("x", 3*piece) + "y"; s.text() != want || *redrawn != 0 {
			t.Errorf("the terminal got %d bytes and %d redraws, want %d and none", len(s.text()), *redrawn, len(want))
		}
		o.end()
	})
}

// TestOutputEnds checks that the end takes half a second at most, whatever the terminal does.
func TestOutputEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen()
		o, _, _ := watched(s)
		s.set(true)
		o.says("S3cret")
		began := time.Now()
		o.close()
		if took := time.Since(began); took != hurried {
			t.Errorf("the end took %s, want %s", took, hurried)
		}
		s.set(false)
		time.Sleep(time.Minute)
	})
}

// TestOutputIsGone checks that a terminal that cannot be written to is reported, and that no write fails.
func TestOutputIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen()
		s.broken = true
		o, _, gone := watched(s)
		for range 3 {
			if n, err := o.Write([]byte("frame")); n != 5 || err != nil {
				t.Errorf("a write returned %d, %v, want 5 and no error", n, err)
			}
			synctest.Wait()
		}
		o.hasten()
		o.end()
		if *gone != 1 {
			t.Errorf("gone was called %d times, want once", *gone)
		}
	})
}
