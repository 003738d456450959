package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tapdesk/state/clock"
)

// TestReadWhileWritten verifies and reads a journal while it is written and rotated and its old files are removed: it
// never appears broken and no record is missed. Several readers run at once, so that a file often disappears between
// listing and opening.
func TestReadWhileWritten(t *testing.T) {
	dir := newDir(t)
	now := clock.NewManual(begin)
	o := small(dir, now)
	o.RetentionDays = 1
	j := started(t, o)
	appended(t, j, intent("first"))
	written, end := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for reader := range 3 {
		readers.Go(func() {
			for round := 0; round == 0 || written.Err() == nil; round++ {
				if err := readsWhole(dir, reader == 0); err != nil {
					t.Errorf("round %d: %v", round, err)
					return
				}
			}
		})
	}
	for i := range 150 {
		now.Advance(time.Hour)
		appended(t, j, intent(fmt.Sprint("w", i)))
	}
	end()
	readers.Wait()
	if report := sound(t, dir); report.First == 1 {
		t.Error("no record has expired, want some")
	}
}

// readsWhole reads or verifies a journal and returns what is missing.
func readsWhole(dir string, verify bool) error {
	if verify {
		report, err := Verify(dir, nil)
		if err == nil && report.Broken != nil {
			err = errors.New(report.Broken.String())
		}
		return err
	}
	all, err := Read(dir, time.Time{})
	for i := 1; i < len(all); i++ {
		if all[i].Serial != all[i-1].Serial+1 {
			return fmt.Errorf("record %d follows %d", all[i].Serial, all[i-1].Serial)
		}
	}
	return err
}

// FuzzVerify: no bytes in place of a journal crash reading, verifying or appending.
func FuzzVerify(f *testing.F) {
	t := &testing.T{}
	base := filepath.Join(f.TempDir(), "seed")
	lines := forged(t, base, 3)
	f.Add(bytes.Join(lines, nil), read(t, filepath.Join(base, headName)))
	f.Add(bytes.Join(lines[1:], nil), []byte("{}"))
	f.Add([]byte("\n\n{\"n\":1}\n"), []byte("[]"))
	head := read(t, filepath.Join(base, headName))
	f.Add(append(bytes.Join(lines, nil), "waste\nmore waste"...), head)
	f.Add(append(bytes.Join(lines, nil), strings.Repeat(" ", 2*maxLine)...), head)
	f.Add(append(bytes.Join(lines, nil), strings.Repeat("x", 3*maxLine)+"\n"...), head)
	f.Fuzz(func(t *testing.T, text, head []byte) {
		dir := filepath.Join(t.TempDir(), "j")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, currentName), text)
		write(t, filepath.Join(dir, headName), head)
		before := verified(t, dir)
		j := Open(options(dir))
		err := j.Append(intent("w"))
		if (err == nil) != (j.Trouble() == nil) {
			t.Errorf("got append error %v and trouble %v", err, j.Trouble())
		}
		_ = j.Close(t.Context())
		if err != nil {
			return
		}
		after := verified(t, dir)
		all := records(t, dir)
		if last := all[len(all)-1]; last.Write != "w" {
			t.Errorf("got the last record %+v, want the one appended", last)
		}
		if before.Broken != nil && after.Broken == nil {
			t.Errorf("an append repaired the break at %v, want it kept", before.Broken)
		}
		if before.Broken == nil && after.Broken != nil {
			t.Errorf("an append broke the journal at %v", after.Broken)
		}
	})
}

// TestNoPlaceForASecret: a record has fields for names, ids, words and times, and none that could hold the value of a
// pass or a token. Adding a field means adding it here.
func TestNoPlaceForASecret(t *testing.T) {
	want := strings.Fields(
		`n time kind write operation result revealed reason operator.userPrincipalName operator.id tenantId cloud graphRoot
		person.userPrincipalName person.id ticket verification lifetimeInMinutes startDateTime isUsableOnce
		passId createdDateTime askedDateTime replaces methodId method series
		removedThrough client-request-id request-id status host sshClient session journal prev hash`)
	var got []string
	var members func(prefix string, of reflect.Type)
	members = func(prefix string, of reflect.Type) {
		for field := range of.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if field.Type == reflect.TypeFor[Party]() {
				members(name+".", field.Type)
				continue
			}
			got = append(got, prefix+name)
		}
	}
	members("", reflect.TypeFor[Record]())
	if !slices.Equal(got, want) {
		t.Errorf("a record has the fields %q, want %q", got, want)
	}
}
