package odata

import (
	"strconv"
	"strings"
	"time"
)

// Object is a Record of an object as encoded in JSON: maps, lists, strings, booleans, and times in RFC 3339. Paths lead
// through maps, and to a property of each object in a list.
type Object map[string]any

// at returns the values a path leads to, if any.
func (o Object) at(path string) (out []any) {
	values := []any{map[string]any(o)}
	for name := range strings.SplitSeq(path, "/") {
		var next []any
		for _, v := range values {
			if m, ok := v.(map[string]any); ok {
				if list, ok := m[name].([]any); ok {
					next = append(next, list...)
				} else {
					next = append(next, m[name])
				}
			}
		}
		values = next
	}
	return values
}

// only returns the single value of a property, if it has the type asked for.
func only[T any](o Object, path string) (value T, ok bool) {
	if values := o.at(path); len(values) == 1 {
		value, ok = values[0].(T)
	}
	return value, ok
}

// String implements Record. A number is returned as its digits.
func (o Object) String(property string) (string, bool) {
	if n, ok := only[int](o, property); ok {
		return strconv.Itoa(n), true
	}
	return only[string](o, property)
}

// Strings implements Record.
func (o Object) Strings(property string) []string {
	var out []string
	for _, v := range o.at(property) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// Bool implements Record.
func (o Object) Bool(property string) (value, ok bool) { return only[bool](o, property) }

// Time implements Record.
func (o Object) Time(property string) (time.Time, bool) {
	s, _ := only[string](o, property)
	t, err := time.Parse(time.RFC3339Nano, s)
	return t, err == nil
}

// Tokens implements Record. Objects are not searched.
func (o Object) Tokens(string) []string { return nil }
