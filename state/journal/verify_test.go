package journal

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tapdesk/state/clock"
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
		r.Serial, r.Time, r.Journal, r.Previous, r.Session = uint64(i+1), begin.Add(time.Duration(i)*time.Second), last.Journal, last.Last, "s"
		line, err := encode(&r)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, append(bytes.Clone(line), '\n'))
		last.Count, last.Last = r.Serial, digest(line)
	}
	write(t, filepath.Join(dir, currentName), bytes.Join(lines, nil))
	if err := os.WriteFile(filepath.Join(dir, headName), fmt.Appendf(nil, `{"count":%d,"last":%q,"journal":%q}`, last.Count, last.Last, last.Journal), 0o600); err != nil {
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

// breaksAt fails unless the first break is in that line of the current file.
func breaksAt(t *testing.T, dir string, line int, what string) {
	t.Helper()
	report := verified(t, dir)
	if report.Broken == nil {
		t.Errorf("%s: nothing is found", what)
	} else if report.Broken.Line != line || filepath.Base(report.Broken.File) != currentName {
		t.Errorf("%s: found at %v, want line %d", what, report.Broken, line)
	}
}

func sound(t *testing.T, path string) Report {
	t.Helper()
	report := verified(t, path)
	if report.Broken != nil {
		t.Fatalf("it is said to break at %v", report.Broken)
	}
	return report
}

// TestEveryByte changes each byte of a journal in turn: the line is named.
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

// TestVerifyEnds are the ends that a crash leaves, which are none, and those that it cannot leave.
func TestVerifyEnds(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(path, head string, lines [][]byte) error
		// note is in the notes where it is sound, reason in the break where it is not.
		note, reason string
		line         int
	}{
		{"the head is one behind", func(path, head string, lines [][]byte) error { return headAt(head, lines[3]) }, "one record behind", "", 0},
		{"the head is two behind", func(path, head string, lines [][]byte) error { return headAt(head, lines[2]) }, "", "knows only 3", 5},
		{"half a line more", func(path, head string, lines [][]byte) error { return more(path, lines[0][:40]) }, "line 6 of journal.jsonl is torn", "", 0},
		{"a whole line without end", func(path, head string, lines [][]byte) error { return more(path, lines[0][:len(lines[0])-1]) }, "line 6 of journal.jsonl is torn", "", 0},
		{"half a line in place of the last", func(path, head string, lines [][]byte) error {
			return os.WriteFile(path, bytes.Join([][]byte{lines[0], lines[1], lines[2], lines[3], lines[4][:50]}, nil), 0o600)
		}, "", "not a record", 5},
		{"a foreign line more", func(path, head string, lines [][]byte) error { return more(path, lines[0]) }, "", "record 1 follows record 5", 6},
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
		{"a head of nothing", func(path, head string, _ [][]byte) error { return os.WriteFile(head, []byte("{}"), 0o600) }, "", "does not read as a head", 1},
		{"nothing left", func(path, head string, _ [][]byte) error { return os.WriteFile(path, nil, 0o600) }, "", "the head knows 5: 5 are cut off", 0},
		{"no file left", func(path, head string, _ [][]byte) error { return os.Remove(path) }, "", "the head knows 5: 5 are cut off", 0},
		{"a head of another line", func(path, head string, lines [][]byte) error {
			return os.WriteFile(head, fmt.Appendf(nil, `{"count":5,"last":%q,"journal":%q}`, noHash, theJournal(lines)), 0o600)
		}, "", "another last line", 5},
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
			case c.note != "" && (report.Broken != nil || !strings.Contains(notes, c.note)):
				t.Errorf("broken %v, notes %q", report.Broken, notes)
			case c.reason != "" && (report.Broken == nil || !strings.Contains(report.Broken.Reason, c.reason) || report.Broken.Line != c.line):
				t.Errorf("broken %v, want line %d %q", report.Broken, c.line, c.reason)
			}
		})
	}
}

func theJournal(lines [][]byte) string {
	r, _ := decode(bytes.TrimSuffix(lines[0], []byte("\n")))
	return r.Journal
}

// headAt writes the head as it was after a line.
func headAt(path string, line []byte) error {
	line = bytes.TrimSuffix(line, []byte("\n"))
	r, err := decode(line)
	return errors.Join(err, os.WriteFile(path, fmt.Appendf(nil, `{"count":%d,"last":%q,"journal":%q}`, r.Serial, digest(line), r.Journal), 0o600))
}

