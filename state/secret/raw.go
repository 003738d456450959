package secret

import (
	"errors"
	"unicode/utf16"
	"unicode/utf8"
)

// Raw takes the value of a pass from JSON without making it a Go string, which could not be wiped.
type Raw struct{ bytes []byte }

// Bytes returns the value itself, not a copy; nil if there is none.
func (v *Raw) Bytes() []byte { return v.bytes }

// Wipe overwrites the value.
func (v *Raw) Wipe() { clear(v.bytes) }

var errValue = errors.New("the value is not a string that can be shown")

// UnmarshalJSON copies the value; null is no value. It fails, without repeating the input, on anything but a string of
// visible ASCII: a pass contains nothing else, and the screen shows one character in each cell.
func (v *Raw) UnmarshalJSON(data []byte) error {
	clear(v.bytes)
	v.bytes = nil
	if string(data) == "null" {
		return nil
	}
	if len(data) < 2 || data[0] != '"' || data[len(data)-1] != '"' {
		return errValue
	}
	out := make([]byte, 0, len(data)) // unescaping never lengthens it
	for rest := data[1 : len(data)-1]; len(rest) > 0; {
		r, size := unescape(rest)
		if size == 0 || r <= ' ' || r > '~' {
			clear(out)
			return errValue
		}
		out = append(out, byte(r))
		rest = rest[size:]
	}
	v.bytes = out
	return nil
}

// unescape returns the first character inside a JSON string and how many bytes it takes, 0 when it is broken.
func unescape(s []byte) (rune, int) {
	if s[0] != '\\' {
		return utf8.DecodeRune(s)
	}
	if len(s) < 2 {
		return 0, 0
	}
	switch s[1] {
	case '"', '\\', '/':
		return rune(s[1]), 2
	case 'b', 'f', 'n', 'r', 't':
		return ' ', 2 // some white space, which no pass contains
	case 'u':
		return unescapeHex(s)
	}
	return 0, 0
}

func unescapeHex(s []byte) (rune, int) {
	if len(s) < 6 {
		return 0, 0
	}
	var r rune
	for _, c := range s[2:6] {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case 'A' <= c && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, 0
		}
	}
	if utf16.IsSurrogate(r) {
		return utf8.RuneError, 6
	}
	return r, 6
}
