//go:build unix

package trust

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// host is a machine on which everything belongs to root, and the files in dir have the modes in it.
type host struct {
	t         *testing.T
	base, dir string
	system    System
}

func newHost(t *testing.T) *host {
	t.Helper()
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := &host{t: t, base: base, dir: filepath.Join(base, "etc")}
	d.check(os.Mkdir(d.dir, 0o755))
	d.chmod(base, 0o755)
	d.system = System{Entry: d.entry, Namespace: func() string { return "" }}
	return d
}

func (d *host) entry(path string, is Entry) Entry {
	if path != d.base && !strings.HasPrefix(path, d.base+"/") {
		return Entry{Mode: is.Mode.Type() | 0o755}
	}
	return Entry{Mode: is.Mode}
}

func (d *host) check(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *host) chmod(path string, mode fs.FileMode) { d.t.Helper(); d.check(os.Chmod(path, mode)) }

func (d *host) write(path, text string) {
	d.t.Helper()
	d.check(os.WriteFile(path, []byte(text), 0o644))
	d.chmod(path, 0o644)
}

func TestProgram(t *testing.T) {
	d := newHost(t)
	program := filepath.Join(d.dir, "check")
	ask := func() string { return Program(program, d.system) }
	expect := func(want string) {
		t.Helper()
		if got := ask(); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	expect("is missing")
	d.write(program, "#!/bin/sh\n")
	expect("is not executable")
	d.chmod(program, 0o755)
	expect("")
	d.chmod(program, 0o775)
	expect("can be written by others than root")
	d.chmod(program, 0o755)
	d.chmod(filepath.Dir(program), 0o777)
	expect("can be written by others than root")
	d.chmod(filepath.Dir(program), 0o755)

	owned := d.system
	d.system.Entry = func(path string, is Entry) Entry {
		e := d.entry(path, is)
		if path == program {
			e.UID = 1000
		}
		return e
	}
	expect("is owned by uid 1000, not by root")
	d.system = owned
	d.system.Namespace = func() string { return "this is no namespace of root's" }
	expect("no namespace of root's")
	d.system = owned

	link := program
	program = filepath.Join(d.dir, "link")
	d.check(syscall.Symlink(link, program))
	expect("is a symbolic link")
	program = filepath.Join(d.dir, "pipe")
	d.check(syscall.Mkfifo(program, 0o755))
	d.chmod(program, 0o755)
	expect("is a named pipe")
	program = d.dir
	expect("is a directory")
	program = "relative"
	expect("path must be absolute")
}

// TestDirectory: a directory in which others may create entries, by whatever bit, is not trusted.
func TestDirectory(t *testing.T) {
	d := newHost(t)
	dir := d.dir
	for _, c := range []struct {
		name, path string
		mode       uint32
		want       string
	}{
		{"root's alone", dir, 0o755, ""},
		{"the sticky bit does not help", dir, 0o1733, "can be written by others than root"},
		{"a group's", dir, 0o775, "can be written by others than root"},
		{"missing", filepath.Join(dir, "journals"), 0o755, "is missing"},
		{"relative", "etc", 0o755, "must be absolute"},
	} {
		if err := syscall.Chmod(dir, c.mode); err != nil {
			t.Fatal(err)
		}
		if got := Directory(c.path, d.system); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