func more(path string, piece []byte) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(piece)
	return errors.Join(err, f.Close())
}

// TestClockSetBack: a record that is older than one before it of the same session is no break; that of another session
// is nothing at all.
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
			t.Errorf("%q: the notes are %q", change, report.Notes)
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
		fmt.Fprintf(&log, "Nov 23 13:00:00 jump tapdesk[1]: %s\nsomething else\n", Entry{r.Journal, r.Serial, r.Hash, r.Kind, "o"}.text())
	}
	report, err := Verify(dir, strings.NewReader(log.String()))
	if err != nil || report.Broken != nil || report.Anchored != 5 || len(report.Notes) != 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	rewrite(t, dir, lines, func(r *Record) { r.Person.UserPrincipalName = "nobody@sandbox.example" }, 2)
	if report := sound(t, dir); !strings.Contains(strings.Join(report.Notes, "\n"), "could not be checked") {
		t.Errorf("it does not say what it could not check: %q", report.Notes)
	}
	for name, text := range map[string]string{"the log": log.String(), "the log, and the new hashes sent after": log.String() + logOf(t, dir)} {
		report, err := Verify(dir, strings.NewReader(text))
		if err != nil || report.Broken == nil || report.Broken.Line != 3 || !strings.Contains(report.Broken.Reason, "anchor's log holds another hash for record 3") || report.More != 2 {
			t.Errorf("%s: %+v, %v", name, report.Broken, err)
		}
	}
	rewrite(t, dir, lines[:3], func(*Record) {}, 0)
	if report, _ := Verify(dir, strings.NewReader(log.String())); report.Broken == nil || !strings.Contains(report.Broken.Reason, "2 later ones") {
		t.Errorf("cut: %v", report.Broken)
	}
	rewrite(t, dir, lines, func(r *Record) { r.Journal = "another" }, 0)
	if report, _ := Verify(dir, strings.NewReader(log.String())); report.Broken == nil || !strings.Contains(report.Broken.Reason, "knows nothing of this journal") {
		t.Errorf("another journal: %v", report.Broken)
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

// rewrite forges lines anew from one on, hashes and head included.
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

// TestRotationCarriesOver: small files, an old one, and what expires. Each file goes on from the one before.
func TestRotationCarriesOver(t *testing.T) {
	dir := newDir(t)
	now := clock.NewManual(begin)
	o := options(dir)
	o.Clock, o.MaxBytes, o.RetentionDays = now, 2000, 400
	j := started(t, o)
	for i := range 20 {
		appended(t, j, intent(fmt.Sprint("w", i)))
	}
	names, err := rotated(dir)
	if err != nil || len(names) < 3 {
		t.Fatalf("%q, %v", names, err)
	}
	report := sound(t, dir)
	chained(t, records(t, dir))
	if report.Files != len(names)+1 || report.Records != len(records(t, dir)) || report.Records <= 20 {
		t.Errorf("%+v", report)
	}
	if late, err := Read(dir, begin.Add(time.Second)); err != nil || len(late) != 0 {
		t.Errorf("%d records are too late, %v", len(late), err)
	}
	sound(t, filepath.Join(dir, names[1]))
	for _, gone := range []int{0, 1, len(names) - 1} { // a file that is missing shows
		path := filepath.Join(dir, names[gone])
		if err := os.Rename(path, path+".away"); err != nil {
			t.Fatal(err)
		}
		if report := verified(t, dir); report.Broken == nil || report.Broken.Line != 1 {
			t.Errorf("%s is missing: %v", names[gone], report.Broken)
		}
		if err := os.Rename(path+".away", path); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		now.Advance(201 * day)
		appended(t, j, intent("late"), outcome("late", Done))
	}
	left, err := rotated(dir)
	if err != nil || len(left) != 2 {
		t.Errorf("left are %q, %v; want the two of the later records", left, err)
	}
	report = sound(t, dir)
	if notes := strings.Join(report.Notes, "\n"); report.First == 1 || !strings.Contains(notes, "have expired") {
		t.Errorf("first %d, notes %q", report.First, notes)
	}
	if all := records(t, dir); all[len(all)-3].Kind != Expired || all[len(all)-3].RemovedThrough != report.First-1 {
		t.Errorf("%+v", all)
	}
}

// TestDamageIsSaid: what no crash can leave does not stop the desk, and is named for good.
func TestDamageIsSaid(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, path, head string, lines [][]byte){
		"tail cut":       func(t *testing.T, path, _ string, lines [][]byte) { write(t, path, bytes.Join(lines[:3], nil)) },
		"everything cut": func(t *testing.T, path, _ string, _ [][]byte) { write(t, path, nil) },
		"file removed":   func(t *testing.T, path, _ string, _ [][]byte) { _ = os.Remove(path) },
		"head removed":   func(t *testing.T, _, head string, _ [][]byte) { _ = os.Remove(head) },
		"all waste, no head": func(t *testing.T, path, head string, _ [][]byte) {
			write(t, path, []byte("waste"))
			_ = os.Remove(head)
		},
		"nothing, no head": func(t *testing.T, path, head string, _ [][]byte) {
			write(t, path, nil)
			_ = os.Remove(head)
		},
		"head spoilt":    func(t *testing.T, _, head string, _ [][]byte) { write(t, head, []byte("x")) },
		"head of before": func(t *testing.T, _, head string, lines [][]byte) { _ = headAt(head, lines[1]) },
		"last line changed": func(t *testing.T, path, _ string, lines [][]byte) {
			write(t, path, bytes.Replace(bytes.Join(lines, nil), []byte("write-4"), []byte("write-5"), 1))
		},
		"lines added":        func(t *testing.T, path, _ string, lines [][]byte) { _ = more(path, lines[0]) },
		"two lines of waste": func(t *testing.T, path, _ string, _ [][]byte) { _ = more(path, []byte("waste\nwaste\n")) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := newDir(t)
			lines := forged(t, dir, 5)
			spoil(t, filepath.Join(dir, currentName), filepath.Join(dir, headName), lines)
			j := started(t, options(dir))
			appended(t, j, intent("after"), outcome("after", Done))
			all := records(t, dir)
			damage := 0
			for _, r := range all {
				if r.Kind == Damaged {
					damage++
				}
			}
			last := all[len(all)-1]
			if damage != 1 || last.Write != "after" || last.Serial < 8 && !strings.Contains(name, "no head") {
				t.Errorf("%d records of damage, the last %+v", damage, last)
			}
			if report := verified(t, dir); report.Broken == nil {
				t.Error("verify finds nothing")
			}
			_ = j.Close(context.Background())
		})
	}
}

