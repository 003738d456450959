package config

import (
	"fmt"
	"sort"
	"strings"

	"tapdesk/state/text"
)

// Problem is one thing wrong with a file or a flag. Its text is safe to draw, and never holds a value that might be a
// secret.
type Problem struct {
	// Path is the file's, empty for a flag.
	Path string
	// Line counts from 1; 0 when the whole file is meant.
	Line int
	// Key is as the files write it, preset[1].start for one of a list; empty when no key is meant. For a flag it is the
	// setting's.
	Key string
	// What is wrong, and Hint the way out, which may be empty.
	What, Hint string
}

// Error says where, what, and the way out: "FILE:LINE: KEY: what; hint", or "--FLAG: what; hint".
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

// Problems are all that is wrong, file by file and in the order of the lines. It implements error, one line each.
type Problems []Problem

// Error returns each Problem on a line of its own.
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

// mostProblems is how many of one file are told. Who has more has the wrong file.
const mostProblems = 20

// inOrder sorts the problems of one file by their lines, and cuts them off where nobody would read on.
func (p Problems) inOrder() Problems {
	sort.SliceStable(p, func(i, j int) bool {
		if p[i].Line != p[j].Line {
			return p[i].Line < p[j].Line
		}
		return p[i].Key < p[j].Key
	})
	if rest := len(p) - mostProblems; rest > 1 {
		p[mostProblems] = Problem{Path: p[mostProblems].Path, Line: p[mostProblems].Line,
			What: fmt.Sprintf("here and below are %d more problems", rest)}
		p = p[:mostProblems+1]
	}
	return p
}

// err returns nil when there is no problem, which a nil Problems in an error would not be.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// FlagName returns the name of a key's flag, without the dashes before it: idle-lock for idle_lock. One that is no flag
// has the name it would have.
func FlagName(key string) string {
	if s := lookup(key); s != nil && s.flag != "" {
		return s.flag
	}
	return strings.NewReplacer("_", "-", ".", "-").Replace(key)
}

// longestQuote is how many runes of a value an error repeats.
const longestQuote = 40

// quote repeats a value that cannot be a secret, safe to draw.
func quote(s string) string {
	runes := []rune(text.Line(s))
	if len(runes) > longestQuote {
		runes = append(runes[:longestQuote], '…')
	}
	return `"` + string(runes) + `"`
}
