//go:build unix

package config

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tapdesk/state/trust"
)

// TestTrust goes through what makes the site's file unreliable: nothing is taken from it, and the console is read-only.
func TestTrust(t *testing.T) {
	const text = "sign_in.way = \"device-code\"\nsign_in.paste_back = true\nreveal.copy = true\nread_only = false\n"
	for name, c := range map[string]struct {
		change func(*desk)
		want   string // empty: the file is relied upon
	}{
		"all well": {func(*desk) {}, ""},
		"file of another": {func(d *desk) { d.owned(d.site, 1000) },
			"/etc/tapdesk/config.toml is owned by uid 1000, not by root; run 'chown root "},
		"directory of another": {func(d *desk) { d.owned(filepath.Dir(d.site), 1000) },
			"/etc/tapdesk is owned by uid 1000"},
		"parent of another": {func(d *desk) { d.owned(filepath.Join(d.base, "etc"), 65534) },
			"/etc is owned by uid 65534"},
		"root directory of another": {func(d *desk) { d.owned("/", 1000) }, "/ is owned by uid 1000"},
		"file for the group": {func(d *desk) { d.chmod(d.site, 0o664) },
			"/config.toml can be written by others than root (mode 0664); run 'chmod go-w "},
		"file for others": {func(d *desk) { d.chmod(d.site, 0o646) }, "(mode 0646)"},
		"directory for the group": {func(d *desk) { d.chmod(filepath.Dir(d.site), 0o775) },
			"/etc/tapdesk can be written by others"},
		"sticky directory": {func(d *desk) { d.chmod(filepath.Join(d.base, "etc"), 0o777|fs.ModeSticky) },
			"/etc can be written by others"},
		"file is a link": {func(d *desk) { d.move(d.site, filepath.Join(filepath.Dir(d.site), "real.toml")) },
			"/config.toml is a symbolic link; replace it with the file"},
		"directory is a link": {func(d *desk) { d.move(filepath.Dir(d.site), filepath.Join(d.base, "etc", "real")) },
			"/etc/tapdesk is a symbolic link"},
		"parent is a link": {func(d *desk) { d.move(filepath.Join(d.base, "etc"), filepath.Join(d.base, "real")) },
			"/etc is a symbolic link"},
		"dangling link": {func(d *desk) {
			d.remove(d.site)
			d.link("nowhere", d.site)
		}, "/config.toml is a symbolic link"},
		"absent, directory for others": {func(d *desk) {
			d.remove(d.site)
			d.chmod(filepath.Dir(d.site), 0o777)
		}, "/etc/tapdesk can be written by others"},
		"user namespace": {func(d *desk) { d.system.Namespace = func() string { return "this is a user namespace" } },
			"this is a user namespace"},
		"absent in a user namespace": {func(d *desk) {
			d.remove(d.site)
			d.system.Namespace = func() string { return "this is a user namespace" }
		}, "this is a user namespace"},
		"relative path": {func(d *desk) { d.site = "etc/tapdesk/config.toml" }, "path must be absolute"},
		"unclean path": {func(d *desk) { d.site = d.base + "/etc/../etc/tapdesk/config.toml" },
			"path must be absolute and clean"},
		"directory of another that is no directory": {func(d *desk) {
			d.move(filepath.Dir(d.site), filepath.Join(d.base, "etc", "real"))
			d.remove(filepath.Dir(d.site))
			d.write(filepath.Dir(d.site), "x")
			d.owned(filepath.Dir(d.site), 1000)
		}, "/etc/tapdesk is owned by uid 1000"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.write(d.site, text)
			d.getenv = func(name string) string {
				return map[string]string{"SSL_CERT_FILE": "own.pem", "HTTPS_PROXY": "http://proxy.sandbox.example:3128"}[name]
			}
			c.change(d)
			l := d.mustLoad()
			if c.want == "" {
				if l.Unsafe != "" || l.Site.State != Read || l.SignIn.Way != DeviceCode || !l.SignIn.PasteBack ||
					!l.Reveal.Copy || l.ReadOnly || !l.TrustEnvironment {
					t.Errorf("unsafe %q, %v, %+v", l.Unsafe, l.Site, l.Config)
				}
				return
			}
			if !strings.Contains(l.Unsafe, c.want) || l.Site.State != Untrusted {
				t.Fatalf("unsafe is %q (%v), want %q", l.Unsafe, l.Site.State, c.want)
			}
			if !l.ReadOnly || l.SignIn.PasteBack || l.Reveal.Copy || !l.TrustEnvironment || l.SignIn.Way != Browser ||
				l.Origin("sign_in.way").From != FromDefault {
				t.Errorf("in force is %+v", l.Config)
			}
			if l.Origin("read_only").From != FromSafety || len(l.Notes()) != 1 || !strings.Contains(l.Notes()[0], l.Unsafe) {
				t.Errorf("origin %v, notes %q", l.Origin("read_only"), l.Notes())
			}
			if ignored := l.Ignored(); len(ignored) != 1 || ignored[0] != "SSL_CERT_FILE" {
				t.Errorf("ignored are %v", ignored)
			}
		})
	}
}

