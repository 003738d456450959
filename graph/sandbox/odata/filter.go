package odata

import "time"

// Filter is a compiled $filter. It is immutable.
type Filter struct {
	root   node
	reason string
}

// Advanced reports whether Graph answers the filter only with ConsistencyLevel: eventual and $count=true.
func (f *Filter) Advanced() bool { return f.reason != "" }

// AdvancedReason returns the message of Graph's 400 Request_UnsupportedQuery for an advanced filter without those two,
// or "" if the filter is not advanced. The first clause that needs them decides the text (invented).
func (f *Filter) AdvancedReason() string { return f.reason }

// Match reports whether the record matches. Strings are compared case-insensitively, as in the directory. A null
// property equals only null, and there are only two truth values: not startsWith(x) and x ne 'y' are true of a null x
// (invented for startsWith).
func (f *Filter) Match(r Record) bool { return f.root.match(r, "") }

// node is one part of a compiled filter; elem is the current element inside any().
type node interface {
	match(r Record, elem string) bool
}

type (
	andNode []node
	orNode  []node
	notNode struct{ kid node }
	// anyNode is property/any(v: body).
	anyNode struct {
		property string
		body     node
	}
)

func (n andNode) match(r Record, elem string) bool {
	for _, kid := range n {
		if !kid.match(r, elem) {
			return false
		}
	}
	return true
}

func (n orNode) match(r Record, elem string) bool {
	for _, kid := range n {
		if kid.match(r, elem) {
			return true
		}
	}
	return false
}

func (n notNode) match(r Record, elem string) bool { return !n.kid.match(r, elem) }

func (n anyNode) match(r Record, _ string) bool {
	for _, value := range r.Strings(n.property) {
		if n.body.match(r, value) {
			return true
		}
	}
	return false
}

type operator uint8

const (
	opEq operator = iota
	opNe
	opIn
	opStarts
	opEnds
	opGe
	opLe
	opGt
	opLt
)

// inOrder reports whether a comparison of property with value (-1, 0, +1) satisfies a range operator.
func (o operator) inOrder(c int) bool {
	switch o {
	case opGe:
		return c >= 0
	case opLe:
		return c <= 0
	case opGt:
		return c > 0
	case opLt:
		return c < 0
	}
	return false
}

// nullNode is property eq null or property ne null.
type nullNode struct {
	property *property
	not      bool
}

func (n nullNode) match(r Record, _ string) bool {
	var ok bool
	switch n.property.kind {
	case kindBool:
		_, ok = r.Bool(n.property.name)
	case kindTime:
		_, ok = r.Time(n.property.name)
	default:
		_, ok = r.String(n.property.name)
	}
	return ok == n.not
}

// stringNode compares a string property or, if property is empty, an element of a collection. values are folded.
type stringNode struct {
	property string
	op       operator
	values   []string
}

func (n *stringNode) match(r Record, elem string) bool {
	value, ok := elem, true
	if n.property != "" {
		value, ok = r.String(n.property)
	}
	if !ok {
		return n.op == opNe
	}
	switch n.op {
	case opEq:
		return equalFold(value, n.values[0])
	case opNe:
		return !equalFold(value, n.values[0])
	case opStarts:
		return hasPrefixFold(value, n.values[0])
	case opEnds:
		return hasSuffixFold(value, n.values[0])
	case opIn:
		for _, v := range n.values {
			if equalFold(value, v) {
				return true
			}
		}
		return false
	}
	return n.op.inOrder(compareFold(value, n.values[0]))
}

// boolNode compares a boolean property with one value or, for in, up to two.
type boolNode struct {
	property string
	op       operator
	values   []bool
}

func (n *boolNode) match(r Record, _ string) bool {
	value, ok := r.Bool(n.property)
	if n.op == opNe {
		return !ok || value != n.values[0]
	}
	for _, v := range n.values {
		if ok && value == v {
			return true
		}
	}
	return false
}

// timeNode compares an instant.
type timeNode struct {
	property string
	op       operator
	values   []time.Time
}

func (n *timeNode) match(r Record, _ string) bool {
	value, ok := r.Time(n.property)
	switch {
	case !ok:
		return n.op == opNe
	case n.op == opNe:
		return !value.Equal(n.values[0])
	case n.op == opEq || n.op == opIn:
		for _, v := range n.values {
			if value.Equal(v) {
				return true
			}
		}
		return false
	}
	return n.op.inOrder(value.Compare(n.values[0]))
}
