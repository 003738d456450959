package journal

import (
	"fmt"
	"os"
	"time"
)

// When a file is closed and a new one begins.
const (
	defaultMaxBytes = 8 << 20
	defaultMaxAge   = 30 * 24 * time.Hour // so that retention, which removes whole files, is kept within a month
	day             = 24 * time.Hour
)

// rotate begins a new file when the current one is big or old enough, and removes expired ones.
func (b *book) rotate() error {
	if b.size == 0 {
		return nil
	}
	first, err := firstRecord(b.file)
	if err != nil { // a damaged first line: no serial to name the file by
		return nil
	}
	old := b.j.o.Clock.Now().Sub(first.Time).Abs() >= b.j.o.MaxAge // or the clock was wrong when it was begun
	if b.size < b.j.o.MaxBytes && !old {
		return nil
	}
	name := fmt.Sprintf("%s%0*d%s", rotatedPrefix, serialDigits, first.Serial, rotatedSuffix)
	if !b.missing(name) {
		return nil // the name is taken: this file just keeps growing
	}
	if err := b.rename(currentName, name); err != nil {
		return err
	}
	_ = b.file.Close()
	b.size = 0
	if err := b.openCurrent(); err != nil {
		return err
	}
	b.goesOn = name
	if err := b.carryOver(); err != nil {
		return err
	}
	return b.expire()
}

// expire removes the older files whose last record is beyond the site's retention. It records this before it removes
// anything.
func (b *book) expire() error {
	if b.j.o.RetentionDays <= 0 {
		return nil
	}
	gone, through, err := b.expired()
	if err != nil || len(gone) == 0 {
		return err
	}
	reason := fmt.Sprintf("removed the records up to %d, older than %d days", through, b.j.o.RetentionDays)
	if err := b.must(Record{Kind: Expired, Reason: reason, RemovedThrough: through}); err != nil {
		return err
	}
	for _, name := range gone {
		if err := b.remove(name); err != nil {
			return err
		}
	}
	return b.sync()
}

// expired returns the names of the older files to remove, oldest first, and the serial of the last record in them.
//
// A clock that jumps must not remove anything. So the age of a file is the time since it was closed, by the clock, less
// the longest time in which no file was closed: a jump either is that time or lies within it. Removing a file late for
// that reason does no harm.
func (b *book) expired() (gone []string, through uint64, err error) {
	names, err := rotated(b.path)
	if err != nil {
		return nil, 0, failed(b.path, err)
	}
	var lasts []Record
	for _, name := range names {
		last, err := b.lastOf(name)
		if err != nil {
			break // keep it and everything later if it cannot be read
		}
		lasts = append(lasts, last)
	}
	keep := time.Duration(b.j.o.RetentionDays) * day
	later, longest := b.j.o.Clock.Now(), time.Duration(0)
	ages := make([]time.Duration, len(lasts))
	for i := len(lasts) - 1; i >= 0; i-- {
		longest = max(longest, later.Sub(lasts[i].Time))
		later = lasts[i].Time
		ages[i] = b.j.o.Clock.Now().Sub(later) - longest
	}
	for i, last := range lasts {
		if ages[i] <= keep {
			break
		}
		gone, through = append(gone, names[i]), last.Serial
	}
	return gone, through, nil
}

// lastOf returns the last record of an older file.
func (b *book) lastOf(name string) (Record, error) {
	f, err := b.open(name, os.O_RDONLY)
	if err != nil {
		return Record{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Record{}, err
	}
	return lastRecord(f, info.Size())
}
