package cli

import (
	"bytes"
	"context"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestReconcileAfterAConsole issues one pass with the console and one with another client, and compares: the built
// program, the console's own journal, and a sandbox over HTTP. Then it compares with a sandbox that does not know the
// console's pass.
func TestReconcileAfterAConsole(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	sandbox := serve(t, h, "--people", "10")
	c := start(t, h, 80, 24, "--sandbox", sandbox.root)
	c.approved(sandbox)
	revealed(c)
	issuedElsewhere(t, sandbox, "twin-one@sandbox.example")
	c.press(ctrlC)
	c.sees("press y to")
	c.press("y")
	if code := c.ends(); code != 0 {
		t.Errorf("exit code %d: %s", code, c.stderr())
	}
	out, code := reconciled(t, h, sandbox)
	if code != exitDiffer || !strings.Contains(out, "1 matched, 1 difference\n") ||
		!strings.Contains(out, "created  twin-one@sandbox.example  by operator@sandbox.example from 127.0.0.1\n") {
		t.Errorf("exit code %d\n%s", code, out)
	}

	address := strings.TrimPrefix(sandbox.root, "http://")
	_ = sandbox.cmd.Process.Kill()
	_ = sandbox.cmd.Wait()
	other := serve(t, h, "--people", "10", "--listen", address)
	other.post(t, "/sandbox/clock", `{"advance":"20m"}`)
	out, code = reconciled(t, h, other)
	if code != exitDiffer || !strings.Contains(out, "In a journal, and not in the log: 1\n") ||
		!strings.Contains(out, "  create  ordinary@sandbox.example  by operator@sandbox.example") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

// issuedElsewhere issues a pass with the token of the sandbox's own line: the same operator, but no console.
func issuedElsewhere(t *testing.T, s *served, person string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
		s.Graph+"/users/"+person+"/authentication/temporaryAccessPassMethods", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.Token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		t.Fatalf("%d", resp.StatusCode)
	}
}

// reconciled runs the built program, and types the code it shows.
func reconciled(t *testing.T, h home, s *served) (out string, code int) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, built(t), "audit", "reconcile", "--sandbox", s.root, "--since", "3m")
	var stdout bytes.Buffer
	stderr := &typist{approve: func(code string) { s.enters(t, code, "") }}
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = h.env, h.dir, &stdout, stderr
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	t.Logf("%s%s", stderr.said.String(), stdout.String())
	return stdout.String(), cmd.ProcessState.ExitCode()
}
