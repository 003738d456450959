package journal

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tapdesk/state/clock"
)

// Entry is what an Anchor gets of a record.
type Entry struct {
	// Journal is the journal's id, Serial and Hash are the record's.
	Journal string
	Serial  uint64
	Hash    string
	Kind    Kind
	// Operator is the userPrincipalName of who is signed in; empty when nobody is.
	Operator string
}

// Anchor is a log that the journal's owner cannot write at will. Its methods may hang: the journal gives up on them.
type Anchor interface {
	// Send hands an entry over. An error says that the log has not got it.
	Send(Entry) error
	// Check reports whether an entry could be sent.
	Check() error
	// Name says which log it is, in words.
	Name() string
}

// anchorPatience is how long the anchor may take for one entry.
const anchorPatience = 2 * time.Second

var errAnchorHangs = errors.New("no answer")

// fix hands an entry to the anchor. Where the site does not want an anchor, its silence is no error: each hash covers
// all that came before, so that the next one that arrives makes up for it.
func (j *Journal) fix(e Entry) (fate, error) {
	if j.o.Anchor == nil && !j.o.AnchorRequired {
		return present, nil
	}
	err := j.anchored(func() error { return j.o.Anchor.Send(e) })
	switch {
	case err == nil || !j.o.AnchorRequired:
		return present, nil
	case errors.Is(err, errAnchorHangs): // it may yet take it, and a line that it knows must stay
		return present, err
	}
	return absent, err
}

// anchored calls the anchor, but does not wait for ever, and not again while an earlier call has not come back.
func (j *Journal) anchored(call func() error) error {
	if j.o.Anchor == nil {
		return wrong(nil, "the site wants each record anchored in the system's log, and there is no log on this machine")
	}
	hangs := wrong(errAnchorHangs, "%s, in which the site wants each record anchored, does not answer", j.o.Anchor.Name())
	if j.anchoring != nil {
		select {
		case <-j.anchoring:
		default:
			return hangs
		}
	}
	ctx, cancel := clock.WithTimeout(context.Background(), j.o.Clock, anchorPatience)
	defer cancel()
	j.anchoring = make(chan error, 1)
	go func(result chan<- error) { result <- call() }(j.anchoring)
	select {
	case err := <-j.anchoring:
		j.anchoring = nil
		if err != nil {
			return wrong(err, "%s, in which the site wants each record anchored, does not take them: %v", j.o.Anchor.Name(), err)
		}
		return nil
	case <-ctx.Done():
		return hangs
	}
}

// The members of an entry in the text of a log's line. They stand there whatever the log makes of fields, so that a
// plain file serves.
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

// AnchorLog is what an anchor's log holds: the hashes of each record of each journal. More than one says that somebody
// wrote it again.
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
