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

// capitals are the words of the ICAO alphabet in its own spelling (ALFA and JULIETT, so that every reader says them
// right). Source: ICAO Annex 10, volume II.
var capitals = [...]string{
	"ALFA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL", "INDIA", "JULIETT", "KILO", "LIMA", "MIKE",
	"NOVEMBER", "OSCAR", "PAPA", "QUEBEC", "ROMEO", "SIERRA", "TANGO", "UNIFORM", "VICTOR", "WHISKEY", "X-RAY", "YANKEE",
	"ZULU",
}

// smalls are the same words, small: the eye sees the case as well as reads it.
var smalls = [...]string{
	"alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett", "kilo", "lima", "mike",
	"november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "x-ray", "yankee",
	"zulu",
}

var digits = [...]string{"ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"}

// symbols are the rest. A name says what the sign is, not what it is for, and is not the beginning of another.
var symbols = map[byte]string{
	'!': "exclamation mark", '"': "double quote", '#': "hash sign", '$': "dollar sign", '%': "percent sign",
	'&':  "ampersand",
	'\'': "single quote", '(': "round bracket open", ')': "round bracket close", '*': "asterisk", '+': "plus sign",
	',': "comma",
	'-': "hyphen", '.': "full stop", '/': "forward slash", ':': "colon", ';': "semicolon", '<': "less-than sign",
	'=': "equals sign",
	'>': "greater-than sign", '?': "question mark", '@': "at sign", '[': "square bracket open", '\\': "backslash",
	']': "square bracket close", '^': "caret", '_': "underscore", '`': "backtick", '{': "curly bracket open",
	'|': "vertical bar",
	'}': "curly bracket close", '~': "tilde",
}

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
		return "capital " + capitals[c-'A']
	case 'a' <= c && c <= 'z':
		return "small " + smalls[c-'a']
	case '0' <= c && c <= '9':
		return "digit " + digits[c-'0']
	case c == ' ':
		return "space"
	}
	if name, ok := symbols[c]; ok {
		return name
	}
	return fmt.Sprintf("character number %d, which is not printable", c)
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

// twins are the characters that fonts draw alike, or that callers take for one another.
var twins = map[byte]likeness{
	'0':  {"Oo", "the number zero, not a letter"},
	'O':  {"0o", "the letter O, a big one, not the number zero"},
	'o':  {"0O", "the letter o, a small one, not the number zero"},
	'1':  {"lI|", "the number one, not a letter"},
	'l':  {"1I|", "the letter L, a small one, not the number one"},
	'I':  {"1l|", "the letter I as in India, a big one, not the number one"},
	'|':  {"1lI", "the upright line, a sign, not a letter or a number"},
	'i':  {"j!", "the letter i with a dot, a small one"},
	'j':  {"i;", "the letter j with a dot, a small one"},
	'5':  {"S", "the number five, one more than four, not a letter"},
	'S':  {"5s", "the letter S, a big one, not the number five"},
	's':  {"5S", "the letter s, a small one, not the number five"},
	'8':  {"B", "the number eight, one more than seven, not a letter"},
	'B':  {"8", "the letter B, a big one, not the number eight"},
	'2':  {"Zz", "the number two, one more than one, not a letter"},
	'Z':  {"2z", "the letter Z, a big one, not the number two"},
	'z':  {"2Z", "the letter z, a small one, not the number two"},
	'6':  {"bG", "the number six, one more than five, not a letter"},
	'G':  {"6C", "the letter G, a big one, not the number six"},
	'b':  {"6", "the letter b, a small one, not the number six"},
	'9':  {"gq", "the number nine, one more than eight, not a letter"},
	'g':  {"9q", "the letter g, a small one, not the number nine"},
	'q':  {"9g", "the letter q, a small one, not the number nine"},
	'C':  {"cG", "the letter C, a big one"},
	'c':  {"C", "the letter c, a small one"},
	'U':  {"uV", "the letter U as in uniform, a big one"},
	'u':  {"Uv", "the letter u as in uniform, a small one"},
	'V':  {"vU", "the letter V as in victor, a big one"},
	'v':  {"Vu", "the letter v as in victor, a small one"},
	'W':  {"w", "the letter W, a big one"},
	'w':  {"W", "the letter w, a small one"},
	'X':  {"x", "the letter X, a big one"},
	'x':  {"X*", "the letter x, a small one"},
	'P':  {"p", "the letter P, a big one"},
	'p':  {"P", "the letter p, a small one"},
	'K':  {"k", "the letter K, a big one"},
	'k':  {"K", "the letter k, a small one"},
	'`':  {"',", "the slanted mark, on many keyboards left of the digit one"},
	'\'': {"`\"", "one straight quotation mark, the apostrophe"},
	'"':  {"'`", "one key: the straight double quotation mark"},
	',':  {".'", "the comma, with a tail"},
	'.':  {",", "the dot, without a tail"},
	':':  {";", "two dots, one above the other"},
	';':  {":,", "a dot above a comma"},
	'!':  {"1i|", "the sign, an upright line above a dot"},
	'-':  {"_~", "the short line at half height, the minus key"},
	'_':  {"-", "the long line at the foot, not at half height"},
	'~':  {"-", "the wavy line at half height"},
	'/':  {"\\", "the slash that leans forward, to the right"},
	'\\': {"/", "the slash that leans back, to the left"},
	'(':  {"[{", "the round one, that opens"},
	')':  {"]}", "the round one, that closes"},
	'[':  {"({", "the square one, that opens"},
	']':  {")}", "the square one, that closes"},
	'{':  {"([", "the curly one, that opens"},
	'}':  {")]", "the curly one, that closes"},
	'*':  {"x", "the star"},
}
