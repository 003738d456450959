package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tapdesk/state/journal"
)

// maxMemory is how much resident memory the console may use, whatever its terminal does, in MiB.
const maxMemory = 60

// memory returns the most resident memory that the program has used so far, in MiB.
func (c *console) memory() int {
	c.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		c.t.Fatal(err)
	}
	most := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(text)
	if most == nil {
		c.t.Fatalf("no VmHWM in %s", text)
	}
	kib, err := strconv.Atoi(string(most[1]))
	if err != nil {
		c.t.Fatal(err)
	}
	return kib >> 10
}

// resize gives the terminal another size, as a window-change message of SSH does.
func (c *console) resize(cols, rows int) {
	c.t.Helper()
	conn, err := c.tty.SyscallConn()
	if err != nil {
		c.t.Fatal(err)
	}
	size := &unix.Winsize{Col: uint16(cols), Row: uint16(rows)}
	if failed := conn.Control(func(fd uintptr) {
		err = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, size)
	}); failed != nil || err != nil {
		c.t.Fatal(failed, err)
	}
	c.mu.Lock()
	c.screen.Resize(max(1, min(cols, 500)), max(1, min(rows, 200)))
	c.mu.Unlock()
}

// TestNoSizeTakesTheHost claims the largest possible size, before anybody has signed in and after, in every way a
// terminal can.
func TestNoSizeTakesTheHost(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	c := start(t, h, 65535, 65535, "--demo")
	c.sees("type this code")
	claims := func(when string) {
		t.Helper()
		for i := range 20 {
			c.resize(65535-i, 65535)
			c.within(20*time.Millisecond, func(string) bool { return false })
			c.resize(200+i, 100)
			c.within(20*time.Millisecond, func(string) bool { return false })
		}
		c.press(strings.Repeat("\x1b[8;65535;65535t\x1b[48;65535;65535;1;1t\x1b[65;30;97;1;0;60000_", 50))
		c.resize(80, 24)
		c.sees("DEMO: not a real tenant")
		most := c.memory()
		t.Logf("%s: %d MiB resident at most", when, most)
		if most > maxMemory {
			t.Errorf("%s: %d MiB resident, want at most %d", when, most, maxMemory)
		}
	}
	claims("before the sign-in")
	c.press(arrowUp)
	c.sees("Search")
	claims("after the sign-in")
	open(c, "ordinary")
}

// TestATerminalThatIsGoneEndsTheConsole checks that it ends at once even without SIGHUP, as under setsid or su -c, and
// that the journal has the truth.
func TestATerminalThatIsGoneEndsTheConsole(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	sandbox := serve(t, h, "--people", "20")
	cmd := exec.Command(built(t), "--sandbox", sandbox.root)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	c := startAs(t, h, cmd, 80, 24)
	c.approved(sandbox)
	revealed(c)
	began := time.Now()
	c.hangUp()
	if code := c.ends(); code != exitGone {
		t.Errorf("exit code %d, want %d; %s", code, exitGone, c.stderr())
	}
	took := time.Since(began)
	t.Logf("it took %s to end", took)
	if took > patienceUnit {
		t.Errorf("it took %s to end, want at most %s", took, patienceUnit)
	}
	if !strings.Contains(c.stderr(), "the terminal is gone") {
		t.Errorf("standard error: %q, want the reason", c.stderr())
	}
	for _, kind := range []journal.Kind{journal.RevealEnd, journal.SignOut} {
		found := false
		for _, r := range h.journalled(t) {
			found = found || r.Kind == kind && r.Reason == "the terminal is gone"
		}
		if !found {
			t.Errorf("no record %s with the reason in %+v", kind, h.journalled(t))
		}
	}
}

// stall makes the terminal stop reading until the returned function is called. Meanwhile the console has so much to
// draw that the kernel takes no more.
func (c *console) stall() (read func()) {
	c.t.Helper()
	c.gate.Lock()
	for i := range 40 {
		c.resize(120+i%2, 40)
		time.Sleep(30 * time.Millisecond)
	}
	read = sync.OnceFunc(c.gate.Unlock)
	c.t.Cleanup(read)
	return read
}

// TestATerminalThatDoesNotRead checks that it does not keep the console from ending, including its last words. Nor does
// it keep a pass past its time; package ui tests that.
func TestATerminalThatDoesNotRead(t *testing.T) {
	t.Parallel()
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			c := startAs(t, h, exec.Command("sh", "-c", `exec "$0" --demo 2>&1`, built(t)), 80, 24)
			c.hurry()
			revealed(c)
			c.stall()
			began := time.Now()
			c.signal(s)
			for time.Since(began) < patience && syscall.Kill(c.cmd.Process.Pid, 0) == nil && !zombie(c.cmd.Process.Pid) {
				time.Sleep(5 * time.Millisecond)
			}
			took := time.Since(began)
			t.Logf("it took %s to end", took)
			if took > patienceUnit {
				t.Errorf("it took %s to end, want at most %s", took, patienceUnit)
			}
		})
	}
}

// zombie reports whether a process has ended and its parent has not waited for it.
func zombie(pid int) bool {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err != nil || strings.Contains(string(text), ") Z ")
}

// slowly types pieces with a pause before each but the first, as a slow link brings them.
func (c *console) slowly(pause time.Duration, pieces ...string) {
	c.t.Helper()
	for i, p := range pieces {
		if i > 0 {
			time.Sleep(pause)
		}
		c.press(p)
	}
}

