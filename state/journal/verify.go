package journal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tapdesk/state/clean"
)

// Break is a place where a journal is not what was written.
type Break struct {
	// File is its path. Line counts from 1; at the end of a file it is that of its last line, 0 when it has none.
	File string
	Line int
	// Reason says what does not fit, in words that are safe to draw.
	Reason string
}

func (b Break) String() string { return fmt.Sprintf("%s:%d: %s", clean.Line(b.File), b.Line, b.Reason) }

// Report is what Verify found.
type Report struct {
	// Files and Records are how many were read; First and Last are the serials, From and To the times (UTC) of the first and the last
	// record that is sound.
	Files, Records int
	First, Last    uint64
	From, To       time.Time
	// Journal is the journal's id.
	Journal string
	// Broken is the first place where it breaks; nil when it does not. More counts the lines after it that do not fit either.
	Broken *Break
	More   int
	// Anchored is how many records were compared with an anchor's log.
	Anchored int
	// Notes say what is no break but worth knowing, and what could not be checked. They are safe to draw.
	Notes []string
}

// Verify reads a journal, a directory or one file of it, from its first line to its last: each line against its own hash and against
// the line before, across files, the serials, and the end against the head. With the log of an anchor it compares the hash of each
// record with that. Its error says that something could not be read; whether the journal is sound is in the report.
//
// Where the journal breaks, all that follows is held against what is there, so that More counts the places and not the rest of the file.
func Verify(path string, anchor io.Reader) (Report, error) {
	if anchor == nil {
		return AnchorLog(nil).Verify(path)
	}
	log, err := ReadAnchor(anchor)
	if err != nil {
		return Report{}, err
	}
	return log.Verify(path)
}

// Verify is Verify with a log that was read before; nil stands for none.
func (log AnchorLog) Verify(path string) (Report, error) {
	before := outline(path)
	report, err := log.walk(path)
	if err != nil || report.Broken == nil || before == outline(path) {
		return report, err
	}
	return log.verifyHeldOff(path)
}

// verifyHeldOff verifies once more a journal that was written to meanwhile, with the consoles held off: what was read may have been of two
// moments.
func (log AnchorLog) verifyHeldOff(path string) (Report, error) {
	release, had := holdOff(path)
	defer release()
	report, err := log.walk(path)
	if err == nil && !had {
		report.note("the journal was written to while it was read, and %s could not be had within %v: what breaks at its end may be sound",
			filepath.Join(path, lockName), lockPatience)
	}
	return report, err
}

// walk goes through a journal once.
func (log AnchorLog) walk(path string) (Report, error) {
	v := &verifier{log: log}
	if err := v.all(path); err != nil {
		return Report{}, err
	}
	if v.alone && v.Records == 0 && v.Broken == nil {
		return Report{}, fmt.Errorf("%s is a file without one record of a journal", clean.Line(path))
	}
	return v.Report, nil
}

// lockPatience is how long readers wait for the journal's lock, which a console holds for an append, and anybody who owns it for ever.
const lockPatience = 2 * time.Second

// holdOff keeps the consoles from writing, where the lock can be had in time, until the function it returns is called. Had reports whether it
// could be had.
func holdOff(path string) (release func(), had bool) {
	lock, err := reading(filepath.Join(path, lockName))
	if err != nil {
		return func() {}, false
	}
	for end := time.Now().Add(lockPatience); ; time.Sleep(lockPatience / 100) {
		err := lockFile(lock, true, false)
		if err != errLocked || time.Now().After(end) {
			return func() { _ = lock.Close() }, err == nil
		}
	}
}

// outline tells whether a journal was written to while it was read.
func outline(path string) string {
	names, _ := rotated(path)
	text := fmt.Sprint(names)
	for _, file := range []string{path, filepath.Join(path, currentName)} {
		if info, err := os.Lstat(file); err == nil {
			text += fmt.Sprint(info.Size(), info.ModTime())
		}
	}
	return text
}

// verifier is one walk through a journal.
type verifier struct {
	Report
	log AnchorLog
	// alone says that one file is looked at, and not the directory it belongs to.
	alone bool
	file  string
	line  int

	// started says that there was a line. prev is the hash of the last one, serial the last record's.
	started      bool
	prev, before string
	serial       uint64
	// bad is the last line when it is no record, which is no break when nothing follows: a crash.
	bad     *Break
	expired uint64 // how far records are said to have been removed
	times   map[string]time.Time
	back    int   // records that are older than one before them of the same session
	start   Break // where the first line is, when it is a record
}

