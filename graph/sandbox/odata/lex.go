package odata

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenName
	tokenString
	tokenTime
	tokenNumber
	tokenPunct // one of ( ) , : /
)

// token is one token of a $filter. text is the name, the unquoted string or the sign; at is its byte offset.
type token struct {
	kind tokenKind
	text string
	time time.Time
	at   int
}

// is reports whether the token is the given sign.
func (t token) is(sign string) bool { return t.kind == tokenPunct && t.text == sign }

// word reports whether the token is the given keyword. Graph accepts operators in any case ("NOT", "startswith"). [D]
func (t token) word(keyword string) bool {
	return t.kind == tokenName && strings.EqualFold(t.text, keyword)
}

// lexer splits a $filter into tokens on demand.
type lexer struct {
	text string
	pos  int
}

// syntaxError is Graph's answer to a filter that is not valid OData. The first three words are Graph's [R
// microsoft-graph-docs #3044]; the rest is (invented) and gives only a position, none of the text.
func syntaxError(what string, at int) *Error {
	return badRequest("Invalid filter clause: " + what + " at position " + strconv.Itoa(at) + ".")
}

func (l *lexer) next() (token, *Error) {
	for l.pos < len(l.text) && (l.text[l.pos] == ' ' || l.text[l.pos] == '\t') {
		l.pos++
	}
	at := l.pos
	if at == len(l.text) {
		return token{kind: tokenEnd, at: at}, nil
	}
	switch c := l.text[at]; {
	case strings.IndexByte("(),:/", c) >= 0:
		l.pos++
		return token{kind: tokenPunct, text: l.text[at:l.pos], at: at}, nil
	case c == '\'':
		return l.quoted()
	case isDigit(c):
		return l.instant()
	case isNameByte(c):
		for l.pos < len(l.text) && isNameByte(l.text[l.pos]) {
			l.pos++
		}
		return token{kind: tokenName, text: l.text[at:l.pos], at: at}, nil
	}
	return token{}, syntaxError("A character is not valid", at)
}

// quoted reads a string literal, in which quotes are doubled.
func (l *lexer) quoted() (token, *Error) {
	at := l.pos
	var b strings.Builder
	for rest := l.text[at+1:]; ; {
		i := strings.IndexByte(rest, '\'')
		if i < 0 {
			return token{}, syntaxError("There is an unterminated string literal", at)
		}
		b.WriteString(rest[:i])
		rest = rest[i+1:]
		if !strings.HasPrefix(rest, "'") {
			l.pos = len(l.text) - len(rest)
			return token{kind: tokenString, text: b.String(), at: at}, nil
		}
		b.WriteByte('\'')
		rest = rest[1:]
	}
}

// instantLayouts are the forms of an Edm.DateTimeOffset literal and the plain Edm.Date, taken as midnight UTC
// (invented).
var instantLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", time.DateOnly}

// instant reads a date and time, or a whole number; for the properties known here, no other literal begins with a
// digit.
func (l *lexer) instant() (token, *Error) {
	at := l.pos
	for l.pos < len(l.text) && isInstantByte(l.text[l.pos]) {
		l.pos++
	}
	if text := l.text[at:l.pos]; strings.Trim(text, "0123456789") == "" {
		return token{kind: tokenNumber, text: text, at: at}, nil
	}
	for _, layout := range instantLayouts {
		if t, err := time.Parse(layout, strings.ToUpper(l.text[at:l.pos])); err == nil {
			return token{kind: tokenTime, time: t, at: at}, nil
		}
	}
	return token{}, syntaxError("A literal is not valid", at)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isNameByte(c byte) bool {
	return c == '_' || isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z'
}

func isInstantByte(c byte) bool {
	return isDigit(c) || strings.IndexByte("-:.+TtZz", c) >= 0
}

// usable refuses a query that is too long or not UTF-8.
func usable(text string, limit int) bool { return len(text) <= limit && utf8.ValidString(text) }
