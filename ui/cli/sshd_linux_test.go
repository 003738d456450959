package cli

import (
	"bytes"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tapdesk/state/journal"
)

// sshUserVariable names a user without privileges to log in as, if root runs the tests; otherwise the user who runs the
// tests logs in.
const sshUserVariable = "TAPDESK_TEST_SSH_USER"

// sshd is a real sshd on the loopback, with keys of its own.
type sshd struct {
	t    *testing.T
	dir  string
	port string
	user *user.User
}

// sshUser returns the user who logs in.
func sshUser(t *testing.T) *user.User {
	t.Helper()
	who, err := user.Current()
	if name := os.Getenv(sshUserVariable); name != "" {
		who, err = user.Lookup(name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// startSSHD starts an sshd with additional configuration, or skips the test if there is none.
func startSSHD(t *testing.T, more ...string) *sshd {
	t.Helper()
	const program = "/usr/sbin/sshd" // sshd insists on an absolute path
	_, noServer := os.Stat(program)
	_, noClient := exec.LookPath("ssh")
	if noServer != nil || noClient != nil {
		t.Skip("there is no OpenSSH server and client on this machine (Debian: openssh-server)")
	}
	s := &sshd{t: t, dir: t.TempDir(), port: freePort(t), user: sshUser(t)}
	for _, key := range []string{"host", "own"} {
		s.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(s.dir, key))
	}
	public, err := os.ReadFile(filepath.Join(s.dir, "own.pub"))
	if err == nil {
		err = os.WriteFile(filepath.Join(s.dir, "authorized"), public, 0o644)
	}
	config := fmt.Sprintf("Port %s\nListenAddress 127.0.0.1\nHostKey %s/host\nAuthorizedKeysFile "+
		"%s/authorized\nStrictModes no\nUsePAM no\n"+
		"PasswordAuthentication no\nPidFile none\nClientAliveInterval "+
		"0\nTCPKeepAlive no\n%s", s.port, s.dir, s.dir, strings.Join(more, "\n"))
	if err == nil {
		err = os.WriteFile(filepath.Join(s.dir, "config"), []byte(config), 0o644)
	}
	if err == nil && os.Getuid() == 0 {
		err = os.MkdirAll("/run/sshd", 0o755) // where root's sshd confines its children
	}
	if err != nil {
		t.Fatal(err)
	}
	s.open(s.dir)
	var said bytes.Buffer
	server := exec.Command(program, "-D", "-e", "-f", filepath.Join(s.dir, "config"))
	server.Stderr = &said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	deadline := time.Now().Add(patience)
	for {
		conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", s.port))
		if err == nil {
			_ = conn.Close()
			return s
		}
		if time.Now().After(deadline) {
			t.Fatalf("sshd does not listen: %v", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (s *sshd) run(name string, args ...string) {
	s.t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		s.t.Fatalf("%s: %v: %s", name, err, out)
	}
}

// open lets the user reach a test's directory. Go creates the one above it for its owner only.
func (s *sshd) open(dir string) {
	s.t.Helper()
	if err := os.Chmod(filepath.Dir(dir), 0o711); err != nil {
		s.t.Fatal(err)
	}
}

// home returns a home of the user, with the program in it.
func (s *sshd) home() home {
	s.t.Helper()
	h := newHome(s.t)
	s.open(h.dir)
	program, err := os.ReadFile(built(s.t))
	if err == nil {
		err = os.WriteFile(filepath.Join(h.dir, "tapdesk"), program, 0o755)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.run("chown", "-R", s.user.Uid+":"+s.user.Gid, h.dir)
	return h
}

// start logs in and runs the program there.
func (s *sshd) start(h home, args ...string) *console {
	s.t.Helper()
	remote := append([]string{"env", "-C", h.dir}, h.env...)
	remote = append(append(remote, filepath.Join(h.dir, "tapdesk")), args...)
	for i, word := range remote {
		remote[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	return startAs(s.t, h, s.client("-tt", "-e", "none", s.user.Username+"@127.0.0.1", strings.Join(remote, " ")), 80, 24)
}

// client is ssh with the key that the server accepts.
func (s *sshd) client(args ...string) *exec.Cmd {
	return exec.Command("ssh", append([]string{"-F", "none", "-q", "-i", filepath.Join(s.dir, "own"), "-p", s.port,
		"-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "IdentitiesOnly=yes"}, args...)...)
}

// forwards runs ssh with an option that forwards a port until the test ends, and waits until something listens at the
// address.
func (s *sshd) forwards(option, address string) {
	s.t.Helper()
	ssh := s.client("-N", "-o", "ExitOnForwardFailure=yes", "-L", option, s.user.Username+"@127.0.0.1")
	if err := ssh.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = ssh.Process.Kill()
		_ = ssh.Wait()
	})
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("ssh -L %s does not listen: %v", option, err)
		}
	}
}

// TestBrowserThroughSSH signs in through a real sshd, by a socket and by a loopback port: to the console these
// connections come from the operator.
func TestBrowserThroughSSH(t *testing.T) {
	t.Parallel()
	server := startSSHD(t)
	for _, way := range []string{"socket", "port"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			s := *server
			s.t = t
			h := s.home()
			sandbox := serve(t, h, "--people", "10")
			args := []string{"--sandbox", sandbox.root, "--sign-in", "browser"}
			if way == "port" {
				args = append(args, "--redirect-port", freePort(t))
			}
			c := s.start(h, args...)
			address := c.address("")
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			// The operator's own machine is simulated: its localhost is 127.0.0.2.
			sandbox.localhost = "127.0.0.2"
			near := net.JoinHostPort(sandbox.localhost, u.Port())
			far := "127.0.0.1:" + u.Port()
			if way == "socket" {
				far = filepath.Join(h.dir, "run", "tapdesk.sock")
			}
			if screen := strings.ReplaceAll(c.text(), "\n", ""); !strings.Contains(screen, "-L 127.0.0.1:"+u.Port()+":"+far) &&
				!strings.Contains(screen, "-L127.0.0.1:"+u.Port()+":"+far) {
				t.Errorf("the screen does not lead to %s:\n%s", far, c.text())
			}
			s.forwards(near+":"+far, near)
			sandbox.signs(t, address)
			c.sees("Search", "operator@sandbox.example")
			c.press(ctrlC + ctrlC)
			c.ends()
			if _, err := os.Stat(far); err == nil {
				t.Errorf("%s is left behind", far)
			}
		})
	}
}

// awaits waits until the journal of the home has a record of the kind, and returns it.
func (h home) awaits(t *testing.T, kind journal.Kind) journal.Record {
	t.Helper()
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		for _, r := range h.journalled(t) {
			if r.Kind == kind {
				return r
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("the journal has no %s", kind)
	return journal.Record{}
}

// TestThroughSSH loses the line in each possible way while a pass is shown. If the host notices, the console ends and
// the journal says so; if not, the same operator's next console ends it. The next console always reports the pass.
func TestThroughSSH(t *testing.T) {
	t.Parallel()
	server := startSSHD(t)
	for _, c := range []struct {
		name   string
		lose   func(ssh *os.Process) error
		notice bool
	}{
		{"the client is killed", func(ssh *os.Process) error { return ssh.Kill() }, true},
		{"the client hangs up", func(ssh *os.Process) error { return ssh.Signal(syscall.SIGHUP) }, true},
		{"the network vanishes", func(ssh *os.Process) error { return ssh.Signal(syscall.SIGSTOP) }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := *server
			s.t = t
			h := s.home()
			sandbox := serve(t, h, "--people", "20")
			first := s.start(h, "--sandbox", sandbox.root)
			first.approved(sandbox)
			revealed(first)
			if err := c.lose(first.cmd.Process); err != nil {
				t.Fatal(err)
			}
			if c.notice {
				if end := h.awaits(t, journal.RevealEnd); end.Revealed == nil || !*end.Revealed || end.SSHClient != "127.0.0.1" {
					t.Errorf("the journal ends with %+v, want a reveal that was seen, from 127.0.0.1", end)
				}
			}
			next := s.start(h, "--sandbox", sandbox.root)
			sandbox.enters(t, next.code(""), "")
			if !c.notice {
				next.says("another console of yours, from 127.0.0.1 since", "has the pass on its screen")
				for n := 0; n < 20 && !next.within(time.Second, func(screen string) bool {
					return strings.Contains(screen, "Press e again")
				}); n++ {
					next.press("e")
				}
				next.press("e")
				h.awaits(t, journal.RevealEnd)
			}
			next.says("1 to attend to", "on the screen", "the pass is usable")
			next.press(ctrlC + ctrlC)
			next.ends()
		})
	}
}
