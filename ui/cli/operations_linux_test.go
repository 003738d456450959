package cli

import (
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sshdBlocks returns the blocks for sshd_config in OPERATIONS.md as they are, except for what depends on the host: the
// group is that of the user who logs in, and the caller gives the other replacements.
func sshdBlocks(t *testing.T, who *user.User, replace ...string) (shell, kiosk string) {
	t.Helper()
	found := blocks(papers(t)["ui/cli/OPERATIONS.md"], "sshd-config")
	if len(found) != 2 || !strings.Contains(found[0], "Match Group operators\n") ||
		!strings.Contains(found[1], "Match Group kiosk\n") {
		t.Fatalf("OPERATIONS.md has the blocks %q, want one for operators and one for a kiosk", found)
	}
	group, err := user.LookupGroupId(who.Gid)
	if err != nil {
		t.Fatal(err)
	}
	own := strings.NewReplacer(append([]string{"Group operators", "Group " + group.Name, "Group kiosk",
		"Group " + group.Name}, replace...)...)
	return own.Replace(found[0]), own.Replace(found[1])
}

// inForce returns the configuration that sshd applies to the user.
func (s *sshd) inForce() string {
	s.t.Helper()
	out, err := exec.Command("/usr/sbin/sshd", "-T", "-f", filepath.Join(s.dir, "config"),
		"-C", "user="+s.user.Username+",host=localhost,addr=127.0.0.1").CombinedOutput()
	if err != nil {
		s.t.Fatalf("sshd -T: %v: %s", err, out)
	}
	return string(out)
}

// reaches reports whether a forwarding of a port of the loopback leads to what listens there.
func (s *sshd) reaches(to string, listener net.Listener) bool {
	s.t.Helper()
	came := make(chan struct{}, 8)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			came <- struct{}{}
			_ = conn.Close()
		}
	}()
	near := net.JoinHostPort("127.0.0.1", freePort(s.t))
	s.forwards(near+":"+to, near)
	conn, err := net.Dial("tcp", near)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(patience))
	if _, err := conn.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		s.t.Fatalf("%s: the forwarding neither led anywhere nor was refused: %v", to, err)
	} else if !errors.Is(err, io.EOF) {
		s.t.Logf("%s: %v", to, err)
	}
	select {
	case <-came:
		return true
	default:
		return false
	}
}

// listenOn listens on an address of a test.
func listenOn(t *testing.T, network, address string) net.Listener {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// TestShellBlock runs an sshd with the block for operators who have a shell: what the sign-in needs is forwarded, and a
// client that vanishes is noticed.
func TestShellBlock(t *testing.T) {
	t.Parallel()
	shell, _ := sshdBlocks(t, sshUser(t))
	s := startSSHD(t, shell)
	for _, want := range []string{"clientaliveinterval 15\n", "clientalivecountmax 4\n"} {
		if got := s.inForce(); !strings.Contains(got, want) {
			t.Errorf("sshd has not %q in force:\n%s", want, got)
		}
	}
	tcp := listenOn(t, "tcp", "127.0.0.1:0")
	if !s.reaches(tcp.Addr().String(), tcp) {
		t.Error("a port of the loopback is not reached")
	}
	h := s.home()
	path := filepath.Join(h.dir, "run", "some.sock")
	unix := listenOn(t, "unix", path)
	s.run("chown", s.user.Uid+":"+s.user.Gid, path)
	if !s.reaches(path, unix) {
		t.Error("a socket is not reached")
	}
}

// TestKioskBlock runs an sshd with the block for a kiosk: whatever the client asks for, it gets the console and nothing
// else; one port is forwarded, and the sign-in works through it.
func TestKioskBlock(t *testing.T) {
	t.Parallel()
	who := sshUser(t)
	program, port := filepath.Join(t.TempDir(), "kiosk"), freePort(t)
	_, kiosk := sshdBlocks(t, who, "/usr/local/bin/tapdesk", program, "20001", port)
	s := startSSHD(t, kiosk)
	h := s.home()
	sandbox := serve(t, h, "--people", "10")
	// The forced command is a site's console, with a test's home and on a sandbox.
	script := "#!/bin/sh\nexec env -C " + h.dir + " " + strings.Join(h.env, " ") + " " + filepath.Join(h.dir, "tapdesk") +
		" --sandbox " + sandbox.root + " --sign-in browser --redirect-port " + port + "\n"
	if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	s.open(filepath.Dir(program))

	left := filepath.Join(h.dir, "tmp", "left")
	c := startAs(t, h, s.client("-tt", "-e", "none", who.Username+"@127.0.0.1", "touch "+left), 80, 24)
	address := c.address("")
	if _, err := os.Stat(left); err == nil {
		t.Error("another command ran")
	}
	sandbox.localhost = "127.0.0.2"
	near := net.JoinHostPort(sandbox.localhost, port)
	s.forwards(near+":127.0.0.1:"+port, near)
	sandbox.signs(t, address)
	c.sees("Search", "operator@sandbox.example")
	c.press(ctrlC + ctrlC)
	c.ends()

	tcp := listenOn(t, "tcp", "127.0.0.1:0")
	if s.reaches(tcp.Addr().String(), tcp) {
		t.Error("another port of the loopback is reached")
	}
	path := filepath.Join(h.dir, "run", "some.sock")
	unix := listenOn(t, "unix", path)
	s.run("chown", s.user.Uid+":"+s.user.Gid, path)
	if s.reaches(path, unix) {
		t.Error("a socket is reached")
	}
}

// TestClientBlocks checks that ssh and tmux accept the blocks for them, if they are installed.
func TestClientBlocks(t *testing.T) {
	t.Parallel()
	text := papers(t)["ui/cli/OPERATIONS.md"]
	for _, c := range []struct {
		language, program string
		args              func(file string) []string
		want              string
	}{
		{"ssh-config", "ssh", func(file string) []string { return []string{"-F", file, "-G", "jump"} },
			"localforward [127.0.0.1]:20123 /run/user/1000/tapdesk.sock"},
		{"tmux", "tmux", func(file string) []string {
			return []string{"-S", filepath.Join(filepath.Dir(file), "socket"), "-f", file, "new-session", "-d", ";",
				"show-options", "-s", ";", "kill-server"}
		}, "set-clipboard on\n"},
	} {
		found := blocks(text, c.language)
		if len(found) != 1 {
			t.Errorf("OPERATIONS.md has %d blocks for %s, want 1", len(found), c.program)
			continue
		}
		if _, err := exec.LookPath(c.program); err != nil {
			t.Logf("there is no %s on this machine", c.program)
			continue
		}
		file := filepath.Join(t.TempDir(), "config")
		if err := os.WriteFile(file, []byte(found[0]), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(c.program, c.args(file)...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: %v, and got %q, want %q in it", c.program, err, out, c.want)
		}
	}
}