// TestInputInPieces types into the search what a slow or strange terminal sends. The search has what was typed, and
// nothing else.
func TestInputInPieces(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	for _, piece := range []struct {
		name, want string
		pause      time.Duration
		pieces     []string
	}{
		{"an arrow", "cab", 100 * ms, []string{"ab", "\x1b", "[D", "\x1b[", "D", "", "c", "\x1b[D"}},
		{"a reply about the colour", "q", 300 * ms, []string{"\x1b]11;rgb:0000", "/0000/0000\x1b", "\\q"}},
		{"device attributes", "q", 300 * ms, []string{"\x1b[?62;", "1;2", "cq"}},
		{"a version", "q", 300 * ms, []string{"\x1bP>|XTe", "rm(390)\x1b", "\\q"}},
		{"a focus report", "q", 140 * ms, []string{"q", "\x1b", "[O"}},
		{"a size", "q", 300 * ms, []string{"\x1b[8;655", "35;65535t", "q"}},
		{"the tail of an arrow after Esc", "q", 300 * ms, []string{"x", "\x1b", "[A", "q"}},
		{"Esc and a name with O", "Orla", 60 * ms, []string{"x", "\x1b", "O", "r", "l", "a"}},
		{"a character", "é", 300 * ms, []string{"\xc3", "\xa9"}},
		{"a paste", "ab", 300 * ms, []string{"\x1b[200~a", "b\x1b[20", "1~"}},
		{"a paste without an end", "abq", 1800 * ms, []string{"\x1b[200~ab", "q"}},
		{"a paste without an end, and Esc", "q", 800 * ms, []string{"\x1b[200~ab\x1b", "q"}},
		{"PM", "q", 400 * ms, []string{"\x1b^ab", "c\x1b\\", "q"}},
		{"win32 records", "q", 0, []string{strings.Repeat("\x1b[65;30;97;1;0;60000_", 100) + "q"}},
	} {
		t.Run(piece.name, func(t *testing.T) {
			t.Parallel()
			c := startDemoConsole(t, newHome(t), 80, 24)
			field := "Search  " + piece.want
			holds := func(screen string) bool { return strings.Contains(screen+"\n", field+"\n") }
			c.slowly(piece.pause, piece.pieces...)
			for try := 1; try < 4 && !c.within(5*time.Second, holds); try++ { // on a busy machine a pause becomes too long
				c.press("\x1b[27u")
				c.until("an empty field", func(screen string) bool { return strings.Contains(screen, "Search  name, UPN") })
				c.slowly(piece.pause, piece.pieces...)
			}
			c.until(field, holds)
			time.Sleep(1300 * ms) // until held bytes are released
			c.sees(field)
			c.press("\x1b[27u")
			c.until("an empty field", func(screen string) bool { return !strings.Contains(screen, field) })
		})
	}
	c := startDemoConsole(t, newHome(t), 80, 24)
	for name, key := range map[string]string{"kitty, Russian": "\x1b[1089::99;5u",
		"in a paste": "\x1b[200~y\x03y\x1b[201~"} {
		t.Log("Ctrl-C, " + name)
		c.press(key)
		c.sees("press y to quit")
		c.press("n")
		c.until("no question", func(screen string) bool { return !strings.Contains(screen, "press y to quit") })
		c.press("\x1b[27u")
	}
	c.press("\x1b[[A")
	c.sees("Help")
}

// TestAPasteWithoutAnEnd checks that it blocks no key once it has been quiet, and never Esc: each press counts once.
func TestAPasteWithoutAnEnd(t *testing.T) {
	t.Parallel()
	c := startDemoConsole(t, newHome(t), 80, 24)
	c.press("\x1b[200~" + strings.Repeat("y", 100<<10))
	c.sees("A paste that was too long or had no end is over")
	c.press("\x15")
	c.until("an empty field, and no notice", func(screen string) bool {
		return strings.Contains(screen, "Search  name, UPN") && !strings.Contains(screen, "A paste")
	})
	c.slowly(700*time.Millisecond, "or", "la")
	c.sees("Search  orla")
	c.press("\x1b[27u")
	c.until("an empty field", func(screen string) bool { return !strings.Contains(screen, "orla") })
	c.press("\x1b[200~" + ctrlC + "y")
	c.sees("press y to quit", "input is dropped")
	c.sees("press y to quit", "keys work again")
	c.press("n")
	c.until("no question", func(screen string) bool { return !strings.Contains(screen, "press y to quit") })
	revealed(c)
	c.slowly(300*time.Millisecond, "\x1b[200~yyyy", escape)
	c.sees("Esc again: done, the value is wiped")
	c.press("x")
	c.until("no question", func(screen string) bool { return !strings.Contains(screen, "Esc again") })
	c.press("\x1b[200~yyyy")
	c.slowly(200*time.Millisecond, escape, escape)
	c.sees("Checked")
}

// TestTypedDuringTheSignIn checks that such text, including Enter and what follows it, goes to the search below.
func TestTypedDuringTheSignIn(t *testing.T) {
	t.Parallel()
	c := start(t, newHome(t), 80, 24, "--demo")
	c.sees("type this code")
	c.press("quentin")
	c.press("\x7f\x7f\x7f\x7f\x7f\x7f\x7f")
	c.sees("Search")
	c.press("\x1b[27u")
	c = start(t, newHome(t), 80, 24, "--demo")
	c.sees("type this code")
	c.press("ordinary\ri")
	c.sees("Issue a Temporary Access Pass for Orla Ordinary")
}
