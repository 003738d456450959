package journal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tapdesk/state/text"
)

// Break is a place where a journal is not what was written.
type Break struct {
	// File is its path. Line counts from 1; at the end of a file it is that of its last line, 0 when it has none.
	File string
	Line int
	// Reason says what does not fit, in words that are safe to draw.
	Reason string
}

func (b Break) String() string { return fmt.Sprintf("%s:%d: %s", text.Line(b.File), b.Line, b.Reason) }

// Report is what Verify found.
type Report struct {
	// Files and Records are how many were read; First and Last are the serials, From and To the times (UTC) of the
	// first and the last record that is sound.
	Files, Records int
	First, Last    uint64
	From, To       time.Time
	// Journal is the journal's id.
	Journal string
	// Broken is the first place where it breaks; nil when it does not. More counts the lines after it that do not fit
	// either.
	Broken *Break
	More   int
	// Anchored is how many records were compared with an anchor's log.
	Anchored int
	// Notes say what is no break but worth knowing, and what could not be checked. They are safe to draw.
	Notes []string
}

// Verify reads a journal, a directory or one file of it, from its first line to its last: each line against its own
// hash and against the line before, across files, the serials, and the end against the head. With the log of an anchor
// it compares the hash of each record with that. Its error says that something could not be read; whether the journal
// is sound is in the report.
//
// Where the journal breaks, all that follows is held against what is there, so that More counts the places and not the
// rest of the file.
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
	if _, err := os.Stat(path); err != nil {
		return Report{}, fmt.Errorf("there is no journal at %s: %w", text.Line(path), errors.Unwrap(err))
	}
	o, err := openPath(path)
	if err != nil {
		return Report{}, err
	}
	defer o.close()
	if len(o.files) == 0 && errors.Is(o.headErr, fs.ErrNotExist) {
		return Report{}, fmt.Errorf("there is no journal in %s", text.Line(path))
	}
	v := &verifier{log: log, snapshot: o, times: map[string]time.Time{}, prev: noHash}
	if err := v.all(); err != nil {
		return Report{}, err
	}
	if o.one && v.Records == 0 && v.Broken == nil {
		return Report{}, fmt.Errorf("%s is a file without one record of a journal", text.Line(path))
	}
	return v.Report, nil
}

// verifier is one walk through a journal.
type verifier struct {
	Report
	*snapshot
	log  AnchorLog
	file string
	line int

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
	b.Reason = text.Line(b.Reason)
	if v.Broken == nil {
		v.Broken = &b
		return
	}
	v.More++
}

func (r *Report) note(format string, args ...any) {
	r.Notes = append(r.Notes, text.Line(fmt.Sprintf(format, args...)))
}

func (v *verifier) here(reason string) Break { return Break{v.file, v.line, reason} }

// all walks through every file.
func (v *verifier) all() error {
	if v.lockErr != nil {
		v.note("%s could not be had (%v): what was written meanwhile may show as a break", filepath.Join(v.dir, lockName), v.lockErr)
	}
	for _, f := range v.files {
		v.settle()
		v.file, v.line = f.Name(), 0
		if err := f.eachLine(v.each); err != nil {
			return fmt.Errorf("%s cannot be read: %w", text.Line(f.Name()), err)
		}
		v.Files++
	}
	if err := v.end(); err != nil {
		return err
	}
	if !v.started && v.Broken == nil {
		v.note("nothing has been recorded yet")
	}
	v.beginning()
	v.anchors()
	v.aside()
	if v.back > 0 {
		v.note("this machine's clock was set back: records older than one before them of the same session: %d", v.back)
	}
	return nil
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
