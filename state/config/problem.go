package config

import (
	"fmt"
	"sort"
	"strings"

	"tapdesk/state/text"
)

// Problem is one thing wrong with a file or a flag. Its text is safe to draw and never contains a value that might be a
// secret.
type Problem struct {
	// Path is the path of the file; empty for a flag.
	Path string
	// Line counts from 1; 0 means the whole file.
	Line int
	// Key is the key as in a file, or preset[1].start for one in a list; empty if there is none. For a flag it is the
	// setting's key.
	Key string
	// What is what is wrong. Hint is what to do, and may be empty.
	What, Hint string
}

// Error returns the place, what is wrong and what to do: "FILE:LINE: KEY: what; hint", or "--FLAG: what; hint".
func (p Problem) Error() string {
	var b strings.Builder
	switch {
	case p.Path == "" && p.Key != "":
		b.WriteString("--" + FlagName(p.Key) + ": ")
	case p.Path != "":
		b.WriteString(text.Line(p.Path))
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d", p.Line)
		}
		b.WriteString(": ")
		if p.Key != "" {
			b.WriteString(p.Key + ": ")
		}
	}
	b.WriteString(p.What)
	if p.Hint != "" {
		b.WriteString("; " + p.Hint)
	}
	return b.String()
}

// Problems is everything that is wrong, file by file and in the order of the lines. It implements error.
type Problems []Problem

// Error returns the Problems, one per line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns each Problem.
func (p Problems) Unwrap() []error {
	all := make([]error, len(p))
	for i, problem := range p {
		all[i] = problem
	}
	return all
}

// mostProblems is how many problems of one file are reported. A file with more is the wrong file.
const mostProblems = 20

// inOrder sorts the problems of one file by line, and cuts them off at mostProblems.
func (p Problems) inOrder() Problems {
	sort.SliceStable(p, func(i, j int) bool {
		if p[i].Line != p[j].Line {
			return p[i].Line < p[j].Line
		}
		return p[i].Key < p[j].Key
	})
	if rest := len(p) - mostProblems; rest > 1 {
		p[mostProblems] = Problem{Path: p[mostProblems].Path, Line: p[mostProblems].Line,
			What: fmt.Sprintf("there are %d more problems from here on", rest)}
		p = p[:mostProblems+1]
	}
	return p
}

// err returns the Problems as an error, or nil if there are none: a nil Problems in an error would not be nil.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// FlagName returns the name of a key's flag, without leading dashes: idle-lock for idle_lock. For a key without a flag
// it is the name that the flag would have.
func FlagName(key string) string {
	if s := lookup(key); s != nil && s.flag != "" {
		return s.flag
	}
	return strings.NewReplacer("_", "-", ".", "-").Replace(key)
}

// longestQuote is how many runes of a value an error repeats.
const longestQuote = 40

// quote returns a value in quotes, safe to draw. The value must not be a secret.
func quote(s string) string {
	runes := []rune(text.Line(s))
	if len(runes) > longestQuote {
		runes = append(runes[:longestQuote], '…')
	}
	return `"` + string(runes) + `"`
}
