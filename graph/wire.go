package graph

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"tapdesk/state/fault"
)

// stamp is a point in time as Graph writes it: RFC 3339 with up to seven digits of a second, or without a zone (meaning
// UTC), or null. An unreadable time is the zero time, so that a date never withholds a person.
type stamp struct{ time.Time }

// UnmarshalJSON never fails.
func (s *stamp) UnmarshalJSON(data []byte) error {
	s.Time = time.Time{}
	var value string
	if json.Unmarshal(data, &value) != nil {
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, value); err == nil {
			s.Time = t.UTC()
			return nil
		}
	}
	return nil
}

// loose is a value that is zero if the JSON has another type, so that it never withholds a page.
type loose[T any] struct{ is T }

// UnmarshalJSON never fails.
func (l *loose[T]) UnmarshalJSON(data []byte) error {
	var value, none T
	if l.is = none; json.Unmarshal(data, &value) == nil {
		l.is = value
	}
	return nil
}

// number is a whole number, which may be written as 60.0 or in quotes; zero for anything else.
type number struct{ is int }

// UnmarshalJSON never fails.
func (n *number) UnmarshalJSON(data []byte) error {
	n.is = 0
	value, err := strconv.ParseFloat(unquoted(data), 64)
	if err == nil && value == math.Trunc(value) && math.Abs(value) <= math.MaxInt32 {
		n.is = int(value)
	}
	return nil
}

// truth is a boolean, which may be in quotes; nil for anything else.
type truth struct{ is *bool }

// UnmarshalJSON never fails.
func (t *truth) UnmarshalJSON(data []byte) error {
	t.is = nil
	switch strings.ToLower(unquoted(data)) {
	case "true":
		t.is = new(true)
	case "false":
		t.is = new(false)
	}
	return nil
}

func unquoted(data []byte) string { return strings.TrimSpace(strings.Trim(string(data), `"`)) }

// decode decodes the JSON body of an answer of status 2xx, or returns a fault of kind Broken.
func decode(op operation, a answer, into any) error {
	if err := json.Unmarshal(a.body, into); err != nil {
		return senseless(op, a, err)
	}
	return nil
}

var (
	errMissing = errors.New("a required property is missing")
	errEndless = errors.New("the list has no end")
)

// senseless returns the fault for an answer of status 2xx that is not what Graph sends.
func senseless(op operation, a answer, cause error) *fault.Fault {
	f := newFault(op, fault.Broken, a)
	f.Hint = checkProxy
	f.Cause = cause
	return f
}

// shortType returns an @odata.type without its namespace.
func shortType(odataType string) string {
	return strings.TrimPrefix(strings.TrimPrefix(odataType, "#"), "microsoft.graph.")
}
