package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestInit(t *testing.T) {
	d := newDesk(t)
	d.operator = filepath.Join(d.base, "home", ".config", "tapdesk", "config.toml")
	check(t, Init(d.operator, Initial{TenantID: strings.ToUpper(tenantID) + " ", ClientID: clientID, Cloud: "usgov"}))
	l := d.mustLoad()
	if l.TenantID != tenantID || l.ClientID != clientID || l.Cloud != "usgov" || len(l.Missing()) != 0 {
		t.Errorf("what was written comes to %+v", l.Config)
	}
	for path, want := range map[string]os.FileMode{d.operator: 0o600, filepath.Dir(d.operator): os.ModeDir | 0o700,
		filepath.Join(d.base, "home"): os.ModeDir | 0o700} {
		info, err := os.Stat(path)
		check(t, err)
		if got := info.Mode(); got.Perm()&0o077 != 0 || got.Type() != want.Type() || got.Perm() != want.Perm() {
			t.Errorf("%s has mode %v, want %v", path, got, want)
		}
	}
}

func TestInitDefaultCloud(t *testing.T) {
	d := newDesk(t)
	check(t, Init(d.operator, Initial{TenantID: tenantID, ClientID: clientID}))
	if l := d.mustLoad(); l.Cloud != "global" || l.Origin("cloud").From != FromOperator {
		t.Errorf("the cloud is %s by %v", l.Cloud, l.Origin("cloud"))
	}
}

// TestInitNeverOverwrites puts something of each kind in the way.
func TestInitNeverOverwrites(t *testing.T) {
	good := Initial{TenantID: tenantID, ClientID: clientID}
	for name, put := range map[string]func(*desk){
		"file":          func(d *desk) { d.write(d.operator, "# mine\n") },
		"empty file":    func(d *desk) { d.write(d.operator, "") },
		"directory":     func(d *desk) { check(t, os.Mkdir(d.operator, 0o755)) },
		"dangling link": func(d *desk) { d.link(filepath.Join(d.base, "target"), d.operator) },
	} {
		d := newDesk(t)
		put(d)
		err := Init(d.operator, good)
		if err == nil || !strings.Contains(err.Error(), "already exists and was not changed") {
			t.Errorf("%s: %v", name, err)
		}
		if text, err := os.ReadFile(d.operator); err == nil && len(text) > len("# mine\n") {
			t.Errorf("%s was overwritten", name)
		}
		if _, err := os.Lstat(filepath.Join(d.base, "target")); err == nil {
			t.Errorf("%s was followed", name)
		}
	}
}

func TestInitRefuses(t *testing.T) {
	d := newDesk(t)
	d.write(filepath.Join(d.base, "file"), "")
	for name, c := range map[string]struct {
		path  string
		first Initial
		want  string
	}{
		"tenant": {d.operator, Initial{TenantID: "sandbox.example", ClientID: clientID}, "--tenant-id: is not a GUID"},
		"client": {d.operator, Initial{TenantID: tenantID}, "--client-id: is not a GUID"},
		"both": {d.operator, Initial{},
			"is not a GUID; write 32 hexadecimal digits as 8-4-4-4-12, as the portal shows them\n--client-id"},
		"cloud": {d.operator, Initial{TenantID: tenantID, ClientID: clientID, Cloud: "mars"},
			`--cloud: "mars" is not known`},
		"same": {d.operator, Initial{TenantID: tenantID, ClientID: strings.ToUpper(tenantID)},
			"is the same as the tenant's id"},
		"relative": {"config.toml", Initial{TenantID: tenantID, ClientID: clientID}, "is not an absolute path"},
		"below a file": {filepath.Join(d.base, "file", "config.toml"), Initial{TenantID: tenantID, ClientID: clientID},
			"could not make the directory"},
	} {
		err := Init(c.path, c.first)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if _, err := os.Lstat(d.operator); err == nil {
			t.Errorf("%s: something was written", name)
		}
	}
}
