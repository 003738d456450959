package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// patience is how long a program may take to show what a test waits for. It is long because a loaded machine is slow,
// and it is only spent when a test fails.
const patience = 30 * time.Second

// theBinary is the program under test. TestMain removes its directory.
var theBinary struct {
	once sync.Once
	dir  string
	err  error
}

// built builds the program once for all tests, and returns its path.
func built(t *testing.T) string {
	t.Helper()
	b := &theBinary
	b.once.Do(func() {
		if b.dir, b.err = os.MkdirTemp("", "tapdesk-binary-"); b.err != nil {
			return
		}
		build := exec.Command("go", "build", "-buildvcs=false", "-o", b.dir, ".")
		build.Dir = top
		if out, err := build.CombinedOutput(); err != nil {
			b.err = errors.New("go build: " + string(out))
		}
	})
	if b.err != nil {
		t.Fatal(b.err)
	}
	return filepath.Join(b.dir, "tapdesk")
}

// home is the only place where a program under test may write.
type home struct {
	dir string
	env []string
}

// newHome creates directories for everything that programs usually write, and an environment that names them and
// nothing of the machine's. Proxies are set to a port where nothing listens.
func newHome(t *testing.T) home {
	t.Helper()
	h := home{dir: t.TempDir()}
	for variable, name := range map[string]string{
		"HOME": "home", "TMPDIR": "tmp", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "data",
		"XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "run",
	} {
		path := filepath.Join(h.dir, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		h.env = append(h.env, variable+"="+path)
	}
	const nobody = "http://127.0.0.1:1"
	h.env = append(h.env, "TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC", "HTTP_PROXY="+nobody, "HTTPS_PROXY="+nobody,
		"ALL_PROXY="+nobody)
	return h
}

// console is a program under a terminal emulator.
type console struct {
	t       *testing.T
	gate    sync.Mutex // held while the terminal reads nothing
	cmd     *exec.Cmd
	tty     *os.File // the terminal's own end
	before  *unix.Termios
	exited  chan struct{}
	changed chan struct{} // full if there is output that nothing has checked

	mu      sync.Mutex
	screen  *vt.Emulator
	raw     []byte // everything that the program wrote to the terminal
	errors  bytes.Buffer
	hidden  bool // the cursor
	modes   map[int]bool
	waitErr error
}

// start runs the program on a terminal of the size. If it still runs at the end of the test, it is killed.
func start(t *testing.T, h home, cols, rows int, args ...string) *console {
	t.Helper()
	return startAs(t, h, exec.Command(built(t), args...), cols, rows)
}

// startSilent is start on a terminal that answers no query.
func startSilent(t *testing.T, h home, args ...string) *console {
	t.Helper()
	return launch(t, h, exec.Command(built(t), args...), 80, 24, false)
}

func startAs(t *testing.T, h home, cmd *exec.Cmd, cols, rows int) *console {
	t.Helper()
	return launch(t, h, cmd, cols, rows, true)
}

func launch(t *testing.T, h home, cmd *exec.Cmd, cols, rows int, answers bool) *console {
	t.Helper()
	c := &console{
		t: t, cmd: cmd, exited: make(chan struct{}), changed: make(chan struct{}, 1),
		screen: vt.NewEmulator(min(cols, 500), min(rows, 200)), modes: map[int]bool{},
	}
	c.screen.SetCallbacks(vt.Callbacks{CursorVisibility: func(visible bool) { c.hidden = !visible }})
	if cmd.Env == nil {
		cmd.Env = h.env
	}
	cmd.Dir = h.dir
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	blocking, theirs, err := pty.Open()
	if err == nil {
		err = pty.Setsize(blocking, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
	}
	if err != nil {
		t.Fatal(err)
	}
	c.tty = pollable(t, blocking)
	c.before = c.termios() // before the program can have changed it
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(syscall.SysProcAttr)
	}
	if !cmd.SysProcAttr.Setsid { // a test sets it to have no controlling terminal, and so no SIGHUP
		cmd.SysProcAttr.Setsid, cmd.SysProcAttr.Setctty = true, true
	}
	cmd.Stdin, cmd.Stdout = theirs, theirs
	err = cmd.Start()
	_ = theirs.Close()
	if err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	readers.Go(func() { c.listen(c.tty, c.show) })
	readers.Go(func() { c.listen(stderr, func(b []byte) { c.errors.Write(b) }) })
	go func() { // the terminal's answers to the program's queries
		to := io.Writer(c.tty)
		if !answers {
			to = io.Discard
		}
		_, _ = io.Copy(to, c.screen)
	}()
	go func() {
		readers.Wait()
		c.waitErr = cmd.Wait()
		close(c.exited)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-c.exited
		_ = c.screen.InputPipe().(io.Closer).Close()
		_ = c.tty.Close()
	})
	return c
}

