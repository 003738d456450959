package sandbox

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"tapdesk/graph/sandbox/odata"
)

// Accents is how a query compares letters with diacritics. Which way Graph does it is not known,
// so the sandbox supports both.
type Accents string

const (
	// AccentsExact treats ü and u as different, and composed and decomposed letters too.
	AccentsExact Accents = "exact"
	// AccentsFolded treats ü as u.
	AccentsFolded Accents = "folded"
)

// strokes are letters that do not decompose.
var strokes = strings.NewReplacer(
	"đ", "d", "Đ", "D", "ð", "d", "Ð", "D", "ħ", "h", "Ħ", "H", "ı", "i", "ł", "l", "Ł", "L", "ø", "o", "Ø", "O",
	"ŧ", "t", "Ŧ", "T", "ß", "ss", "æ", "ae", "Æ", "AE", "œ", "oe", "Œ", "OE")

// folded returns a text without the diacritics of its Latin letters.
func folded(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0 {
		return s
	}
	return strokes.Replace(norm.NFC.String(strings.Map(func(r rune) rune {
		if '\u0300' <= r && r <= '\u036f' { // the combining marks of Latin letters
			return -1
		}
		return r
	}, norm.NFD.String(s))))
}

// foldedRecord is a user's record without diacritics; its tokens are stored without them.
type foldedRecord struct{ odata.Record }

// String implements odata.Record.
func (r foldedRecord) String(property string) (string, bool) {
	s, ok := r.Record.String(property)
	return folded(s), ok
}

// Strings implements odata.Record.
func (r foldedRecord) Strings(property string) []string {
	var out []string
	for _, s := range r.Record.Strings(property) {
		out = append(out, folded(s))
	}
	return out
}
