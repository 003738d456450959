package journal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// book is the journal's current file, open for one append: the lock is held.
type book struct {
	*place
	s    *store
	file *os.File
	size int64
	end
	// goesOn is the older file that an empty current one goes on from.
	goesOn string
	// damage says what does not fit, to be written before anything else.
	damage string
	// behind says that the head has yet to catch up.
	behind bool
}

// openBook takes the lock, opens the current file, sets a torn piece aside and finds the end.
func (s *store) openBook() (*book, error) {
	p, err := enter(s.o.Dir, s.o.Distrust, s.step, s.waiting)
	if err != nil {
		return nil, err
	}
	b := &book{place: p, s: s}
	if err := b.load(); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *book) close() {
	if b.file != nil {
		_ = b.file.Close()
	}
	b.leave()
}

func (b *book) load() error {
	if err := b.openCurrent(); err != nil {
		return err
	}
	path := b.join(currentName)
	info, err := b.file.Stat()
	if err != nil {
		return failed(path, err)
	}
	var torn int64
	b.end, torn, err = endOf(b.file, info.Size())
	if err != nil {
		return failed(path, err)
	}
	b.size = info.Size() - torn
	if torn > 0 {
		if err := b.setAside(torn); err != nil {
			return err
		}
	}
	if b.size == 0 {
		if err := b.older(); err != nil {
			return err
		}
	}
	return b.compare(torn > 0)
}

// openCurrent opens the current file, and makes it where it is missing.
func (b *book) openCurrent() (err error) {
	b.file, err = b.open(currentName, unix.O_RDWR|unix.O_APPEND)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := b.begin(); err != nil {
		return err
	}
	if b.file, err = b.open(currentName, unix.O_RDWR|unix.O_APPEND|unix.O_CREAT|unix.O_EXCL); err != nil {
		return err
	}
	return b.syncDir()
}

// begin writes the head of a journal without a record, where there is nothing of a journal yet. It comes before the first file: a file
// without a head is one whose head was removed.
func (b *book) begin() error {
	names, err := rotated(b.path)
	if err != nil || len(names) > 0 {
		return failed(b.path, err)
	}
	switch _, err := b.readHead(); {
	case err == nil || errors.Is(err, errNoHead):
		return nil // compare judges it
	case !errors.Is(err, fs.ErrNotExist):
		return failed(b.join(headName), err)
	}
	if err := b.saveHead(head{Last: noHash, Journal: b.s.o.NewID()}); err != nil {
		return err
	}
	return b.syncDir()
}

// setAside copies the torn piece at the end into a file of its own, and cuts it off.
func (b *book) setAside(torn int64) error {
	name, err := b.free(tornPrefix + "%d")
	if err != nil {
		return err
	}
	data, err := io.ReadAll(io.NewSectionReader(b.file, b.size, torn))
	if err != nil {
		return failed(b.join(currentName), err)
	}
	if err := b.writeNew(name, data); err != nil {
		return err
	}
	return b.cut()
}

// cut makes the file end after size bytes.
func (b *book) cut() error {
	err := b.at("truncate")
	if err == nil {
		err = retried(func() error { return unix.Ftruncate(int(b.file.Fd()), b.size) })
	}
	if err == nil {
		err = b.file.Sync()
	}
	return failed(b.join(currentName), err)
}

// older finds the end in the newest of the older files: the current one is empty.
func (b *book) older() error {
	names, err := rotated(b.path)
	if err != nil || len(names) == 0 {
		return failed(b.path, err)
	}
	b.goesOn = names[len(names)-1]
	f, err := b.open(b.goesOn, unix.O_RDONLY)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil {
		var torn int64
		if b.end, torn, err = endOf(f, info.Size()); torn > 0 && err == nil {
			b.damage = b.goesOn + " does not end with a whole record"
		}
	}
	return failed(b.join(b.goesOn), err)
}

// compare holds the end against the head, and against what this console wrote last.
func (b *book) compare(torn bool) error {
	h, err := b.readHead()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		b.damage = "the head is gone"
	case errors.Is(err, errNoHead):
		b.damage = "the head does not read as one"
	case err != nil:
		return failed(b.join(headName), err)
	case h.Count == 0 && b.serial == 0 && b.broken == "":
	case h.Journal == b.journal && h.Count == b.serial && h.Last == b.last:
	case h.Journal == b.journal && h.Count+1 == b.serial && h.Last == b.before:
		b.behind = true
	default:
		b.damage = b.against(h, "the head", torn)
	}
	if seen := b.s.seen; b.damage == "" && seen.Count > 0 && (seen.Journal != b.journal || seen.Count > b.serial || seen.Count == b.serial && seen.Last != b.last) {
		b.damage = b.against(seen, "this console", torn)
		h = seen
	}
	if b.broken != "" && b.damage == "" {
		b.damage = "the last line: " + b.broken
	}
	if b.damage != "" { // the gap stays: no serial is given out twice
		b.serial = max(b.serial, h.Count, b.s.seen.Count)
		if b.last == "" && h.Last != "" {
			b.last, b.journal = h.Last, h.Journal
		}
	}
	if b.journal == "" {
		b.journal = h.Journal
	}
	return nil
}

