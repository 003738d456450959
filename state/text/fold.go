package text

import (
	"slices"
	"strings"
	"unicode"
)

// plain maps letters to the ones they match in a name said over the phone or typed on another keyboard: Latin and
// modern Greek with diacritics, and the Russian ё. It leaves out й and ї, which are letters of their own.
var plain = []struct{ letter, accented string }{
	{"a", "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"}, {"b", "ḃḅḇ"}, {"c", "çćĉċčḉ"}, {"d", "ďđðḋḍḏḑḓ"},
	{"e", "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"}, {"f", "ḟ"}, {"g", "ĝğġģǧǵḡ"}, {"h", "ĥħȟḣḥḧḩḫẖ"},
	{"i", "ìíîïĩīĭįıǐȉȋḭḯỉị"}, {"j", "ĵǰ"},
	{"k", "ķǩḱḳḵ"}, {"l", "ĺļľłḷḹḻḽ"}, {"m", "ḿṁṃ"}, {"n", "ñńņňǹṅṇṉṋ"}, {"o", "òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"},
	{"p", "ṕṗ"}, {"r", "ŕŗřȑȓṙṛṝṟ"}, {"s", "śŝşšșṡṣṥṧṩſ"}, {"t", "ţťŧțṫṭṯṱẗ"}, {"u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"},
	{"v", "ṽṿ"}, {"w", "ŵẁẃẅẇẉẘ"}, {"x", "ẋẍ"}, {"y", "ýÿŷȳẏẙỳỵỷỹ"}, {"z", "źżžẑẓẕ"},
	{"ae", "æǣǽ"}, {"oe", "œ"}, {"ss", "ß"}, {"th", "þ"},
	{"α", "ά"}, {"ε", "έ"}, {"η", "ή"}, {"ι", "ίϊΐ"}, {"ο", "ό"}, {"υ", "ύϋΰ"}, {"ω", "ώ"}, {"е", "ё"},
}

// spelt are the letters that are also written as two, as in Mueller for Müller.
var spelt = []struct{ letter, accented string }{{"ae", "ä"}, {"oe", "öø"}, {"ue", "ü"}, {"aa", "å"}}

// words returns the words of s for comparison: in lower case, without diacritics, and split at everything that is
// neither a letter nor a digit. An apostrophe does not split, so O'Brien is one word. spell writes umlauts as two
// letters.
func words(s string, spell bool) []string {
	var b strings.Builder
	for _, r := range s {
		r = unicode.ToLower(unicode.ToUpper(r)) // upper case first, which final sigma and long s share with the others
		switch {
		case unicode.Is(unicode.Mn, r), strings.ContainsRune("'’ʼ`´", r):
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mc, r):
			b.WriteString(base(r, spell))
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

func base(r rune, spell bool) string {
	if spell {
		for _, row := range spelt {
			if strings.ContainsRune(row.accented, r) {
				return row.letter
			}
		}
	}
	for _, row := range plain {
		if strings.ContainsRune(row.accented, r) {
			return row.letter
		}
	}
	return string(r)
}

// Fold returns s for comparison: its words with one space between them. It is empty when s has neither a letter nor a
// digit.
func Fold[S ~string](s S) string { return strings.Join(words(string(s), false), " ") }

// Same reports whether two texts have the same letters in the same order, wherever their words end, with umlauts as
// they are or as two letters. A text without a letter or digit is the same as nothing.
func Same[A, B ~string](a A, b B) bool {
	return same(string(a), string(b), func(words []string) string { return strings.Join(words, "") })
}

// SameName reports whether two texts are the same name: the same words in any order, as in "Li, Ann" and "Ann Li".
func SameName[A, B ~string](a A, b B) bool {
	return same(string(a), string(b), func(words []string) string {
		slices.Sort(words)
		return strings.Join(words, " ")
	})
}

func same(a, b string, join func([]string) string) bool {
	for _, spellA := range []bool{false, true} {
		for _, spellB := range []bool{false, true} {
			if x := join(words(a, spellA)); x != "" && x == join(words(b, spellB)) {
				return true
			}
		}
	}
	return false
}
