package person

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tapdesk/state/text"
)

// Reach is how far a search departed from what was typed.
type Reach int

const (
	// AsTyped found what was typed.
	AsTyped Reach = iota
	// Otherwise found another spelling of what was typed: Query.Wider.
	Otherwise
	// SurnameAlone found a part of what was typed: Wider.Alone.
	SurnameAlone
)

// Wider is what else a text that found nobody may mean. One request asks for all of it.
type Wider struct {
	Guess
	// Alone is the surname alone, which only counts if nothing else finds anybody.
	Alone Guess
	// Numbers are the whole number in the forms that directories use.
	Numbers []string
	// Leads are beginnings of the number in further forms, long enough to match few people. A match only counts if
	// Query.Dials accepts their number.
	Leads []string
}

// Guess is one way to look for a name.
type Guess struct {
	// Names are display names, Begins are beginnings of a userPrincipalName or mail address, and Ends are ends of one
	// before its at sign.
	Names, Begins, Ends []string
}

// Empty reports whether there is nothing to ask for.
func (w Wider) Empty() bool {
	return w.Guess.empty() && w.Alone.empty() && len(w.Numbers) == 0 && len(w.Leads) == 0
}

func (g Guess) empty() bool { return len(g.Names)+len(g.Begins)+len(g.Ends) == 0 }

const (
	// mostGuesses is the limit of beginnings and ends of account names; display names get twice as many.
	mostGuesses = 15
	// fewestLetters is the minimum length of a text for trying other spellings.
	fewestLetters = 3
	// farEnd is the minimum length of a name for looking for it at the end of a longer word too: hasegawa in yhasegawa.
	farEnd = 5
	// mostNamesakes is the highest number tried for namesakes.
	mostNamesakes = 4
)

// Wider returns what else a text that found nobody may mean. It is empty if there is nothing else.
func (q Query) Wider() Wider {
	var w Wider
	switch q.Kind {
	case ByAddress:
		w.Guess = ofAddress(q.Text)
	case ByName:
		w = ofWords(strings.Fields(q.Text))
	case ByAccount:
		w = ofWords(strings.FieldsFunc(q.Account, separates))
		if w.Begins = without(w.Begins, q.Text); q.Account != q.Text {
			w.Begins = append(w.Begins, q.Account)
		}
	}
	w.Numbers, w.Leads = q.numbers()
	return w
}

// Tried returns what Wider looks for, in words, to show when that found nobody either.
func (q Query) Tried() string {
	w := q.Wider()
	var tried []string
	if len(w.Names) > 0 {
		tried = append(tried, "accents dropped and added")
	}
	switch {
	case q.Kind == ByAddress:
		tried = []string{"the name at other domains and as a display name"}
	case !w.Alone.empty():
		tried = append(tried, "UPNs like first.last and f.last", "the surname alone")
	case len(w.Ends) > 0:
		tried = append(tried, "UPNs that end in the name")
	}
	if len(w.Leads) > 0 {
		tried = append(tried, "the number with and without + and 0, with spaces in the usual places")
	}
	return strings.Join(tried, ", ")
}

// Next returns what to type next when nobody was found.
func (q Query) Next() string {
	switch w := q.Wider(); {
	case q.Kind == ByID:
		return "Check the id, or type the name."
	case q.Digits != "" && len(w.Leads) == 0:
		return "Graph cannot search for the end of a phone number: type all of it, with its country code, or the name."
	case q.Digits != "":
		return "Type the name, the UPN or the employee id."
	case q.Kind == ByAddress:
		return "Type the name alone, or the employee id."
	case !w.Alone.empty():
		return "Accents may count. Type the first name or the surname alone, the UPN or the employee id."
	}
	return "Accents may count, and names are found by the beginnings of their words. Type less of it, the UPN or the " +
		"employee id."
}

// separates reports whether r separates the words of an account name.
func separates(r rune) bool { return strings.ContainsRune("._-", r) }

