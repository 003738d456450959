package config

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"tapdesk/state/clean"
)

// maxFile is the longest file that is read, in bytes.
const maxFile = 64 << 10

// longestPath is the length in bytes from which the path of a key is followed no further.
const longestPath = 256

// document is a file taken apart: its values, and the line on which each key first stands.
type document struct {
	path   string
	values map[string]any
	// lines go by path, as preset[1].start. names are the last parts of all the paths, as written.
	lines map[string]int
	names map[string]string
}

// parse takes a file apart. What is wrong with its syntax is a Problem with its line.
func parse(path string, data []byte) (document, Problems) {
	doc := document{path: path, values: map[string]any{}, lines: map[string]int{}, names: map[string]string{}}
	data = bytes.TrimPrefix(data, []byte("\uFEFF")) // editors of Windows put it there
	data = slices.Clip(data)                        // go-toml tells positions by capacity
	if at := invalidUTF8(data); at >= 0 {
		return doc, Problems{{Path: path, Line: lineAt(data, at), What: "this is not UTF-8", Hint: "save the file as UTF-8"}}
	}
	if err := toml.Unmarshal(data, &doc.values); err != nil {
		return doc, Problems{syntax(path, err)}
	}
	doc.locate(data)
	return doc, nil
}

// syntax puts an error of the TOML library into a Problem. Its text names the rule of TOML, and for a key given twice the key,
// but no value.
func syntax(path string, err error) Problem {
	p := Problem{Path: path, What: "this is not TOML", Hint: "write key = value, with strings in quotes"}
	var at *toml.DecodeError
	if errors.As(err, &at) {
		p.Line, _ = at.Position()
		p.What += ": " + clean.Line(strings.TrimPrefix(at.Error(), "toml: "))
	}
	return p
}

func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// lineAt returns the line of an offset, from 1.
func lineAt(data []byte, offset int) int { return bytes.Count(data[:offset], []byte("\n")) + 1 }

// locate finds the line of every key. The document is known to be good.
func (d *document) locate(data []byte) {
	var p unstable.Parser
	p.Reset(data)
	table, counts := "", map[string]int{}
	for p.NextExpression() {
		node := p.Expression()
		switch node.Kind {
		case unstable.Table:
			table = d.enter("", node.Key(), data, counts)
		case unstable.ArrayTable:
			counts[pathOf(node.Key())]++
			table = d.enter("", node.Key(), data, counts)
		case unstable.KeyValue:
			d.place(table, node, data)
		}
	}
}

// place records a key and what lies under its value.
func (d *document) place(table string, node *unstable.Node, data []byte) {
	at := d.enter(table, node.Key(), data, nil)
	d.under(at, node.Value(), data)
}

// under records the keys inside a value. What lies too deep to be a setting has no line of its own.
func (d *document) under(at string, value *unstable.Node, data []byte) {
	if len(at) > longestPath {
		return
	}
	for i, it := 0, value.Children(); it.Next(); {
		switch child := it.Node(); {
		case child.Kind == unstable.Comment:
		case value.Kind == unstable.InlineTable && child.Kind == unstable.KeyValue:
			d.place(at, child, data)
		case value.Kind == unstable.Array:
			d.under(at+"["+strconv.Itoa(i)+"]", child, data)
			i++
		}
	}
}

// enter records each part of a dotted key below a path, and returns the path of the last. Where a part is a table of which there
// are several, the latest is meant.
func (d *document) enter(path string, key unstable.Iterator, data []byte, counts map[string]int) string {
	plain := ""
	for key.Next() && len(path) <= longestPath {
		path, plain = join(path, string(key.Node().Data)), join(plain, string(key.Node().Data))
		if _, known := d.lines[path]; !known {
			d.lines[path] = lineAt(data, int(key.Node().Raw.Offset))
			d.names[path] = string(key.Node().Data)
		}
		if n := counts[plain]; n > 0 {
			path += "[" + strconv.Itoa(n-1) + "]"
			if _, known := d.lines[path]; !known {
				d.lines[path] = lineAt(data, int(key.Node().Raw.Offset))
			}
		}
	}
	return path
}

func pathOf(key unstable.Iterator) (path string) {
	for key.Next() && len(path) <= longestPath {
		path = join(path, string(key.Node().Data))
	}
	return path
}

// join appends a part to a path, in quotes where a file needs them too, and cut where it is too long for any setting. The result
// is safe to draw.
func join(path, part string) string {
	if !bare(part) || len(part) > longestQuote {
		part = quote(part)
	}
	if path == "" {
		return part
	}
	return path + "." + part
}

func bare(part string) bool {
	return part != "" && strings.IndexFunc(part, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-')
	}) < 0
}

// problem says what is wrong with a key.
func (d *document) problem(path, what, hint string) Problem {
	return Problem{Path: d.path, Line: d.lines[path], Key: path, What: what, Hint: hint}
}

// typeOf is the type of a TOML value in words.
func typeOf(value any) string {
	switch value.(type) {
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case int64:
		return "a whole number"
	case float64:
		return "a fraction"
	case map[string]any:
		return "a table"
	case []any:
		return "a list"
	}
	return "a date or time"
}

// scalar returns a value of a setting as text, and a Problem when it is of the wrong type.
func (d *document) scalar(s setting, value any) (string, *Problem) {
	switch v := value.(type) {
	case string:
		if s.kind == text {
			return v, nil
		}
	case bool:
		if s.kind == boolean {
			return strconv.FormatBool(v), nil
		}
	case int64:
		if s.kind == whole {
			return strconv.FormatInt(v, 10), nil
		}
	case []any:
		if joined, ok := joinItems(v); ok && s.kind == list {
			return joined, nil
		}
	}
	p := d.problem(s.name, fmt.Sprintf("wants %s, not %s", s.kind, typeOf(value)), "write "+example(s))
	return "", &p
}

// joinItems returns a list of strings as text with an item a line, and false when there is anything else in it.
func joinItems(values []any) (string, bool) {
	texts := make([]string, len(values))
	for i, value := range values {
		text, isText := value.(string)
		if !isText || strings.Contains(text, "\n") {
			return "", false
		}
		texts[i] = text
	}
	return strings.Join(texts, "\n"), true
}

// example is a line that a file may hold.
func example(s setting) string {
	sample := s.fallback
	switch {
	case s.name == "ssh_host":
		sample = "jump.sandbox.example"
	case s.kind == boolean && sample == "":
		sample = "true"
	case s.parse != nil && sample == "":
		sample = "…"
	}
	switch s.kind {
	case text:
		sample = `"` + sample + `"`
	case list:
		sample = `["` + sample + `"]`
	}
	return s.name + " = " + sample
}
