package journal

import (
	"crypto/rand"
	"os"
)

// The reserve is disk space for the records of writes in flight: each record takes a block for itself and one for the
// head. It is freed in steps, since another program may grab the space first.
const (
	reserveSize = 128 << 10
	reserveStep = 16 << 10
)

// reserve makes sure that the reserve is complete.
func (b *book) reserve() error {
	info, err := b.root.Lstat(reserveName)
	if err == nil && info.Mode().IsRegular() && info.Size() == reserveSize {
		return nil
	}
	data := make([]byte, reserveSize) // random: a file system may store zeros in no space
	_, _ = rand.Read(data)            // never fails
	return b.writeNew(reserveName, data)
}

// giveWay frees a part of the reserve, and reports whether there was any.
func (j *Journal) giveWay() bool {
	d, err := enter(j.o.Dir, j.o.Distrust, j.step, j.waiting.Store)
	if err != nil {
		return false
	}
	defer d.leave()
	f, err := d.open(reserveName, os.O_RDWR)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 || f.Truncate(max(0, info.Size()-reserveStep)) != nil {
		return false
	}
	return f.Sync() == nil // some file systems free the space only then
}
