package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// QueryKind is what a typed text may be, so that it is asked for in the one way that finds it.
type QueryKind int

const (
	// Nothing was typed that could be searched for: no text, or a domain alone.
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
	// Text is what was typed, without what is around it, letters composed, spaces collapsed; at most QueryLimit runes.
	Text string
	// Digits are those of a telephone number, the international prefix (+ or 00) left out; empty when none can be
	// meant.
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
	text = meant(text)
	switch {
	case text == "":
		return Query{}
	case isObjectID(hyphenated(text)):
		return Query{Kind: ByID, Text: strings.ToLower(hyphenated(text))}
	case text[0] == '@' && isWord(text) && strings.Contains(text, "."):
		return Query{Text: text}
	case isAddress(text):
		return Query{Kind: ByAddress, Text: text}
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

// Empty reports whether there is nothing to search for.
func (q Query) Empty() bool { return q.Kind == Nothing }

// DomainAlone reports whether what was typed is a domain with nobody in front of it.
func (q Query) DomainAlone() bool { return q.Empty() && q.Text != "" }

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
		return "mobile and business phones"
	case ByAccount:
		if q.Digits != "" {
			return "names, user principal names, mail, employee ids, account names and phones"
		}
		return "names, user principal names, mail, employee ids and account names"
	}
	return "nothing"
}

// meant takes off a text what came along with it when it was pasted or typed on another keyboard: what nobody sees,
// quotes, brackets, the scheme of an address, the name beside one. Its letters are composed (NFC), and where they are
// those of an address, an id or a number they are the plain ones (NFKC): a directory holds no full-width ones there.
func meant(s string) string {
	for {
		next := unwrapped(keyboard.Replace(norm.NFC.String(tidy(s))))
		if plain := norm.NFKC.String(next); isWord(strings.ReplaceAll(plain, " ", "")) || isAddress(plain) {
			next = plain
		}
		if next == s {
			return s
		}
		s = next
	}
}

// keyboard makes typographic apostrophes and hyphens those of a keyboard.
var keyboard = strings.NewReplacer("‘", "'", "’", "'", "‛", "'", "＇", "'",
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "−", "-", "－", "-")

const (
	// quotes are taken off either end of a text, also where the other one is missing.
	quotes = "\"“”„‟«»‹›「」『』`´″＂"
	// trailing is what may follow a text that was cut out of a longer one.
	trailing = ",;: "
)

// brackets are taken off a text that stands in a pair of them.
var brackets = []string{"()", "[]", "{}", "<>", "''", "【】", "（）"}

// schemes of what may be copied from a mail, a card or an account.
var schemes = []string{"mailto:", "smtp:", "sip:", "tel:"}

// unwrapped takes off s what is around it, and takes the one address out of a text that has one.
func unwrapped(s string) string {
	s = strings.TrimRight(strings.Trim(s, quotes+" "), trailing)
	for _, pair := range brackets {
		ends := []rune(pair)
		inner, opened := strings.CutPrefix(s, string(ends[0]))
		inner, closed := strings.CutSuffix(inner, string(ends[1]))
		if opened && closed && !strings.ContainsAny(inner, pair) {
			s = inner
		}
	}
	for _, scheme := range schemes {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			s, _, _ = strings.Cut(s[len(scheme):], "?") // a mailto: may have a subject behind it
		}
	}
	if words := strings.Fields(s); len(words) > 1 {
		var whole []string
		for _, word := range words {
			if word = strings.Trim(word, "<>()[]"+quotes+trailing); isWhole(word) {
				whole = append(whole, word)
			}
		}
		if len(whole) == 1 {
			return whole[0]
		}
	}
	if isAddress(s) {
		s = strings.TrimRight(s, ".!?")
	}
	return s
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

// isObjectID reports whether s has the shape of a GUID: 8-4-4-4-12 hexadecimal digits.
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

// hyphenated returns s with the hyphens of a GUID where it has the 32 digits of one and nothing else, else s as it is.
func hyphenated(s string) string {
	if len(s) != 32 {
		return s
	}
	return strings.Join([]string{s[:8], s[8:12], s[12:16], s[16:20], s[20:]}, "-")
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// isAddress reports whether s has something before its last at sign and no space: the domain may still be to come.
func isAddress(s string) bool {
	return strings.LastIndexByte(s, '@') > 0 && !strings.ContainsAny(s, " <>")
}

// isWhole reports whether s is an address with its domain.
func isWhole(s string) bool { return isAddress(s) && !strings.HasSuffix(s, "@") }

// phoneDigits returns the digits of a telephone number, and whether it is written as nothing but one is: with a plus or
// with separators. It returns no digits when s is no number.
func phoneDigits(s string) (digits string, separated bool) {
	if strings.HasPrefix(s, "+") || strings.HasPrefix(s, "00") {
		s = strings.Replace(s, "(0)", " ", 1) // not dialled from abroad
	}
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

// isWord reports whether s is one word of visible ASCII, as account names and employee ids are.
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
