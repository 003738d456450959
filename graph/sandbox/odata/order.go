package odata

import (
	"slices"
	"strings"
)

// Bounds of $orderby and $select (invented).
const (
	maxOrderKeys  = 8
	maxOrderText  = 1024 // bytes
	maxSelectText = 8192 // bytes
)

// SortWithFilterReason is the message of Graph's 400 Request_UnsupportedQuery for $filter with $orderby without the
// advanced parameters, which the two together always need. [R microsoft-graph-docs-contrib #3145]
const SortWithFilterReason = "Sorting not supported for current query."

// Order is a compiled $orderby. It is immutable.
type Order struct {
	keys   []orderKey
	reason string
}

type orderKey struct {
	property   *property
	descending bool
}

// sortReason is Graph's answer to a property that it cannot sort by. [R microsoft-graph-docs-contrib #1354]
func (s *Schema) sortReason(name string) string {
	return "Unsupported sort property '" + name + "' for '" + s.resource + "'."
}

// ParseOrderBy compiles the decoded text of an $orderby: comma-separated properties, each optionally followed by asc or
// desc. The error is an *Error with Graph's status, code and message.
func (s *Schema) ParseOrderBy(text string) (*Order, error) {
	if !usable(text, maxOrderText) {
		return nil, badRequest("Invalid orderby clause")
	}
	parts := strings.Split(text, ",")
	if len(parts) > maxOrderKeys {
		return nil, badRequest("Invalid orderby clause")
	}
	o := &Order{}
	for _, part := range parts {
		if err := o.add(s, strings.Fields(part)); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// add compiles one key: a property and an optional direction.
func (o *Order) add(s *Schema, words []string) *Error {
	if len(words) == 0 || len(words) > 2 {
		return badRequest("Invalid orderby clause") // (invented)
	}
	name, descending := words[0], false
	if len(words) == 2 {
		switch strings.ToLower(words[1]) {
		case "asc":
		case "desc":
			descending = true
		default:
			return badRequest("Invalid orderby clause") // (invented)
		}
	}
	prop := s.properties[name]
	if prop == nil {
		return badRequest("Invalid orderby clause: " + s.unknown(name)) // (invented)
	}
	switch prop.sort {
	case never:
		return unsupported(s.sortReason(name))
	case adv:
		if o.reason == "" {
			o.reason = s.sortReason(name)
		}
	}
	o.keys = append(o.keys, orderKey{prop, descending})
	return nil
}

// Advanced reports whether Graph answers the order only with ConsistencyLevel: eventual and $count=true.
func (o *Order) Advanced() bool { return o.reason != "" }

// AdvancedReason returns the message of Graph's 400 Request_UnsupportedQuery for an advanced order without those two,
// or "" if the order is not advanced.
func (o *Order) AdvancedReason() string { return o.reason }

// Compare returns a negative, zero or positive number as a sorts before, with or after b. Strings are ordered by their
// folded code points (invented: Graph's collation is not known). Null comes before every value in ascending order and
// after it in descending order, as in OData.
func (o *Order) Compare(a, b Record) int {
	for _, k := range o.keys {
		if c := k.compare(a, b); c != 0 {
			if k.descending {
				return -c
			}
			return c
		}
	}
	return 0
}

func (k orderKey) compare(a, b Record) int {
	if k.property.kind == kindTime {
		x, okX := a.Time(k.property.name)
		y, okY := b.Time(k.property.name)
		if !okX || !okY {
			return nullFirst(okX, okY)
		}
		return x.Compare(y)
	}
	x, okX := a.String(k.property.name)
	y, okY := b.String(k.property.name)
	if !okX || !okY {
		return nullFirst(okX, okY)
	}
	return compareFold(x, y)
}

// nullFirst compares two properties of which at least one is null.
func nullFirst(okA, okB bool) int {
	switch {
	case okA == okB:
		return 0
	case okB:
		return -1
	}
	return 1
}

// ParseSelect parses the decoded text of a $select on users and returns its names, each once, in the order given. An
// unknown name is a 400: the beginning of the text is Graph's [R msgraph-sdk-dotnet #1181], the end is [?]. Paths and *
// count as unknown (invented).
func ParseSelect(text string) ([]string, error) {
	const failed = "Parsing OData Select and Expand failed"
	if !usable(text, maxSelectText) {
		return nil, badRequest(failed + ".")
	}
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(selectable, name) {
			return nil, badRequest(failed + ": " + Users.unknown(name))
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}
