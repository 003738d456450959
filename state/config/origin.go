package config

import (
	"fmt"

	"tapdesk/state/text"
)

// From is what set a value.
type From int

const (
	// FromDefault means that nothing set it.
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

// place is the place of a key in a file: the nth with its path.
type place struct {
	doc  *document
	path string
	nth  int
}

// String returns FILE:LINE.
func (p place) String() string { return fmt.Sprintf("%s:%d", p.doc.path, p.line()) }

// line returns the line number, from 1.
func (p place) line() int { return p.doc.line(p.path, p.nth) }

// Origin is where a value in force comes from.
type Origin struct {
	From From
	// Over says in words what it overrules in the operator's file; empty for nothing.
	Over string
	at   place // in a file
}

// String returns the origin in words, safe to draw: "default", "the site's file, line 3", "your file, line 4", "flag".
func (o Origin) String() string {
	var s string
	switch o.From {
	case FromSite:
		s = fmt.Sprintf("the site's file, line %d", o.at.line())
	case FromOperator:
		s = fmt.Sprintf("your file, line %d", o.at.line())
	case FromFlag:
		s = "flag"
	case FromSafety:
		s = "because the site's file cannot be relied upon"
	default:
		s = "default"
	}
	if o.Over != "" {
		s += ", over " + text.Line(o.Over)
	}
	return s
}
