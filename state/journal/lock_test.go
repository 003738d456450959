//go:build unix

package journal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"
)

// TestVerifyEndsWhoeverHoldsTheLock: the journal breaks, is written to while it is read, and its owner never releases
// the lock.
func TestVerifyEndsWhoeverHoldsTheLock(t *testing.T) {
	dir := newDir(t)
	forged(t, dir, 3)
	path := filepath.Join(dir, currentName)
	if err := more(path, []byte("waste\nwaste\n")); err != nil {
		t.Fatal(err)
	}
	lock, err := os.Create(filepath.Join(dir, lockName))
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		report, err := Verify(dir, nil)
		if took := time.Since(began); took > 2*lockPatience {
			t.Errorf("Verify took %v, want %v", took, lockPatience)
		}
		notes := strings.Join(report.Notes, "\n")
		if err != nil || report.Broken == nil || report.Broken.Line != 4 || !strings.Contains(notes, "could not be locked") {
			t.Errorf("got a break at %v, notes %q and %v; want a break in line 4 and a note on the lock",
				report.Broken, report.Notes, err)
		}
	})
}
