package journal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tapdesk/state/text"
)

// Read returns the records made since an instant, in order, from all files in a journal's directory or from one file;
// the zero time means all. With keep it returns only the records that keep accepts, so that years of a journal need not
// fit in memory. The texts are safe to draw. It skips whatever is not a record, such as a last line that is torn or
// still being written; Verify reports those. A missing directory has no records.
func Read(path string, since time.Time, keep ...func(Record) bool) ([]Record, error) {
	o, err := openPath(path)
	if err != nil {
		return nil, err
	}
	defer o.close()
	var records []Record
	for _, f := range o.files {
		if last, err := lastRecord(f, f.size); err == nil && last.Time.Before(since) && f.rotated {
			continue
		}
		err := f.eachLine(func(_ int, line []byte, whole bool) bool {
			r, err := decode(line)
			if err != nil || !whole || r.Time.Before(since) {
				return true
			}
			r = tidy(r)
			for _, wanted := range keep {
				if !wanted(r) {
					return true
				}
			}
			records = append(records, r)
			return true
		})
		if err != nil {
			return nil, fmt.Errorf("%s cannot be read: %w", text.Line(f.Name()), err)
		}
	}
	return records, nil
}

// snapshot is a journal as it was at one moment.
type snapshot struct {
	// files are the journal's files, oldest first.
	files []part
	// dir is the directory whose head was read; empty when an older file was named alone. one means that a file was
	// named.
	dir string
	one bool
	// head is the head, or headErr the reason why there is none; fs.ErrNotExist if it is missing.
	head    head
	headErr error
	// lockErr is why the lock could not be taken: the files may not be from one moment then.
	lockErr error
}

// openPath opens a journal named by its directory, or one file of it. A missing one has no files. It takes the lock
// meanwhile if it can, so that no console begins or removes a file. What is written later is not read.
func openPath(path string) (*snapshot, error) {
	s := &snapshot{dir: path, headErr: fs.ErrNotExist}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil && !info.IsDir() {
		if s.one, s.dir = true, ""; filepath.Base(path) == currentName {
			s.dir = filepath.Dir(path)
		}
	}
	if s.dir != "" {
		var release func()
		release, s.lockErr = holdOff(s.dir)
		defer release()
		s.head, s.headErr = headIn(s.dir)
	}
	if err := s.open(path); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *snapshot) open(path string) error {
	paths := []string{path}
	if !s.one {
		names, err := rotated(path)
		if err != nil {
			return fmt.Errorf("the journal in %s cannot be read: %w", text.Line(path), err)
		}
		paths = nil
		for _, name := range append(names, currentName) {
			paths = append(paths, filepath.Join(path, name))
		}
	}
	for i, path := range paths {
		f, err := openPart(path, i < len(paths)-1)
		if errors.Is(err, fs.ErrNotExist) && filepath.Base(path) == currentName && !s.one {
			break // it does not exist yet
		}
		if err != nil {
			return err
		}
		s.files = append(s.files, f)
	}
	return nil
}

func (s *snapshot) close() {
	for _, f := range s.files {
		_ = f.Close()
	}
}

// lockPatience is how long readers wait for the journal's lock. A console holds it during an append; its owner could
// hold it for ever.
const lockPatience = 2 * time.Second

// holdOff keeps the consoles from writing until the function it returns is called. Its error means that it did not get
// the lock in time. Without a lock file nobody writes.
func holdOff(dir string) (release func(), err error) {
	lock, err := reading(filepath.Join(dir, lockName))
	if errors.Is(err, fs.ErrNotExist) {
		return func() {}, nil
	}
	if err != nil {
		return func() {}, err
	}
	for end := time.Now().Add(lockPatience); ; time.Sleep(lockPatience / 1000) {
		if err = lockFile(lock, true, false); err == nil {
			return func() { _ = lock.Close() }, nil
		}
		if !errors.Is(err, errLocked) || time.Now().After(end) {
			_ = lock.Close()
			return func() {}, err
		}
	}
}

// part is an open file of a journal.
type part struct {
	*os.File
	rotated bool
	// size is the length in bytes when the file was opened. What is written later is not read, or reading might never
	// end.
	size int64
}

func openPart(path string, rotated bool) (part, error) {
	f, err := reading(path)
	if err != nil {
		return part{}, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return part{}, failed(path, err)
	}
	return part{f, rotated, info.Size()}, nil
}

// eachLine is the function eachLine for this file.
func (p part) eachLine(do func(number int, line []byte, whole bool) bool) error {
	return eachLine(io.NewSectionReader(p, 0, p.size), do)
}

// tooLong represents a line that is longer than any record.
var tooLong = make([]byte, maxLine+1)

// eachLine calls do with each line, without its line feed, and its number from 1, until do returns false. whole reports
// whether the line ended with a line feed. For a line longer than two records do gets tooLong: its tail must not be
// taken for a record.
func eachLine(r io.Reader, do func(number int, line []byte, whole bool) bool) error {
	in := bufio.NewReaderSize(r, 2*maxLine)
	for number := 1; ; number++ {
		line, err := in.ReadSlice('\n')
		long := errors.Is(err, bufio.ErrBufferFull)
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = in.ReadSlice('\n')
		}
		whole := err == nil
		switch {
		case !whole && !errors.Is(err, io.EOF):
			return err
		case long:
			line = tooLong
		case whole:
			line = line[:len(line)-1]
		case len(line) == 0:
			return nil
		}
		if !do(number, line, whole) || !whole {
			return nil
		}
	}
}
