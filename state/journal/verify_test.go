package journal

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// forged makes a journal of n records without syncing each, and returns its lines.
func forged(t *testing.T, dir string, n int) [][]byte {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	var lines [][]byte
	last := head{Last: noHash, Journal: newID()}
	for i := range n {
		r := tidy(intent(fmt.Sprintf("write-%d", i)))
		r.Serial, r.Time = uint64(i+1), begin.Add(time.Duration(i)*time.Second)
		r.Journal, r.Previous, r.Session = last.Journal, last.Last, "s"
		line, err := encode(&r)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, append(bytes.Clone(line), '\n'))
		last.Count, last.Last = r.Serial, digest(line)
	}
	write(t, filepath.Join(dir, currentName), bytes.Join(lines, nil))
	headFile := filepath.Join(dir, headName)
	if err := os.WriteFile(headFile, headText(last.Count, last.Last, last.Journal), 0o600); err != nil {
		t.Fatal(err)
	}
	return lines
}

func verified(t *testing.T, path string) Report {
	t.Helper()
	report, err := Verify(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// breaksAt fails unless the first break is in this line of the current file.
func breaksAt(t *testing.T, dir string, line int, what string) {
	t.Helper()
	report := verified(t, dir)
	if report.Broken == nil {
		t.Errorf("%s: got no break, want line %d", what, line)
	} else if report.Broken.Line != line || filepath.Base(report.Broken.File) != currentName {
		t.Errorf("%s: found at %v, want line %d", what, report.Broken, line)
	}
}

func sound(t *testing.T, path string) Report {
	t.Helper()
	report := verified(t, path)
	if report.Broken != nil {
		t.Fatalf("got a break at %v, want none", report.Broken)
	}
	return report
}

// TestEveryByte changes each byte of a journal in turn: Verify names the line.
func TestEveryByte(t *testing.T) {
	dir := newDir(t)
	lines := forged(t, dir, 2)
	path := filepath.Join(dir, currentName)
	whole := bytes.Join(lines, nil)
	sound(t, dir)
	at := 0
	for number, line := range lines {
		for range line {
			for i, flip := range []byte{byte(1 + at%255), whole[at] ^ '\n'} {
				if flip == 0 || i == 1 && at%9 != 0 {
					continue
				}
				changed := bytes.Clone(whole)
				changed[at] ^= flip
				write(t, path, changed)
				breaksAt(t, dir, number+1, fmt.Sprintf("byte %d ^ %#x", at, flip))
			}
			at++
		}
	}
}

// TestVerifyEnds: a crash can leave some of these ends, which are not breaks, and cannot leave the others.
func TestVerifyEnds(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(path, head string, lines [][]byte) error
		// note must be in the notes of a sound journal, reason in the break of another.
		note, reason string
		line         int
	}{
		{"the head is one behind", func(path, head string, lines [][]byte) error {
			return headAt(head, lines[3])
		}, "one record behind", "", 0},
		{"the head is two behind", func(path, head string, lines [][]byte) error {
			return headAt(head, lines[2])
		}, "", "counts only 3", 5},
		{"half a line more", func(path, head string, lines [][]byte) error {
			return more(path, lines[0][:40])
		}, "line 6 of journal.jsonl is torn", "", 0},
		{"a whole line without end", func(path, head string, lines [][]byte) error {
			return more(path, lines[0][:len(lines[0])-1])
		}, "line 6 of journal.jsonl is torn", "", 0},
		{"half a line in place of the last", func(path, head string, lines [][]byte) error {
			return os.WriteFile(path, bytes.Join([][]byte{lines[0], lines[1], lines[2], lines[3], lines[4][:50]}, nil), 0o600)
		}, "", "not a record", 5},
		{"a foreign line more", func(path, head string, lines [][]byte) error {
			return more(path, lines[0])
		}, "", "record 1 follows record 5", 6},
		{"no head", func(path, head string, _ [][]byte) error { return os.Remove(head) }, "", "there is no head", 5},
		{"no head, and waste", func(path, head string, _ [][]byte) error {
			return errors.Join(os.Remove(head), os.WriteFile(path, []byte("waste"), 0o600))
		}, "", "not a record", 1},
		{"no head, and lines of waste", func(path, head string, _ [][]byte) error {
			return errors.Join(os.Remove(head), os.WriteFile(path, []byte("waste\nwaste\n"), 0o600))
		}, "", "not a record", 1},
		{"no head, and nothing", func(path, head string, _ [][]byte) error {
			return errors.Join(os.Remove(head), os.WriteFile(path, nil, 0o600))
		}, "", "there is no head", 0},
		{"no head, and one record", func(path, head string, lines [][]byte) error {
			return errors.Join(os.Remove(head), os.WriteFile(path, lines[0], 0o600))
		}, "", "there is no head", 1},
		{"a head of nothing", func(path, head string, _ [][]byte) error {
			return os.WriteFile(head, []byte("{}"), 0o600)
		}, "", "it is not a head", 1},
		{"nothing left", func(path, head string, _ [][]byte) error {
			return os.WriteFile(path, nil, 0o600)
		}, "", "the head counts 5: 5 are cut off", 0},
		{"no file left", func(path, head string, _ [][]byte) error {
			return os.Remove(path)
		}, "", "the head counts 5: 5 are cut off", 0},
		{"a head of another line", func(path, head string, lines [][]byte) error {
			return os.WriteFile(head, headText(5, noHash, theJournal(lines)), 0o600)
		}, "", "a different last line", 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := newDir(t)
			lines := forged(t, dir, 5)
			if err := c.spoil(filepath.Join(dir, currentName), filepath.Join(dir, headName), lines); err != nil {
				t.Fatal(err)
			}
			report := verified(t, dir)
			notes := strings.Join(report.Notes, "\n")
			switch {
			case c.note != "":
				if report.Broken != nil || !strings.Contains(notes, c.note) {
					t.Errorf("got a break at %v and notes %q, want none and %q", report.Broken, notes, c.note)
				}
			case report.Broken == nil || !strings.Contains(report.Broken.Reason, c.reason) || report.Broken.Line != c.line:
				t.Errorf("got a break at %v, want line %d %q", report.Broken, c.line, c.reason)
			}
		})
	}
}

