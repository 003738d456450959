package journal

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
)

// end is where a journal ends: what the next record is chained to.
type end struct {
	// serial is that of the last record, 0 when there is none. last is the SHA-256 of its line; before is that of the
	// line before it, as the record states it.
	serial       uint64
	last, before string
	journal      string
	// broken says what is wrong with the last line, if it is more than a torn piece.
	broken string
	// unended means that the last line has no line feed and stays.
	unended bool
}

// window is how many bytes of the end of a file are read: enough for two lines of any length and a torn piece.
const window = 3 * maxLine

// endOf finds the end of a file of size bytes, and how many of them are a torn last line: bytes without a line feed or,
// after a sound line, a line that does not match its own hash. Each line is synced before the next is written, so at
// most one can be torn, and it is no longer than a record.
func endOf(f io.ReaderAt, size int64) (e end, torn int64, err error) {
	from := max(0, size-window)
	data := make([]byte, size-from)
	if _, err := f.ReadAt(data, from); err != nil && !errors.Is(err, io.EOF) {
		return end{}, 0, err
	}
	whole := bytes.LastIndexByte(data, '\n') + 1
	torn = int64(len(data) - whole)
	unended := torn > 0
	if whole > 0 {
		var piece int64
		if e, piece = lastOf(data[:whole], from > 0, torn == 0); piece > 0 {
			torn = piece
		}
	}
	if torn > maxLine+1 && e.broken == "" {
		e.broken = errTooLong.Error()
	}
	if e.broken != "" { // it stays, for Verify to report
		e.unended, torn = unended, 0
	}
	return e, torn, nil
}

// lastOf finds the end in text that ends with a line feed; cut means that the text begins in the middle of a file. If
// the last line is not a record and may be torn, the end is the record before it, or the beginning of the file, and
// torn is the length of the last line.
func lastOf(text []byte, cut, may bool) (e end, torn int64) {
	line, start := lastLine(text)
	r, err := decodeLast(line, start, cut)
	if err == nil {
		return endAt(r, line), 0
	}
	broken := end{last: digest(line), broken: err.Error()}
	switch {
	case !may || start == 0 && cut:
		return broken, 0
	case start == 0:
		return end{}, int64(len(text))
	}
	above, at := lastLine(text[:start])
	if r, err := decodeLast(above, at, cut); err == nil {
		return endAt(r, above), int64(len(text) - start)
	}
	return broken, 0
}

// decodeLast decodes a line that begins at start in a text. A line that begins before a cut text is longer than any
// record: its tail must not be taken for one.
func decodeLast(line []byte, start int, cut bool) (Record, error) {
	if start == 0 && cut {
		return Record{}, errTooLong
	}
	return decode(line)
}

func endAt(r Record, line []byte) end {
	return end{serial: r.Serial, last: digest(line), before: r.Previous, journal: r.Journal}
}

// lastLine returns the last line of a text that ends with a line feed, without the line feed, and where the line
// begins.
func lastLine(text []byte) (line []byte, start int) {
	if len(text) == 0 {
		return nil, 0
	}
	start = bytes.LastIndexByte(text[:len(text)-1], '\n') + 1
	return text[start : len(text)-1], start
}

// An older file is named by the serial of its first record, between these two.
const (
	rotatedPrefix = "journal-"
	rotatedSuffix = ".jsonl"
	serialDigits  = 12
)

// rotated returns the names of the older files in a directory, oldest first.
func rotated(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if isRotated(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int { // by number: the longer name is later
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	return names, nil
}

// isRotated reports whether an older file could have this name.
func isRotated(name string) bool {
	digits, is := strings.CutPrefix(name, rotatedPrefix)
	digits, also := strings.CutSuffix(digits, rotatedSuffix)
	return is && also && len(digits) >= serialDigits && strings.Trim(digits, "0123456789") == ""
}

// lastRecord returns the record in the last line of a file of size bytes.
func lastRecord(f io.ReaderAt, size int64) (Record, error) {
	from := max(0, size-maxLine-2) // including the line feed before it
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
