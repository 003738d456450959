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

// TestVerifyEndsWhoeverHoldsTheLock: the journal breaks, it is written to while it is read, and its owner holds the lock for good.
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
		if _, had := holdOff(dir); had || time.Since(began) > 2*lockPatience {
			t.Errorf("had the lock: %v, after %v; want false, after %v", had, time.Since(began), lockPatience)
		}
	})
	done := make(chan struct{})
	go func() { // writes to it all the time
		for path := path; ; {
			select {
			case <-done:
				return
			default:
				_ = more(path, []byte("waste\n"))
			}
		}
	}()
	report, err := Verify(dir, nil)
	close(done)
	if err != nil || report.Broken == nil || report.Broken.Line != 4 || !strings.Contains(strings.Join(report.Notes, "\n"), "could not be had") {
		t.Errorf("broken %v, notes %q, %v", report.Broken, report.Notes, err)
	}
}
