package odata

import (
	"strings"
	"time"
)

// function parses startsWith(p,'x') or endsWith(p,'x') and refuses other OData functions.
func (p *filterParser) function(name token) (node, *Error) {
	op := opStarts
	switch strings.ToLower(name.text) {
	case "startswith":
	case "endswith":
		op = opEnds
	case "contains":
		// Directory objects do not support contains [D]; the text follows a real answer to ne [R microsoft-graph-docs-contrib
		// #9043].
		return nil, unsupported("Filter operator 'Contains' is not supported.")
	default:
		return nil, syntaxError("A function is not known", name.at)
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	of := p.tok
	if of.kind != tokenName {
		return nil, p.unexpected()
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	path, call, err := p.path(of)
	if err != nil {
		return nil, err
	}
	if call.kind == tokenName {
		return nil, p.unexpected()
	}
	prop, err := p.operand(of, path)
	if err != nil {
		return nil, err
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	value := p.tok
	if value.kind != tokenString {
		return nil, p.unexpected()
	}
	if err := p.allow(prop, op); err != nil {
		return nil, err
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	return &stringNode{p.source(prop), op, []string{fold(value.text)}}, p.expect(")")
}

// source returns the property that a node reads from the record, or "" for the element of any().
func (p *filterParser) source(prop *property) string {
	if p.in != "" {
		return ""
	}
	return prop.name
}

// allow refuses an operator that the property does not support, and notes one that is advanced.
func (p *filterParser) allow(prop *property, op operator) *Error {
	need := never
	reason := p.schema.reason(prop.name)
	switch op {
	case opEq:
		need = prop.eq
	case opIn:
		need = prop.in
	case opStarts:
		need = prop.starts
	case opEnds:
		need, reason = prop.ends, operatorReason("endsWith")
	case opGe, opLe, opGt, opLt:
		need = prop.rng
	case opNe:
		if prop.eq != never && !prop.alone {
			need, reason = adv, operatorReason("ne")
		}
	}
	switch need {
	case never:
		return p.schema.refuse(prop.name)
	case adv:
		p.needs(reason)
	}
	return nil
}

var comparisons = map[string]operator{
	"eq": opEq, "ne": opNe, "in": opIn, "ge": opGe, "le": opLe, "gt": opGt, "lt": opLt,
}

// comparison parses an operator and its literal, or the list of in. The literal must be on the right (invented: OData
// allows either side).
func (p *filterParser) comparison(prop *property) (node, *Error) {
	op, known := comparisons[strings.ToLower(p.tok.text)]
	if p.tok.kind != tokenName || !known {
		return nil, p.unexpected()
	}
	if err := p.allow(prop, op); err != nil {
		return nil, err
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var list literals
	switch {
	case op == opIn:
		if err := p.list(prop, &list); err != nil {
			return nil, err
		}
		p.alternatives(list.len())
	case p.tok.word("null"):
		return p.null(prop, op)
	default:
		if err := p.literal(prop, &list); err != nil {
			return nil, err
		}
	}
	switch prop.kind {
	case kindBool:
		return &boolNode{prop.name, op, list.bools}, nil
	case kindTime:
		return &timeNode{prop.name, op, list.times}, nil
	}
	return &stringNode{p.source(prop), op, list.strings}, nil
}

// null parses the null of eq null or ne null. It is advanced on every property, as Microsoft's table says for most [D];
// for the others this is (invented).
func (p *filterParser) null(prop *property, op operator) (node, *Error) {
	if p.in != "" || op != opEq && op != opNe {
		return nil, p.unexpected()
	}
	p.needs(p.schema.reason(prop.name))
	return nullNode{prop, op == opNe}, p.advance()
}

// literals are the values on the right of an operator, in the property's type.
type literals struct {
	strings []string
	bools   []bool
	times   []time.Time
}

func (l *literals) len() int { return len(l.strings) + len(l.bools) + len(l.times) }

// list parses the parenthesised values of in.
func (p *filterParser) list(prop *property, into *literals) *Error {
	if err := p.expect("("); err != nil {
		return err
	}
	for {
		if err := p.term(); err != nil {
			return err
		}
		if err := p.literal(prop, into); err != nil {
			return err
		}
		if !p.tok.is(",") {
			return p.expect(")")
		}
		if err := p.advance(); err != nil {
			return err
		}
	}
}

// literal parses one value. A value of the wrong type is an invalid clause, as in accountEnabled eq 'true' [R
// microsoft-graph-docs #3044].
func (p *filterParser) literal(prop *property, into *literals) *Error {
	t := p.tok
	switch {
	case prop.kind == kindBool && (t.word("true") || t.word("false")):
		into.bools = append(into.bools, t.word("true"))
	case prop.kind == kindTime && t.kind == tokenTime:
		into.times = append(into.times, t.time)
	case prop.kind == kindNumber && t.kind == tokenNumber:
		into.strings = append(into.strings, t.text)
	case (prop.kind == kindString || prop.kind == kindStrings) && t.kind == tokenString:
		into.strings = append(into.strings, fold(t.text))
	default:
		return p.unexpected()
	}
	return p.advance()
}
