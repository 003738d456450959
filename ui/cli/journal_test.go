package cli

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
	"tapdesk/state/journal"
	"tapdesk/state/trust"
	"tapdesk/ui"
)

// TestWhereTheJournalIs checks the place: the directory that the site names; for a sandbox, the operator's own; and, if
// nothing says where, none, which the console reports.
func TestWhereTheJournalIs(t *testing.T) {
	site, home := t.TempDir(), t.TempDir()
	if err := os.Mkdir(filepath.Join(site, strconv.Itoa(os.Getuid())), 0o700); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(home, "tapdesk")
	served := newSandbox(t)
	for _, c := range []struct {
		name, site string
		args       []string
		state      string
		dir        string
	}{
		{"the operator's", "", nil, home, own},
		{"the site's", "journal.anchor = \"off\"\njournal.dir = " + strconv.Quote(site) + "\n", nil, home,
			filepath.Join(site, strconv.Itoa(os.Getuid()))},
		{"a sandbox's", "", []string{"--sandbox", served}, home, own},
		{"nowhere", "", nil, "", ""},
	} {
		p, _, errs := testProgram()
		d := newDesk(t, p, c.site, bothIDs)
		d.env["XDG_STATE_HOME"], d.env["SSH_CONNECTION"] = c.state, "203.0.113.7 50022 192.0.2.1 22"
		ran := false
		p.console = func(_ context.Context, o ui.Options) error {
			ran = true
			defer o.Journal.Close(context.Background())
			if j := o.Journal; j.Dir() != c.dir {
				t.Errorf("%s: %q, want %q", c.name, j.Dir(), c.dir)
			}
			if err := o.Journal.Retry(); (err != nil) != (c.dir == "") {
				t.Errorf("%s: %v", c.name, err)
			}
			if c.dir == "" {
				return nil
			}
			if err := o.Journal.Append(journal.Record{Kind: journal.SignIn}); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			records, err := o.Journal.Records(time.Time{})
			if err != nil || len(records) == 0 || records[len(records)-1].SSHClient != "203.0.113.7" {
				t.Errorf("%s: %+v, %v", c.name, records, err)
			}
			return nil
		}
		if code := p.run(t.Context(), c.args); code != exitOK || !ran {
			t.Errorf("%s: exit code %d, %s", c.name, code, errs)
		}
	}
}

// TestAJournalDirOfTheSite checks a directory that only root can write to, with a directory in it for each operator.
// Otherwise the journal cannot be written, and the error says what root must do.
func TestAJournalDirOfTheSite(t *testing.T) {
	for _, c := range []struct {
		name string
		mode uint32 // of the directory
		make bool   // create the operator's directory in it
		says []string
	}{
		{"as it should be", 0o755, true, nil},
		{"nobody made the operator's", 0o755, false, []string{"is missing", "ask root", "install -d -m 700 -o"}},
		{"anybody may make entries", 0o1733, true, []string{"mode 0733", "chmod go-w", "Ask root"}},
		{"anybody may, and nobody did", 0o1777, false, []string{"Ask root"}},
	} {
		dir := t.TempDir()
		if c.make {
			if err := os.Mkdir(filepath.Join(dir, strconv.Itoa(os.Getuid())), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if err := syscall.Chmod(dir, c.mode); err != nil {
			t.Fatal(err)
		}
		p, _, errs := testProgram()
		newDesk(t, p, "journal.anchor = \"off\"\njournal.dir = "+strconv.Quote(dir)+"\n", bothIDs)
		p.system.Entry = func(path string, is trust.Entry) trust.Entry {
			if path == dir {
				return trust.Entry{Mode: is.Mode}
			}
			return trusting.Entry(path, is)
		}
		p.console = func(_ context.Context, o ui.Options) error {
			defer o.Journal.Close(context.Background())
			err := o.Journal.Append(journal.Record{Kind: journal.SignIn})
			if (err == nil) != (len(c.says) == 0) {
				t.Errorf("%s: got %v, want %q", c.name, err, c.says)
			}
			for _, want := range c.says {
				if err != nil && !strings.Contains(err.Error(), want) {
					t.Errorf("%s: got %q, want %q", c.name, err, want)
				}
			}
			return nil
		}
		if code := p.run(t.Context(), nil); code != exitOK {
			t.Errorf("%s: exit code %d, %s", c.name, code, errs)
		}
	}
}

// newSandbox serves a tenant with its token service until the test ends, and returns its URL.
func newSandbox(t *testing.T) string {
	t.Helper()
	graph, authority, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() {
		served <- serveTenant(ctx, sandbox.Options{People: 10}, graph, authority,
			func(*sandbox.Tenant, *entra.Authority) error { return nil })
	}()
	t.Cleanup(func() { stop(); <-served })
	return "http://" + graph.Addr().String()
}

// TestAnAnchorThatIsRequired checks that there is no journal on a machine without a log.
func TestAnAnchorThatIsRequired(t *testing.T) {
	p, _, errs := testProgram()
	d := newDesk(t, p, "journal.anchor = \"required\"\n", bothIDs)
	d.env["XDG_STATE_HOME"] = t.TempDir()
	p.console = func(_ context.Context, o ui.Options) error {
		defer o.Journal.Close(context.Background())
		none := journal.LocalAnchor() == nil
		if err := o.Journal.Retry(); none && (err == nil || !strings.Contains(err.Error(), "log")) {
			t.Errorf("without a log: %v", err)
		}
		return nil
	}
	if code := p.run(t.Context(), nil); code != exitOK {
		t.Errorf("exit code %d, %s", code, errs)
	}
}
