package journal

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tapdesk/state/text"
)

// Console is another console of the same user that is running on the same journal. Its strings are safe to draw.
type Console struct {
	// Session is the session in its records.
	Session string
	// Host is the machine it runs on; SSHClient is the address its operator came from. Either may be empty.
	Host, SSHClient string
	// Since is when it started, UTC; zero when it does not say.
	Since time.Time

	path string
	pid  int
}

// self is what a console writes into its own locked file.
type self struct {
	PID       int       `json:"pid,omitempty"`
	Host      string    `json:"host,omitempty"`
	SSHClient string    `json:"sshClient,omitempty"`
	Since     time.Time `json:"since"`
}

// maxSelf is how much of such a file is read, in bytes.
const maxSelf = 4 << 10

// introduce describes this console in its own file, for the others. A failure does no harm.
func (j *Journal) introduce() {
	data, err := json.Marshal(self{PID: j.o.PID, Host: j.host, SSHClient: j.client, Since: j.o.Clock.Now().UTC()})
	if err == nil && j.own.Truncate(0) == nil {
		_, _ = j.own.WriteAt(append(data, '\n'), 0)
	}
}

// The name of a console's file is its session between these two.
const (
	sessionPrefix = "session-"
	sessionSuffix = ".lock"
)

// sessionFile returns the name of a session's file; empty when the session cannot name a file of the journal.
func sessionFile(session string) string {
	letters := "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"
	if session == "" || len(session) > 64 || strings.Trim(session, letters) != "" {
		return ""
	}
	return sessionPrefix + session + sessionSuffix
}

// sessions returns the sessions that have a file in a journal's directory.
func sessions(dir string) (all []string) {
	entries, _ := os.ReadDir(dir) // unreadable: no session is known
	for _, e := range entries {
		session, is := strings.CutPrefix(e.Name(), sessionPrefix)
		session, also := strings.CutSuffix(session, sessionSuffix)
		if is && also && sessionFile(session) != "" {
			all = append(all, session)
		}
	}
	return all
}

// live makes sure that this console's file exists and is locked, and removes the files of dead consoles. The journal's
// lock is held, so no console looks dead between creating its file and locking it.
func (j *Journal) live(d *folder) error {
	name := sessionFile(j.session)
	if name == "" {
		return wrong(nil, "the session %q cannot be part of a file name", j.session)
	}
	if j.mine() {
		return nil
	}
	_ = j.own.Close() // nil, or somebody removed it
	f, err := d.open(name, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return err
	}
	if err := lockFile(f, false, true); err != nil { // a console that checks holds it for a moment
		_ = f.Close()
		return failed(d.join(name), err)
	}
	j.own = f
	j.introduce()
	for _, session := range sessions(d.path) {
		if session != j.session && !Alive(d.path)(session) {
			_ = d.root.Remove(sessionFile(session)) // a failure does no harm
		}
	}
	return nil
}

// mine reports whether the file that this console has locked is still the one in the directory.
func (j *Journal) mine() bool {
	there, err := os.Lstat(filepath.Join(j.o.Dir, sessionFile(j.session)))
	ours, wrong := j.own.Stat()
	return err == nil && wrong == nil && os.SameFile(there, ours)
}

// leave removes this console's file. It needs no lock: nobody else removes or creates a file that is locked.
func (j *Journal) leave() {
	if j.mine() {
		_ = os.Remove(filepath.Join(j.o.Dir, sessionFile(j.session)))
	}
	_ = j.own.Close()
	j.own = nil
}

// Alive reports whether the console of a session is running: this one, or another of the same user.
func (j *Journal) Alive(session string) bool {
	return session == j.session || Alive(j.o.Dir)(session)
}

// Alive returns a function that reports whether the console of a session is running, judging by the files in a
// journal's directory. When in doubt the console counts as alive.
func Alive(dir string) func(session string) bool {
	return func(session string) bool {
		name := sessionFile(session)
		return name != "" && alive(filepath.Join(dir, name))
	}
}

// alive reports whether somebody holds the lock on a file.
func alive(path string) bool {
	f, err := reading(path)
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist) // in doubt, waiting is safer than calling it dead
	}
	defer f.Close()
	return lockFile(f, true, false) != nil
}

// Others returns this user's other consoles that are running on this journal, oldest first. What each is doing is in
// its records.
func (j *Journal) Others() []Console {
	var others []Console
	for _, session := range sessions(j.o.Dir) {
		if path := filepath.Join(j.o.Dir, sessionFile(session)); session != j.session && alive(path) {
			others = append(others, consoleAt(path, session))
		}
	}
	slices.SortFunc(others, func(a, b Console) int { return a.Since.Compare(b.Since) })
	return others
}

// consoleAt reads what a console's file says about it; what it does not say stays empty.
func consoleAt(path, session string) Console {
	c := Console{Session: session, path: path}
	f, err := reading(path)
	if err != nil {
		return c
	}
	defer f.Close()
	var said self
	data, err := io.ReadAll(io.LimitReader(f, maxSelf))
	if err == nil && json.Unmarshal(data, &said) == nil {
		c.Host, c.SSHClient, c.Since, c.pid = text.Line(said.Host), text.Line(said.SSHClient), said.Since.UTC(), said.PID
	}
	return c
}

// End asks the console to end, as a hang-up would (SIGTERM): it wipes a pass in sight at once, and waits for the answer
// to a write in flight. An error is a sentence for the operator and means that nothing was done.
func (c Console) End() error {
	switch {
	case c.pid <= 1:
		return errors.New("the other console has not recorded its process id, so it cannot be ended from here")
	case !alive(c.path):
		return nil // it has already ended
	case !locks(c.path, c.pid):
		return errors.New("the other console runs on another machine or in another container," +
			" so it cannot be ended from here")
	}
	if err := endProcess(c.pid); err != nil {
		return wrong(err, "the other console could not be ended: %v", err)
	}
	return nil
}
