package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// book is the journal's current file, open for one append while the lock is held.
type book struct {
	*folder
	j    *Journal
	file *os.File
	size int64
	end
	// goesOn is the older file that an empty current file continues.
	goesOn string
	// damage says what is wrong; it must be recorded before anything else.
	damage string
	// behind means that the head has not caught up yet.
	behind bool
}

// openBook takes the lock, opens the current file, sets a torn piece aside, finds the end, and makes sure that this
// console counts as alive.
func (j *Journal) openBook() (*book, error) {
	d, err := enter(j.o.Dir, j.o.Distrust, j.step, j.waiting.Store)
	if err != nil {
		return nil, err
	}
	b := &book{folder: d, j: j}
	if err = b.load(); err == nil {
		err = j.live(d)
	}
	if err != nil {
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

// openCurrent opens the current file, creating it if it is missing.
func (b *book) openCurrent() (err error) {
	b.file, err = b.open(currentName, os.O_RDWR|os.O_APPEND)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := b.begin(); err != nil {
		return err
	}
	if b.file, err = b.open(currentName, os.O_RDWR|os.O_APPEND|os.O_CREATE|os.O_EXCL); err != nil {
		return err
	}
	return b.sync()
}

// begin writes the head of an empty journal where none exists yet. It comes before the first file, so a file without a
// head means that the head was removed.
func (b *book) begin() error {
	names, err := rotated(b.path)
	if err != nil || len(names) > 0 {
		return failed(b.path, err)
	}
	switch _, err := b.readHead(); {
	case err == nil || errors.Is(err, errNoHead):
		return nil // compare reports it
	case !errors.Is(err, fs.ErrNotExist):
		return failed(b.join(headName), err)
	}
	return b.saveHead(head{Last: noHash, Journal: b.j.o.NewID()})
}

// setAside moves the torn piece at the end into a file of its own.
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

// cut truncates the file to size bytes. It opens the file again, since some systems cannot truncate one opened for
// appending.
func (b *book) cut() error {
	f, err := b.open(currentName, os.O_RDWR)
	if err != nil {
		return err
	}
	defer f.Close()
	if err = b.at("truncate"); err == nil {
		err = f.Truncate(b.size)
	}
	if err == nil {
		err = f.Sync()
	}
	return failed(b.join(currentName), err)
}

// older finds the end in the newest of the older files, since the current one is empty.
func (b *book) older() error {
	names, err := rotated(b.path)
	if err != nil || len(names) == 0 {
		return failed(b.path, err)
	}
	b.goesOn = names[len(names)-1]
	f, err := b.open(b.goesOn, os.O_RDONLY)
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

// compare checks the end against the head and against what this console wrote last.
func (b *book) compare(torn bool) error {
	h, err := b.readHead()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		b.damage = "the head is missing"
	case errors.Is(err, errNoHead):
		b.damage = "the head cannot be read"
	case err != nil:
		return failed(b.join(headName), err)
	case h.Count == 0 && b.serial == 0 && b.broken == "":
	case h.Journal == b.journal && h.Count == b.serial && h.Last == b.last:
	case h.Journal == b.journal && h.Count+1 == b.serial && h.Last == b.before:
		b.behind = true
	default:
		b.damage = b.against(h, "the head", torn)
	}
	seen := b.j.seen
	if b.damage == "" && seen.Count > 0 &&
		(seen.Journal != b.journal || seen.Count > b.serial || seen.Count == b.serial && seen.Last != b.last) {
		b.damage = b.against(seen, "this console", torn)
		h = seen
	}
	if b.broken != "" && b.damage == "" {
		b.damage = "the last line: " + b.broken
	}
	if b.damage != "" { // the gap stays: no serial is used twice
		b.serial = max(b.serial, h.Count, b.j.seen.Count)
		if b.last == "" && h.Last != "" {
			b.last, b.journal = h.Last, h.Journal
		}
	}
	if b.journal == "" {
		b.journal = h.Journal
	}
	return nil
}

// against says how the end differs from what a head or this console knows.
func (b *book) against(h head, who string, torn bool) string {
	text := fmt.Sprintf(
		"%s knows %d records of journal %s, the last with hash %s; the file ends with record %d of journal %s, hash %s",
		who, h.Count, h.Journal, h.Last, b.serial, b.journal, b.last)
	if torn {
		text += "; a last line that is not a record was set aside"
	}
	return text
}

// ready writes what must precede the next record.
func (b *book) ready() error {
	if b.behind {
		if err := b.catchUp(); err != nil {
			return err
		}
	}
	if what := b.damage; what != "" {
		if err := b.must(Record{Kind: Damaged, Reason: b.damage}); err != nil {
			return err
		}
		b.j.damage.Store(&what)
		b.goesOn = ""
	}
	if b.goesOn != "" {
		return b.carryOver()
	}
	return b.rotate()
}

func (b *book) carryOver() error {
	reason := "continues " + filepath.Base(b.goesOn)
	b.goesOn = ""
	return b.must(Record{Kind: Rotated, Reason: reason})
}

// must writes a record that the journal makes itself.
func (b *book) must(r Record) error {
	r.Time = b.j.o.Clock.Now()
	_, err := b.write(tidy(r))
	return err
}

// catchUp updates the head to the end of the file.
func (b *book) catchUp() error {
	h := head{Count: b.serial, Last: b.last, Journal: b.journal}
	b.j.seen = h
	if err := b.saveHead(h); err != nil {
		return err
	}
	b.behind = false
	return nil
}

// fate is what happened to a record that was to be written.
type fate int

const (
	absent   fate = iota // it is not in the file
	doubtful             // its line could not be removed and may not be complete
	present              // it is in the file, synced
)

// write writes one record. A record that is present may still come with an error: the anchor did not confirm its hash.
func (b *book) write(r Record) (fate, error) {
	if b.behind { // the head is never more than one record behind
		if err := b.catchUp(); err != nil {
			return absent, err
		}
	}
	if b.journal == "" {
		b.journal = b.j.o.NewID()
	}
	if b.last == "" {
		b.last = noHash
	}
	r.Serial, r.Previous, r.Journal = b.serial+1, b.last, b.journal
	r.Host, r.SSHClient, r.Session = b.j.host, b.j.client, b.j.session
	line, err := encode(&r)
	if err != nil {
		return absent, wrong(err, "%v", err)
	}
	text := append(bytes.Clone(line), '\n')
	if b.unended {
		text = append([]byte{'\n'}, text...)
	}
	if err := b.put(b.file, currentName, text); err != nil {
		return b.takeBack(), failed(b.join(currentName), err)
	}
	is, err := b.anchor(r)
	if is == absent {
		if is = b.takeBack(); is == absent {
			return absent, err
		}
	}
	b.size += int64(len(text))
	b.end, b.behind = endAt(r, line), true
	b.j.headErr = b.catchUp()
	return is, err
}

// takeBack cuts off a line that does not count.
func (b *book) takeBack() fate {
	if b.cut() != nil {
		return doubtful
	}
	return absent
}

// anchor sends the hash of a record to the anchor. Absent means that the record must not stay, since the anchor does
// not have it.
func (b *book) anchor(r Record) (fate, error) {
	if err := b.at("anchor"); err != nil {
		return absent, failed(b.join(currentName), err)
	}
	return b.j.fix(Entry{
		Journal: r.Journal, Serial: r.Serial, Hash: r.Hash, Kind: r.Kind, Operator: r.Operator.UserPrincipalName,
	})
}
