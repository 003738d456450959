package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDebugLog checks that the log has the messages and the requests of a call, and nothing that was typed, shown or
// used to sign in.
func TestDebugLog(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	file := filepath.Join(h.dir, "debug.log")
	c := startDemoConsole(t, h, 80, 24, "--debug-log", file)
	shown, pass := revealed(c)
	c.press(escape + escape)
	c.press(ctrlC + ctrlC)
	if code := c.ends(); code != 0 {
		t.Fatalf("the console ended with %d, want 0: %s", code, c.stderr())
	}
	log, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"msg=message type=tea.KeyPressMsg took=", "msg=drawn took=", "msg=request method=POST path=/v1.0/users/",
		"/authentication/temporaryAccessPassMethods status=201 took=",
	} {
		if !strings.Contains(string(log), want) {
			t.Errorf("the log has no %q:\n%s", want, log)
		}
	}
	for _, secret := range []string{shown, pass, "Bearer", "ordinary", "$search", "Orla"} {
		if strings.Contains(string(log), secret) {
			t.Errorf("the log has %q, want nothing of it", secret)
		}
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the log is %v, %v; want it readable for its owner alone", info.Mode(), err)
	}
	c = start(t, h, 80, 24, "--demo", "--debug-log", filepath.Join(h.dir, "nowhere", "debug.log"))
	if code := c.ends(); code != 2 || !strings.Contains(c.stderr(), "--debug-log") {
		t.Errorf("a log that cannot be opened ends with %d and %q, want 2 and the flag's name", code, c.stderr())
	}
}
