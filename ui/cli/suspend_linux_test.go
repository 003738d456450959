package cli

import (
	"os/exec"
	"strings"
	"testing"
)

// TestSuspendUnderAShell stops the console by its key under a shell with job control, and brings it back.
func TestSuspendUnderAShell(t *testing.T) {
	t.Parallel()
	const script = `set -m; "$0" --demo; echo "stopped with $?"; read key; fg`
	c := startAs(t, newHome(t), exec.Command("sh", "-c", script, built(t)), 80, 24)
	c.hurry()
	shown, pass := revealed(c)
	stopping := c.written()
	c.press("\x1a")
	c.says("press y to suspend")
	c.press("y")
	c.sees("stopped with")
	if since := c.since(stopping); strings.Contains(since, shown) || strings.Contains(since, pass) ||
		strings.Contains(c.text(), shown) {
		t.Error("the pass outlived the stop")
	}
	c.press(enter)
	c.sees("wiped")
	c.press(escape)
	c.until("the person", func(screen string) bool { return !strings.Contains(screen, "The pass was created") })
	c.press(ctrlC + ctrlC)
	if code := c.ends(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	c.restored()
}
