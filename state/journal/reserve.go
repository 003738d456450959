package journal

import (
	"crypto/rand"
	"os"
)

// The reserve is room on the disk for the records of writes under way: each takes a block of the file, and one for the
// head. It is given up in steps, since other programs that want room may be quicker.
const (
	reserveSize = 128 << 10
	reserveStep = 16 << 10
)

// reserve makes sure that the reserve is whole.
func (b *book) reserve() error {
	info, err := b.root.Lstat(reserveName)
	if err == nil && info.Mode().IsRegular() && info.Size() == reserveSize {
		return nil
	}
	data := make([]byte, reserveSize) // random: a file system may store zeros in no room at all
	_, _ = rand.Read(data)            // never fails
	return b.writeNew(reserveName, data)
}

// giveWay frees a part of the reserve. It reports whether there was any.
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
	return f.Sync() == nil // some file systems free it only then
}
