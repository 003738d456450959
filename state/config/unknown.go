package config

import (
	"fmt"
	"slices"
	"strings"
)

// secretive lists parts of names that must never be in a file.
var secretive = []string{
	"secret", "password", "passwd", "passphrase", "pwd", "token", "credential", "privatekey", "apikey", "accesskey",
	"certificate", "assertion", "bearer",
}

// smells reports whether a key's name sounds like a secret and is no setting's.
func smells(name string) bool {
	plain := fold(name)
	if slices.ContainsFunc(Keys(), func(key string) bool { return key == name || strings.HasSuffix(key, "."+name) }) {
		return false
	}
	return slices.ContainsFunc(secretive, func(part string) bool { return strings.Contains(plain, part) })
}

var separators = strings.NewReplacer("_", "", "-", "", " ", "", ".", "")

// fold returns a name without the differences in how people write it: tenantId and tenant-id are tenant_id.
func fold(name string) string { return strings.ToLower(separators.Replace(name)) }

// noSecret returns the Problem with such a key, without its value.
func noSecret(p Problem) Problem {
	p.What = "a setting is never a secret: the operator signs in, and the console needs none"
	p.Hint = "delete this line and, if it was real, have the secret revoked"
	return p
}

// secrets finds keys named like a secret anywhere below path.
func (d *document) secrets(path string, value any) (problems Problems) {
	switch v := value.(type) {
	case map[string]any:
		for name, value := range v {
			switch at := join(path, name); {
			case smells(name):
				problems = append(problems, noSecret(d.problem(at, "", "")))
			case at != presetKey: // presets check their own keys
				problems = append(problems, d.secrets(at, value)...)
			}
		}
	case []any:
		for i, item := range v {
			problems = append(problems, d.secrets(fmt.Sprintf("%s[%d]", path, i), item)...)
		}
	}
	return problems
}

// isTable reports whether there is a table of settings with a name.
func isTable(name string) bool { return slices.Contains(tableNames(), name) }

// tableNames returns the names of the tables of settings, in their order.
func tableNames() (names []string) {
	for _, table := range tables[1:] {
		names = append(names, table.name)
	}
	return names
}

// unknown returns the Problem of an unknown key, with the key that was probably meant. It does not repeat the value.
func (d *document) unknown(path string) Problem {
	table, name, inside := strings.Cut(path, ".")
	near := nearest(path, slices.Concat(Keys(), tableNames()))
	if near == "" && inside {
		near = nearest(name, Keys())
	}
	hint := "did you mean " + near + "?"
	switch {
	case near == "":
		hint = "'tapdesk config keys' lists the keys"
	case isTable(near):
		hint = "did you mean [" + near + "]?"
	case inside && !strings.Contains(near, "."):
		hint += " It is not a key of [" + table + "]: put it above the first [table]"
	}
	return d.problem(path, "there is no such key", hint)
}

// nearest returns the known name that was probably meant, or nothing. The last part of a name can stand for the whole.
func nearest(name string, known []string) string {
	const longest = 40 // longer than any known name
	if len(name) > longest {
		return ""
	}
	best, least, plain := "", 3, fold(name)
	for _, k := range known {
		short := k[strings.LastIndex(k, ".")+1:]
		if fold(k) == plain || fold(short) == plain {
			return k
		}
		for _, full := range []string{k, short} {
			if n := distance(strings.ToLower(name), full); n < least && n*2 < len(full) {
				best, least = k, n
			}
		}
	}
	return best
}

// distance returns how many letters must be inserted, deleted or replaced to turn one name into the other
// (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
