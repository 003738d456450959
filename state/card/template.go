package card

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"tapdesk/state/text"
)

// The limits of a template.
const (
	maxTemplate = 16 << 10 // bytes
	maxLines    = 200
)

// Template is the text of a card with {placeholders}. The zero Template is each language's built-in one.
type Template struct{ lines [][]part }

// part is literal text, or a placeholder.
type part struct{ text, name string }

// IsZero reports whether t is the built-in template.
func (t Template) IsZero() bool { return t.lines == nil }

// Parse reads a template. {name} is a placeholder, {{ a brace. Its error names the line and the known placeholders.
func Parse(source string) (Template, error) {
	source = strings.TrimPrefix(source, "\uFEFF")
	switch {
	case len(source) > maxTemplate:
		return Template{}, fmt.Errorf("it is longer than %d bytes", maxTemplate)
	case !utf8.ValidString(source):
		return Template{}, errors.New("it is not UTF-8")
	case strings.TrimSpace(source) == "":
		return Template{}, errors.New("it is empty")
	}
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(source, "\r\n", "\n"), "\n"), "\n")
	if len(lines) > maxLines {
		return Template{}, fmt.Errorf("it has more than %d lines", maxLines)
	}
	t := Template{lines: make([][]part, len(lines))}
	for i, line := range lines {
		parts, err := parseLine(text.Line(strings.ReplaceAll(line, "\t", "    ")))
		if err != nil {
			return Template{}, fmt.Errorf("line %d: %w", i+1, err)
		}
		t.lines[i] = parts
	}
	return t, nil
}

func parseLine(line string) (parts []part, err error) {
	for line != "" {
		open := strings.IndexAny(line, "{}")
		if open < 0 {
			return append(parts, part{text: line}), nil
		}
		if open > 0 {
			parts = append(parts, part{text: line[:open]})
		}
		rest := line[open+1:]
		if strings.HasPrefix(rest, line[open:open+1]) { // {{ and }} are braces
			parts, line = append(parts, part{text: rest[:1]}), rest[1:]
			continue
		}
		name, after, closed := strings.Cut(rest, "}")
		if line[open] == '}' || !closed {
			return nil, errors.New("single brace; write {{ or }} for a literal one")
		}
		if placeholders[name] == nil {
			return nil, fmt.Errorf("{%s} is not a placeholder; use one of %s", name, known())
		}
		parts, line = append(parts, part{name: name}), after
	}
	return parts, nil
}

// known lists the placeholders.
func known() string {
	return "{" + strings.Join(slices.Sorted(maps.Keys(placeholders)), "}, {") + "}"
}

// Load reads a template from a file. Its errors name the file.
func Load(path string) (Template, error) {
	source, err := read(path)
	if err != nil {
		var at *os.PathError
		if errors.As(err, &at) {
			err = at.Err
		}
		return Template{}, fmt.Errorf("could not read the card's template %s: %w", text.Line(path), err)
	}
	t, err := Parse(source)
	if err != nil {
		return Template{}, fmt.Errorf("could not use the card's template %s: %w", text.Line(path), err)
	}
	return t, nil
}

func read(path string) (string, error) {
	if info, err := os.Stat(path); err != nil {
		return "", err
	} else if !info.Mode().IsRegular() { // a pipe would be waited for
		return "", errors.New("it is not a file")
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxTemplate+1))
	return string(text), err
}
