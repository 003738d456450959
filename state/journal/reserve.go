package journal

import (
	"crypto/rand"
	"os"

	"golang.org/x/sys/unix"
)

// The reserve is room on the disk for the records of writes under way: each takes a block of the file, and one for the head. It is given up
// in steps, since other programs that want room may be quicker.
const (
	reserveSize = 128 << 10
	reserveStep = 16 << 10
)

// reserve makes sure that the reserve is whole.
func (b *book) reserve() error {
	info, err := os.Lstat(b.join(reserveName))
	if err == nil && info.Mode().IsRegular() && info.Size() == reserveSize {
		return nil
	}
	data := make([]byte, reserveSize) // random: a file system may store zeros in no room at all
	_, _ = rand.Read(data)            // never fails
	return b.writeNew(reserveName, data)
}

// giveWay frees a part of the reserve. It reports whether there was any.
func (s *store) giveWay() bool {
	p, err := enter(s.o.Dir, s.o.Distrust, s.step, s.waiting)
	if err != nil {
		return false
	}
	defer p.leave()
	f, err := p.open(reserveName, unix.O_RDWR)
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
