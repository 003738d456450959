package journal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"golang.org/x/sys/unix"
)

// When a file is closed and a new one begun.
const (
	defaultMaxBytes = 8 << 20
	defaultMaxAge   = 30 * 24 * time.Hour // so that retention, which removes whole files, is kept within a month
	day             = 24 * time.Hour
)

// rotate begins a new file when the current one is large or old enough, and removes what has expired.
func (b *book) rotate() error {
	if b.size == 0 {
		return nil
	}
	first, err := firstRecord(b.file)
	if err != nil { // a damaged first line: there is no serial to name the file by
		return nil
	}
	old := b.s.o.Clock.Now().Sub(first.Time).Abs() >= b.s.o.MaxAge // or the clock was wrong when it was begun
	if b.size < b.s.o.MaxBytes && !old {
		return nil
	}
	name := fmt.Sprintf("%s%0*d%s", rotatedPrefix, serialDigits, first.Serial, rotatedSuffix)
	dir := int(b.dir.Fd())
	var st unix.Stat_t
	if err := unix.Fstatat(dir, name, &st, unix.AT_SYMLINK_NOFOLLOW); !errors.Is(err, fs.ErrNotExist) {
		return nil // something is in the way: this file simply grows on
	}
	if err := b.at("rename " + currentName); err != nil {
		return failed(b.join(currentName), err)
	}
	if err := retried(func() error { return unix.Renameat(dir, currentName, dir, name) }); err != nil {
		return failed(b.join(currentName), err)
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

// expire removes the older files whose last record is older than the site keeps records. What goes is said before it goes.
func (b *book) expire() error {
	if b.s.o.RetentionDays <= 0 {
		return nil
	}
	gone, through, err := b.expired()
	if err != nil || len(gone) == 0 {
		return err
	}
	reason := fmt.Sprintf("removed the records up to %d, older than %d days", through, b.s.o.RetentionDays)
	if err := b.must(Record{Kind: Expired, Reason: reason, RemovedThrough: through}); err != nil {
		return err
	}
	for _, name := range gone {
		if err := b.at("remove " + name); err != nil {
			return failed(b.join(name), err)
		}
		if err := unix.Unlinkat(int(b.dir.Fd()), name, 0); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return failed(b.join(name), err)
		}
	}
	return b.syncDir()
}

// expired returns the names of the older files that are to be removed, oldest first, and the serial of the last record in them.
//
// A clock that jumps must not remove anything. So the age of a file is what the clock tells less the longest time in which nothing was
// closed: a jump is the longest such time, or hides in it. What is removed late for that harms nobody.
func (b *book) expired() (gone []string, through uint64, err error) {
	names, err := rotated(b.path)
	if err != nil {
		return nil, 0, failed(b.path, err)
	}
	var lasts []Record
	for _, name := range names {
		last, err := b.lastOf(name)
		if err != nil {
			break // with one that cannot be read nothing later is removed either
		}
		lasts = append(lasts, last)
	}
	keep := time.Duration(b.s.o.RetentionDays) * day
	later, longest := b.s.o.Clock.Now(), time.Duration(0)
	ages := make([]time.Duration, len(lasts))
	for i := len(lasts) - 1; i >= 0; i-- {
		longest = max(longest, later.Sub(lasts[i].Time))
		later = lasts[i].Time
		ages[i] = b.s.o.Clock.Now().Sub(later) - longest
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
	f, err := b.open(name, unix.O_RDONLY)
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

// lastRecord returns the record in the last line of a file of size bytes.
func lastRecord(f io.ReaderAt, size int64) (Record, error) {
	from := max(0, size-maxLine-2) // with the line feed of the one before
	data := make([]byte, size-from)
	if _, err := f.ReadAt(data, from); err != nil && !errors.Is(err, io.EOF) {
		return Record{}, err
	}
	line, start := lastLine(data)
	return decodeLast(line, start, from > 0)
}

// firstRecord returns the record in the first line of a file.
func firstRecord(f io.ReaderAt) (Record, error) {
	data := make([]byte, maxLine+1)
	n, err := f.ReadAt(data, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return Record{}, err
	}
	for i, c := range data[:n] {
		if c == '\n' {
			return decode(data[:i])
		}
	}
	return Record{}, errNoRecord
}
