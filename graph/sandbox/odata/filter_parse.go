package odata

import (
	"strconv"
	"strings"
)

// Bounds of a $filter (invented, but for the children of or).
const (
	maxFilterText  = 8192 // bytes
	maxFilterDepth = 32   // parentheses, not and any() inside each other
	maxFilterTerms = 256  // comparisons and values of in
	// maxOrChildren is how many alternatives Graph takes by default, those of in among them. [D filter-query-parameter
	// for in; ? for or]
	maxOrChildren = 15
)

// ParseFilter compiles the decoded text of a $filter on users: eq, ne, in, ge, le, gt, lt, and, or, not, parentheses,
// startsWith, endsWith, and any() on collections of strings. The error is an *Error with Graph's status, code and message.
func ParseFilter(text string) (*Filter, error) {
	if !usable(text, maxFilterText) {
		return nil, badRequest("Invalid filter clause")
	}
	p := &filterParser{lex: lexer{text: text}}
	root, err := p.parse()
	if err != nil {
		return nil, err
	}
	return &Filter{root: root, reason: p.reason}, nil
}

// filterParser is a recursive descent over
//
//	or        = and *( "or" and )
//	and       = unary *( "and" unary )
//	unary     = "not" unary / "(" or ")" / predicate
//	predicate = function / path comparison / collection "/any(" v ":" or ")"
type filterParser struct {
	lex    lexer
	tok    token // the one in front
	reason string
	terms  int
	alone  *property // seen a property that stands alone
	lambda *property // the collection, inside of any()
	name   string    // the variable of any()
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
		return nil, unsupported(propertyReason(p.alone.name))
	}
	return root, nil
}

func (p *filterParser) advance() (err *Error) {
	p.tok, err = p.lex.next()
	return err
}

func (p *filterParser) unexpected() *Error { return syntaxError("Syntax error", p.tok.at) }

// expect takes the given sign.
func (p *filterParser) expect(sign string) *Error {
	if !p.tok.is(sign) {
		return p.unexpected()
	}
	return p.advance()
}

// needs notes why the filter is advanced; the first reason stays.
func (p *filterParser) needs(reason string) {
	if p.reason == "" {
		p.reason = reason
	}
}

// alternatives notes that n of them stand side by side.
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

// series reads parts with the keyword between them.
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

// predicate reads a function, a comparison or any().
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
	if !p.tok.is("/") || p.lambda != nil {
		prop, err := p.operand(name)
		if err != nil {
			return nil, err
		}
		return p.comparison(prop)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	return p.path(name, depth)
}

// path reads what follows "property/": any(), or a part of a complex property.
func (p *filterParser) path(name token, depth int) (node, *Error) {
	prop, err := lookup(name.text)
	if err != nil {
		return nil, err
	}
	part := p.tok
	if part.kind != tokenName {
		return nil, p.unexpected()
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.is("(") {
		if !part.word("any") || prop.kind != kindStrings {
			return nil, unsupported(propertyReason(prop.name)) // all() is not for directory objects [D]
		}
		return p.any(prop, depth)
	}
	deep := properties[prop.name+"/"+part.text]
	if deep == nil {
		return nil, unsupported(propertyReason(prop.name))
	}
	p.alone = deep
	return p.comparison(deep)
}

// any reads (v: body). The body may speak of v alone (invented: OData would let it name other properties).
func (p *filterParser) any(prop *property, depth int) (node, *Error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	if p.tok.kind != tokenName {
		return nil, p.unexpected() // any() without a body is not for directory objects (invented)
	}
	p.name, p.lambda = p.tok.text, prop
	defer func() { p.lambda = nil }()
	p.terms-- // the body counts
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
	return anyNode{prop.name, body}, p.expect(")")
}

// operand is the property that a name in front of an operator stands for.
func (p *filterParser) operand(name token) (*property, *Error) {
	if p.lambda != nil {
		if name.text != p.name {
			return nil, syntaxError("A name is not valid", name.at)
		}
		return p.lambda, nil
	}
	prop, err := lookup(name.text)
	if err != nil {
		return nil, err
	}
	if prop.kind == kindStrings || prop.kind == kindComplex {
		return nil, unsupported(propertyReason(prop.name)) // a collection wants any()
	}
	return prop, nil
}

// maxNameShown is how much of an unknown name a refusal repeats, in bytes.
const maxNameShown = 128

// unknownProperty is the text about a name which user does not have. [?]
func unknownProperty(name string) string {
	// What is not a name of OData is not worth repeating whole, and must not be cut inside of a rune.
	if len(name) > maxNameShown {
		name = strings.ToValidUTF8(name[:maxNameShown], "")
	}
	return "Could not find a property named '" + name + "' on type 'microsoft.graph.user'."
}

func lookup(name string) (*property, *Error) {
	if prop := properties[name]; prop != nil {
		return prop, nil
	}
	return nil, badRequest("Invalid filter clause: " + unknownProperty(name))
}