func theJournal(lines [][]byte) string {
	r, _ := decode(bytes.TrimSuffix(lines[0], []byte("\n")))
	return r.Journal
}

// headText returns the content of a head file.
func headText(count uint64, last, journal string) []byte {
	return fmt.Appendf(nil, `{"count":%d,"last":%q,"journal":%q}`, count, last, journal)
}

// headAt writes the head as it was after a line.
func headAt(path string, line []byte) error {
	line = bytes.TrimSuffix(line, []byte("\n"))
	r, err := decode(line)
	return errors.Join(err, os.WriteFile(path, headText(r.Serial, digest(line), r.Journal), 0o600))
}

func more(path string, piece []byte) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(piece)
	return errors.Join(err, f.Close())
}

// TestClockSetBack: a record older than an earlier one of the same session is not a break but a note; of another
// session it is not even that.
func TestClockSetBack(t *testing.T) {
	dir := newDir(t)
	lines := forged(t, dir, 5)
	for change, noted := range map[string]bool{"": true, "s": true, "other": false} {
		rewrite(t, dir, lines, func(r *Record) {
			if r.Serial == 3 {
				r.Time, r.Session = begin.Add(-time.Hour), cmp.Or(change, r.Session)
			}
		}, 0)
		if report := sound(t, dir); noted != strings.Contains(strings.Join(report.Notes, "\n"), "of the same session: 1") {
			t.Errorf("%q: got the notes %q", change, report.Notes)
		}
	}
}

// TestRewritten: the owner rewrites everything, head included. Only the anchor's log shows it.
func TestRewritten(t *testing.T) {
	dir := newDir(t)
	lines := forged(t, dir, 5)
	var log strings.Builder
	for _, line := range lines {
		r, _ := decode(bytes.TrimSuffix(line, []byte("\n")))
		entry := Entry{r.Journal, r.Serial, r.Hash, r.Kind, "o"}
		fmt.Fprintf(&log, "Nov 23 13:00:00 jump tapdesk[1]: %s\nsomething else\n", entry.text())
	}
	report, err := Verify(dir, strings.NewReader(log.String()))
	if err != nil || report.Broken != nil || report.Anchored != 5 || len(report.Notes) != 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	rewrite(t, dir, lines, func(r *Record) { r.Person.UserPrincipalName = "nobody@sandbox.example" }, 2)
	if report := sound(t, dir); !strings.Contains(strings.Join(report.Notes, "\n"), "cannot be ruled out") {
		t.Errorf("got the notes %q, want one on a rewrite", report.Notes)
	}
	for name, text := range map[string]string{
		"the log":                                log.String(),
		"the log, and the new hashes sent after": log.String() + logOf(t, dir),
	} {
		report, err := Verify(dir, strings.NewReader(text))
		want := "anchor's log holds another hash for record 3"
		if err != nil || report.Broken == nil || report.Broken.Line != 3 || report.More != 2 ||
			!strings.Contains(report.Broken.Reason, want) {
			t.Errorf("%s: %+v, %v", name, report.Broken, err)
		}
	}
	rewrite(t, dir, lines[:3], func(*Record) {}, 0)
	if report, _ = Verify(dir, strings.NewReader(log.String())); !brokenBy(report, "2 later ones") {
		t.Errorf("cut: got a break at %v", report.Broken)
	}
	rewrite(t, dir, lines, func(r *Record) { r.Journal = "another" }, 0)
	if report, _ = Verify(dir, strings.NewReader(log.String())); !brokenBy(report, "no record of this journal") {
		t.Errorf("another journal: got a break at %v", report.Broken)
	}
}

func logOf(t *testing.T, dir string) string {
	t.Helper()
	var log strings.Builder
	for _, r := range records(t, dir) {
		fmt.Fprintln(&log, Entry{r.Journal, r.Serial, r.Hash, r.Kind, "o"}.text())
	}
	return log.String()
}

// brokenBy reports whether a report has a break for this reason.
func brokenBy(report Report, reason string) bool {
	return report.Broken != nil && strings.Contains(report.Broken.Reason, reason)
}

// rewrite forges the lines from one on, hashes and head included.
func rewrite(t *testing.T, dir string, lines [][]byte, change func(*Record), from int) {
	t.Helper()
	previous := noHash
	var out [][]byte
	for i, line := range lines {
		r, err := decode(bytes.TrimSuffix(line, []byte("\n")))
		if err != nil {
			t.Fatal(err)
		}
		if i >= from {
			change(&r)
		}
		r.Previous = previous
		text, err := encode(&r)
		if err != nil {
			t.Fatal(err)
		}
		previous = digest(text)
		out = append(out, append(bytes.Clone(text), '\n'))
	}
	write(t, filepath.Join(dir, currentName), bytes.Join(out, nil))
	if err := headAt(filepath.Join(dir, headName), out[len(out)-1]); err != nil {
		t.Fatal(err)
	}
}
