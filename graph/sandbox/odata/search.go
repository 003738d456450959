package odata

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of a $search (invented).
const (
	maxSearchText    = 4096 // bytes
	maxSearchDepth   = 16   // nested parentheses
	maxSearchClauses = 64
	maxSearchTokens  = 64 // in one clause
)

// Search is a compiled $search. It is immutable. Every search needs ConsistencyLevel: eventual, but not $count.
type Search struct{ root node }

// Match reports whether the search finds the record.
func (s *Search) Match(r Record) bool { return s.root.match(r, "") }

// ParseSearch compiles the decoded text of a $search on users: clauses "property:text", each in double quotes, with
// AND, OR and parentheses between them; AND binds tighter (invented). Inside the quotes a backslash escapes only a
// backslash or a double quote. The error is an *Error with Graph's status; its texts are (invented) unless marked.
func ParseSearch(text string) (*Search, error) {
	if !usable(text, maxSearchText) {
		return nil, badRequest("Invalid search clause")
	}
	p := &searchParser{text: text}
	root, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.skip(); p.pos < len(p.text) {
		return nil, p.unexpected()
	}
	return &Search{root}, nil
}

// searchParser is a recursive-descent parser of
//
//	or   = and *( "OR" and )
//	and  = unit *( "AND" unit )
//	unit = "(" or ")" / DQUOTE property ":" text DQUOTE
type searchParser struct {
	text    string
	pos     int
	clauses int
}

func (p *searchParser) skip() {
	for p.pos < len(p.text) && (p.text[p.pos] == ' ' || p.text[p.pos] == '\t') {
		p.pos++
	}
}

func (p *searchParser) unexpected() *Error {
	if p.pos >= len(p.text) {
		return badRequest("Syntax error: the search expression ends too early.")
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.pos:])
	return badRequest("Syntax error: character " + strconv.QuoteRuneToASCII(r) + " is not valid at position " +
		strconv.Itoa(p.pos) + ".") // [?] the form is that of Microsoft's OData library
}

// take consumes the word or sign if it is next. A word ends where no letter follows.
func (p *searchParser) take(word string) bool {
	p.skip()
	rest, ok := strings.CutPrefix(p.text[p.pos:], word)
	if !ok || word != "(" && word != ")" && rest != "" && isNameByte(rest[0]) {
		return false
	}
	p.pos += len(word)
	return true
}

func (p *searchParser) or(depth int) (node, *Error) {
	var kids orNode
	for {
		kid, err := p.and(depth)
		if err != nil {
			return nil, err
		}
		if kids = append(kids, kid); !p.take("OR") {
			return one(kids, kids), nil
		}
	}
}

func (p *searchParser) and(depth int) (node, *Error) {
	var kids andNode
	for {
		kid, err := p.unit(depth)
		if err != nil {
			return nil, err
		}
		if kids = append(kids, kid); !p.take("AND") {
			return one(kids, kids), nil
		}
	}
}

// one unwraps a list of one node.
func one(kids []node, whole node) node {
	if len(kids) == 1 {
		return kids[0]
	}
	return whole
}

func (p *searchParser) unit(depth int) (node, *Error) {
	if p.take("(") {
		if depth >= maxSearchDepth {
			return nil, badRequest("The search expression is nested too deeply.")
		}
		kid, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		if !p.take(")") {
			return nil, p.unexpected()
		}
		return kid, nil
	}
	if p.clauses++; p.clauses > maxSearchClauses {
		return nil, badRequest("The search expression has too many clauses.")
	}
	clause, err := p.quoted()
	if err != nil {
		return nil, err
	}
	return compileClause(clause)
}

// quoted reads one clause and resolves its escapes.
func (p *searchParser) quoted() (string, *Error) {
	if p.skip(); p.pos >= len(p.text) || p.text[p.pos] != '"' {
		return "", p.unexpected()
	}
	p.pos++
	var b strings.Builder
	for p.pos < len(p.text) {
		c := p.text[p.pos]
		switch c {
		case '"':
			p.pos++
			return b.String(), nil
		case '\\':
			if p.pos++; p.pos >= len(p.text) || p.text[p.pos] != '"' && p.text[p.pos] != '\\' {
				return "", p.unexpected()
			}
			c = p.text[p.pos]
		}
		b.WriteByte(c)
		p.pos++
	}
	return "", p.unexpected()
}

// compileClause compiles property:text. White space around the text is ignored, and a clause without text is refused
// rather than matching everything (both invented).
func compileClause(clause string) (node, *Error) {
	name, text, found := strings.Cut(clause, ":")
	if !found {
		return nil, unsupported("Each search clause must be of the form \"<property>:<text to search>\".")
	}
	prop := Users.properties[name]
	if prop == nil {
		return nil, badRequest("Invalid search clause: " + Users.unknown(name))
	}
	if text = strings.TrimSpace(text); text == "" {
		return nil, unsupported("Search clause for property '" + name + "' has no text to search.")
	}
	switch {
	case name == "displayName":
		tokens := queryTokens(text)
		if len(tokens) > maxSearchTokens {
			return nil, badRequest("The search clause has too many words.")
		}
		return &tokenNode{name, tokens}, nil
	case prop.kind == kindString:
		return &stringNode{name, opStarts, []string{fold(text)}}, nil
	case prop.kind == kindStrings && prop.starts != never:
		return anyNode{name, &stringNode{"", opStarts, []string{fold(text)}}}, nil
	}
	// Only strings can be searched [D]; refusing a collection that does not support startsWith is (invented).
	return nil, unsupported("Unsupported or invalid search clause specified for property '" + name +
		"' of resource 'User'.")
}

// tokenNode matches if each token begins some token of the property, in any order. [D search-query-parameter for the
// tokens and the order; that a beginning is enough follows from its example "displayName:Guthr"]
type tokenNode struct {
	property string
	tokens   []string
}

func (n *tokenNode) match(r Record, _ string) bool {
	have := r.Tokens(n.property)
	for _, want := range n.tokens {
		if !anyHasPrefix(have, want) {
			return false
		}
	}
	return true
}

func anyHasPrefix(tokens []string, prefix string) bool {
	for _, t := range tokens {
		if strings.HasPrefix(t, prefix) {
			return true
		}
	}
	return false
}