func (v *verifier) found(b Break) {
	b.Reason = clean.Line(b.Reason)
	if v.Broken == nil {
		v.Broken = &b
		return
	}
	v.More++
}

func (r *Report) note(format string, args ...any) {
	r.Notes = append(r.Notes, clean.Line(fmt.Sprintf(format, args...)))
}

func (v *verifier) here(reason string) Break { return Break{v.file, v.line, reason} }

// all walks through every file.
func (v *verifier) all(path string) error {
	v.times, v.prev = map[string]time.Time{}, noHash
	files, dir, err := v.files(path)
	if err != nil {
		return err
	}
	defer closeAll(files)
	for _, f := range files {
		v.settle()
		v.file, v.line = f.Name(), 0
		if err := f.eachLine(v.each); err != nil {
			return fmt.Errorf("%s cannot be read: %w", clean.Line(f.Name()), err)
		}
		v.Files++
	}
	if !v.started && v.bad == nil {
		v.note("nothing has been recorded yet")
	}
	if err := v.end(dir); err != nil {
		return err
	}
	v.beginning()
	v.anchors()
	v.aside(dir)
	if v.back > 0 {
		v.note("this machine's clock was set back: records older than one before them of the same session: %d", v.back)
	}
	return nil
}

// files opens what is to be read, and returns the directory whose head it is held against.
func (v *verifier) files(path string) (files []part, dir string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, "", fmt.Errorf("there is no journal at %s: %w", clean.Line(path), errors.Unwrap(err))
	}
	if info.IsDir() {
		if files, err = openFiles(path); err == nil && len(files) == 0 {
			if _, wrong := os.Lstat(filepath.Join(path, headName)); errors.Is(wrong, fs.ErrNotExist) {
				err = fmt.Errorf("there is no journal in %s", clean.Line(path))
			}
		}
		return files, path, err
	}
	v.alone = true
	if filepath.Base(path) == currentName {
		dir = filepath.Dir(path)
	}
	files, err = openPath(path)
	return files, dir, err
}

// settle makes a break of a line that was no record: something follows it.
func (v *verifier) settle() {
	if v.bad != nil {
		v.found(*v.bad)
		v.bad = nil
	}
}

// each looks at one line.
func (v *verifier) each(number int, line []byte, whole bool) bool {
	v.settle()
	v.line = number
	r, err := decode(line)
	if err == nil && !whole {
		err = errors.New("it has no line feed")
	}
	if err != nil {
		b := v.here(err.Error())
		if v.bad = &b; errors.Is(err, errTooLong) { // no crash leaves that
			v.settle()
		}
		// What follows is held against this line, as it is.
		v.started, v.before, v.prev, v.serial = true, v.prev, digest(line), v.serial+1
		return true
	}
	if reason := v.misfit(r); reason != "" {
		v.found(v.here(reason))
	}
	v.take(r, digest(line))
	return true
}

// misfit says why a sound record cannot stand where it stands; nothing when it can.
func (v *verifier) misfit(r Record) string {
	switch {
	case r.Kind == Damaged:
		return "the console found here: " + r.Reason
	case !v.started && r.Serial == 1 && r.Previous != noHash:
		return "it is the first record and goes on from another"
	case !v.started: // beginning judges it
	case v.Journal != "" && r.Journal != v.Journal:
		return "it is of another journal, " + r.Journal
	case r.Serial != v.serial+1:
		return fmt.Sprintf("record %d follows record %d: lines are missing, added or moved", r.Serial, v.serial)
	case r.Previous != v.prev:
		return "the line above is not the one it was written after"
	}
	if hashes := v.log[r.Journal][r.Serial]; len(hashes) > 0 && !holds(hashes, r.Hash) {
		return fmt.Sprintf("the anchor's log holds another hash for record %d", r.Serial)
	}
	return ""
}

// take goes on to a record.
func (v *verifier) take(r Record, hash string) {
	if v.Journal == "" {
		v.Journal, v.First, v.From = r.Journal, r.Serial, r.Time
	}
	if !v.started {
		v.start = v.here("")
	}
	v.started, v.before, v.prev, v.serial = true, r.Previous, hash, r.Serial
	v.Last, v.To = r.Serial, r.Time
	v.Records++
	v.expired = max(v.expired, r.RemovedThrough)
	switch r.Kind {
	case Rotated, Expired, Damaged: // they come before a record that may have waited in memory
	default:
		if r.Time.Before(v.times[r.Session]) {
			v.back++
		}
		v.times[r.Session] = r.Time
	}
	if len(v.log[r.Journal][r.Serial]) > 0 {
		v.Anchored++
	}
}
