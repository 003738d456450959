//go:build unix

package journal

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// listening opens a datagram socket like a log's, and returns a function that reads its next message.
func listening(t *testing.T, path string) func() string {
	t.Helper()
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return func() string {
		buffer := make([]byte, 64<<10)
		n, err := conn.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		return string(buffer[:n])
	}
}

// socket returns a path that is short enough for a socket.
func socket(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "s")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "log")
}

func entry(operator string) Entry {
	return Entry{Journal: newID(), Serial: 17, Hash: digest([]byte(operator)), Kind: Intent, Operator: operator}
}

// TestSyslogMessages: a message has the form that the C library's syslog(3) sends and journald reads: priority, time,
// tag and process, text.
func TestSyslogMessages(t *testing.T) {
	path := socket(t)
	next := listening(t, path)
	a := localAnchor(path+".none", path)
	if err := a.Check(); err != nil {
		t.Fatal(err)
	}
	for _, operator := range []string{
		"operator@sandbox.example", "", `o"p]\@sandbox.example`, "Zoë@sandbox.example",
		"journal=x n=1 hash=" + noHash, "two\nlines", strings.Repeat("long", 100),
	} {
		e := entry(operator)
		if err := a.Send(e); err != nil {
			t.Fatalf("%q: %v", operator, err)
		}
		got := next()
		message := regexp.MustCompile(`^<85>[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} tapdesk\[[0-9]+\]: ` +
			`journal=[^\n]+ kind=intent operator=[^\n ]*\n$`)
		if !message.MatchString(got) {
			t.Errorf("got %q, want a message of syslog(3)", got)
		}
		back, ok := parseEntry([]byte(got))
		if !ok || back.Journal != e.Journal || back.Serial != 17 || back.Hash != e.Hash {
			t.Errorf("parsing %q: got %+v", got, back)
		}
	}
}

// TestADeadLog: a dead log leaves its socket behind.
func TestADeadLog(t *testing.T) {
	path := socket(t)
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
	a := localAnchor(path)
	if a == nil {
		t.Fatal("the socket is gone")
	}
	if check, send := a.Check(), a.Send(entry("o")); !errors.Is(check, syscall.ECONNREFUSED) ||
		!errors.Is(send, syscall.ECONNREFUSED) {
		t.Errorf("Check: %v, Send: %v; want %v from both", check, send, syscall.ECONNREFUSED)
	}
}

// TestStreamSyslog: some syslogs listen on a stream socket.
func TestStreamSyslog(t *testing.T) {
	path := socket(t)
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got := make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		buffer := make([]byte, 4096)
		n, _ := conn.Read(buffer)
		got <- string(buffer[:n])
	}()
	e := entry("operator@sandbox.example")
	if err := localAnchor(path).Send(e); err != nil {
		t.Fatal(err)
	}
	if s := <-got; !strings.HasSuffix(s, "\n") || !strings.Contains(s, e.Hash) {
		t.Errorf("%q", s)
	}
}

func TestNoLocalLog(t *testing.T) {
	path := socket(t)
	write(t, path, nil) // not a socket
	if a := localAnchor(path); a != nil {
		t.Errorf("got the log %v, want none", a.Name())
	}
}

func TestEntriesInLogs(t *testing.T) {
	e := entry("operator@sandbox.example")
	for name, line := range map[string]string{
		"traditional": "Nov 23 13:00:00 jump tapdesk[12]: " + e.text(),
		"rfc 5424": "<85>1 2026-11-23T13:00:00Z jump tapdesk 12 journal " +
			"[tapdesk@32473 hash=\"x\" journal=\"y\"] " + e.text(),
		"json":    `{"MESSAGE":"` + e.text() + `","PRIORITY":"5"}`,
		"a decoy": "journal=nonsense n=x hash=y " + e.text(),
	} {
		got, ok := parseEntry([]byte(line))
		if !ok || got.Hash != e.Hash || got.Serial != e.Serial || got.Journal != e.Journal {
			t.Errorf("%s: %+v, %v", name, got, ok)
		}
	}
	for _, line := range []string{
		"", "journal=", "journal=a n=1", "journal=a n=1 hash=" + noHash[1:],
		"journal=a b n=1 hash=" + noHash, "journal=a n=-1 hash=" + noHash,
	} {
		if got, ok := parseEntry([]byte(line)); ok {
			t.Errorf("%q: %+v", line, got)
		}
	}
}

func FuzzEntry(f *testing.F) {
	f.Add(entry("x").text())
	f.Fuzz(func(t *testing.T, line string) {
		if e, ok := parseEntry([]byte(line)); ok {
			want := Entry{Journal: e.Journal, Serial: e.Serial, Hash: e.Hash}
			if back, ok := parseEntry([]byte(e.text())); !ok || back != want {
				t.Errorf("parseEntry(%q) = %+v, %v, want %+v", e.text(), back, ok, want)
			}
		}
	})
}

// fake is an anchor that does what the test says.
type fake struct {
	entries chan Entry
	err     error
	hang    chan struct{}
}

func (f *fake) Name() string { return "the fake log" }

func (f *fake) Check() error { return f.err }

func (f *fake) Send(e Entry) error {
	if f.hang != nil {
		<-f.hang
	}
	if f.err == nil && f.entries != nil {
		f.entries <- e
	}
	return f.err
}

func TestAnchorGetsEachRecord(t *testing.T) {
	dir := newDir(t)
	o := options(dir)
	log := &fake{entries: make(chan Entry, 10)}
	o.Anchor = log
	j := started(t, o)
	appended(t, j, intent("w1"), outcome("w1", Done))
	for _, r := range records(t, dir) {
		want := Entry{r.Journal, r.Serial, r.Hash, r.Kind, "operator@sandbox.example"}
		if got := <-log.entries; got != want {
			t.Errorf("the log got %+v, want %+v", got, want)
		}
	}
}

// TestDeadAnchor: without an answer work continues if the site does not require an anchor; otherwise nothing counts.
func TestDeadAnchor(t *testing.T) {
	for _, required := range []bool{false, true} {
		dir := newDir(t)
		o := options(dir)
		log := &fake{entries: make(chan Entry, 10)}
		o.Anchor, o.AnchorRequired = log, required
		j := started(t, o)
		appended(t, j, intent("w1"))
		log.err = errors.New("nobody is listening")
		err := j.Append(intent("w2"))
		all := records(t, dir)
		if required != (err != nil) || required != (len(all) == 1) || required != (j.Trouble() != nil) {
			t.Errorf("required %v: got %v, %d records and trouble %v", required, err, len(all), j.Trouble())
		}
		if required && (j.Retry() == nil || !strings.Contains(j.Trouble().Error(), "the fake log")) {
			t.Errorf("got trouble %v, want one that names the log", j.Trouble())
		}
		log.err = nil
		if err := j.Retry(); err != nil || j.Trouble() != nil {
			t.Errorf("afterwards: %v, %v", err, j.Trouble())
		}
		appended(t, j, intent("w3"))
		chained(t, records(t, dir))
	}
}

func TestNoAnchorWhereTheSiteWantsOne(t *testing.T) {
	o := options(newDir(t))
	o.AnchorRequired = true
	j := Open(o)
	defer j.Close(context.Background())
	if j.Trouble() == nil || j.Append(intent("w1")) == nil {
		t.Error("a record counts without the anchor that the site requires")
	}
}