// TestUnsafeBindsFlags makes sure that nothing the operator says makes an unreliable host write.
func TestUnsafeBindsFlags(t *testing.T) {
	d := newDesk(t)
	d.system.Namespace = func() string { return "this is a user namespace" }
	d.write(d.operator, "read_only = false\n")
	d.flags = map[string]string{"read_only": "false"}
	if l := d.mustLoad(); !l.ReadOnly || l.Origin("read_only").From != FromSafety {
		t.Errorf("read_only is %v by %v", l.ReadOnly, l.Origin("read_only"))
	}
	// What the operator wants anyway is theirs.
	d.flags = map[string]string{"read_only": "true"}
	if l := d.mustLoad(); !l.ReadOnly || l.Origin("read_only").From != FromFlag {
		t.Errorf("read_only is %v by %v", l.ReadOnly, l.Origin("read_only"))
	}
}

// TestInTheWay puts things where a file should be. Nothing may wait for them.
func TestInTheWay(t *testing.T) {
	d := newDesk(t)
	for name, c := range map[string]struct {
		put  func(path string)
		want string
	}{
		"directory": {func(path string) { check(t, os.Mkdir(path, 0o755)) }, "is a directory, not a file; "},
		"pipe":      {func(path string) { check(t, syscall.Mkfifo(path, 0o644)) }, "is a named pipe, not a file; "},
		"socket": {func(path string) {
			l, err := net.Listen("unix", path)
			check(t, err)
			t.Cleanup(func() { l.Close() })
			d.chmod(path, 0o644)
		}, "is a socket, not a file; "},
		"long file": {func(path string) { d.write(path, strings.Repeat("#", maxFile+1)) }, "is longer than 64 KiB; "},
	} {
		for _, path := range []string{d.site, d.operator} {
			t.Run(name+" "+filepath.Base(filepath.Dir(path)), func(t *testing.T) {
				check(t, os.RemoveAll(path))
				// A socket's path is short, and a test's directory may not be.
				t.Chdir(filepath.Dir(path))
				c.put(filepath.Base(path))
				defer os.RemoveAll(path)
				within(t, func() {
					_, err := d.load()
					if err == nil || !strings.HasPrefix(err.Error(), path+": "+c.want) {
						t.Errorf("got %v, want %s", err, c.want)
					}
				})
			})
		}
	}
	t.Run("longest file", func(t *testing.T) {
		d.write(d.site, strings.Repeat("#", maxFile))
		d.write(d.operator, strings.Repeat("#", maxFile))
		d.mustLoad()
	})
	t.Run("device", func(t *testing.T) {
		d.operator = "/dev/zero"
		if _, err := d.load(); err == nil || err.Error() != "/dev/zero: is a device, not a file; move it away" {
			t.Errorf("got %v", err)
		}
		d.site, d.operator = "/dev/zero", ""
		d.system.Entry = func(_ string, is trust.Entry) trust.Entry { return trust.Entry{Mode: is.Mode.Type() | 0o755} }
		if _, err := d.load(); err == nil || !strings.HasPrefix(err.Error(), "/dev/zero: is a device, not a file; ") {
			t.Errorf("got %v", err)
		}
	})
}

func TestFileForADirectory(t *testing.T) {
	d := newDesk(t)
	for _, path := range []string{d.site, d.operator} {
		d.remove(filepath.Dir(path))
		d.write(filepath.Dir(path), "")
	}
	_, err := d.load()
	p := the(t, err)
	if len(p) != 2 || p[0].Path != filepath.Dir(d.site) || !strings.HasPrefix(p[0].What, "is not a directory") {
		t.Errorf("got %v", err)
	}
	if len(p) == 2 && (p[1].Path != d.operator || !strings.Contains(p[1].What, "not a directory")) {
		t.Errorf("got %v", p[1])
	}
}

