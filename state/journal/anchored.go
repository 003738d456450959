package journal

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The members of an entry in the text of a log's line. They stand there whatever the log makes of fields, so that a plain file serves.
const (
	textJournal = "journal="
	textSerial  = " n="
	textHash    = " hash="
	maxID       = 64 // bytes, of the id of a journal
)

// operator returns who is signed in as one word, so that nothing in it reads as a member of the entry.
func (e Entry) operator() string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return '_'
		}
		return r
	}, e.Operator)
}

// text is the line that a log gets for an entry.
func (e Entry) text() string {
	return fmt.Sprintf("%s%s%s%d%s%s kind=%s operator=%s", textJournal, e.Journal, textSerial, e.Serial, textHash, e.Hash, e.Kind, e.operator())
}

// parseEntry finds an entry in a line of a log, whatever stands around it.
func parseEntry(line []byte) (e Entry, ok bool) {
	for {
		_, rest, found := bytes.Cut(line, []byte(textJournal))
		if !found {
			return Entry{}, false
		}
		line = rest
		id, rest, found := bytes.Cut(rest, []byte(textSerial))
		if !found || len(id) == 0 || len(id) > maxID || bytes.ContainsAny(id, " \"") {
			continue
		}
		serial, rest, found := bytes.Cut(rest, []byte(textHash))
		n, err := strconv.ParseUint(string(serial), 10, 64)
		if !found || err != nil || len(rest) < len(noHash) || !isHash(string(rest[:len(noHash)])) {
			continue
		}
		return Entry{Journal: string(id), Serial: n, Hash: string(rest[:len(noHash)])}, true
	}
}

// AnchorLog is what an anchor's log holds: the hashes of each record of each journal. More than one says that somebody wrote it again.
type AnchorLog map[string]map[uint64][][32]byte

// ReadAnchor reads a log, whatever else is in it.
func ReadAnchor(r io.Reader) (AnchorLog, error) {
	log := AnchorLog{}
	err := eachLine(r, func(_ int, line []byte, _ bool) bool {
		e, ok := parseEntry(line)
		if !ok {
			return true
		}
		var hash [32]byte
		_, _ = hex.Decode(hash[:], []byte(e.Hash)) // parseEntry has seen to it
		records := log[e.Journal]
		if records == nil {
			records = map[uint64][][32]byte{}
			log[e.Journal] = records
		}
		for _, known := range records[e.Serial] {
			if known == hash {
				return true
			}
		}
		records[e.Serial] = append(records[e.Serial], hash)
		return true
	})
	if err != nil {
		return nil, fmt.Errorf("the anchor's log cannot be read: %w", err)
	}
	return log, nil
}

// Unknown returns the ids of the journals that the log holds records of and that are not among those known, sorted.
func (log AnchorLog) Unknown(known ...string) []string {
	ids := slices.DeleteFunc(slices.Collect(maps.Keys(log)), func(id string) bool { return slices.Contains(known, id) })
	slices.Sort(ids)
	return ids
}
