package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"tapdesk/state/text"
)

const (
	// maxFile is the size of the longest file that is read, in bytes.
	maxFile = 64 << 10
	// maxValues is how many values a file may have, including tables and list items.
	maxValues = 1000
)

// document is a parsed file.
type document struct {
	path   string
	data   []byte
	values map[string]any
	// lines are the line numbers of each path, in order: reveal.seconds has one, preset has one for each [[preset]],
	// and preset.start one for each preset that has it. They are found on first use.
	lines map[string][]int
}

// parse parses a file. A syntax error is a Problem with its line.
func parse(path string, data []byte) (*document, Problems) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF")) // Windows editors write one
	d := &document{path: path, data: data, values: map[string]any{}}
	if at := invalidUTF8(data); at >= 0 {
		line := bytes.Count(data[:at], []byte("\n")) + 1
		return d, Problems{{Path: path, Line: line, What: "this is not UTF-8", Hint: "save the file as UTF-8"}}
	}
	if err := toml.Unmarshal(data, &d.values); err != nil {
		return d, Problems{syntax(path, err)}
	}
	if count(d.values) > maxValues {
		what := fmt.Sprintf("the file has more than %d values", maxValues)
		return d, Problems{{Path: path, Line: 1, What: what, Hint: "keep only settings in it"}}
	}
	return d, nil
}

// count returns how many values there are in a value, including itself.
func count(value any) int {
	n := 1
	switch v := value.(type) {
	case map[string]any:
		for _, value := range v {
			n += count(value)
		}
	case []any:
		for _, item := range v {
			n += count(item)
		}
	}
	return n
}

// syntax returns an error of the TOML library as a Problem. The error's text gives the TOML rule and, for a duplicate
// key, the key, but no value.
func syntax(path string, err error) Problem {
	p := Problem{Path: path, What: "this is not TOML", Hint: "write key = value, with strings in quotes"}
	var at *toml.DecodeError
	if errors.As(err, &at) {
		p.Line, _ = at.Position()
		p.What += ": " + text.Line(strings.TrimPrefix(at.Error(), "toml: "))
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

// locate finds the lines. Decoding a file strictly into tables without fields reports every key as missing, with its
// line: first the keys and tables at the top level, then their contents.
func (d *document) locate() {
	d.lines = map[string][]int{}
	for _, shape := range []reflect.Type{reflect.TypeFor[struct{}](), emptyTables(d.values)} {
		decoder := toml.NewDecoder(bytes.NewReader(d.data)).DisallowUnknownFields()
		var strict *toml.StrictMissingError
		if !errors.As(decoder.Decode(reflect.New(shape).Interface()), &strict) {
			continue
		}
		known := maps.Clone(d.lines)
		for i := range strict.Errors {
			line, _ := strict.Errors[i].Position()
			path, top := "", ""
			for _, part := range strict.Errors[i].Key() {
				if path = join(path, part); top == "" {
					top = path
				}
			}
			if known[path] == nil {
				d.lines[path] = append(d.lines[path], line)
			}
			if d.lines[top] == nil {
				d.lines[top] = []int{line}
			}
		}
	}
}

// emptyTables returns a struct type with the tables and lists of tables among values, each without fields.
func emptyTables(values map[string]any) reflect.Type {
	var fields []reflect.StructField
	for key, value := range values {
		field := reflect.StructField{Tag: reflect.StructTag(`toml:"` + key + `"`), Type: reflect.TypeFor[struct{}]()}
		switch v := value.(type) {
		case map[string]any:
		case []any:
			if slices.ContainsFunc(v, func(item any) bool { _, table := item.(map[string]any); return !table }) {
				continue
			}
			field.Type = reflect.TypeFor[[]struct{}]()
		default:
			continue
		}
		if field.Name = "F" + strconv.Itoa(len(fields)); bare(key) {
			fields = append(fields, field)
		}
	}
	return reflect.StructOf(fields)
}

// line returns the line of a path, of the nth if there are several. A path without a line has that of its table.
func (d *document) line(path string, nth int) int {
	if d.lines == nil {
		d.locate()
	}
	for {
		if lines := d.lines[path]; nth < len(lines) {
			return lines[nth]
		} else if len(lines) > 0 {
			return lines[0]
		}
		at := max(strings.LastIndexAny(path, ".["), 0)
		if path = path[:at]; path == "" {
			return 1
		}
	}
}

// join appends a part to a path, quoted as in a file if necessary, and cut if it is too long for any setting. The
// result is safe to draw.
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

// problem returns a Problem with a key.
func (d *document) problem(path, what, hint string) Problem {
	return Problem{Path: d.path, Line: d.line(path, 0), Key: path, What: what, Hint: hint}
}

// typeOf returns the type of a TOML value in words.
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

// scalar returns a setting's value as text, and false if it has the wrong type.
func scalar(k kind, value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, k == textual
	case bool:
		return strconv.FormatBool(v), k == boolean
	case int64:
		return strconv.FormatInt(v, 10), k == whole
	case []any:
		joined, texts := joinItems(v)
		return joined, texts && k == list
	}
	return "", false
}

// joinItems returns a list of strings as text, one item per line, and false if the list contains anything else.
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

// settings returns what the file sets, with each value checked.
func (d *document) settings(from From) (set map[string]given, problems Problems) {
	set = map[string]given{}
	each := func(path, name string, value any) {
		s := lookup(path)
		switch {
		case s == nil && smells(name): // secrets reports it
		case s == nil:
			problems = append(problems, d.unknown(path))
		case s.site && from != FromSite:
			hint := "delete this line; the site's file is " + SitePath
			problems = append(problems, d.problem(path, "only the site's file may set it", hint))
		default:
			canonical, wrong := d.check(s, value)
			if wrong != nil {
				problems = append(problems, *wrong)
				break
			}
			set[path] = given{canonical, place{d, path, 0}}
		}
	}
	for name, value := range d.values {
		fields, table := value.(map[string]any)
		switch {
		case name == presetKey:
		case !isTable(name):
			each(join("", name), name, value)
		case !table:
			hint := "begin it with [" + name + "]"
			problems = append(problems, d.problem(name, "wants a table, not "+typeOf(value), hint))
		}
		for field, value := range fields {
			if isTable(name) {
				each(join(name, field), field, value)
			}
		}
	}
	return set, problems
}

// check returns the canonical form of a setting's value.
func (d *document) check(s *setting, value any) (string, *Problem) {
	typed, right := scalar(s.kind, value)
	if !right {
		p := d.problem(s.key, fmt.Sprintf("wants %s, not %s", s.kind, typeOf(value)), "write "+s.line(s.sample()))
		return "", &p
	}
	canonical, err := s.read(new(Config), typed)
	if err != nil {
		p := d.problem(s.key, err.Error(), "")
		return "", &p
	}
	return canonical, nil
}
