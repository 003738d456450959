package person

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// QueryKind is what a typed text may be, so that it is asked for in the one way that finds it.
type QueryKind int

const (
	// Nothing was typed that could be searched for.
	Nothing QueryKind = iota
	// ByName is a text with spaces, or with letters outside ASCII: only a name can be meant.
	ByName
	// ByID is an object id.
	ByID
	// ByAddress is a userPrincipalName or a mail address, complete or still being typed.
	ByAddress
	// ByPhone is a telephone number, written with a plus or with separators.
	ByPhone
	// ByAccount is one word: the beginning of a name or an address, or a whole employee id or account name. When it is
	// made of digits alone, Query.Digits holds them, since a telephone number may be meant as well.
	ByAccount
)

// Query is a typed text, ready to be searched for.
type Query struct {
	// Kind says what the text may be.
	Kind QueryKind
	// Text is what was typed, without invisible characters, spaces collapsed; at most QueryLimit runes.
	Text string
	// Digits are those of a telephone number, the international prefix (+ or 00) left out; empty when none can be meant.
	Digits string
	// Account is the account name meant by ByAccount: Text without a leading DOMAIN\.
	Account string
}

// QueryLimit is the length in runes at which a typed text is cut. Graph's longest searchable property is shorter.
const QueryLimit = 256

// minPhoneDigits is the fewest digits taken for a telephone number: internal extensions have four or five.
const minPhoneDigits = 4

// Classify says what a typed text may be. It never fails: what is nothing else is a name. Classify(q.Text) is q again.
func Classify(text string) Query {
	text = tidy(text)
	switch {
	case text == "":
		return Query{}
	case isObjectID(unbraced(text)):
		return Query{Kind: ByID, Text: strings.ToLower(unbraced(text))}
	}
	if address := angled(text); isAddress(address) {
		return Query{Kind: ByAddress, Text: address}
	}
	digits, separated := phoneDigits(text)
	switch {
	case digits != "" && separated:
		return Query{Kind: ByPhone, Text: text, Digits: digits}
	case isWord(text):
		return Query{Kind: ByAccount, Text: text, Digits: digits, Account: account(text)}
	}
	return Query{Kind: ByName, Text: text}
}

// Empty says whether there is nothing to search for.
func (q Query) Empty() bool { return q.Kind == Nothing }

// Searched says in words where the text was looked for, to be told when nothing was found.
func (q Query) Searched() string {
	switch q.Kind {
	case ByName:
		return "display names"
	case ByID:
		return "object ids"
	case ByAddress:
		return "user principal names and mail addresses"
	case ByPhone:
		return "mobile and business phones, written exactly so"
	case ByAccount:
		if q.Digits != "" {
			return "names, user principal names, mail, employee ids, account names and phones"
		}
		return "names, user principal names, mail, employee ids and account names"
	}
	return "nothing"
}

// tidy drops characters that nobody types but that come along when text is pasted, makes every kind of white space one
// space, and cuts at QueryLimit. Joiners stay: Persian and Indic names are written with them.
func tidy(s string) string {
	s = strings.ToValidUTF8(s, " ")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '\u200c' || r == '\u200d':
			return r
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > QueryLimit {
		s = strings.TrimSpace(string([]rune(s)[:QueryLimit]))
	}
	return s
}

func unbraced(s string) string {
	if len(s) == 38 && s[0] == '{' && s[37] == '}' {
		return s[1:37]
	}
	return s
}

// isObjectID says whether s has the shape of a GUID: 8-4-4-4-12 hexadecimal digits.
func isObjectID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (s[i] == '-') || !dash && !isHex(s[i]) {
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// angled returns the address of a text pasted from a mail program, as in: Name <name@sandbox.example>.
func angled(s string) string {
	open := strings.LastIndexByte(s, '<')
	if open >= 0 && strings.HasSuffix(s, ">") {
		return strings.TrimSpace(s[open+1 : len(s)-1])
	}
	return s
}

// isAddress says whether s has something before its last at sign and no space: the domain may still be to come.
func isAddress(s string) bool {
	return strings.LastIndexByte(s, '@') > 0 && !strings.ContainsAny(s, " <>")
}

// phoneDigits returns the digits of a telephone number, and whether it is written as nothing but one is: with a plus or
// with separators. It returns no digits when s is no number.
func phoneDigits(s string) (digits string, separated bool) {
	var b strings.Builder
	for i, r := range s {
		switch {
		case '0' <= r && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0, strings.ContainsRune(" -./()", r):
			separated = true
		default:
			return "", false
		}
	}
	digits = b.String()
	if len(digits) < minPhoneDigits {
		return "", false
	}
	if rest, international := strings.CutPrefix(digits, "00"); international && len(rest) >= minPhoneDigits {
		digits = rest
	}
	return digits, separated
}

// isWord says whether s is one word of visible ASCII, as account names and employee ids are.
func isWord(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// account returns what follows DOMAIN\, or all of s.
func account(s string) string {
	if at := strings.LastIndexByte(s, '\\'); at >= 0 && at+1 < len(s) {
		return s[at+1:]
	}
	return s
}
