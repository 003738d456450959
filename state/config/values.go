package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Check returns the canonical form of a value of a key as typed, for whoever asks the operator for one. Its error says what is
// wrong and the way out, without naming the key.
func Check(key, typed string) (string, error) {
	s := lookup(key)
	if s == nil {
		return "", fmt.Errorf("there is no setting %s", quote(key))
	}
	return s.parse(strings.TrimSpace(typed))
}

// errGUID does not repeat the value: what is pasted in the wrong place may be a secret.
var errGUID = errors.New("is not a GUID; write 32 hexadecimal digits as 8-4-4-4-12, as the portal shows them")

// parseGUID reads a GUID (RFC 9562) in its usual form and returns it in lower case. The GUID of nothing but zeros, which stands
// in examples, is none.
func parseGUID(s string) (string, error) {
	if len(s) != 36 {
		return "", errGUID
	}
	s = strings.ToLower(s)
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		digit := s[i] >= '0' && s[i] <= '9' || s[i] >= 'a' && s[i] <= 'f'
		if dash != (s[i] == '-') || !dash && !digit {
			return "", errGUID
		}
	}
	if strings.Trim(s, "0-") == "" {
		return "", errors.New("is a placeholder; write the real GUID, as the portal shows it")
	}
	return s, nil
}

func oneOf(names ...string) func(string) (string, error) {
	return func(s string) (string, error) {
		if slices.Contains(names, s) {
			return s, nil
		}
		last := len(names) - 1
		return "", fmt.Errorf("%s is not known; use %s or %s", quote(s), strings.Join(names[:last], ", "), names[last])
	}
}

// parseList reads a list of at most so many items, each on a line, and no two alike.
func parseList(most int, each func(string) (string, error)) func(string) (string, error) {
	return func(s string) (string, error) {
		var all []string
		for _, item := range items(s) {
			canonical, err := each(strings.TrimSpace(item))
			switch {
			case err != nil:
				return "", err
			case slices.Contains(all, canonical):
				return "", fmt.Errorf("%s stands there twice; leave one out", quote(canonical))
			}
			all = append(all, canonical)
		}
		if len(all) > most {
			return "", fmt.Errorf("has %d items; keep it to %d", len(all), most)
		}
		return strings.Join(all, "\n"), nil
	}
}

func parseBool(s string) (string, error) {
	if s == "true" || s == "false" {
		return s, nil
	}
	return "", fmt.Errorf("%s is neither; use true or false", quote(s))
}

func parseWhole(least, most int) func(string) (string, error) {
	return func(s string) (string, error) {
		n, err := strconv.Atoi(s)
		if err != nil || n < least || n > most {
			return "", fmt.Errorf("%s will not do; use a whole number from %d to %d", quote(s), least, most)
		}
		return strconv.Itoa(n), nil
	}
}

func parsePort(s string) (string, error) {
	if s == "0" {
		return s, nil
	}
	port, err := parseWhole(minPort, maxPort)(s)
	if err != nil {
		return "", fmt.Errorf("%v, or 0 for a port of your own", err)
	}
	return port, nil
}

func parseIdleLock(s string) (string, error) {
	d, err := time.ParseDuration(s)
	if err != nil {
		return "", fmt.Errorf("%s is not a time; use hours and minutes, such as 30m or 1h30m", quote(s))
	}
	if d < minIdleLock || d > maxIdleLock || d%time.Second != 0 {
		return "", fmt.Errorf("%s will not do; use whole seconds from %s to %s, such as 30m", quote(s), brief(minIdleLock), brief(maxIdleLock))
	}
	return brief(d), nil
}

// brief is d as Go writes it, without the zeros at its end: 30m, not 30m0s.
func brief(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// longestHost is that of DNS, with a user's name before it.
const longestHost = 253 + 1 + 32

// parseSSHHost takes what the operator can paste into a shell after ssh -L and have it mean one thing: no option, no space,
// nothing a shell would read.
func parseSSHHost(s string) (string, error) {
	err := errors.New("is not a host; use a name such as jump.sandbox.example, an address, or operator@ before either")
	if s == "" || len(s) > longestHost {
		return "", err
	}
	user, host, with := strings.Cut(s, "@")
	if !with {
		user, host = "user", s
	}
	if !word(user, "._-") || !word(host, "._-:") {
		return "", err
	}
	if _, e := netip.ParseAddr(host); strings.Contains(host, ":") && e != nil {
		return "", errors.New("is not a host: only an IPv6 address has colons; leave a port to your ssh_config")
	}
	return s, nil
}

// word says whether s is ASCII letters, digits and the others, and begins with none of the others (but a colon, as ::1 does).
func word(s, others string) bool {
	for i := range len(s) {
		c := s[i]
		plain := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !plain && (strings.IndexByte(others, c) < 0 || i == 0 && c != ':') {
			return false
		}
	}
	return s != ""
}

// parseEndpoint takes a URL of nothing but a scheme, a loopback host and a port. It never repeats the value, which may hold a
// password.
func parseEndpoint(schemes ...string) func(string) (string, error) {
	example := schemes[len(schemes)-1] + "://127.0.0.1:8443"
	return func(s string) (string, error) {
		u, err := url.Parse(s)
		switch {
		case err != nil || u.Host == "" || u.Opaque != "":
			return "", fmt.Errorf("is not a URL; use one like %s", example)
		case !slices.Contains(schemes, u.Scheme):
			return "", fmt.Errorf("begins with a scheme it cannot have; use one like %s", example)
		case u.User != nil:
			return "", fmt.Errorf("names a user, and no secret is ever a setting; use one like %s", example)
		case !loopback(u.Hostname()):
			return "", fmt.Errorf("is not on this host; only an address of the loopback may stand in, like %s", example)
		case u.Path != "" && u.Path != "/", u.RawQuery != "", u.Fragment != "", u.ForceQuery:
			return "", fmt.Errorf("goes on after the port; use one like %s", example)
		}
		if port, err := strconv.Atoi(u.Port()); u.Port() != "" && (err != nil || port < 1 || port > maxPort) || strings.HasSuffix(u.Host, ":") {
			return "", fmt.Errorf("has a port that is none; use one like %s", example)
		}
		return u.Scheme + "://" + strings.ToLower(u.Host), nil
	}
}

// loopback says whether a host is 127.0.0.0/8, ::1 or localhost.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Zone() == "" && addr.Unmap().IsLoopback()
}
