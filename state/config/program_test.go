package config

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestDistrustProgram(t *testing.T) {
	d := newDesk(t)
	program := filepath.Join(filepath.Dir(d.site), "check")
	ask := func() string { return DistrustProgram(program, d.system) }
	expect := func(want string) {
		t.Helper()
		if got := ask(); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	expect("is not there")
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
	expect("is owned by uid 1000 and not by root")
	d.system = owned
	d.system.Namespace = func() string { return "this is no namespace of root's" }
	expect("no namespace of root's")
	d.system = owned

	link := program
	program = filepath.Join(filepath.Dir(d.site), "link")
	check(t, syscall.Symlink(link, program))
	expect("is a symbolic link")
	program = filepath.Join(filepath.Dir(d.site), "pipe")
	check(t, syscall.Mkfifo(program, 0o755))
	d.chmod(program, 0o755)
	expect("is a named pipe")
	program = filepath.Dir(d.site)
	expect("is a directory")
	program = "relative"
	expect("its path is not absolute")
}

// TestDistrustDirectory: a directory in which others may make entries, by whatever bit, is no place for entries that must be ours.
func TestDistrustDirectory(t *testing.T) {
	d := newDesk(t)
	dir := filepath.Dir(d.site)
	for _, c := range []struct {
		name, path string
		mode       uint32
		want       string
	}{
		{"root's alone", dir, 0o755, ""},
		{"the sticky bit is no help", dir, 0o1733, "can be written by others than root"},
		{"a group's", dir, 0o775, "can be written by others than root"},
		{"missing", filepath.Join(dir, "journals"), 0o755, "is not there"},
		{"relative", "etc", 0o755, "not absolute"},
	} {
		if err := syscall.Chmod(dir, c.mode); err != nil {
			t.Fatal(err)
		}
		if got := DistrustDirectory(c.path, d.system); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
