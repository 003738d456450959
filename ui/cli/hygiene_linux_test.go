package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// nobody is a user without rights, as whom a test that runs as root runs the program.
const nobody = 65534

// ordinaryUser makes a program run as a user who is not root, with access to everything that it needs. A test that does
// not run as root keeps its user.
func ordinaryUser(t *testing.T, h home) *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() != 0 {
		return new(syscall.SysProcAttr)
	}
	for _, dir := range []string{filepath.Dir(built(t)), filepath.Dir(h.dir)} {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	err := filepath.WalkDir(h.dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, nobody, nobody)
	})
	if err != nil {
		t.Fatal(err)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
}

// TestMemoryIsClosedToTheSameUser checks that, while a pass is shown, another program of the same user cannot open this
// one's memory, though it can open the memory of an unprotected program.
func TestMemoryIsClosedToTheSameUser(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	user := ordinaryUser(t, h)
	opens := func(pid int) bool {
		peek := exec.Command("sh", "-c", `exec 3<"/proc/$0/mem"`, fmt.Sprint(pid))
		peek.SysProcAttr = user
		return peek.Run() == nil
	}
	cmd := exec.Command(built(t), "--demo")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: user.Credential}
	c := startAs(t, h, cmd, 80, 24)
	c.hurry()
	revealed(c)
	pid := c.cmd.Process.Pid

	open := exec.Command("sleep", "60")
	open.SysProcAttr = user
	if err := open.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = open.Process.Kill(); _ = open.Wait() }()
	if os.Getuid() == 0 && user.Credential == nil {
		t.Fatal("root can open everything: the test proves nothing")
	}
	if !opens(open.Process.Pid) {
		t.Log("this system closes the memory of every process (kernel.yama.ptrace_scope): only the mark of the process " +
			"is looked at")
	} else if opens(pid) {
		t.Error("another program of the same user can open the memory")
	}
	info, err := os.Stat(fmt.Sprintf("/proc/%d/mem", pid)) // owned by root if the process is not dumpable
	if err != nil {
		t.Fatal(err)
	}
	if uid := info.Sys().(*syscall.Stat_t).Uid; uid != 0 {
		t.Errorf("the process is dumpable: its memory belongs to uid %d, want root", uid)
	}
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid))
	if err == nil && !regexp.MustCompile(`(?m)^Max core file size +0 +0 `).Match(limits) {
		t.Errorf("a core may be written:\n%s", limits)
	}
}

// TestCrashLeavesNothing aborts the program while a pass is shown, with every trace turned on. It must leave no core
// dump, and neither the trace nor any file may have the pass.
func TestCrashLeavesNothing(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.env = append(h.env, "GOTRACEBACK=crash")
	c := startDemoConsole(t, h, 80, 24)
	shown, pass := revealed(c)
	crash := c.written()
	c.signal(syscall.SIGABRT)
	c.ends()
	if !strings.Contains(c.stderr(), "SIGABRT") {
		t.Errorf("the program did not crash: %q", c.stderr())
	}
	if strings.Contains(c.stderr(), pass) || strings.Contains(c.since(crash), pass) ||
		strings.Contains(c.since(crash), shown) {
		t.Error("the trace has the pass")
	}
	checkFiles(t, h.dir, []string{shown, pass})
	cores, err := filepath.Glob(filepath.Join(h.dir, "*core*"))
	if err != nil || len(cores) > 0 {
		t.Errorf("a core was left: %v, %v", cores, err)
	}
}

