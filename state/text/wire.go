package text

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Text is a string of the directory that is safe to draw: decoding cleans it as Line does. In code use New; a
// conversion cleans nothing and is for constants.
type Text string

// New returns s made safe to draw, as Line does.
func New(s string) Text { return Text(Line(s)) }

// UnmarshalJSON cleans a string. It never fails: null, a number or anything else becomes an empty text, since one odd
// property must not hide a person.
func (t *Text) UnmarshalJSON(data []byte) error {
	*t = New(decoded(data))
	return nil
}

// Raw is a string exactly as it came over the wire, to be compared or sent back and never drawn.
type Raw string

// UnmarshalJSON never fails: anything but a string becomes empty.
func (r *Raw) UnmarshalJSON(data []byte) error {
	*r = Raw(decoded(data))
	return nil
}

// decoded returns a JSON string, and nothing for any other value. Most strings need no unescaping and are used as they
// are.
func decoded(data []byte) string {
	if n := len(data); n >= 2 && data[0] == '"' && bytes.IndexByte(data, '\\') < 0 && utf8.Valid(data) {
		return string(data[1 : n-1])
	}
	var s string
	if json.Unmarshal(data, &s) != nil {
		return ""
	}
	return s
}

// Key is an identifier from the directory: an object id, a userPrincipalName, the id of a method. Requests need it as
// it came over the wire and screens need it safe; a Key keeps the two apart so that neither can be mistaken for the
// other.
type Key struct{ wire string }

// NewKey wraps an identifier as it came over the wire.
func NewKey(wire string) Key { return Key{wire: wire} }

// UnmarshalJSON takes a string as it is. It never fails: anything but a string becomes the zero Key.
func (k *Key) UnmarshalJSON(data []byte) error {
	k.wire = decoded(data)
	return nil
}

// Wire returns the identifier exactly as the directory gave it, for requests and comparisons only.
func (k Key) Wire() string { return k.wire }

// String returns the identifier made safe by Line, for the screen.
func (k Key) String() string { return Line(k.wire) }

// IsZero reports whether there is no identifier.
func (k Key) IsZero() bool { return k.wire == "" }
