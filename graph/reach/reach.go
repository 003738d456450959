// Package reach explains why a host could not be reached, in the operator's words: which host, through which proxy, and
// what went wrong. Graph and the sign-in share it, and make their connections with its transport.
package reach

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"tapdesk/state/text"
)

const (
	// DialTimeout is how long making a connection may take.
	DialTimeout = 15 * time.Second
	// TLSTimeout is how long its handshake may take.
	TLSTimeout = 10 * time.Second
	// IdleTimeout is how long an unused connection is kept.
	IdleTimeout = 90 * time.Second
)

// NewTransport returns a transport that trusts roots, or the system's certificates if roots is nil. It uses TLS 1.2 or
// later and, if proxy is true, the environment's proxy.
func NewTransport(roots *x509.CertPool, proxy bool) *http.Transport {
	t := &http.Transport{
		DialContext:            (&net.Dialer{Timeout: DialTimeout, KeepAlive: 15 * time.Second}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    TLSTimeout,
		IdleConnTimeout:        IdleTimeout,
		MaxResponseHeaderBytes: 256 << 10,
		OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
			if resp.StatusCode != http.StatusOK {
				return &refusal{resp.StatusCode}
			}
			return nil
		},
	}
	if proxy {
		t.Proxy = http.ProxyFromEnvironment
	}
	return t
}

// refusal is a proxy's answer other than 200 to CONNECT.
type refusal struct{ status int }

func (r *refusal) Error() string { return fmt.Sprintf("the proxy answered %d", r.status) }

// Trouble is why there was no answer. Its strings are lower case, without a full stop, and safe to draw; from the
// network they contain only the names of hosts and certificates. It is an error that wraps its cause.
type Trouble struct {
	// Happened says what went wrong, Advice what to do.
	Happened, Advice string
	// Final means that the same will happen again until something on this machine is changed.
	Final bool
	cause error
}

// Error returns Happened.
func (t *Trouble) Error() string { return t.Happened }

// Unwrap returns the network's own error. It may contain addresses with passwords: inspect it, never print it.
func (t *Trouble) Unwrap() error { return t.cause }

// Of returns the Trouble in err's chain; nil if there is none.
func Of(err error) *Trouble {
	var t *Trouble
	if errors.As(err, &t) {
		return t
	}
	return nil
}

const (
	checkNetwork = "check the network, then try again"
	checkProxy   = "check the proxy in HTTPS_PROXY, then try again"
	checkTrust   = "check the proxy and the certificates installed on this machine"
)

// Explain returns why a request over a transport got no answer, or only part of one. err must not be nil.
func Explain(err error, req *http.Request, transport http.RoundTripper) *Trouble {
	host, proxy := nameOf(req.URL), ""
	if t, ok := transport.(*http.Transport); ok && t.Proxy != nil {
		if u, wrong := t.Proxy(req); wrong != nil {
			return &Trouble{Happened: "the proxy's address in the environment cannot be read", Advice: checkProxy,
				Final: true, cause: err}
		} else if u != nil {
			proxy = nameOf(u)
		}
	}
	t := explain(err, host, proxy)
	t.cause = err
	return t
}

// nameOf returns the host of an address, with its port if that is not the default: never a user or a password.
func nameOf(u *url.URL) string {
	if u.Port() == "443" && u.Scheme == "https" {
		return safe(u.Hostname())
	}
	return safe(u.Host)
}

// safe returns a name from the network, safe to draw and no longer than a line.
func safe(s string) string {
	const most = 100
	s = text.Line(strings.Join(strings.Fields(s), " "))
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// explain is Explain, given the names of the host and of the proxy, which may be empty.
func explain(err error, host, proxy string) *Trouble {
	var refused *refusal
	if errors.As(err, &refused) {
		return proxyRefused(refused.status, host, proxy)
	}
	at, advice, by := host, checkNetwork, ""
	var op *net.OpError
	switch {
	case proxy == "":
	case errors.As(err, &op) && (op.Op == "proxyconnect" || op.Op == "socks connect"):
		at, advice = "the proxy "+proxy, checkProxy
	default:
		by = " (through the proxy " + proxy + ")"
	}
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return unresolved(dns, at, advice)
	case certificate(err):
		return &Trouble{Happened: untrusted(err, at) + by, Advice: checkTrust, Final: true}
	}
	return &Trouble{Happened: connection(err, at) + by, Advice: advice}
}