// against says how the end differs from what a head, or this console, knows.
func (b *book) against(h head, who string, torn bool) string {
	text := fmt.Sprintf("%s knows %d records of journal %s, the last with hash %s; the file ends with record %d of journal %s, hash %s",
		who, h.Count, h.Journal, h.Last, b.serial, b.journal, b.last)
	if torn {
		text += "; a last line that was no record was set aside"
	}
	return text
}

// ready writes what must come before the next record.
func (b *book) ready() error {
	if b.behind {
		if err := b.catchUp(); err != nil {
			return err
		}
	}
	if b.damage != "" {
		if err := b.must(Record{Kind: Damaged, Reason: b.damage}); err != nil {
			return err
		}
		b.s.damaged(b.damage)
		b.goesOn = ""
	}
	if b.goesOn != "" {
		return b.carryOver()
	}
	return b.rotate()
}

func (b *book) carryOver() error {
	reason := "goes on from " + filepath.Base(b.goesOn)
	b.goesOn = ""
	return b.must(Record{Kind: Rotated, Reason: reason})
}

// must writes a record of the journal's own.
func (b *book) must(r Record) error {
	r.Time = b.s.o.Clock.Now()
	_, err := b.write(tidy(r))
	return err
}

// catchUp writes the head for the end of the file.
func (b *book) catchUp() error {
	h := head{Count: b.serial, Last: b.last, Journal: b.journal}
	b.s.seen = h
	if err := b.saveHead(h); err != nil {
		return err
	}
	b.behind = false
	return b.syncDir() // not every file system makes this rename last with the sync of the next line
}

// fate is what became of a record that was to be written.
type fate int

const (
	absent   fate = iota // it is not in the file
	doubtful             // its line could not be taken back, nor is it known to be there whole
	present              // it is in the file, synced
)

// write writes one record. One that is present may still have an error: the anchor did not say whether it has its hash.
func (b *book) write(r Record) (fate, error) {
	if b.behind { // the head is never more than one record behind
		if err := b.catchUp(); err != nil {
			return absent, err
		}
	}
	if b.journal == "" {
		b.journal = b.s.o.NewID()
	}
	if b.last == "" {
		b.last = noHash
	}
	r.Serial, r.Previous, r.Journal = b.serial+1, b.last, b.journal
	r.Host, r.SSHClient, r.Session = b.s.host, b.s.client, b.s.session
	line, err := encode(&r)
	if err != nil {
		return absent, wrong(err, "%v", err)
	}
	if err := b.put(line); err != nil {
		return b.takeBack(), failed(b.join(currentName), err)
	}
	is, err := b.anchor(r)
	if is == absent {
		if is = b.takeBack(); is == absent {
			return absent, err
		}
	}
	b.advance(r, line)
	b.s.headErr = b.catchUp()
	return is, err
}

// takeBack cuts off a line that does not count.
func (b *book) takeBack() fate {
	if b.cut() != nil {
		return doubtful
	}
	return absent
}

// advance moves the end behind a line that is in the file.
func (b *book) advance(r Record, line []byte) {
	b.size += int64(len(line)) + 1
	if b.unended {
		b.size++
	}
	b.end, b.behind = endAt(r, line), true
	b.s.seen = head{Count: b.serial, Last: b.last, Journal: b.journal}
}

// put appends a line and syncs it.
func (b *book) put(line []byte) error {
	if err := b.at("write"); err != nil {
		return err
	}
	if b.unended {
		line = append([]byte{'\n'}, line...)
	}
	if _, err := b.file.Write(append(line, '\n')); err != nil {
		return err
	}
	if err := b.at("sync"); err != nil {
		return err
	}
	return b.file.Sync()
}

// anchor hands the hash of a record to the anchor. Absent says that the record must not stay, as the anchor has not got it.
func (b *book) anchor(r Record) (fate, error) {
	if err := b.at("anchor"); err != nil {
		return absent, failed(b.join(currentName), err)
	}
	return b.s.fix(Entry{
		Journal: r.Journal, Serial: r.Serial, Hash: r.Hash, Kind: r.Kind, Operator: r.Operator.UserPrincipalName,
	})
}