// TestReadOutLeavesNothing steps through a pass, lists it, masks it and closes it. What is written afterwards has
// neither the pass nor the words for its characters in a row, and the program leaves the screen as it found it.
func TestReadOutLeavesNothing(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	c := startDemoConsole(t, h, 80, 24)
	shown, pass := revealed(c)
	for range pass {
		c.press(" ")
	}
	c.sees(fmt.Sprintf("%d of %d", len(pass), len(pass)))
	c.press(" ")
	c.sees("The caller reads it back")
	c.press("m")
	c.sees("Masked")
	c.press("m")
	c.sees("The caller reads it back", shown)
	c.press(escape)
	c.sees("Read this to", shown)
	c.press(escape)
	c.sees("Esc again: done, the value is wiped")
	closing := c.written()
	c.press(escape)
	c.until("the watch", func(screen string) bool {
		return strings.Contains(screen, "Checked") && !strings.Contains(screen, "reads it back")
	})
	c.press(ctrlC + ctrlC)
	if code := c.ends(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	c.restored()
	for where, text := range map[string]string{"what was written after the closing": c.since(closing),
		"the terminal": c.text(), "standard error": c.stderr()} {
		for _, form := range []string{shown, pass} {
			if strings.Contains(text, form) {
				t.Errorf("the pass is in %s, want it nowhere", where)
			}
		}
	}
	if title := regexp.MustCompile("\x1b\\][0-2];").FindString(c.since(0)); title != "" {
		t.Error("the program sets the window's title, which ends in logs")
	}
	checkFiles(t, h.dir, []string{shown, pass})
}

// TestBytesOfTheReadOut checks that a tick of the countdown and a step cost no more bytes on the wire than the design
// allows.
func TestBytesOfTheReadOut(t *testing.T) {
	t.Parallel()
	c := startDemoConsole(t, newHome(t), 80, 24)
	_, pass := revealed(c)
	c.sees("178 s left")
	from := c.written()
	c.sees("174 s left")
	if tick := float64(c.written()-from) / 4; tick > 48 || tick == 0 {
		t.Errorf("a tick costs %.1f bytes, want 1 to 48", tick)
	} else {
		t.Logf("a tick costs %.1f bytes", tick)
	}
	most := 0
	for at := range pass {
		from := c.written()
		c.press(" ")
		c.sees(fmt.Sprintf("%d of %d", at+1, len(pass)))
		c.within(100*time.Millisecond, func(string) bool { return false }) // the rest of the frame
		most = max(most, c.written()-from)
	}
	if t.Logf("a step costs at most %d bytes", most); most > 2500 {
		t.Errorf("a step costs %d bytes, want at most 2500", most)
	}
}

// muxed is a console in a tmux of its own.
type muxed struct {
	t      *testing.T
	h      home
	socket string
}

// inTmux starts a shell in a tmux with a long history, and the program in the shell.
func inTmux(t *testing.T, h home) *muxed {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("there is no tmux on this machine")
	}
	m := &muxed{t: t, h: h, socket: filepath.Join(h.dir, "run", "tmux")}
	m.run("new-session", "-d", "-x", "80", "-y", "24", "sh")
	t.Cleanup(func() {
		_ = m.command("kill-server").Run()
		// The program notices that its terminal is gone, and ends by itself.
		for n := 0; n < 100 && os.RemoveAll(h.dir) != nil; n++ {
			time.Sleep(50 * time.Millisecond)
		}
	})
	m.run("set-option", "-g", "history-limit", "50000")
	m.run("send-keys", built(t)+" --demo", "Enter")
	m.sees("type this code")
	m.run("send-keys", "Up")
	m.sees("Search")
	return m
}

func (m *muxed) command(args ...string) *exec.Cmd {
	cmd := exec.Command("tmux", append([]string{"-S", m.socket, "-f", "/dev/null", "-u"}, args...)...)
	cmd.Env = append(m.h.env, "PATH="+os.Getenv("PATH"))
	cmd.Dir = m.h.dir
	return cmd
}

func (m *muxed) run(args ...string) string {
	m.t.Helper()
	out, err := m.command(args...).CombinedOutput()
	if err != nil {
		m.t.Fatalf("tmux %v: %v: %s", args, err, out)
	}
	return string(out)
}

func (m *muxed) screen() string { return m.run("capture-pane", "-p") }

