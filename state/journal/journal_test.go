package journal

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/clock"
)

func TestRecordsComeBack(t *testing.T) {
	dir := newDir(t)
	j := started(t, options(dir))
	minutes, once := 60, true
	first := intent("w1")
	first.LifetimeInMinutes, first.IsUsableOnce, first.StartDateTime = &minutes, &once, begin.In(time.FixedZone("x", 3600))
	appended(t, j, first, outcome("w1", Done))
	all := records(t, dir)
	if len(all) != 2 {
		t.Fatalf("got %d records", len(all))
	}
	chained(t, all)
	r := all[0]
	if r.Host != "jump.sandbox.example" || r.SSHClient != "192.0.2.7" || r.Session != j.session ||
		!r.Time.Equal(begin) || r.Time.Location() != time.UTC {
		t.Errorf("got the record %+v", r)
	}
	if *r.LifetimeInMinutes != 60 || !*r.IsUsableOnce || !r.StartDateTime.Equal(begin) ||
		r.Previous != noHash || all[1].Journal != r.Journal {
		t.Errorf("got the record %+v", r)
	}
	for name, mode := range map[string]os.FileMode{".": 0o700, currentName: 0o600, headName: 0o600, lockName: 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if err := j.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := j.Append(outcome("w1", Done)); err == nil {
		t.Error("a closed journal accepts records")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "session-*")); len(left) != 0 {
		t.Errorf("got the files %q left behind, want none", left)
	}
}

func TestTwoConsolesOneChain(t *testing.T) {
	dir := newDir(t)
	a, b := started(t, options(dir)), started(t, options(dir))
	for i := range 5 {
		appended(t, a, intent("a"+string(rune('0'+i))))
		appended(t, b, intent("b"+string(rune('0'+i))))
	}
	all := records(t, dir)
	chained(t, all)
	if len(all) != 10 || !a.Alive(b.session) || !b.Alive(a.session) || !a.Alive(a.session) {
		t.Errorf("got %d records, alive %v and %v", len(all), a.Alive(b.session), b.Alive(a.session))
	}
	if err := b.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if a.Alive(b.session) || a.Alive("../"+lockName) {
		t.Error("a dead console counts as alive")
	}
}

func TestOrderOfPostAndKeep(t *testing.T) {
	dir := newDir(t)
	j := started(t, options(dir))
	for i := range 20 {
		r := outcome(string(rune('a'+i)), Done)
		switch i % 3 {
		case 0:
			j.Post(r)
		case 1:
			if err := j.Keep(r); err != nil {
				t.Fatal(err)
			}
		default:
			appended(t, j, r)
		}
	}
	if err := j.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	all := records(t, dir)
	chained(t, all)
	for i, r := range all {
		if r.Write != string(rune('a'+i)) {
			t.Errorf("record %d is of write %s", i, r.Write)
		}
	}
	if len(all) != 20 {
		t.Errorf("got %d records", len(all))
	}
}

// TestTornTail: whatever a power cut leaves of the last line is set aside silently, and the chain continues.
func TestTornTail(t *testing.T) {
	dir := newDir(t)
	j := started(t, options(dir))
	appended(t, j, intent("w1"), outcome("w1", Done))
	_ = j.Close(context.Background())
	path, sound := filepath.Join(dir, currentName), read(t, filepath.Join(dir, currentName))
	line := bytes.SplitAfter(sound, []byte("\n"))[1]
	for name, piece := range map[string]string{
		"half": string(line[:len(line)/2]), "no line feed": string(line[:len(line)-1]), "zeros": strings.Repeat("\x00", 4096),
		"zeros and a line feed": strings.Repeat("\x00", 100) + "\n", "a wrong line": `{"n":3}` + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			write(t, path, append(bytes.Clone(sound), piece...))
			_ = os.Remove(filepath.Join(dir, "journal.torn-1"))
			if all := records(t, dir); len(all) != 2 {
				t.Errorf("got %d records before the append", len(all))
			}
			again := started(t, options(dir))
			if got := read(t, path); !bytes.Equal(got, sound) {
				t.Errorf("got %q after the sound lines", got[len(sound):])
			}
			if got := read(t, filepath.Join(dir, "journal.torn-1")); string(got) != piece {
				t.Errorf("got %q set aside", got)
			}
			_ = again.Close(context.Background())
			notes := strings.Join(verified(t, dir).Notes, "\n")
			if !strings.Contains(notes, "torn lines set aside, as journal.torn-N: 1;") {
				t.Errorf("got the notes %q, want one on the torn line", notes)
			}
		})
	}
}

// TestRecordsHoldWhatWasPosted: a read right after a post includes the posted record.
func TestRecordsHoldWhatWasPosted(t *testing.T) {
	j := started(t, options(newDir(t)))
	for n := 1; n <= 20; n++ {
		j.Post(Record{Kind: Lock})
		all, err := j.Records(time.Time{})
		if err != nil || len(all) != n {
			t.Fatalf("got %d of %d records, %v", len(all), n, err)
		}
	}
}

// TestOpenDoesNotWaitForAStoppedConsole: it waits for at most half a second, since the screen is still empty.
func TestOpenDoesNotWaitForAStoppedConsole(t *testing.T) {
	dir := newDir(t)
	p, err := enter(dir, nil, nil, func(bool) {})
	if err != nil {
		t.Fatal(err)
	}
	c := clock.NewManual(time.Unix(0, 0))
	o := options(dir)
	o.Clock = c
	at := make(chan *Journal)
	hook, waits := atWait()
	go func() { at <- opened(o, hook) }()
	<-waits
	c.AwaitSleeper()
	c.Advance(500 * time.Millisecond)
	j := <-at
	if j.Trouble() == nil {
		t.Error("got no trouble, want the lock")
	}
	p.leave()
	if err := j.Close(t.Context()); err != nil || j.Trouble() != nil {
		t.Error(err, j.Trouble())
	}
}

// TestWritesOfASeries checks that the last write of a series that was sent says how many behind it were not, and that a
// later series about the same person, or another console's, does not hide it.
func TestWritesOfASeries(t *testing.T) {
	var records []Record
	add := func(session, person string, at, of int) {
		r := Record{Kind: Intent, Operation: Remove, Write: newID(), Session: session, Person: Party{ID: person}}
		r.Series = Series{At: at, Of: of}
		records = append(records, r, r.Follow(Outcome))
	}
	add("1", "ann", 1, 4)
	add("1", "ann", 2, 4)
	add("1", "bob", 3, 4) // cannot happen; it is about somebody else
	add("2", "ann", 3, 4)
	add("1", "ann", 1, 2)
	add("1", "ann", 2, 2)
	add("1", "ann", 1, 1)
	var got []string
	for _, w := range Writes(records) {
		got = append(got, w.Place())
	}
	want := []string{"1 of 4", "2 of 4, the 2 after it were not sent", "3 of 4, the one after it was not sent",
		"3 of 4, the one after it was not sent", "1 of 2", "2 of 2", ""}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
