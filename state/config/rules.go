package config

import (
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"tapdesk/state/pass"
	"tapdesk/state/text"
	"tapdesk/state/verdict"
)

// kind is the type of a setting in TOML, as in "wants a string".
type kind string

const (
	textual kind = "a string"
	whole   kind = "a whole number"
	boolean kind = "true or false"
	list    kind = "a list of strings"
)

// rule is what a setting may be. Values are passed as text; a list has one item per line.
type rule struct {
	kind kind
	// values describes the values, with their unit; choices lists them all if they are few.
	values  string
	choices []string
	// read stores a typed value in c and returns its canonical form, which read accepts too. Its error says what to do,
	// and repeats the value only if it cannot be a secret.
	read func(c *Config, typed string) (string, error)
}

// word accepts one of the names.
func word[T ~string](at func(*Config) *T, names ...T) rule {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = string(name)
	}
	last := len(all) - 1
	values := strings.Join(all[:last], ", ") + " or " + all[last]
	return rule{textual, values, all, func(c *Config, s string) (string, error) {
		if !slices.Contains(all, s) {
			return "", fmt.Errorf("%s is not known; use %s", quote(s), values)
		}
		*at(c) = T(s)
		return s, nil
	}}
}

// toggle accepts true or false.
func toggle(at func(*Config) *bool) rule {
	return rule{boolean, "true or false", []string{"true", "false"}, func(c *Config, s string) (string, error) {
		if s != "true" && s != "false" {
			return "", fmt.Errorf("%s is not valid; use true or false", quote(s))
		}
		*at(c) = s == "true"
		return s, nil
	}}
}

// number accepts a whole number of a unit, from least to most, or 0 if zero says what 0 means.
func number(least, most int, unit, zero string, at func(*Config) *int) rule {
	values := fmt.Sprintf("%d to %d", least, most)
	use := fmt.Sprintf("a whole number from %d to %d", least, most)
	if unit != "" {
		values += " " + unit
	}
	if zero != "" {
		values, use = values+", or 0: "+zero, use+", or 0: "+zero
	}
	return rule{whole, values, nil, func(c *Config, s string) (string, error) {
		n, err := strconv.Atoi(s)
		if err != nil || (n < least || n > most) && (n != 0 || zero == "") {
			return "", fmt.Errorf("%s is not valid; use %s", quote(s), use)
		}
		*at(c) = n
		return strconv.Itoa(n), nil
	}}
}

// typed accepts what parse accepts.
func typed(values string, parse func(string) (string, error), at func(*Config) *string) rule {
	return rule{textual, values, nil, func(c *Config, s string) (canonical string, err error) {
		*at(c), err = parse(s)
		return *at(c), err
	}}
}

// length accepts a length of time, as the form does, from least to most minutes.
func length(least, most int, such string, put func(c *Config, minutes int)) rule {
	values := pass.Typed(least) + " to " + pass.Typed(most) + ", such as " + such
	return rule{textual, values, nil, func(c *Config, s string) (string, error) {
		n, err := pass.ParseLength(s)
		if err != nil || n < least || n > most {
			return "", fmt.Errorf("%s is not valid; use %s", quote(s), values)
		}
		put(c, n)
		return pass.Typed(n), nil
	}}
}

// span accepts a length as a time.Duration.
func span(least, most int, such string, at func(*Config) *time.Duration) rule {
	return length(least, most, such, func(c *Config, n int) { *at(c) = time.Duration(n) * time.Minute })
}

// lifetime accepts a length that a pass may have.
func lifetime(at func(*Config) *int) rule {
	const least, most = pass.MinimumLifetimeInMinutes, pass.MaximumLifetimeInMinutes
	return length(least, most, "8h or 2d", func(c *Config, n int) { *at(c) = n })
}

// listOf accepts at most so many items, all different, each accepted by parse.
func listOf[T any](values string, most int, parse func(string) (T, error), at func(*Config) *[]T) rule {
	return rule{list, values, nil, func(c *Config, s string) (string, error) {
		var all []T
		var said []string
		for _, item := range items(s) {
			parsed, err := parse(strings.TrimSpace(item))
			canonical := fmt.Sprint(parsed)
			switch {
			case err != nil:
				return "", err
			case slices.Contains(said, canonical):
				return "", fmt.Errorf("%s is listed twice; remove one", quote(canonical))
			}
			all, said = append(all, parsed), append(said, canonical)
		}
		if len(all) > most {
			return "", fmt.Errorf("has %d items; use at most %d", len(all), most)
		}
		*at(c) = all
		return strings.Join(said, "\n"), nil
	}}
}