func TestNoRight(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	d := newDesk(t)
	for _, path := range []string{d.site, d.operator} {
		d.write(path, "")
		d.chmod(path, 0)
	}
	_, err := d.load()
	p := the(t, err)
	if len(p) != 2 || p[0].Path != d.site || p[1].Path != d.operator ||
		p[0].What != "cannot be opened: permission denied" || p[1].What != p[0].What {
		t.Errorf("got %v", err)
	}
	d.chmod(d.site, 0o644)
	d.chmod(d.operator, 0o644)
	// To look a name up in a directory takes no right to list it.
	d.chmod(filepath.Dir(d.site), 0o711)
	d.mustLoad()
}

func TestOperatorFileOfOthers(t *testing.T) {
	d := newDesk(t)
	for mode, bad := range map[fs.FileMode]bool{0o600: false, 0o644: false, 0o664: true, 0o602: true} {
		d.write(d.operator, "")
		d.chmod(d.operator, mode)
		_, err := d.load()
		if (err != nil) != bad {
			t.Errorf("mode %v: %v", mode, err)
		}
		if bad && !strings.Contains(err.Error(), "can be written by others (mode 0") {
			t.Errorf("mode %v: %v", mode, err)
		}
	}
	d.chmod(d.operator, 0o644)
	if os.Chown(d.operator, 1000, -1) == nil && os.Geteuid() == 0 { // only the root of a host may give files away
		if _, err := d.load(); err == nil || !strings.Contains(err.Error(), "is owned by uid 1000, and you are 0") {
			t.Errorf("a stranger's file: %v", err)
		}
	}
}

// TestOperatorLinks: what the operator linked is theirs.
func TestOperatorLinks(t *testing.T) {
	d := newDesk(t)
	d.write(filepath.Join(d.base, "dotfiles.toml"), `cloud = "usgov"`)
	d.link(filepath.Join(d.base, "dotfiles.toml"), d.operator)
	if l := d.mustLoad(); l.Cloud != "usgov" {
		t.Errorf("the cloud is %s", l.Cloud)
	}
	d.remove(d.operator)
	d.link("nowhere", d.operator)
	if l := d.mustLoad(); l.Operator.State != Absent {
		t.Errorf("a dangling link is %v", l.Operator.State)
	}
}

// TestReal uses this machine's own facts, whatever they are: the temporary directory never belongs to root alone.
func TestReal(t *testing.T) {
	d := newDesk(t)
	d.write(d.site, "")
	d.system = trust.System{}
	if l := d.mustLoad(); l.Unsafe == "" || l.Site.State != Untrusted || !l.ReadOnly {
		t.Errorf("a site's file at %s is relied upon", d.site)
	}
}

func TestLeavesNothingOpen(t *testing.T) {
	d := newDesk(t)
	d.write(d.site, "cloud = \"usgov\"")
	d.write(d.operator, "")
	open := func() int {
		entries, err := os.ReadDir("/dev/fd")
		if err != nil {
			t.Skip("open descriptors cannot be counted here")
		}
		return len(entries)
	}
	d.mustLoad()
	before := open()
	for range 50 {
		d.mustLoad()
		d.chmod(filepath.Dir(d.site), 0o777)
		d.mustLoad()
		d.chmod(filepath.Dir(d.site), 0o755)
	}
	if after := open(); after > before+10 {
		t.Errorf("%d descriptors before, %d after", before, after)
	}
}

// within fails when what is called waits for something.
func within(t *testing.T, call func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		call()
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("it waits")
	}
}

// owned makes a path belong to a user.
func (d *desk) owned(path string, uid uint32) {
	before := d.system.Entry
	d.system.Entry = func(p string, is trust.Entry) trust.Entry {
		e := before(p, is)
		if p == path {
			e.UID = uid
		}
		return e
	}
}

func (d *desk) remove(path string) { d.t.Helper(); check(d.t, os.RemoveAll(path)) }

// move moves something away and leaves a link behind.
func (d *desk) move(path, to string) {
	d.t.Helper()
	check(d.t, os.Rename(path, to))
	d.link(to, path)
}
