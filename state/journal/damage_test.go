package journal

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tapdesk/state/clock"
)

// TestRotationCarriesOver: small files, an old one, and expired ones. Each file continues the one before.
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
		t.Errorf("got %d records since then, %v", len(late), err)
	}
	sound(t, filepath.Join(dir, names[1]))
	for _, gone := range []int{0, 1, len(names) - 1} { // a missing file shows
		path := filepath.Join(dir, names[gone])
		if err := os.Rename(path, path+".away"); err != nil {
			t.Fatal(err)
		}
		if report := verified(t, dir); report.Broken == nil || report.Broken.Line != 1 {
			t.Errorf("without %s: got a break at %v", names[gone], report.Broken)
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
		t.Errorf("got the files %q, %v; want the two with the later records", left, err)
	}
	report = sound(t, dir)
	if notes := strings.Join(report.Notes, "\n"); report.First == 1 || !strings.Contains(notes, "have expired") {
		t.Errorf("got the first record %d and notes %q", report.First, notes)
	}
	if all := records(t, dir); all[len(all)-3].Kind != Expired || all[len(all)-3].RemovedThrough != report.First-1 {
		t.Errorf("%+v", all)
	}
}

// TestDamageIsSaid: what a crash cannot leave does not stop the desk, and is reported from then on.
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
				t.Errorf("got %d records of damage and the last record %+v", damage, last)
			}
			if report := verified(t, dir); report.Broken == nil {
				t.Error("Verify found no break")
			}
			_ = j.Close(context.Background())
		})
	}
}

// TestRemovedUnderneath: somebody removes the whole directory while a console runs. The console says so in the new one.
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
		t.Error("the console counts as dead")
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

// TestANewJournal: a journal without a record is sound, and so is what a crash leaves of the first record.
func TestANewJournal(t *testing.T) {
	dir := newDir(t)
	j := started(t, options(dir))
	report := sound(t, dir)
	if report.Records != 0 || !strings.Contains(strings.Join(report.Notes, "\n"), "nothing has been recorded yet") {
		t.Errorf("%+v", report)
	}
	write(t, filepath.Join(dir, currentName), []byte(`{"n":1,"time":"2026-`))
	sound(t, dir)
	appended(t, j, intent("w1"))
	if all := records(t, dir); len(all) != 1 || all[0].Serial != 1 || j.Damage() != "" {
		t.Errorf("got %+v and damage %q", all, j.Damage())
	}
	write(t, filepath.Join(dir, headName), headText(0, noHash, records(t, dir)[0].Journal))
	sound(t, dir)
}
