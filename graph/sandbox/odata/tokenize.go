package odata

import (
	"slices"
	"strings"
	"unicode"
)

// Tokenize splits a text as Graph's $search does and folds its case [D search-query-parameter]: at spaces, digits and
// symbols, and where a capital follows a small letter ("HelloWorld" is hello and world, "HELLOworld" is one token). A
// symbol is a token of its own, and words separated only by symbols are also joined: "hello.world" gives hello, ".",
// world and helloworld.
//
// Letters of scripts without case, and marks, never split a word, so a run of Chinese is one token. Control and format
// characters other than white space count as symbols and numerals of every script as digits. Each token is returned
// once, in no particular order (invented).
func Tokenize(s string) []string {
	var out []string
	for _, chunk := range strings.Fields(s) {
		out = append(out, tokenizeChunk(chunk)...)
	}
	return unique(out)
}

// queryTokens returns the tokens a search looks for. Symbols and joined words of the query need not be found, unless it
// consists only of symbols: "David)" finds 'David Li' (invented; Microsoft's example only shows that it finds '李四(David
// Li)').
func queryTokens(s string) []string {
	var words, symbols []string
	for _, p := range split(s) {
		switch p.class {
		case classSymbol:
			symbols = append(symbols, p.text)
		case classWord, classDigit:
			words = append(words, p.text)
		}
	}
	if len(words) == 0 {
		words = symbols
	}
	return unique(words)
}

func tokenizeChunk(chunk string) []string {
	var out []string
	var joined strings.Builder
	words, symbols := 0, 0
	for _, p := range split(chunk) {
		out = append(out, p.text)
		if p.class == classSymbol {
			symbols++
			continue
		}
		words++
		joined.WriteString(p.text)
	}
	if symbols > 0 && words > 1 {
		out = append(out, joined.String())
	}
	return out
}

// class is the tokenizer's class of a rune.
type class uint8

const (
	classSpace class = iota
	classWord
	classDigit
	classSymbol
)

func classOf(r rune) class {
	switch {
	case unicode.IsSpace(r):
		return classSpace
	case unicode.IsLetter(r), unicode.IsMark(r):
		return classWord
	case unicode.IsNumber(r):
		return classDigit
	}
	return classSymbol
}

// piece is one folded token and its class.
type piece struct {
	text  string
	class class
}

// split returns the words, numbers and single symbols of s in order, without white space.
func split(s string) []piece {
	var out []piece
	start, current, small := 0, classSpace, false
	flush := func(end int) {
		if current != classSpace && end > start {
			out = append(out, piece{fold(s[start:end]), current})
		}
	}
	for i, r := range s {
		c := classOf(r)
		capital := small && (unicode.IsUpper(r) || unicode.IsTitle(r))
		if c != current || c == classSymbol || capital {
			flush(i)
			start, current = i, c
		}
		// A mark belongs to the letter before it: in e, combining acute, B a capital still follows a small letter.
		if !unicode.IsMark(r) {
			small = unicode.IsLower(r)
		}
	}
	flush(len(s))
	return out
}

// unique sorts tokens and removes duplicates.
func unique(tokens []string) []string {
	slices.Sort(tokens)
	return slices.Compact(tokens)
}
