package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"tapdesk/state/config"
	"tapdesk/state/journal"
	"tapdesk/state/trust"
)

// openJournal opens this user's journal or, for a demo, a temporary one, which the returned function removes. It
// returns no error for a bad journal: the console reports it, and everything but writing works.
func (p *program) openJournal(c config.Loaded, demo bool) (*journal.Journal, func(), error) {
	host, _ := os.Hostname() // without a name, records have no host
	o := journal.Options{
		Dir: p.journalDir(c), Clock: p.clock, NewID: uuid.NewString, Host: host, SSHClient: sshClient(p.getenv),
		PID: os.Getpid(), RetentionDays: c.Journal.RetentionDays, Unprobed: true,
	}
	if c.Journal.Dir != "" {
		o.Distrust = func() string { return trust.Directory(c.Journal.Dir, p.system) }
	}
	remove := func() {}
	switch {
	case demo:
		temporary, err := os.MkdirTemp("", "tapdesk-demo-")
		if err != nil {
			return nil, nil, fmt.Errorf("could not make a place for the journal of the demo: %w", err)
		}
		o.Dir, o.Distrust, remove = filepath.Join(temporary, "journal"), nil, func() { _ = os.RemoveAll(temporary) }
	case c.Journal.Anchor != config.AnchorOff:
		o.Anchor, o.AnchorRequired = journal.LocalAnchor(), c.Journal.Anchor == config.AnchorRequired
	}
	return journal.Open(o), remove, nil
}

// journalDir returns the directory of this user's journal.
func (p *program) journalDir(c config.Loaded) string {
	return journal.Place(c.Journal.Dir, userNumber(), p.getenv)
}

// sshClient returns the address that the operator came from, or "" without SSH.
func sshClient(getenv func(string) string) string {
	if fields := strings.Fields(getenv("SSH_CONNECTION")); len(fields) > 0 {
		return fields[0]
	}
	return ""
}
