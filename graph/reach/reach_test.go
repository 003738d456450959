package reach_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"tapdesk/graph/reach"
	"tapdesk/state/text"
)

// unused is an address of the loopback where nobody listens.
func unused(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// listening calls f with each connection to the address it returns.
func listening(t *testing.T, f func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go f(conn)
		}
	}()
	return l.Addr().String()
}

// proxying is a proxy that answers CONNECT with a status.
func proxying(t *testing.T, status int) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter,
		_ *http.Request) {
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// ask sends a request to an address, by a proxy where one is named, and gives it up after a while.
func ask(t *testing.T, address, proxy string, patience time.Duration) *reach.Trouble {
	t.Helper()
	transport := reach.NewTransport(nil, false)
	transport.DisableKeepAlives = true
	if proxy != "" {
		transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", User: url.UserPassword("olga", "SECRET"), Host: proxy})
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := transport.RoundTrip(req)
	if err == nil {
		resp.Body.Close()
		t.Fatalf("%s answers %d, want no answer", address, resp.StatusCode)
	}
	return reach.Explain(err, req, transport)
}

func TestExplainsConnections(t *testing.T) {
	closed := unused(t)
	silent := listening(t, func(c net.Conn) { <-t.Context().Done(); c.Close() })
	broken := listening(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 1)); c.Close() })
	plain := listening(t, func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n"); c.Close() })
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	asks, forbids := proxying(t, http.StatusProxyAuthRequired), proxying(t, http.StatusForbidden)
	for name, c := range map[string]struct{ address, proxy, want, advice string }{
		"refused": {"http://" + closed, "", closed + " refused the connection", "network"},
		"silent":  {"http://" + silent, "", silent + " did not answer in time", "network"},
		"cut": {"http://" + broken, "", broken +
			" closed the connection before its answer was complete", "network"},
		"no TLS": {"https://" + plain, "", plain + " does not speak TLS", "network"},
		"certificate": {server.URL, "", "the certificate shown for " + strings.TrimPrefix(server.URL,
			"https://") + " is not trusted on this machine (issued by Acme Co)", "certificates"},
		"proxy refused": {"https://login.sandbox.example", closed, "the proxy " + closed +
			" refused the connection", "HTTPS_PROXY"},
		"proxy password": {"https://login.sandbox.example", asks, "the proxy " + asks +
			" asks for a user name and a password (407)", "run the proxy"},
		"proxy forbids": {"https://login.sandbox.example:8443", forbids, "the proxy " + forbids +
			" does not let this machine through to login.sandbox.example:8443 (403)", "HTTPS_PROXY"},
		"silent behind one": {"http://login.sandbox.example", silent,
			"login.sandbox.example did not answer in time (through the proxy " + silent + ")", "network"},
		"cut by the proxy": {"http://login.sandbox.example", broken,
			"login.sandbox.example closed the connection before its answer was complete (through the proxy " +
				broken + ")", "network"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			patience := time.Minute
			if strings.HasPrefix(name, "silent") {
				patience = 100 * time.Millisecond
			}
			check(t, ask(t, c.address, c.proxy, patience), c.want, c.advice)
		})
	}
}

// The network's own words, where they cannot be provoked on this machine.
func TestExplainsErrors(t *testing.T) {
	req := httptest.NewRequest(http.MethodGet, "https://graph.sandbox.example/v1.0/users?$search=secret", nil)
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	leaf := &x509.Certificate{}
	leaf.Issuer.CommonName = "Sandbox\u202e\x1b[31m Proxy CA"
	shown := func(err error) error {
		return &tls.CertificateVerificationError{UnverifiedCertificates: []*x509.Certificate{leaf}, Err: err}
	}
	const host = "graph.sandbox.example"
	for _, c := range []struct {
		err          error
		want, advice string
	}{
		{dial(&net.DNSError{Name: host, IsNotFound: true}), "DNS does not know the name of " + host, "network"},
		{dial(&net.DNSError{Name: host, IsTimeout: true}), "DNS did not answer in time for the name of " + host,
			"network"},
		{dial(&net.DNSError{Name: host, Err: "server misbehaving"}), "DNS could not look up the name of " + host,
			"network"},
		{dial(syscall.ENETUNREACH), "this machine has no route to " + host, "network"},
		{dial(context.DeadlineExceeded), host + " did not accept a connection in time", "network"},
		{tls.AlertError(40), host + " broke off the TLS handshake", "network"},
		{shown(x509.UnknownAuthorityError{}), "the certificate shown for " + host +
			" is not trusted on this machine (issued by Sandbox", "certificates"},
		{shown(x509.HostnameError{Certificate: leaf, Host: host}), "the certificate shown for " + host +
			" is for other names", "certificates"},
		{shown(x509.CertificateInvalidError{Reason: x509.Expired}), "is not valid at this machine's time",
			"certificates"},
		{errors.New("SECRET"), "there was no answer from " + host, "network"},
	} {
		check(t, reach.Explain(c.err, req, nil), c.want, c.advice)
	}
	odd := &http.Transport{Proxy: func(*http.Request) (*url.URL, error) {
		return nil, errors.New("invalid proxy address \"http://olga:SECRET@\"")
	}}
	check(t, reach.Explain(io.EOF, req, odd), "the proxy's address in the environment cannot be read", "HTTPS_PROXY")
	check(t, reach.Proxied(http.StatusProxyAuthRequired, req, nil),
		"a proxy on the way to "+host+" asks for a user name and a password (407)", "run the proxy")
}

func check(t *testing.T, got *reach.Trouble, want, advice string) {
	t.Helper()
	if !strings.Contains(got.Happened, want) || !strings.Contains(got.Advice, advice) {
		t.Errorf("told %q (%q), want %q and advice on the %s", got.Happened, got.Advice, want, advice)
	}
	for _, told := range []string{got.Error(), got.Advice} {
		if strings.Contains(told, "SECRET") || strings.Contains(told, "olga") || strings.Contains(told, "search") ||
			!text.Safe(told) {
			t.Errorf("%q tells what is nobody's business", told)
		}
	}
	if got.Final != (advice == "certificates" || strings.Contains(want, "cannot be read")) {
		t.Errorf("%q is final: %v", got.Happened, got.Final)
	}
}