// items returns the items of a list.
func items(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// policyLifetime accepts the shortest and the longest lifetime of the tenant's policy.
func policyLifetime() rule {
	return rule{textual, "two lengths of 10m to 30d, such as 1h to 8h", nil, func(c *Config, s string) (string, error) {
		from, to, _ := strings.Cut(s, " to ")
		least, err := pass.ParseLength(strings.TrimSpace(from))
		most, err2 := pass.ParseLength(strings.TrimSpace(to))
		if err != nil || err2 != nil || least < pass.MinimumLifetimeInMinutes || least > most ||
			most > pass.MaximumLifetimeInMinutes {
			return "", fmt.Errorf("%s is not valid; give the policy's minimum and maximum, such as 1h to 8h", quote(s))
		}
		c.Guard.MinimumLifetimeInMinutes, c.Guard.MaximumLifetimeInMinutes = least, most
		return pass.Typed(least) + " to " + pass.Typed(most), nil
	}}
}

// policyOneTime accepts the policy's value for one-time passes, which may be left out.
func policyOneTime() rule {
	r := toggle(nil)
	r.read = func(c *Config, s string) (string, error) {
		c.Guard.UsableOnce = new(bool)
		return toggle(func(c *Config) *bool { return c.Guard.UsableOnce }).read(c, s)
	}
	return r
}

// unreadable accepts what to do if roles cannot be read.
func unreadable() rule {
	r := word(func(*Config) *string { return new(string) }, "entra", "refuse")
	judge := r.read
	r.read = func(c *Config, s string) (string, error) {
		c.Guard.RefuseUnreadable = s == "refuse"
		return judge(c, s)
	}
	return r
}

// errGUID does not repeat the value: something pasted in the wrong place may be a secret.
var errGUID = errors.New("is not a GUID; write 32 hexadecimal digits as 8-4-4-4-12, as the portal shows them")

// parseGUID returns a GUID in its usual form, in lower case. It refuses the GUID of zeros, a placeholder in examples.
func parseGUID(s string) (string, error) {
	const usual = 36
	id, err := uuid.Parse(s)
	switch {
	case err != nil || len(s) != usual:
		return "", errGUID
	case id == uuid.Nil:
		return "", errors.New("is a placeholder; write the real GUID, as the portal shows it")
	}
	return id.String(), nil
}

func parseIncluded(s string) (string, error) {
	if strings.EqualFold(s, verdict.AllUsers) {
		return verdict.AllUsers, nil
	}
	return parseGUID(s)
}

// maxUPN is the length of the longest userPrincipalName, in bytes. Source:
// learn.microsoft.com/graph/api/resources/user, userPrincipalName.
const maxUPN = 113

// parseNamed returns the userPrincipalName or object id of a person, in lower case.
func parseNamed(s string) (string, error) {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return parseGUID(s)
	}
	if at == 0 || at == len(s)-1 || len(s) > maxUPN || strings.ContainsAny(s, " ,;") || !text.Safe(s) {
		return "", errors.New("is neither a user principal name nor an object id")
	}
	return strings.ToLower(s), nil
}

func parseDenied(s string) (string, error) {
	id, group := strings.CutPrefix(s, verdict.GroupMark)
	if !group {
		return parseNamed(s)
	}
	id, err := parseGUID(id)
	return verdict.GroupMark + id, err
}

// parseLine accepts a line of text that a screen can show whole.
func parseLine(s string) (string, error) {
	const longest = 120 // characters
	if strings.TrimSpace(s) == "" || !text.Safe(s) || len([]rune(s)) > longest {
		return "", fmt.Errorf("%s is no line of text; use at most %d visible characters", quote(s), longest)
	}
	return strings.TrimSpace(s), nil
}

// parsePath accepts an absolute, clean path of a program, a file or a directory.
func parsePath(what string) func(string) (string, error) {
	return func(s string) (string, error) {
		const longest = 1024 // bytes
		if !filepath.IsAbs(s) || filepath.Clean(s) != s || !text.Safe(s) || len(s) > longest || s == "/" {
			const way = "give it without arguments, dots or double slashes"
			return "", fmt.Errorf("%s is not the absolute path of a %s; %s", quote(s), what, way)
		}
		return s, nil
	}
}

// parseSSHHost accepts what an operator can safely paste into a shell after ssh -L: no option, no space, nothing
// special to a shell.
func parseSSHHost(s string) (string, error) {
	const longest = 253 + 1 + 32 // the longest DNS name, with a user name before it
	form := regexp.MustCompile(`^(?:[A-Za-z0-9][A-Za-z0-9._-]*@)?([A-Za-z0-9:][A-Za-z0-9._:-]*)$`).FindStringSubmatch(s)
	if form == nil || len(s) > longest {
		return "", errors.New("is not a host; use a name such as jump.sandbox.example, an address, " +
			"or operator@ before either")
	}
	if _, err := netip.ParseAddr(form[1]); strings.Contains(form[1], ":") && err != nil {
		return "", errors.New("is not a host: only an IPv6 address has colons; put a port in your ssh_config")
	}
	return s, nil
}
