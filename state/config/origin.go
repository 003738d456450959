package config

import (
	"fmt"

	"tapdesk/state/clean"
)

// From is who set a value.
type From int

const (
	// FromDefault is nobody.
	FromDefault From = iota
	// FromSite is the site's file.
	FromSite
	// FromOperator is the operator's file.
	FromOperator
	// FromFlag is the command line.
	FromFlag
	// FromSafety is the console itself, because the site's file cannot be relied upon.
	FromSafety
)

// Origin is where a value in force comes from.
type Origin struct {
	From From
	// Path and Line say where in which file, empty and 0 where there is none.
	Path string
	Line int
	// Over says in words what it overrules of what the operator's file asks for; empty when nothing.
	Over string
}

// String says where, safe to draw: "default", "the site's file, line 3", "your file, line 4", "flag".
func (o Origin) String() string {
	var s string
	switch o.From {
	case FromSite:
		s = fmt.Sprintf("the site's file, line %d", o.Line)
	case FromOperator:
		s = fmt.Sprintf("your file, line %d", o.Line)
	case FromFlag:
		s = "flag"
	case FromSafety:
		s = "because the site's file cannot be relied upon"
	default:
		s = "default"
	}
	if o.Over != "" {
		s += ", over " + clean.Line(o.Over)
	}
	return s
}
