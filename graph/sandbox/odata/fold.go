package odata

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// foldRune maps a letter and its other cases to one rune. Mapping to upper case first unites forms that lower-casing
// keeps apart: final sigma, long s, dotless i. Accented and plain letters stay different, as do composed and decomposed
// spellings: whether Entra treats them alike is not known. A Record may unite them (both invented).
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

// fold returns s with every rune folded.
func fold(s string) string { return strings.Map(foldRune, s) }

// cutFolded returns the first rune of s, folded, and the rest.
func cutFolded(s string) (rune, string) {
	if c := s[0]; c < utf8.RuneSelf {
		return foldRune(rune(c)), s[1:]
	}
	r, size := utf8.DecodeRuneInString(s)
	return foldRune(r), s[size:]
}

// hasPrefixFold reports whether s begins with prefix, which is already folded. It does not allocate.
func hasPrefixFold(s, prefix string) bool {
	_, ok := cutPrefixFold(s, prefix)
	return ok
}

// equalFold reports whether s equals value, which is already folded.
func equalFold(s, value string) bool {
	rest, ok := cutPrefixFold(s, value)
	return ok && rest == ""
}

func cutPrefixFold(s, prefix string) (rest string, ok bool) {
	for prefix != "" {
		if s == "" {
			return "", false
		}
		var a, b rune
		a, s = cutFolded(s)
		b, prefix = cutFolded(prefix)
		if a != b {
			return "", false
		}
	}
	return s, true
}

// hasSuffixFold reports whether s ends with suffix, which is already folded.
func hasSuffixFold(s, suffix string) bool {
	for suffix != "" {
		if s == "" {
			return false
		}
		a, n := utf8.DecodeLastRuneInString(s)
		b, m := utf8.DecodeLastRuneInString(suffix)
		if foldRune(a) != b {
			return false
		}
		s, suffix = s[:len(s)-n], suffix[:len(suffix)-m]
	}
	return true
}

// compareFold compares a and b by their folded code points and returns -1, 0 or +1. Neither needs to be folded.
func compareFold(a, b string) int {
	for a != "" && b != "" {
		var x, y rune
		x, a = cutFolded(a)
		y, b = cutFolded(b)
		if x != y {
			if x < y {
				return -1
			}
			return 1
		}
	}
	switch {
	case a == b:
		return 0
	case a == "":
		return -1
	}
	return 1
}