// ofAddress looks for the address at another domain, or for its words as a name.
func ofAddress(address string) Guess {
	local := address[:strings.LastIndexByte(address, '@')]
	var g Guess
	for _, s := range spellings(local) {
		g.Begins = append(g.Begins, s+"@")
	}
	if words := strings.FieldsFunc(local, separates); len(words) > 1 {
		g.Names = append([]string{strings.Join(words, " ")}, written(words)...)
	}
	return g.atMost()
}

// ofWords looks for a name of one or more words.
func ofWords(words []string) Wider {
	surname := len(words) - 1
	for i, word := range slices.Backward(words) {
		if strings.HasSuffix(word, ",") { // as in Li, Ann
			surname = i
		}
		words[i] = strings.Trim(strings.ToLower(word), ",.;'")
	}
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	letters := strings.IndexFunc(strings.Join(words, ""), unicode.IsLetter) >= 0
	if !letters || utf8.RuneCountInString(strings.Join(words, "")) < fewestLetters || surname >= len(words) {
		return Wider{}
	}
	if len(words) == 1 {
		return Wider{Guess: ofWord(words[0]).atMost()}
	}
	first := words[0]
	if surname == 0 {
		first = words[len(words)-1]
	}
	whole := Guess{Names: written(words), Begins: accounts(first, words[surname]), Ends: ends(strings.Join(words, ""))}
	alone := ofWord(words[surname])
	alone.Names = append([]string{words[surname]}, alone.Names...)
	return Wider{Guess: whole.atMost(), Alone: alone.atMost()}
}

func ofWord(word string) Guess {
	return Guess{Names: written([]string{word}), Begins: spellings(word), Ends: ends(word)}
}

func (g Guess) atMost() Guess {
	for list, most := range map[*[]string]int{&g.Names: 2 * mostGuesses, &g.Begins: mostGuesses, &g.Ends: mostGuesses} {
		*list = (*list)[:min(len(*list), most)]
	}
	return g
}

// written returns how a name may be written in a display name: without diacritics, or with those that were not typed.
func written(words []string) []string {
	typed := strings.Join(words, " ")
	out := []string{norm.NFKC.String(typed), text.Plain(typed), text.Spelt(typed)}
	out = append(out, text.Accented(typed, 2*mostGuesses)...)
	return without(distinct(out), typed)
}

// spellings returns how a word may be written in an account name, which is ASCII: as typed first, nothing for another
// script.
func spellings(word string) []string {
	word = strings.ReplaceAll(word, "'", "")
	out := append([]string{text.Plain(word), text.Spelt(word)}, text.Respelt(word)...)
	return distinct(slices.DeleteFunc(out, func(s string) bool { return s == "" || !isWord(s) }))
}

// accounts returns the account names made of a first and a last name.
func accounts(first, last string) []string {
	firsts, lasts := spellings(first), spellings(last)
	if len(firsts) == 0 || len(lasts) == 0 {
		return nil
	}
	var out []string
	for i := range max(len(firsts), len(lasts)) {
		f, l := firsts[min(i, len(firsts)-1)], lasts[min(i, len(lasts)-1)]
		out = append(out, f+"."+l, l+"."+f, f[:1]+"."+l, f[:1]+l, l+f[:1], f+l, f+"-"+l, f+"_"+l)
	}
	return distinct(out)
}

// ends returns how account names may end that have a name after a first name or its initial, including the numbers of
// namesakes.
func ends(name string) []string {
	var out, numbered []string
	for i, s := range spellings(name) {
		forms := []string{"." + s, "_" + s}
		if len(s) >= farEnd {
			forms = []string{s}
		}
		out = append(out, forms...)
		for n := 1; n <= mostNamesakes && i < 2; n++ {
			numbered = append(numbered, forms[0]+strconv.Itoa(n))
		}
	}
	return append(out, numbered...)
}

// without returns all texts except the given one, ignoring case.
func without(all []string, text string) []string {
	return slices.DeleteFunc(all, func(s string) bool { return strings.EqualFold(s, text) })
}

// distinct returns each text once, in the order of first occurrence.
func distinct(all []string) []string {
	var out []string
	for _, s := range all {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
