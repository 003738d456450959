package auth_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tapdesk/graph/auth"
	"tapdesk/state/fault"
)

// onThread runs f on a thread of its own, which ends with it.
func onThread(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlocks: the thread is thrown away
		f()
	}()
	<-done
}

// dialAs connects as another user of this machine.
func dialAs(t *testing.T, uid uintptr, network, address string) (conn net.Conn, err error) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can play another user")
	}
	onThread(func() {
		_, _, _ = unix.RawSyscall(unix.SYS_SETFSUID, uid, 0, 0)
		conn, err = net.Dial(network, address)
	})
	return conn, err
}

const mallory = 54321 // a user id that nobody has

// Another user of the machine is cut off without an answer, whatever they send. Connections that they keep open keep
// nobody out.
func TestStrangerAtThePort(t *testing.T) {
	s := newSTS()
	show, wait, err := s.open(t, onPort(free(t))).Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	page, _ := url.Parse(show.URL)
	short, _ := url.Parse(show.Address)
	form := url.Values{"code": {"x"}, "state": {page.Query().Get("state")}}.Encode()
	for _, address := range show.Bound {
		for name, request := range map[string]string{
			"reads":                 "GET / HTTP/1.1\r\nHost: " + short.Host + "\r\n\r\n",
			"has the short address": "GET " + short.Path + " HTTP/1.1\r\nHost: " + short.Host + "\r\n\r\n",
			"has the state": "POST / HTTP/1.1\r\nHost: " + short.Host +
				"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
				fmt.Sprint(len(form)) + "\r\n\r\n" + form,
		} {
			conn, err := dialAs(t, mallory, "tcp", address)
			if err != nil {
				continue // cut off already
			}
			_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
			_, _ = io.WriteString(conn, request)
			answer, err := io.ReadAll(conn)
			if os.IsTimeout(err) || len(answer) > 0 {
				t.Errorf("a stranger who %s at %s is told %q (%v), want a closed connection", name, address, answer, err)
			}
			conn.Close()
		}
	}
	for range 300 {
		if conn, err := dialAs(t, mallory, "tcp", show.Bound[0]); err == nil {
			defer conn.Close()
		}
	}
	if show.Trouble() != nil {
		t.Errorf("the operator is told %v, want nothing", show.Trouble())
	}
	if s.page(t, show.URL, nil) != http.StatusOK {
		t.Error("the page's answer was not taken")
	}
	if err := wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// runtimeDir is a directory as the system makes for a user.
func runtimeDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "run") // t.TempDir has too long a name for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func inDir(dir string) func(*auth.Options) {
	return func(o *auth.Options) { o.RuntimeDir, o.SSHConnection = dir, "192.0.2.7 50022 192.0.2.1 22" }
}

// forwarded plays ssh -L on the operator's own machine: from its port to the socket here.
func forwarded(t *testing.T, port int, socket string) {
	t.Helper()
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("unix", socket)
			if err != nil {
				near.Close()
				continue
			}
			go func() { _, _ = io.Copy(far, near); _ = far.(*net.UnixConn).CloseWrite() }()
			go func() { _, _ = io.Copy(near, far); near.Close(); far.Close() }()
		}
	}()
}

// With a directory of the operator's own there is no port on this machine: a socket, and ssh leads the browser's port
// to it.
func TestBrowserThroughASocket(t *testing.T) {
	s, dir := newSTS(), runtimeDir(t)
	a := s.open(t, inDir(dir), func(o *auth.Options) { o.UID = 11900 })
	show, wait, err := a.Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "tapdesk.sock")
	line := fmt.Sprintf("ssh -L 127.0.0.1:%d:%s 192.0.2.1", show.Port, path)
	if !show.Socket || len(show.Bound) != 1 || show.Bound[0] != path || show.SSH != line {
		t.Errorf("%+v, want %s", show, line)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != os.ModeSocket|0o600 {
		t.Errorf("the socket has mode %v (%v), want 0600", info.Mode(), err)
	}
	forwarded(t, show.Port, path)
	if status := get(t, fmt.Sprintf("http://localhost:%d/", show.Port)); status != http.StatusNotFound {
		t.Errorf("the bare port answers %d, want 404", status)
	}
	s.page(t, show.URL, nil)
	if err := wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.tokenOf(t, a)
	lock, err := os.OpenFile(path+".lock", os.O_RDWR, 0)
	if err == nil {
		defer lock.Close()
		err = unix.Flock(int(lock.Fd()), unix.LOCK_EX) // it is held until the socket was removed
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v of the socket, want it removed", err)
	}
}

