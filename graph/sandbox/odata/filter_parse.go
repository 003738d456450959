package odata

import "strconv"

// Bounds of a $filter (invented, except for the children of or).
const (
	maxFilterText  = 8192 // bytes
	maxFilterDepth = 32   // nested parentheses, not and any()
	maxFilterTerms = 256  // comparisons, and values of in
	// maxOrChildren is how many alternatives Graph accepts by default, including those of in. [D filter-query-parameter
	// for in; ? for or]
	maxOrChildren = 15
)

// ParseFilter compiles the decoded text of a $filter: eq, ne, in, ge, le, gt, lt, and, or, not, parentheses,
// startsWith, endsWith, and any() on collections. The error is an *Error with Graph's status, code and message.
func (s *Schema) ParseFilter(text string) (*Filter, error) {
	if !usable(text, maxFilterText) {
		return nil, badRequest("Invalid filter clause")
	}
	p := &filterParser{schema: s, lex: lexer{text: text}}
	root, err := p.parse()
	if err != nil {
		return nil, err
	}
	return &Filter{root: root, reason: p.reason}, nil
}

// filterParser is a recursive-descent parser of
//
//	or        = and *( "or" and )
//	and       = unary *( "and" unary )
//	unary     = "not" unary / "(" or ")" / predicate
//	predicate = function / path comparison / path "/any(" v ":" or ")"
//	path      = name *( "/" name )
type filterParser struct {
	schema  *Schema
	lex     lexer
	tok     token // the next one
	reason  string
	terms   int
	alone   *property // a property seen that cannot be combined
	in      string    // path of the collection, inside any()
	name    string    // the variable of any()
	element *property // what the body of any() is about
}

func (p *filterParser) parse() (node, *Error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	root, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokenEnd {
		return nil, p.unexpected()
	}
	// signInActivity "can't be combined with other filterable properties" [D user resource page].
	if p.alone != nil && p.terms > 1 {
		return nil, p.schema.refuse(p.alone.name)
	}
	return root, nil
}

func (p *filterParser) advance() (err *Error) {
	p.tok, err = p.lex.next()
	return err
}

func (p *filterParser) unexpected() *Error { return syntaxError("Syntax error", p.tok.at) }

// expect consumes the given sign or fails.
func (p *filterParser) expect(sign string) *Error {
	if !p.tok.is(sign) {
		return p.unexpected()
	}
	return p.advance()
}

// needs records why the filter is advanced; the first reason wins.
func (p *filterParser) needs(reason string) {
	if p.reason == "" && !p.schema.plain {
		p.reason = reason
	}
}

// alternatives checks the number of alternatives.
func (p *filterParser) alternatives(n int) {
	if n > maxOrChildren {
		p.needs("Too many child clauses specified in search filter expression containing 'OR' operators: " +
			strconv.Itoa(n) + ". Max allowed: " + strconv.Itoa(maxOrChildren) + ".") // [?]
	}
}

// term counts a comparison or a value of in.
func (p *filterParser) term() *Error {
	if p.terms++; p.terms > maxFilterTerms {
		return syntaxError("There are too many clauses", p.tok.at)
	}
	return nil
}

func (p *filterParser) or(depth int) (node, *Error) {
	kids, err := p.series("or", func() (node, *Error) { return p.and(depth) })
	if err != nil || len(kids) == 1 {
		return first(kids), err
	}
	p.alternatives(len(kids))
	return orNode(kids), nil
}

func (p *filterParser) and(depth int) (node, *Error) {
	kids, err := p.series("and", func() (node, *Error) { return p.unary(depth) })
	if err != nil || len(kids) == 1 {
		return first(kids), err
	}
	return andNode(kids), nil
}

func first(kids []node) node {
	if len(kids) == 0 {
		return nil
	}
	return kids[0]
}

// series parses parts separated by the keyword.
func (p *filterParser) series(keyword string, part func() (node, *Error)) ([]node, *Error) {
	var kids []node
	for {
		kid, err := part()
		if err != nil {
			return nil, err
		}
		kids = append(kids, kid)
		if !p.tok.word(keyword) {
			return kids, nil
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
}

func (p *filterParser) unary(depth int) (node, *Error) {
	if depth >= maxFilterDepth {
		return nil, syntaxError("The nesting is too deep", p.tok.at)
	}
	switch {
	case p.tok.word("not"):
		p.needs(operatorReason("not"))
		if err := p.advance(); err != nil {
			return nil, err
		}
		kid, err := p.unary(depth + 1)
		if err != nil {
			return nil, err
		}
		return notNode{kid}, nil
	case p.tok.is("("):
		if err := p.advance(); err != nil {
			return nil, err
		}
		kid, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		return kid, p.expect(")")
	}
	return p.predicate(depth)
}

// predicate parses a function, a comparison or any().
func (p *filterParser) predicate(depth int) (node, *Error) {
	if err := p.term(); err != nil {
		return nil, err
	}
	if p.tok.kind != tokenName {
		return nil, p.unexpected()
	}
	name := p.tok
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.is("(") {
		return p.function(name)
	}
	path, call, err := p.path(name)
	if err != nil {
		return nil, err
	}
	if call.kind == tokenName {
		return p.any(path, call, depth)
	}
	prop, err := p.operand(name, path)
	if err != nil {
		return nil, err
	}
	return p.comparison(prop)
}

// path parses the names after name. The last is a call, not part of the path, if a parenthesis follows. Inside any()
// the path begins at the collection.
func (p *filterParser) path(name token) (path string, call token, err *Error) {
	if path = name.text; p.in != "" {
		if name.text != p.name {
			return "", token{}, syntaxError("A name is not valid", name.at)
		}
		path = p.in
	}
	for p.tok.is("/") {
		if err := p.advance(); err != nil {
			return "", token{}, err
		}
		part := p.tok
		if part.kind != tokenName {
			return "", token{}, p.unexpected()
		}
		if err := p.advance(); err != nil {
			return "", token{}, err
		}
		if p.tok.is("(") {
			return path, part, nil
		}
		path += "/" + part.text
	}
	return path, token{}, nil
}

// any parses (v: body), after the path of a collection and the name of the call. The body may refer only to v
// (invented: OData allows other properties), and only to one property of v.
func (p *filterParser) any(path string, call token, depth int) (node, *Error) {
	if err := p.schema.knows(path); err != nil {
		return nil, err
	}
	if !call.word("any") || p.in != "" || !p.schema.collects(path) {
		return nil, p.schema.refuse(path) // directory objects do not support all() [D]
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	if p.tok.kind != tokenName {
		return nil, p.unexpected() // directory objects do not support any() without a body (invented)
	}
	p.name, p.in, p.element = p.tok.text, path, nil
	defer func() { p.in = "" }()
	p.terms-- // the body counts its own
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.expect(":"); err != nil {
		return nil, err
	}
	body, err := p.or(depth + 1)
	if err != nil {
		return nil, err
	}
	return anyNode{p.element.name, body}, p.expect(")")
}

// operand returns the property that a path before an operator names. name is the path's first token.
func (p *filterParser) operand(name token, path string) (*property, *Error) {
	if err := p.schema.knows(path); err != nil {
		return nil, err
	}
	prop := p.schema.properties[path]
	switch {
	case prop == nil, prop.kind == kindComplex, (prop.kind == kindStrings) != (p.in != ""):
		return nil, p.schema.refuse(path) // a collection needs any()
	case p.in == "":
		if prop.alone {
			p.alone = prop
		}
	case p.element != nil && p.element != prop:
		return nil, syntaxError("A name is not valid", name.at)
	default:
		p.element = prop
	}
	return prop, nil
}
