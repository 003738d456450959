package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tapdesk/state/trust"
)

const (
	tenantID = "11111111-2222-4333-8444-555555555555"
	clientID = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
	ids      = "tenant_id = \"" + tenantID + "\"\nclient_id = \"" + clientID + "\"\n"
)

// desk is a host with places for both files.
type desk struct {
	t        *testing.T
	base     string
	site     string
	operator string
	getenv   func(string) string
	flags    map[string]string
	system   trust.System
}

// newDesk makes a host on which everything above base belongs to root, and so does what is below, with the modes it
// has.
func newDesk(t *testing.T) *desk {
	t.Helper()
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, base: base, site: filepath.Join(base, "etc", "tapdesk", "config.toml"),
		operator: filepath.Join(base, "own", "config.toml")}
	for _, path := range []string{d.site, d.operator} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(base, 0o755); err != nil {
		t.Fatal(err)
	}
	d.system = trust.System{Entry: d.entry, Namespace: func() string { return "" }}
	return d
}

func (d *desk) entry(path string, is trust.Entry) trust.Entry {
	if path != d.base && !strings.HasPrefix(path, d.base+"/") {
		return trust.Entry{UID: 0, Mode: is.Mode.Type() | 0o755}
	}
	return trust.Entry{UID: 0, Mode: is.Mode}
}

// write makes a file that only its owner may write.
func (d *desk) write(path, text string) {
	d.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
	d.chmod(path, 0o644)
}

func (d *desk) chmod(path string, mode fs.FileMode) {
	d.t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) load() (Loaded, error) {
	return Load(Options{Site: d.site, Operator: d.operator, Flags: d.flags, Getenv: d.getenv, System: d.system})
}

func (d *desk) mustLoad() Loaded {
	d.t.Helper()
	l, err := d.load()
	if err != nil {
		d.t.Fatal(err)
	}
	return l
}

// merged loads texts of the site's and the operator's file, an empty one being absent, and flags.
func merged(t *testing.T, site, operator string, flags map[string]string) (*desk, Loaded, error) {
	t.Helper()
	d := newDesk(t)
	if site != "" {
		d.write(d.site, site)
	}
	if operator != "" {
		d.write(d.operator, operator)
	}
	d.flags = flags
	l, err := d.load()
	return d, l, err
}

// the returns the Problems of an error.
func the(t *testing.T, err error) Problems {
	t.Helper()
	var p Problems
	if !errors.As(err, &p) {
		t.Fatalf("the error is %v, not Problems", err)
	}
	return p
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (d *desk) link(to, path string) { d.t.Helper(); check(d.t, os.Symlink(to, path)) }
