package config

import (
	"net/url"
	"strings"

	"tapdesk/state/text"
)

// Variable is an environment variable that is set and affects the network.
type Variable struct {
	Name string
	// Value is safe to draw, and has no user name or password of a proxy.
	Value string
	// Counts reports whether the variable is obeyed. The program must remove one that is not from its environment
	// before its first connection: Go's libraries read SSL_CERT_FILE and SSL_CERT_DIR by themselves.
	Counts bool
	// Because is why the variable does not count.
	Because Origin
}

// The variables that Go's net/http and crypto/x509 read. Of two that differ only in case, the first that is set counts.
var (
	proxyVariables = []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"}
	certVariables  = []string{"SSL_CERT_FILE", "SSL_CERT_DIR"}
)

// environment returns the variables that are set.
func (l *Loaded) environment(getenv func(string) string) (found []Variable) {
	if getenv == nil {
		return nil
	}
	because := l.origins["trust_environment"]
	add := func(names []string, counts bool) {
		for _, name := range names {
			value := getenv(name)
			if value == "" {
				continue
			}
			v := Variable{Name: name, Value: withoutUser(value), Counts: counts}
			if !counts {
				v.Because = because
			}
			found = append(found, v)
		}
	}
	add(proxyVariables, l.TrustEnvironment)
	// If the site's file, which may forbid both, cannot be relied upon, the proxy still counts: without it there may be no
	// way out, and it cannot see what TLS protects.
	if l.Unsafe != "" {
		because = Origin{From: FromSafety}
	}
	add(certVariables, l.TrustEnvironment && l.Unsafe == "")
	return found
}

// Ignored returns the names of the variables that are set but do not count, to be removed from the environment.
func (l Loaded) Ignored() (names []string) {
	for _, v := range l.Environment {
		if !v.Counts {
			names = append(names, v.Name)
		}
	}
	return names
}

// withoutUser removes the user name and password from the address of a proxy: everything before the last @, whether or
// not it is a URL.
func withoutUser(value string) string {
	at := strings.LastIndex(value, "@")
	if at < 0 {
		return text.Line(value)
	}
	scheme := ""
	if u, err := url.Parse(value); err == nil && u.Scheme != "" && u.Host != "" {
		scheme = u.Scheme + "://"
	}
	return text.Line(scheme + "[redacted]@" + value[at+1:])
}
