package text

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Text is a string of the directory that is safe to draw: it cleans itself as Line does while it is decoded. In code it
// comes from New; a conversion cleans nothing, and is for constants.
type Text string

// New returns s made safe to draw, as Line does.
func New(s string) Text { return Text(Line(s)) }

// UnmarshalJSON cleans a string. It never fails: null, a number or anything else in a string's place is no text, since
// nobody is withheld over one odd property.
func (t *Text) UnmarshalJSON(data []byte) error {
	*t = New(decoded(data))
	return nil
}

// Raw is a string exactly as the wire has it, for what is compared or sent back and never drawn.
type Raw string

// UnmarshalJSON never fails: anything but a string is an empty one.
func (r *Raw) UnmarshalJSON(data []byte) error {
	*r = Raw(decoded(data))
	return nil
}

// decoded returns a JSON string, and nothing for any other value. Nearly every string needs no unescaping, and is taken
// as it is.
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
// the wire gave it, screens need it safe; a Key keeps the two apart so that neither can be taken for the other.
type Key struct{ wire string }

// NewKey wraps an identifier as it came over the wire.
func NewKey(wire string) Key { return Key{wire: wire} }

// UnmarshalJSON takes a string as it is. It never fails: anything but a string is no identifier.
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
