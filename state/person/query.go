package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// QueryKind is what a typed text may be, which decides how it is searched for.
type QueryKind int

const (
	// Nothing means that nothing searchable was typed: no text, or only a domain.
	Nothing QueryKind = iota
	// ByName is a text with spaces or with letters outside ASCII: it can only be a name.
	ByName
	// ByID is an object id.
	ByID
	// ByAddress is a userPrincipalName or a mail address, complete or still being typed.
	ByAddress
	// ByPhone is a phone number, written with a plus or separators.
	ByPhone
	// ByAccount is one word: the beginning of a name or address, or a whole employee id or account name. If it is all
	// digits, Query.Digits holds them, since it may be a phone number as well.
	ByAccount
)

// Query is a typed text, ready for a search.
type Query struct {
	// Kind says what the text may be.
	Kind QueryKind
	// Text is what was typed, without what surrounds it, with letters composed and spaces collapsed; at most QueryLimit
	// runes.
	Text string
	// Digits are those of a phone number without the international prefix (+ or 00); empty if it cannot be one.
	Digits string
	// Account is the account name for ByAccount: Text without a leading DOMAIN\.
	Account string
}

// QueryLimit is the length in runes at which a typed text is cut. Graph's longest searchable property is shorter.
const QueryLimit = 256

// minPhoneDigits is the minimum of digits in a phone number: internal extensions have four or five.
const minPhoneDigits = 4

// Classify returns what a typed text may be. It never fails: anything else is a name. Classify(q.Text) is q again.
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

// DomainAlone reports whether only a domain was typed.
func (q Query) DomainAlone() bool { return q.Empty() && q.Text != "" }

// Searched returns where the text was looked for, in words, to show when nothing was found.
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

// meant removes what was pasted along with a text or came from another keyboard: invisible characters, quotes,
// brackets, the scheme of an address, the name next to one. It composes letters (NFC), and makes those of an address,
// id or number plain (NFKC): a directory has no full-width ones there.
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

// keyboard replaces typographic apostrophes and hyphens with those of a keyboard.
var keyboard = strings.NewReplacer("‘", "'", "’", "'", "‛", "'", "＇", "'",
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "−", "-", "－", "-")

const (
	// quotes are removed from either end of a text, even if the other one is missing.
	quotes = "\"“”„‟«»‹›「」『』`´″＂"
	// trailing is what may follow a text that was copied out of a longer one.
	trailing = ",;: "
)

// brackets are removed in pairs around a text.
var brackets = []string{"()", "[]", "{}", "<>", "''", "【】", "（）"}

// schemes may be copied along from a mail, a business card or an account.
var schemes = []string{"mailto:", "smtp:", "sip:", "tel:"}

// unwrapped removes what surrounds s, and returns the address if s contains just one.
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
			s, _, _ = strings.Cut(s[len(scheme):], "?") // a mailto: may have a subject after it
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

// tidy removes characters that nobody types but that are pasted along, turns each run of white space into one space,
// and cuts at QueryLimit. It keeps joiners, which Persian and Indic names need.
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

// hyphenated returns s with the hyphens of a GUID if it is just the 32 digits of one, else s unchanged.
func hyphenated(s string) string {
	if len(s) != 32 {
		return s
	}
	return strings.Join([]string{s[:8], s[8:12], s[12:16], s[16:20], s[20:]}, "-")
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// isAddress reports whether s has something before its last at sign and no space: the domain may be yet to be typed.
func isAddress(s string) bool {
	return strings.LastIndexByte(s, '@') > 0 && !strings.ContainsAny(s, " <>")
}

// isWhole reports whether s is an address with a domain.
func isWhole(s string) bool { return isAddress(s) && !strings.HasSuffix(s, "@") }

// phoneDigits returns the digits of a phone number, and whether it is written as only a phone number is: with a plus or
// separators. It returns no digits if s is not a number.
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

// isWord reports whether s is one word of visible ASCII, like account names and employee ids.
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