// listen passes on what arrives until the program's end is closed.
func (c *console) listen(from io.Reader, take func([]byte)) {
	buffer := make([]byte, 1<<16)
	for {
		c.passGate()
		n, err := from.Read(buffer)
		if n > 0 {
			c.mu.Lock()
			take(buffer[:n])
			c.mu.Unlock()
			select {
			case c.changed <- struct{}{}:
			default:
			}
		}
		if err != nil { // EIO: on Linux, nobody has the terminal open any more
			return
		}
	}
}

// passGate waits until the terminal reads.
func (c *console) passGate() {
	c.gate.Lock()
	defer c.gate.Unlock()
}

func (c *console) show(b []byte) {
	c.raw = append(c.raw, b...)
	_, _ = c.screen.Write(b)
}

// pollable replaces a file by one whose Close ends a pending Read; creack/pty's would wait for it.
func pollable(t *testing.T, file *os.File) *os.File {
	t.Helper()
	defer file.Close()
	fd, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), file.Name())
}

// termios reads the settings of the terminal.
func (c *console) termios() (settings *unix.Termios) {
	c.t.Helper()
	conn, err := c.tty.SyscallConn()
	if err != nil {
		c.t.Fatal(err)
	}
	if failed := conn.Control(func(fd uintptr) {
		settings, err = unix.IoctlGetTermios(int(fd), unix.TCGETS)
	}); failed != nil || err != nil {
		c.t.Fatal(failed, err)
	}
	return settings
}

// lines returns what the terminal shows, without trailing blanks.
func (c *console) lines() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	lines := strings.Split(c.screen.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \r")
	}
	return lines
}

func (c *console) text() string { return strings.Join(c.lines(), "\n") }

// written returns how many bytes the program has written to the terminal.
func (c *console) written() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.raw)
}

// since returns what the program has written to the terminal after an offset that written returned.
func (c *console) since(offset int) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return string(c.raw[offset:])
}

func (c *console) stderr() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.errors.String()
}

// until waits until the terminal shows what is wanted.
func (c *console) until(what string, shown func(screen string) bool) {
	c.t.Helper()
	if !c.within(patience, shown) {
		c.t.Fatalf("waited for %s, but the terminal shows:\n%s\nstandard error: %s", what, c.text(), c.stderr())
	}
}

// within is until with its own limit. It returns the result instead of failing.
func (c *console) within(limit time.Duration, shown func(screen string) bool) bool {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	for {
		if shown(c.text()) {
			return true
		}
		select {
		case <-c.changed:
		case <-c.exited:
			return shown(c.text())
		case <-deadline.C:
			return false
		}
	}
}

// sees waits until all the texts are on the screen at once.
func (c *console) sees(texts ...string) {
	c.t.Helper()
	c.until(strings.Join(texts, ", "), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// keys as terminals send them.
const (
	enter  = "\r"
	escape = "\x1b"
	ctrlC  = "\x03"
)

// press types keys, all at once.
func (c *console) press(keys string) {
	c.t.Helper()
	if _, err := io.WriteString(c.tty, keys); err != nil {
		c.t.Fatal(err)
	}
}

// hangUp closes the terminal's own end.
func (c *console) hangUp() {
	c.t.Helper()
	if err := c.tty.Close(); err != nil {
		c.t.Fatal(err)
	}
}

func (c *console) signal(s syscall.Signal) {
	c.t.Helper()
	if err := c.cmd.Process.Signal(s); err != nil {
		c.t.Fatal(err)
	}
}

// ends waits for the program to end and returns its exit code, or -1 if a signal ended it.
func (c *console) ends() int {
	c.t.Helper()
	select {
	case <-c.exited:
	case <-time.After(patience):
		c.t.Fatalf("the program does not end; the terminal shows:\n%s", c.text())
	}
	return c.cmd.ProcessState.ExitCode()
}

// restored checks that the program has left the terminal as it found it.
func (c *console) restored() {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.screen.IsAltScreen() {
		c.t.Error("the program left the alternate screen on")
	}
	if c.hidden {
		c.t.Error("the program left the cursor hidden")
	}
	if after := c.termios(); *after != *c.before {
		c.t.Errorf("the program left the terminal in another mode: before %+v, after %+v", c.before, after)
	}
	for _, pair := range [][3]string{
		{"\x1b[?2004h", "\x1b[?2004l", "bracketed paste"},
		{"\x1b[?1004h", "\x1b[?1004l", "focus reports"},
		{"\x1b[?1000h", "\x1b[?1000l", "mouse reports"},
		{"\x1b[?1002h", "\x1b[?1002l", "mouse reports"},
		{"\x1b[?1003h", "\x1b[?1003l", "mouse reports"},
		{"\x1b[?1049h", "\x1b[?1049l", "the alternate screen"},
		{"\x1b[?25l", "\x1b[?25h", "a hidden cursor"},
	} {
		if raw := string(c.raw); strings.LastIndex(raw, pair[0]) > strings.LastIndex(raw, pair[1]) {
			c.t.Errorf("the program left %s on", pair[2])
		}
	}
}
