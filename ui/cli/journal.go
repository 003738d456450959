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

// openJournal opens the journal of this user or, for a demo, one that goes with it. The function it returns removes that again. What is
// wrong with the journal is told by the console, in which everything but writing works.
func (p *program) openJournal(c config.Loaded, demo bool) (*journal.Journal, func(), error) {
	host, _ := os.Hostname() // a machine without a name has none in its records
	o := journal.Options{
		Dir: p.journalDir(c), Clock: p.clock, NewID: uuid.NewString, Host: host, SSHClient: sshClient(p.getenv), PID: os.Getpid(), RetentionDays: c.Journal.RetentionDays, Unprobed: true,
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

// journalDir is where this user's journal is.
func (p *program) journalDir(c config.Loaded) string {
	return journal.Place(c.Journal.Dir, userNumber(), p.getenv)
}

// sshClient is the address the operator came from, empty when they did not come by SSH.
func sshClient(getenv func(string) string) string {
	if fields := strings.Fields(getenv("SSH_CONNECTION")); len(fields) > 0 {
		return fields[0]
	}
	return ""
}
