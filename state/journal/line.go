package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"tapdesk/state/text"
)

const (
	// maxText is the length in bytes beyond which a text in a record is cut. The longest one expected, a user principal
	// name, has 113 characters.
	maxText = 512
	// maxLine is the longest line, in bytes. No record comes near it: some 27 texts of maxText, with at most two bytes
	// in JSON for each.
	maxLine = 64 << 10
	// hashMember comes before the digits of the hash in a line; hashTail is its length with everything after it.
	hashMember = `,"hash":"`
	hashTail   = len(hashMember) + 2*sha256.Size + len(`"}`)
)

// noHash is the Previous of the first record of a journal.
var noHash = strings.Repeat("0", 2*sha256.Size)

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// encode returns the line of a record, without its line feed, and sets the record's hash. The layout is fixed: the
// members are in the order of the struct's fields, with the hash last, and nothing is escaped that JSON allows
// unescaped.
func encode(r *Record) ([]byte, error) {
	r.Hash = ""
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		return nil, fmt.Errorf("the record cannot be written as JSON: %w", err)
	}
	body, ok := bytes.CutSuffix(b.Bytes(), []byte(hashMember+"\"}\n"))
	if !ok || len(body)+hashTail > maxLine {
		return nil, errors.New("the record cannot be written as a line")
	}
	r.Hash = digest(body)
	return append(body, hashMember+r.Hash+`"}`...), nil
}

// These errors say how a line differs from what was written.
var (
	errNoRecord = errors.New("it is not a record")
	errOwnHash  = errors.New("its bytes do not match its own hash")
	errTooLong  = errors.New("it is longer than any record")
)

// decode decodes a line without its line feed and checks it against its own hash.
func decode(line []byte) (Record, error) {
	if len(line) > maxLine {
		return Record{}, errTooLong
	}
	body := len(line) - hashTail
	if body < 0 || string(line[body:body+len(hashMember)]) != hashMember || string(line[len(line)-2:]) != `"}` {
		return Record{}, errNoRecord
	}
	if digest(line[:body]) != string(line[body+len(hashMember):len(line)-2]) {
		return Record{}, errOwnHash
	}
	var r Record
	if json.Unmarshal(line, &r) != nil || r.Serial == 0 {
		return Record{}, errNoRecord
	}
	return r, nil
}

// tidy makes the texts of a record safe to draw and limits their length, and converts its times to UTC.
func tidy(r Record) Record {
	texts := []*string{
		&r.Write, &r.Reason, &r.TenantID, &r.Cloud, &r.GraphRoot, &r.Ticket, &r.Verification, &r.PassID, &r.Replaces,
		&r.MethodID, &r.Method,
		&r.ClientRequestID, &r.RequestID, &r.Host, &r.SSHClient, &r.Session, &r.Operator.UserPrincipalName, &r.Operator.ID,
		&r.Person.UserPrincipalName, &r.Person.ID, &r.Journal, &r.Previous,
		(*string)(&r.Kind), (*string)(&r.Operation), (*string)(&r.Result),
	}
	for _, text := range texts {
		*text = bounded(*text)
	}
	for _, at := range []*time.Time{&r.Time, &r.StartDateTime, &r.CreatedDateTime, &r.AskedDateTime} {
		*at = at.UTC()
	}
	r.Time = r.Time.Truncate(time.Millisecond)
	return r
}

// bounded returns s safe to draw, and cut between two characters with an ellipsis if it is too long.
func bounded(s string) string {
	s = text.Line(s)
	if len(s) <= maxText {
		return s
	}
	end := maxText - len("…")
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
