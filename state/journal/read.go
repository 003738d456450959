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

// Read returns the records made since an instant, of all files in the directory of a journal, or of one file, in their
// order; the zero time stands for all. Where keep is given, the records are those that it wants: a journal of years is
// not for the memory of a console. Their texts are safe to draw. What is no record, such as a last line that is being
// written or was torn, is left out: Verify tells about it. A directory that is not there has no records.
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
	// files are oldest first, the current one last.
	files []part
	// dir is the directory whose head was read; empty where an older file was named alone. One reports that a file was
	// named.
	dir string
	one bool
	// head is what was there of it, or headErr; fs.ErrNotExist for none.
	head    head
	headErr error
	// lockErr is why the lock could not be had: the files may be of more than one moment then.
	lockErr error
}

// openPath opens a journal that is named by its directory, or one file of it. One that is not there has no files. The
// lock is held for that, where it can be had in time: so no console begins a file or removes one meanwhile. What is
// written later is not read.
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
			break // it has not been begun
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

// lockPatience is how long readers wait for the journal's lock: a console holds it for an append, and anybody who owns
// it could for ever.
const lockPatience = 2 * time.Second

// holdOff keeps the consoles from writing until the function it returns is called. Its error says that the lock could
// not be had in time. Where there is none nobody writes.
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
	// size is how long it was when it was opened, in bytes: what is written later is not read, or reading it might
	// never end.
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

// eachLine calls do with each line; see the function of that name.
func (p part) eachLine(do func(number int, line []byte, whole bool) bool) error {
	return eachLine(io.NewSectionReader(p, 0, p.size), do)
}

// tooLong stands for a line that is longer than any record.
var tooLong = make([]byte, maxLine+1)

// eachLine calls do with each line, by its number from 1 and without its line feed, until it returns false. Whole says
// that it ended with one. For a line of more than two records' length do gets tooLong: the end of it must not pass for
// a record.
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