// TestRemovedUnderneath: somebody removes the whole directory while a console runs. It says so in the new one.
func TestRemovedUnderneath(t *testing.T) {
	dir := newDir(t)
	j := started(t, options(dir))
	appended(t, j, intent("w1"), outcome("w1", Done))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	appended(t, j, intent("w2"))
	all := records(t, dir)
	if len(all) != 2 || all[0].Kind != Damaged || all[0].Serial != 3 || all[1].Serial != 4 {
		t.Errorf("%+v", all)
	}
	if !Alive(dir)(j.session) {
		t.Error("the console is taken for dead")
	}
}

func BenchmarkVerify(b *testing.B) {
	t := &testing.T{}
	dir := filepath.Join(b.TempDir(), "j")
	forged(t, dir, 10_000)
	for b.Loop() {
		if report, err := Verify(dir, nil); err != nil || report.Broken != nil {
			b.Fatal(report.Broken, err)
		}
	}
}

// TestANewJournal is one that nothing has been recorded in: it is sound, and so is what a crash leaves of the first
// record.
func TestANewJournal(t *testing.T) {
	dir := newDir(t)
	j := started(t, options(dir))
	if report := sound(t, dir); report.Records != 0 || !strings.Contains(strings.Join(report.Notes, "\n"), "nothing has been recorded yet") {
		t.Errorf("%+v", report)
	}
	write(t, filepath.Join(dir, currentName), []byte(`{"n":1,"time":"2026-`))
	sound(t, dir)
	appended(t, j, intent("w1"))
	if all := records(t, dir); len(all) != 1 || all[0].Serial != 1 || j.Damage() != "" {
		t.Errorf("%+v, damage %q", all, j.Damage())
	}
	write(t, filepath.Join(dir, headName), fmt.Appendf(nil, `{"count":0,"last":%q,"journal":%q}`, noHash, records(t, dir)[0].Journal))
	sound(t, dir)
}
