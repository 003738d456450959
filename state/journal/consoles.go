package journal

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"tapdesk/state/clean"
)

// Console is a console of the same user that runs now on the same journal. Its strings are safe to draw.
type Console struct {
	// Session is the one its records bear.
	Session string
	// Host is the machine it runs on, SSHClient the address its operator came from; either may be empty.
	Host, SSHClient string
	// Since is when it began, UTC; zero where it does not say.
	Since time.Time

	path string
	pid  int
}

// self is what the locked file of a console says of it.
type self struct {
	PID       int       `json:"pid,omitempty"`
	Host      string    `json:"host,omitempty"`
	SSHClient string    `json:"sshClient,omitempty"`
	Since     time.Time `json:"since"`
}

// maxSelf is how much of such a file is read, in bytes.
const maxSelf = 4 << 10

// introduce writes into a console's own file what others may know of it. It is no loss when it cannot.
func (s *store) introduce(f *os.File) {
	text, err := json.Marshal(self{PID: s.o.PID, Host: s.host, SSHClient: s.client, Since: s.o.Clock.Now().UTC()})
	if err == nil && f.Truncate(0) == nil {
		_, _ = f.WriteAt(append(text, '\n'), 0)
	}
}

// Others returns the other consoles of this user that run on this journal, the oldest first. What one of them is doing is in its records.
func (j *Journal) Others() []Console {
	entries, err := os.ReadDir(j.o.Dir)
	if err != nil {
		return nil
	}
	var others []Console
	for _, e := range entries {
		session, is := strings.CutPrefix(e.Name(), sessionPrefix)
		session, also := strings.CutSuffix(session, sessionSuffix)
		path := filepath.Join(j.o.Dir, e.Name())
		if is && also && session != j.s.session && sessionFile(session) != "" && alive(path) {
			others = append(others, consoleAt(path, session))
		}
	}
	slices.SortFunc(others, func(a, b Console) int { return a.Since.Compare(b.Since) })
	return others
}

// consoleAt reads what a console's file says of it; what it does not say stays empty.
func consoleAt(path, session string) Console {
	c := Console{Session: session, path: path}
	f, err := reading(path)
	if err != nil {
		return c
	}
	defer f.Close()
	var said self
	text, err := io.ReadAll(io.LimitReader(f, maxSelf))
	if err == nil && json.Unmarshal(text, &said) == nil {
		c.Host, c.SSHClient, c.Since, c.pid = clean.Line(said.Host), clean.Line(said.SSHClient), said.Since.UTC(), said.PID
	}
	return c
}

// End asks the console to end, as a hang-up would (SIGTERM): it wipes a pass in sight at once, and waits for the answer to a write under
// way. Its error is a sentence for the operator; nothing was done then.
func (c Console) End() error {
	switch {
	case c.pid <= 1:
		return errors.New("the other console does not say which process it is, so it cannot be ended from here")
	case !alive(c.path):
		return nil // it has ended by itself
	case !locks(c.path, c.pid):
		return errors.New("the other console is a process of another machine or container, so it cannot be ended from here")
	}
	for _, sig := range []unix.Signal{unix.SIGTERM, unix.SIGCONT} { // a stopped one (Ctrl-Z) is let go on to hear it
		if err := unix.Kill(c.pid, sig); err != nil && !errors.Is(err, unix.ESRCH) {
			return wrong(err, "the other console could not be ended: %v", err)
		}
	}
	return nil
}
