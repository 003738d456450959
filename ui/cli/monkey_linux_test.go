package cli

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// TestMonkeyOnALine does to the console what a line and a terminal may do: keys in pieces, pastes with and without an
// end, sizes of any kind, unrequested replies, and times in which nothing is read. The console neither ends nor hangs,
// and takes no more than 60 MiB. MONKEY_LINE is how long it runs, such as 5m; the default is six seconds.
func TestMonkeyOnALine(t *testing.T) {
	t.Parallel()
	lasts := 6 * time.Second
	if d, err := time.ParseDuration(os.Getenv("MONKEY_LINE")); err == nil {
		lasts = d
	}
	r := rand.New(rand.NewPCG(1, 7))
	c := startDemoConsole(t, newHome(t), 80, 24)
	began := time.Now()
	actions := 0
	for ; time.Since(began) < lasts; actions++ {
		c.anything(r)
		if c.ended() {
			t.Fatalf("it ended after %d actions, with %d; %s", actions, c.cmd.ProcessState.ExitCode(), c.stderr())
		}
	}
	most := c.memory()
	t.Logf("%d actions in %s, %d MiB resident at most", actions, lasts, most)
	if most > maxMemory {
		t.Errorf("%d MiB resident, want at most %d", most, maxMemory)
	}
	c.resize(80, 24)
	time.Sleep(2 * time.Second) // a paste without an end is over by then
	for range 8 {
		c.press("\x1b[27u")
		time.Sleep(100 * time.Millisecond)
	}
	c.sees("DEMO: not a real tenant")
	for range 10 {
		c.press("\x1b[11~")
		if c.within(3*time.Second, func(screen string) bool { return strings.Contains(screen, "\nHelp") }) {
			return
		}
		c.press("\x1b[27u")
	}
	t.Errorf("it takes no key any more; the terminal shows:\n%s", c.text())
}

// ended reports whether the program has ended.
func (c *console) ended() bool {
	select {
	case <-c.exited:
		return true
	default:
		return false
	}
}

// wild is what terminals send: keys, replies, reports, pastes, and garbage. It has no Ctrl-C and no Ctrl-Z.
var wild = []string{
	"\x1b", "\x1b[A", "\x1b[B", "\x1bOP", "\x1b[15~", "\x1b[[A", "\x1b[27u",
	"\x1b[1089::99;1u", "\x1b[108;5u", "\x0c", "\x12", "\r", "\t", "\x7f",
	" ", "y", "n", "i", "d", "w", "k", "m", "s", "q", "ordinary", "usable",
	"a", "9", "ш", "é", "山", "\xff", "\x1b[I", "\x1b[O",
	"\x1b[8;65535;65535t", "\x1b[65;30;97;1;0;60000_",
	"\x1b]11;rgb:0/0/0\x1b\\", "\x1bP>|x\x1b\\", "\x1b[?62;c", "\x1b[?2026;2$y",
	"\x1b[200~y\r\x1b[201~", "\x1b[200~" + strings.Repeat("y\r", 40<<10),
	"\x1b[200~ab", "\x1b[201~", "\x1b[<0;1;1M", "\x1b[M !!",
}

// anything does one random thing to the console.
func (c *console) anything(r *rand.Rand) {
	c.t.Helper()
	switch r.IntN(12) {
	case 0:
		sizes := []int{0, 1, 2, 20, 24, 40, 80, 120, 200, 500, 65535}
		c.resize(sizes[r.IntN(len(sizes))], sizes[r.IntN(len(sizes))])
	case 1:
		c.gate.Lock()
		for range r.IntN(20) {
			c.resize(100+r.IntN(100), 30+r.IntN(30))
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Duration(r.IntN(1500)) * time.Millisecond)
		c.gate.Unlock()
	case 2:
		time.Sleep(time.Duration(r.IntN(1700)) * time.Millisecond)
	case 3, 4:
		s := wild[r.IntN(len(wild))]
		for len(s) > 0 && len(s) < 100 {
			n := 1 + r.IntN(len(s))
			c.press(s[:n])
			s = s[n:]
			time.Sleep(time.Duration(r.IntN(300)) * time.Millisecond)
		}
	default:
		var burst strings.Builder
		for range 1 + r.IntN(5) {
			burst.WriteString(wild[r.IntN(len(wild))])
		}
		c.press(burst.String())
	}
}
