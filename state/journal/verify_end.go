package journal

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// end checks the last line against the head, which tells a crash from a cut.
func (v *verifier) end() error {
	switch err := v.headErr; {
	case v.dir == "" || v.one && errors.Is(err, fs.ErrNotExist):
		v.settle()
		v.note("there is no head next to this file, so whether its end was cut off could not be checked")
		return nil
	case errors.Is(err, fs.ErrNotExist):
		v.settle()
		v.found(v.here("there is no head, which would say where the journal ends"))
		return nil
	case errors.Is(err, errNoHead):
		v.settle()
		v.found(Break{filepath.Join(v.dir, headName), 1, err.Error()})
		return nil
	case err != nil:
		return err
	}
	v.held(v.head)
	return nil
}

// held checks the end against a head.
func (v *verifier) held(h head) {
	same := v.Journal == "" || h.Journal == v.Journal
	v.Journal = cmp.Or(v.Journal, h.Journal)
	if v.bad != nil { // the line before it must be the last
		if same && v.Broken == nil && h.Count+1 == v.serial && h.Last == v.before {
			v.note("line %d of %s is torn (a crash, or it is being written); the next append sets it aside",
				v.bad.Line, filepath.Base(v.bad.File))
			v.bad = nil
			return
		}
		v.settle()
	}
	switch {
	case same && h.Count == v.serial && h.Last == v.prev:
	case same && h.Count+1 == v.serial && h.Last == v.before && v.Broken != nil:
		// The break is the last line, which the head does not know.
	case same && h.Count+1 == v.serial && h.Last == v.before:
		v.note("the head is one record behind: a crash, or a record is being written")
	case h.Count > v.serial:
		v.found(v.here(fmt.Sprintf("the journal ends here with record %d, but the head counts %d: %d are cut off",
			v.serial, h.Count, h.Count-v.serial)))
	case h.Count < v.serial:
		v.found(v.here(fmt.Sprintf("the journal ends here with record %d, but the head counts only %d:"+
			" records were added outside Tapdesk, or the head is an old one", v.serial, h.Count)))
	case !same:
		v.found(v.here("the head belongs to another journal, " + h.Journal))
	default:
		v.found(v.here("the head has a different last line"))
	}
}

// beginning checks how the journal begins: with its first record, or after expired ones.
func (v *verifier) beginning() {
	switch missing := v.First - 1; {
	case v.First <= 1 || v.start.Line == 0:
	case v.one:
		v.note("this file begins with record %d; earlier records were not checked", v.First)
	case v.expired >= missing:
		v.note("the records up to %d have expired and were removed", missing)
	default:
		b := v.start
		b.Reason = fmt.Sprintf(
			"the journal begins with record %d, but no record says that the earlier ones have expired", v.First)
		if v.Broken != nil { // it comes first
			v.More++
		}
		v.Broken = &b
	}
}

// aside counts the pieces of torn lines.
func (v *verifier) aside() {
	entries, _ := os.ReadDir(v.dir) // the files themselves have been read
	n := 0
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tornPrefix) {
			n++
		}
	}
	if n > 0 {
		v.note("torn lines set aside, as %sN: %d; a console or the machine went down while writing them", tornPrefix, n)
	}
}

// anchors reports what the anchor's log has that the journal lacks, and what could not be checked without a log.
func (v *verifier) anchors() {
	if v.log == nil {
		v.note("no anchor log was given, so a rewrite of all files by their owner, hashes and head included," +
			" cannot be ruled out")
		return
	}
	log := v.log[v.Journal]
	if len(log) == 0 && v.Records > 0 {
		v.found(v.here("the anchor's log has no record of this journal, " + v.Journal))
		return
	}
	var latest uint64
	beyond := 0
	for serial := range log {
		latest = max(latest, serial)
		if serial > v.Last {
			beyond++
		}
	}
	switch {
	case beyond > 0 && !v.one:
		v.found(v.here(fmt.Sprintf("the journal ends here with record %d, but the anchor's log has %d later ones, up to %d",
			v.Last, beyond, latest)))
	case latest < v.Last:
		v.note("the anchor's log ends with record %d: the %d after it could not be compared",
			latest, v.Last-latest)
	}
	if missing := v.Records - v.Anchored; missing > 0 && latest >= v.Last {
		v.note("%d records are not in the anchor's log themselves; the hashes of later ones cover them", missing)
	}
}

// holds reports whether hashes is exactly this one hash.
func holds(hashes [][32]byte, hash string) bool {
	return len(hashes) == 1 && hex.EncodeToString(hashes[0][:]) == hash
}
