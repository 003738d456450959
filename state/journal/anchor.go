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

// Entry is what an Anchor receives for one record.
type Entry struct {
	// Journal is the journal's id; Serial and Hash are the record's.
	Journal string
	Serial  uint64
	Hash    string
	Kind    Kind
	// Operator is the signed-in operator's userPrincipalName; empty when nobody is signed in.
	Operator string
}

// Anchor is a log that the journal's owner cannot rewrite. Its methods may hang: the journal gives up on them.
type Anchor interface {
	// Send sends an entry. An error means that the log does not have it.
	Send(Entry) error
	// Check reports whether an entry could be sent.
	Check() error
	// Name returns which log it is, in words.
	Name() string
}

// anchorPatience is how long the anchor may take for one entry.
const anchorPatience = 2 * time.Second

var errAnchorHangs = errors.New("no answer")

// fix sends an entry to the anchor. Where the site does not require an anchor, its silence is no error: each hash
// covers everything before it, so the next entry that arrives makes up for a lost one.
func (j *Journal) fix(e Entry) (fate, error) {
	if j.o.Anchor == nil && !j.o.AnchorRequired {
		return present, nil
	}
	err := j.anchored(func() error { return j.o.Anchor.Send(e) })
	switch {
	case err == nil || !j.o.AnchorRequired:
		return present, nil
	case errors.Is(err, errAnchorHangs): // it may still log the entry, so the line must stay
		return present, err
	}
	return absent, err
}

// anchored calls the anchor, with a time limit, and never while an earlier call is still running.
func (j *Journal) anchored(call func() error) error {
	if j.o.Anchor == nil {
		return wrong(nil, "the site wants each record anchored in the system's log, but this machine has no log")
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
			return wrong(err, "%s, in which the site wants each record anchored, refused the record: %v", j.o.Anchor.Name(), err)
		}
		return nil
	case <-ctx.Done():
		return hangs
	}
}

// The fields of an entry in a log line. They are part of the text, whatever fields the log has itself, so that a plain
// file works too.
const (
	textJournal = "journal="
	textSerial  = " n="
	textHash    = " hash="
	maxID       = 64 // bytes, of the id of a journal
)

// operator returns the operator as one word, so that nothing in it can be read as a field of the entry.
func (e Entry) operator() string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return '_'
		}
		return r
	}, e.Operator)
}

// text returns the log line for an entry.
func (e Entry) text() string {
	return fmt.Sprintf("%s%s%s%d%s%s kind=%s operator=%s",
		textJournal, e.Journal, textSerial, e.Serial, textHash, e.Hash, e.Kind, e.operator())
}

// parseEntry finds an entry in a log line, whatever surrounds it.
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

// AnchorLog holds the hashes that an anchor's log has, by journal id and serial. More than one hash for a record means
// that somebody logged it again.
type AnchorLog map[string]map[uint64][][32]byte

// ReadAnchor reads a log and ignores everything else in it.
func ReadAnchor(r io.Reader) (AnchorLog, error) {
	log := AnchorLog{}
	err := eachLine(r, func(_ int, line []byte, _ bool) bool {
		e, ok := parseEntry(line)
		if !ok {
			return true
		}
		var hash [32]byte
		_, _ = hex.Decode(hash[:], []byte(e.Hash)) // parseEntry has checked it
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

// Unknown returns the ids, sorted, of journals that the log has records of and that are not in known.
func (log AnchorLog) Unknown(known ...string) []string {
	ids := slices.DeleteFunc(slices.Collect(maps.Keys(log)), func(id string) bool { return slices.Contains(known, id) })
	slices.Sort(ids)
	return ids
}
