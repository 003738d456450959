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

	"tapdesk/state/clean"
)

// Read returns the records made since an instant, of all files in the directory of a journal, or of one file, in their order; the zero
// time stands for all. Where keep is given, the records are those that it wants: a journal of years is not for the memory of a console.
// Their texts are safe to draw. What is no record, such as a last line that is being written or was torn, is left out: Verify tells
// about it. A directory that is not there has no records.
func Read(path string, since time.Time, keep ...func(Record) bool) ([]Record, error) {
	files, err := openPath(path)
	if err != nil {
		return nil, err
	}
	defer closeAll(files)
	var records []Record
	for _, f := range files {
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
			return nil, fmt.Errorf("%s cannot be read: %w", clean.Line(f.Name()), err)
		}
	}
	return records, nil
}

// openPath opens the files of a journal that is named by its directory, or one file.
func openPath(path string) ([]part, error) {
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		return openFiles(path)
	}
	f, err := openPart(path, false)
	if err != nil {
		return nil, err
	}
	return []part{f}, nil
}

// part is an open file of a journal.
type part struct {
	*os.File
	rotated bool
	// size is how long it was when it was opened, in bytes: what is written later is not read, or reading it might never end.
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

func closeAll(files []part) {
	for _, f := range files {
		_ = f.Close()
	}
}

// lookings is how many times openFiles looks before it holds the consoles off, and as many more before it gives up.
const lookings = 5

// openFiles opens the files of a journal, oldest first, the current one last. Where a file was begun or has expired
// meanwhile it starts over, since records would be missing from the middle of what it has opened. It is an error when
// that never ends.
func openFiles(dir string) ([]part, error) {
	for look := 1; look <= 2*lookings; look++ {
		names, err := rotated(dir)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the journal in %s cannot be read: %w", clean.Line(dir), err)
		}
		files, whole, err := openListed(dir, names)
		if err == nil && whole {
			return files, nil
		}
		closeAll(files)
		if err != nil {
			return nil, err
		}
		if look == lookings {
			release, _ := holdOff(dir)
			defer release()
		}
	}
	return nil, fmt.Errorf("the journal in %s changes faster than it can be read: try again", clean.Line(dir))
}

// openListed opens the rotated files that were listed, and the current one. It reports whether they are all of one
// moment: none of those listed has gone, and none has been begun.
func openListed(dir string, names []string) (files []part, whole bool, err error) {
	for _, name := range names {
		f, err := openPart(filepath.Join(dir, name), true)
		if errors.Is(err, fs.ErrNotExist) { // it has expired since
			return files, false, nil
		}
		if err != nil {
			return files, false, err
		}
		files = append(files, f)
	}
	f, err := openPart(filepath.Join(dir, currentName), false)
	switch {
	case err == nil:
		files = append(files, f)
	case !errors.Is(err, fs.ErrNotExist):
		return files, false, err
	}
	now, err := rotated(dir)
	return files, err == nil && newest(now) == newest(names), nil
}

func newest(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[len(names)-1]
}

// tooLong stands for a line that is longer than any record.
var tooLong = make([]byte, maxLine+1)

// eachLine calls do with each line, by its number from 1 and without its line feed, until it returns false. Whole says that it ended
// with one. For a line of more than two records' length do gets tooLong: the end of it must not pass for a record.
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
