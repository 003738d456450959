package reveal

import "fmt"

// A pass is said aloud so that the person on the telephone types each character and no other. Letters are the words of
// the ICAO alphabet, with "capital" or "small" before them; digits are their plain names; each symbol has one name. No
// two characters are said alike.

// The printable characters of ASCII other than the space, of which passes are made.
const (
	firstPrintable = '!'
	lastPrintable  = '~'
)

// names are what is said for each character, made once.
var names = func() (all [256]string) {
	for c := range all {
		all[c] = nameOf(byte(c))
	}
	return all
}()

func nameOf(c byte) string {
	switch {
	case 'A' <= c && c <= 'Z':
		return fmt.Sprintf(formatCapital, capitals[c-'A'])
	case 'a' <= c && c <= 'z':
		return fmt.Sprintf(formatSmall, smalls[c-'a'])
	case '0' <= c && c <= '9':
		return fmt.Sprintf(formatDigit, digits[c-'0'])
	case c == ' ':
		return saySpace
	}
	if name, ok := symbols[c]; ok {
		return name
	}
	return fmt.Sprintf(formatUnprintable, c)
}

// aloud returns what is said for a character: "capital DELTA", "small delta", "digit ZERO", "plus sign". No two
// characters are said alike. Space and what is not printable ASCII, which no pass holds, have words of their own.
func aloud(c byte) string { return names[c] }

// likeness is what a character may be taken for.
type likeness struct {
	// looks are the characters that look like it, at least one, it not among them.
	looks string
	// instead is what to say when the caller may take it for one of them: half a sentence.
	instead string
}
