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

// Break is a place where a journal differs from what was written.
type Break struct {
	// File is its path. Line counts from 1; at the end of a file it is the last line's, or 0 if there is none.
	File string
	Line int
	// Reason says what does not match, in words that are safe to draw.
	Reason string
}

func (b Break) String() string { return fmt.Sprintf("%s:%d: %s", text.Line(b.File), b.Line, b.Reason) }

// Report is the result of Verify.
type Report struct {
	// Files and Records are how many were read. First and Last are the serials, From and To the times (UTC), of the
	// first and last sound records.
	Files, Records int
	First, Last    uint64
	From, To       time.Time
	// Journal is the journal's id.
	Journal string
	// Broken is the first break; nil if there is none. More counts the later lines that do not match either.
	Broken *Break
	More   int
	// Anchored is how many records were compared with an anchor's log.
	Anchored int
	// Notes say what is worth knowing but not a break, and what could not be checked. They are safe to draw.
	Notes []string
}

// Verify checks a journal, a directory or one file of it, from its first line to its last: each line against its own
// hash and against the line before, across files, the serials, and the end against the head. With an anchor's log it
// also compares the hash of each record with that log. An error means that something could not be read; the report says
// whether the journal is sound.
//
// After a break, each line is checked against the line that is actually before it, so that More counts the breaks and
// not the rest of the file.
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

// Verify is the function Verify with a log that was read earlier; nil means no log.
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
		return Report{}, fmt.Errorf("%s has no record of a journal", text.Line(path))
	}
	return v.Report, nil
}

// verifier is one pass through a journal.
type verifier struct {
	Report
	*snapshot
	log  AnchorLog
	file string
	line int

	// started means that there was a line. prev is the hash of the last line; serial is the last record's.
	started      bool
	prev, before string
	serial       uint64
	// bad is the last line if it is not a record. That is no break at the very end, where a crash can leave it.
	bad     *Break
	expired uint64 // up to which record old ones were removed, as recorded
	times   map[string]time.Time
	back    int   // records older than an earlier one of the same session
	start   Break // where the first line is, if it is a record
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

// all reads every file.
func (v *verifier) all() error {
	if v.lockErr != nil {
		v.note("%s could not be locked (%v): what was written meanwhile may show as a break",
			filepath.Join(v.dir, lockName), v.lockErr)
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
		v.note("this machine's clock was set back; records older than an earlier one of the same session: %d", v.back)
	}
	return nil
}

// settle reports a line that was not a record as a break, because something follows it.
func (v *verifier) settle() {
	if v.bad != nil {
		v.found(*v.bad)
		v.bad = nil
	}
}

// each checks one line.
func (v *verifier) each(number int, line []byte, whole bool) bool {
	v.settle()
	v.line = number
	r, err := decode(line)
	if err == nil && !whole {
		err = errors.New("it has no line feed")
	}
	if err != nil {
		b := v.here(err.Error())
		if v.bad = &b; errors.Is(err, errTooLong) { // a crash cannot leave that
			v.settle()
		}
		// The next line is checked against this one as it is.
		v.started, v.before, v.prev, v.serial = true, v.prev, digest(line), v.serial+1
		return true
	}
	if reason := v.misfit(r); reason != "" {
		v.found(v.here(reason))
	}
	v.take(r, digest(line))
	return true
}

// misfit returns why a sound record cannot be at this place; empty when it can.
func (v *verifier) misfit(r Record) string {
	switch {
	case r.Kind == Damaged:
		return "the console found here: " + r.Reason
	case !v.started && r.Serial == 1 && r.Previous != noHash:
		return "it is the first record and refers to an earlier one"
	case !v.started: // beginning checks it
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

// take moves on to the next record.
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
	case Rotated, Expired, Damaged: // they precede a record that may have waited in memory
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
