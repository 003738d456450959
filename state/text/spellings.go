package text

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Plain returns s in lower case and without diacritics, as account names are made from names: muller for müller.
// Everything else stays.
func Plain(s string) string { return rewritten(s, false) }

// Spelt returns s as Plain does, with umlauts as two letters: mueller for müller.
func Spelt(s string) string { return rewritten(s, true) }

func rewritten(s string, spell bool) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		r = unicode.ToLower(r)
		if r < 0x80 || unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(base(r, spell))
	}
	return b.String()
}

// contractions undo, all at once, the letters written as two in one language or another.
var contractions = []*strings.Replacer{
	strings.NewReplacer("ae", "ä", "oe", "ö", "ue", "ü"),
	strings.NewReplacer("ae", "ä", "oe", "ö", "ue", "ü", "ss", "ß"),
	strings.NewReplacer("ae", "æ", "oe", "ø", "aa", "å"),
	strings.NewReplacer("ss", "ß"),
}

// likely maps each letter to those that are often typed as it, without their diacritics, the most frequent first.
var likely = map[byte][]rune{
	'a': []rune("áäåàãâą"), 'c': []rune("çčć"), 'd': []rune("đ"), 'e': []rune("éèëêęě"), 'g': []rune("ğ"),
	'i': []rune("íïîì"),
	'l': []rune("ł"), 'n': []rune("ñńň"), 'o': []rune("öøóôõò"), 'r': []rune("ř"), 's': []rune("šśş"), 't': []rune("ţť"),
	'u': []rune("üúùûů"), 'y': []rune("ý"), 'z': []rune("žżź"),
}

// Accented returns at most n ways to write, with diacritics, a word typed in lower-case ASCII: with umlauts for letters
// written as two, and with one letter changed, the most frequent first.
func Accented(word string, n int) []string {
	var out []string
	add := func(s string) {
		if len(out) < n && s != word && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, c := range contractions {
		add(c.Replace(word))
	}
	for rank := range len(likely['a']) {
		for i := range len(word) {
			if letters := likely[word[i]]; rank < len(letters) {
				add(word[:i] + string(letters[rank]) + word[i+1:])
			}
		}
	}
	return out
}

// Respelt returns how a word typed in lower-case ASCII may be written in an account name: with one letter for an umlaut
// written as two, as muller for mueller, and the other way round, one letter at a time.
func Respelt(word string) []string {
	var out []string
	if short := strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "aa", "a").Replace(word); short != word {
		out = append(out, short)
	}
	for i := range len(word) {
		if strings.IndexByte("aou", word[i]) >= 0 && !strings.HasPrefix(word[i+1:], "e") {
			out = append(out, word[:i+1]+"e"+word[i+1:])
		}
	}
	return out
}
