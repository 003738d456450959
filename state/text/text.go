// Package text makes text from outside safe to draw, and compares names and numbers the way people mean them.
//
// Anyone who may edit a profile writes a directory's strings. An escape sequence in a display name would run in the
// operator's terminal, and an invisible character would make two different names look the same. So whatever cannot be
// seen as itself is replaced by a visible Mark, never removed.
//
// What people say and type is compared with the directory without case, diacritics, punctuation and spaces, and names
// in any order of their words.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// Mark replaces every character that must not reach a terminal. It is U+FFFD, the replacement character, one cell
	// wide.
	Mark = '\uFFFD'
	// Limit is the length in runes after which Line cuts a string and ends it with an ellipsis. Graph's longest
	// helpdesk property is far shorter.
	Limit = 1024
	// maxMarks is how many combining marks one base character keeps. Scripts in use need at most four (Vietnamese two,
	// Hebrew and Thai three); piles beyond that only paint over neighbouring lines.
	maxMarks = 4
)

// Line returns s as one line that is safe to draw: controls (C0, C1, DEL, line breaks), bidirectional controls,
// zero-width and other invisible characters, odd spaces, private-use code points and broken UTF-8 each become Mark.
// Text that needs no change is returned as it is. The result is valid UTF-8 and has at most Limit runes plus an
// ellipsis.
func Line(s string) string {
	if printable(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	runes, marks := 0, maxMarks // a mark without a base would land on whatever precedes the text
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if runes == Limit {
			b.WriteRune('…')
			break
		}
		runes++
		marks = combining(r, marks)
		if (r == utf8.RuneError && size == 1) || hidden(r) || marks > maxMarks {
			r = Mark
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Lines cleans each string as Line does and returns a new slice.
func Lines(all []string) []string {
	if all == nil {
		return nil
	}
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = Line(s)
	}
	return out
}

// Safe reports whether Line would return s unchanged.
func Safe(s string) bool { return Line(s) == s }

// printable reports whether s is printable ASCII, as nearly everything is: a quick way out.
func printable(s string) bool {
	if len(s) > Limit {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func combining(r rune, before int) int {
	if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
		return before + 1
	}
	return 0
}

// hidden reports whether r draws nothing of its own, moves what is next to it, or cannot be told from another
// character.
func hidden(r rune) bool {
	switch {
	case r == ' ' || r == '\u3000': // the ideographic space is as wide as a character, and common in Japanese names
		return false
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Zs):
		return true
	case unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Noncharacter_Code_Point, r):
		return true
	case unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r): // Hangul fillers, combining grapheme joiner
		return true
	case r == '\u2800': // braille blank: a letter to Unicode, a space to the eye
		return true
	}
	return !unicode.IsPrint(r)
}
