package config

import (
	"slices"
	"strings"
)

// secretive are parts of the names of what must never stand in a file.
var secretive = []string{
	"secret", "password", "passwd", "passphrase", "pwd", "token", "credential", "privatekey", "apikey", "accesskey",
	"certificate", "assertion", "bearer",
}

// smells says whether a key is named like a secret.
func smells(name string) bool {
	plain := fold(name)
	return slices.ContainsFunc(secretive, func(part string) bool { return strings.Contains(plain, part) })
}

var separators = strings.NewReplacer("_", "", "-", "", " ", "", ".", "")

// fold is a name without what people write differently: tenantId and tenant-id are tenant_id.
func fold(name string) string { return strings.ToLower(separators.Replace(name)) }

// secrets finds keys named like a secret, wherever they stand.
func (d *document) secrets() (problems Problems) {
	for path, name := range d.names {
		if lookup(path) == nil && smells(name) {
			problems = append(problems, d.problem(path, "no secret is ever a setting: the operator signs in, and the console needs none",
				"delete this line and, if it was real, have the secret revoked"))
		}
	}
	return problems
}

// unknown says that there is no such key, and which was probably meant. Its value is not repeated. Secrets have a Problem of
// their own.
func (d *document) unknown(path, name string, known []string) Problem {
	hint := "'tapdesk config --help' lists the keys"
	if near := nearest(name, known); near != "" {
		hint = "did you mean " + near + "?"
	}
	return d.problem(path, "there is no such key", hint)
}

// nearest returns the known name that was probably meant, or nothing.
func nearest(name string, known []string) string {
	const longest = 40 // no known name comes near it
	if len(name) > longest {
		return ""
	}
	best, least, plain := "", 3, fold(name)
	for _, k := range known {
		if fold(k) == plain {
			return k
		}
		if n := distance(strings.ToLower(name), k); n < least && n*2 < len(k) {
			best, least = k, n
		}
	}
	return best
}

// distance is how many letters must be put in, left out or replaced to make one name of the other (Levenshtein).
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