// Another user gets neither at the socket nor at its directory.
func TestStrangerAtTheSocket(t *testing.T) {
	s, dir := newSTS(), runtimeDir(t)
	show, _, err := s.open(t, inDir(dir)).Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if conn, err := dialAs(t, mallory, "unix", show.Bound[0]); err == nil {
		conn.Close()
		t.Error("another user has called at the socket")
	}
}

// A second console of the same operator has a socket of its own; one that a crash has left is replaced.
func TestSocketsOfOneOperator(t *testing.T) {
	dir := runtimeDir(t)
	left, err := net.Listen("unix", filepath.Join(dir, "tapdesk.sock"))
	if err != nil {
		t.Fatal(err)
	}
	left.(*net.UnixListener).SetUnlinkOnClose(false)
	left.Close()
	ports := map[int]bool{}
	for _, name := range []string{"tapdesk.sock", "tapdesk-2.sock", "tapdesk-3.sock"} {
		show, _, err := newSTS().open(t, inDir(dir)).Browser(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join(dir, name); show.Bound[0] != want || ports[show.Port] {
			t.Errorf("waits at %s for port %d, want %s and a port of its own", show.Bound[0], show.Port, want)
		}
		ports[show.Port] = true
	}
}

// A port is used if others can reach the directory, if a port is configured, or if nobody comes through SSH.
func TestSocketOnlyWhereItIsPrivate(t *testing.T) {
	open, link, shared := runtimeDir(t), filepath.Join(runtimeDir(t), "link"), runtimeDir(t)
	below := filepath.Join(shared, "run")
	for _, err := range []error{
		os.Chmod(open, 0o755), os.Symlink(open, link), os.Mkdir(below, 0o700), os.Chmod(shared, 0o777),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	good := inDir(runtimeDir(t))
	for name, change := range map[string]func(*auth.Options){
		"others may enter":      inDir(open),
		"a link":                inDir(link),
		"it can be replaced":    inDir(below),
		"there is none":         inDir(filepath.Join(open, "none")),
		"no absolute path":      inDir("run"),
		"too long a path":       inDir(filepath.Join(open, strings.Repeat("x", 200))),
		"without SSH":           func(o *auth.Options) { good(o); o.SSHConnection = "" },
		"a port was asked for":  func(o *auth.Options) { good(o); o.RedirectPort = free(t) },
		"nothing in particular": func(*auth.Options) {},
	} {
		show, _, err := newSTS().open(t, change, func(o *auth.Options) { o.UID = 11850 }).Browser(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if show.Socket || show.Bound[0] != fmt.Sprintf("127.0.0.1:%d", show.Port) {
			t.Errorf("%s: waits at %v, want a port", name, show.Bound)
		}
	}
}

// On a machine whose only loopback address is ::1, that address is named, also in the line for ssh.
func TestBrowserWithIPv6Alone(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can take 127.0.0.1 away")
	}
	s := newSTS()
	onThread(func() {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			t.Log(err)
			return
		}
		for _, command := range [][]string{{"link", "set", "lo", "up"}, {"addr", "del", "127.0.0.1/8", "dev", "lo"}} {
			if out, err := exec.Command("ip", command...).CombinedOutput(); err != nil {
				t.Logf("ip: %v %s", err, out)
				return
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		show, wait, err := s.open(t, onPort(20000)).Browser(ctx)
		if err != nil {
			t.Error(err)
			return
		}
		if want := "-L 127.0.0.1:20000:[::1]:20000"; len(show.Bound) != 1 || show.Bound[0] != "[::1]:20000" ||
			show.Forward != want {
			t.Errorf("bound %v and forwards %q, want [::1]:20000 alone and %q", show.Bound, show.Forward, want)
		}
		conn, err := net.Dial("tcp6", "[::1]:20000")
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		u, _ := url.Parse(show.URL)
		form := url.Values{"error": {"access_denied"}, "state": {u.Query().Get("state")}}.Encode()
		fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: localhost:20000\r\n"+
			"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", len(form), form)
		_, _ = io.ReadAll(conn)
		s.failed(t, wait(ctx), fault.SignIn, "")
	})
}
