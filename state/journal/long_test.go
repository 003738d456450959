package journal

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestALineLongerThanAnyRecord: a long line that ends in a forged record, anywhere in the journal, is a break for
// Verify, not a record for readers, and damage for the next append.
func TestALineLongerThanAnyRecord(t *testing.T) {
	for _, junk := range []int{maxLine - 100, maxLine + 1, 2*maxLine - 400, 2 * maxLine, 3 * maxLine, 4*maxLine + 7} {
		for _, c := range []struct {
			name string
			fill string
			at   int // the line it comes after
			end  string
		}{
			{"waste at the end", "x", 5, "\n"}, {"waste in the middle", "x", 3, "\n"}, {"spaces at the end", " ", 5, "\n"},
			{"spaces without a line feed", " ", 5, ""},
		} {
			dir := newDir(t)
			lines := forged(t, dir, 5)
			last, err := decode(bytes.TrimSuffix(lines[4], []byte("\n")))
			if err != nil {
				t.Fatal(err)
			}
			long := forgedBehind(t, last, bytes.TrimSuffix(lines[4], []byte("\n")), strings.Repeat(c.fill, junk))
			all := bytes.Join(lines[:c.at], nil)
			all = append(append(append(all, long...), c.end...), bytes.Join(lines[c.at:], nil)...)
			write(t, filepath.Join(dir, currentName), all)
			breaksAt(t, dir, c.at+1, c.name)
			read, err := Read(dir, time.Time{})
			if err != nil || len(read) != 5 {
				t.Errorf("%s of %d bytes: got %d records (%v), want 5", c.name, junk, len(read), err)
			}
			j := Open(options(dir))
			appended(t, j, intent("after"))
			if report := verified(t, dir); report.Broken == nil || report.Broken.Line != c.at+1 {
				t.Errorf("%s of %d bytes: after an append it breaks at %v, want line %d", c.name, junk, report.Broken, c.at+1)
			}
			if read := records(t, dir); read[len(read)-1].Write != "after" || (c.at == 5) != (j.Damage() != "") {
				t.Errorf("%s of %d bytes: the last record is %+v, the damage %q", c.name, junk, read[len(read)-1], j.Damage())
			}
			if err := j.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
}

// forgedBehind returns junk and a forged record that follows another, whose hash covers all of it.
func forgedBehind(t *testing.T, from Record, line []byte, junk string) []byte {
	t.Helper()
	r := tidy(intent("forged"))
	r.Serial, r.Journal, r.Previous, r.Time = from.Serial+1, from.Journal, digest(line), begin
	text, err := encode(&r)
	if err != nil {
		t.Fatal(err)
	}
	body := junk + string(text[:len(text)-hashTail])
	return []byte(body + hashMember + digest([]byte(body)) + `"}`)
}

// TestTheEndOfALongLineIsNoRecord: the tail of a line that is too long to be read whole is not taken for a record.
func TestTheEndOfALongLineIsNoRecord(t *testing.T) {
	lines := forged(t, newDir(t), 1)
	record := bytes.TrimSuffix(lines[0], []byte("\n"))
	for _, of := range []int{maxLine + 1, window} {
		text := append(bytes.Repeat([]byte("x"), of-len(record)), lines[0]...)
		if e, _, err := endOf(bytes.NewReader(text), int64(len(text))); err == nil && e.serial != 0 {
			t.Errorf("%d bytes: the end is record %d, want none", len(text), e.serial)
		}
		if r, err := lastRecord(bytes.NewReader(text), int64(len(text))); err == nil {
			t.Errorf("%d bytes: the last record is %+v, want none", len(text), r)
		}
	}
}