// Proxied returns why a proxy answered instead of the host: the answer has a status but no mark of the host.
func Proxied(status int, req *http.Request, transport http.RoundTripper) *Trouble {
	host, proxy := nameOf(req.URL), ""
	if t, ok := transport.(*http.Transport); ok && t.Proxy != nil {
		if u, err := t.Proxy(req); err == nil && u != nil {
			proxy = nameOf(u)
		}
	}
	return proxyRefused(status, host, proxy)
}

func proxyRefused(status int, host, proxy string) *Trouble {
	name := "a proxy on the way to " + host
	if proxy != "" {
		name = "the proxy " + proxy
	}
	if status == http.StatusProxyAuthRequired {
		return &Trouble{Happened: name + " asks for a user name and a password (407)",
			Advice: "ask the people who run the proxy how this machine may use it"}
	}
	return &Trouble{Happened: fmt.Sprintf("%s does not let this machine through to %s (%d)", name, host, status),
		Advice: checkProxy}
}

func unresolved(dns *net.DNSError, at, advice string) *Trouble {
	switch {
	case dns.IsNotFound:
		return &Trouble{Happened: "DNS does not know the name of " + at, Advice: advice}
	case dns.IsTimeout:
		return &Trouble{Happened: "DNS did not answer in time for the name of " + at, Advice: advice}
	}
	return &Trouble{Happened: "DNS could not look up the name of " + at, Advice: advice}
}

// certificate reports whether err means that a certificate was not accepted.
func certificate(err error) bool {
	var verification *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	return errors.As(err, &verification) || errors.As(err, &authority)
}

// untrusted returns what is wrong with a certificate, and who issued it.
func untrusted(err error, at string) string {
	var verification *tls.CertificateVerificationError
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	issuer := "an unnamed issuer"
	if errors.As(err, &verification) && len(verification.UnverifiedCertificates) > 0 {
		by := verification.UnverifiedCertificates[0].Issuer
		for _, s := range append([]string{by.CommonName}, by.Organization...) {
			if s != "" {
				issuer = safe(s)
				break
			}
		}
	}
	switch {
	case errors.As(err, &name):
		return "the certificate shown for " + at + " is for other names (issued by " + issuer + ")"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate shown for " + at + " is not valid at this machine's time (issued by " + issuer + ")"
	}
	return "the certificate shown for " + at + " is not trusted on this machine (issued by " + issuer + ")"
}

// Refused reports whether a connection failed because nothing is listening.
func Refused(err error) bool { return isAny(err, refused) }

// isAny reports whether err is one of some system errors.
func isAny(err error, numbers []syscall.Errno) bool {
	return slices.ContainsFunc(numbers, func(n syscall.Errno) bool { return errors.Is(err, n) })
}

// connection returns what went wrong with a connection.
func connection(err error, at string) string {
	var op *net.OpError
	var timeout interface{ Timeout() bool }
	var record tls.RecordHeaderError
	var alert tls.AlertError
	dialled := errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect")
	late := errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
	switch {
	case Refused(err):
		return at + " refused the connection"
	case isAny(err, noWay):
		return "this machine has no route to " + at
	case errors.As(err, &record):
		return at + " does not speak TLS: something else may answer in its place"
	case errors.As(err, &alert):
		return at + " broke off the TLS handshake"
	case late && dialled:
		return at + " did not accept a connection in time"
	case late:
		return at + " did not answer in time"
	case isAny(err, brokenOff), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return at + " closed the connection before its answer was complete"
	}
	return "there was no answer from " + at
}