// sees waits for texts on the screen.
func (m *muxed) sees(texts ...string) string {
	m.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		screen := m.screen()
		missing := ""
		for _, text := range texts {
			if !strings.Contains(squeezed(screen), text) {
				missing = text
			}
		}
		if missing == "" {
			return screen
		}
		if time.Now().After(deadline) {
			m.t.Fatalf("waited for %q, but the pane shows:\n%s", missing, screen)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// issues goes to the reveal of a new pass for ordinary.
func (m *muxed) issues() {
	m.t.Helper()
	m.run("send-keys", "ordinary")
	m.sees("ordinary@sandbox.example")
	m.run("send-keys", "Enter")
	m.sees("Object id")
	m.run("send-keys", "i")
	m.sees("Lifetime")
	for range 4 {
		m.run("send-keys", "Enter")
		asked := func() bool { return strings.Contains(m.screen(), "press y to issue") }
		for n := 0; n < 10 && !asked(); n++ {
			time.Sleep(50 * time.Millisecond)
		}
		if asked() {
			break
		}
	}
	m.sees("press y to issue")
	m.run("send-keys", "y")
	m.sees("The pass was created")
}

// shows opens the window and returns the pass.
func (m *muxed) shows() (shown string) {
	m.t.Helper()
	for range 10 {
		time.Sleep(700 * time.Millisecond) // a screen that opened by itself waits for a quiet keyboard
		m.run("send-keys", "Space")
		time.Sleep(200 * time.Millisecond)
		if shown = spacedPass.FindString(m.screen()); shown != "" {
			return shown
		}
	}
	m.t.Fatalf("no pass in sight:\n%s", m.screen())
	return ""
}

// TestNothingIsLeftInTmux checks that after the program neither the pane, its history, the alternate screen nor a
// buffer of tmux has the pass; and that shrinking the window to almost nothing and back while it was shown pushed
// nothing into the history.
func TestNothingIsLeftInTmux(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	m := inTmux(t, h)
	m.issues()
	shown := m.shows()
	pass := strings.ReplaceAll(shown, " ", "")
	m.run("resize-window", "-x", "20", "-y", "5")
	time.Sleep(300 * time.Millisecond)
	m.run("resize-window", "-x", "80", "-y", "24")
	m.sees("The pass has no spaces")
	m.run("send-keys", "Space")
	m.sees("1 of 8")
	m.run("send-keys", "Escape")
	m.sees("Read this to")
	m.run("send-keys", "Escape")
	m.sees("Esc again: done")
	m.run("send-keys", "Escape")
	m.sees("Checked")
	m.run("send-keys", "C-c")
	m.sees("press y to quit")
	m.run("send-keys", "y")
	for deadline := time.Now().Add(patience); strings.Contains(m.screen(), "Checked"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the program does not quit")
		}
	}
	left := m.run("capture-pane", "-p", "-S", "-", "-E", "-") + m.run("capture-pane", "-p", "-J", "-S", "-")
	if alternate, err := m.command("capture-pane", "-p", "-a", "-q").Output(); err == nil {
		left += string(alternate)
	}
	left += m.run("list-buffers")
	for _, form := range []string{shown, pass, shown[:7]} {
		if strings.Contains(left, form) {
			t.Errorf("the pass is left in tmux:\n%s", left)
		}
	}
	checkFiles(t, h.dir, []string{shown, pass})
}

// TestTmuxPipeIsTold checks that the pipe is reported before the pass is shown, though it is opened while the program
// runs.
func TestTmuxPipeIsTold(t *testing.T) {
	t.Parallel()
	m := inTmux(t, newHome(t))
	m.run("pipe-pane", "cat >/dev/null")
	m.issues()
	m.sees("This session is recorded (tmux pipe-pane): anyone who can replay it sees the pass until")
}

// TestScriptIsTold checks that script is reported before the pass is shown.
func TestScriptIsTold(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("script"); err != nil {
		t.Skip("there is no script(1) on this machine")
	}
	h := newHome(t)
	c := startAs(t, h, exec.Command("script", "-q", "-c", built(t)+" --demo", filepath.Join(h.dir, "typescript")), 80, 24)
	c.hurry()
	revealed(c)
	c.says("This session is recorded (script): anyone who can replay it sees the pass until")
	c.press(ctrlC + ctrlC) // script ends too, so nothing goes on writing
	c.ends()
}
