package entra

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// ClientID is the one application that is registered in the sandbox: public, single-tenant, with the redirect address
// http://localhost. It is the same in every sandbox.
var ClientID = wire.GUID("client")

// Authority is the tenant's token service. It is an http.Handler and safe for concurrent use. Its time is the
// tenant's clock, and it starts nothing in the background.
type Authority struct {
	t    Tenant
	cert tls.Certificate
	ca   []byte // PEM

	// mu guards what follows. It is held while the tenant is asked, which never asks back.
	mu       sync.Mutex
	lifetime time.Duration // of an access token
	renewIn  time.Duration // refresh_in; zero leaves it out
	auto     time.Duration // after which a device code is approved by itself; below zero is never
	chooser  string        // key of the person who signs in at authorize whatever the hint; "" is whom the hint names
	devices  wire.Shelf[*deviceGrant]
	codes    wire.Shelf[*codeGrant]
	renewals wire.Shelf[*renewal]
	log      []Request
}

// tokenLifetime is how long an access token lasts unless SetLifetime says otherwise. Entra's last 60 to 90 minutes,
// and up to 28 hours where the client says CP1 (msal.md 1.5).
const tokenLifetime = time.Hour

// New makes the token service of a tenant, and its certificate. An error is the system's, while making the certificate.
func New(t Tenant) (*Authority, error) {
	cert, ca, err := newCertificate()
	if err != nil {
		return nil, err
	}
	return &Authority{t: t, cert: cert, ca: ca, lifetime: tokenLifetime, auto: -1}, nil
}

// Serve answers as the token service, by TLS, on l until ctx ends, then closes l and every connection within a second
// and returns nil. It refuses a listener that is reached from other machines.
func Serve(ctx context.Context, l net.Listener, a *Authority) error {
	return wire.Serve(ctx, l, &http.Server{Handler: a, TLSConfig: a.TLSConfig()})
}

// TLSConfig lets a server answer as 127.0.0.1, ::1 and localhost, by TLS 1.2 or later.
func (a *Authority) TLSConfig() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{a.cert}, MinVersion: tls.VersionTLS12}
}

// CAPEM is the certificate that vouches for the server's, in PEM. It is good for loopback names alone, and its key is
// gone.
func (a *Authority) CAPEM() []byte { return slices.Clone(a.ca) }

// SetLifetime sets how long access tokens last from now on, in whole seconds and one at least, and refresh_in: when a
// client should ask for the next one. A renewIn of zero leaves refresh_in out.
func (a *Authority) SetLifetime(lifetime, renewIn time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lifetime, a.renewIn = max(lifetime.Truncate(time.Second), time.Second), max(renewIn, 0)
}

// Request is one request in the token service's log. It holds no token, no code and no header.
type Request struct {
	Op        string // discovery, devicecode, authorize, token or refresh; "" is an address that is none of them
	Grant     string // grant_type of a token request
	Scope     string
	Claims    string // JSON, as it came
	Prompt    string // of authorize
	LoginHint string // of authorize
	Status    int    // that was answered, or would have been, had the answer not been lost
	Code      int    // AADSTS number of a refusal, be it by redirect; 0 is none
}

// maxLog bounds the log; the oldest half goes when it is full.
const maxLog = 8192

// Requests returns the requests so far, oldest first.
func (a *Authority) Requests() []Request {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.log)
}

// record needs a.mu.
func (a *Authority) record(q *ask, status int) {
	if len(a.log) >= maxLog {
		a.log = append(a.log[:0], a.log[maxLog/2:]...)
	}
	a.log = append(a.log, Request{
		Op: string(q.op), Grant: q.form.Get("grant_type"), Scope: q.form.Get("scope"), Claims: q.form.Get("claims"),
		Prompt: q.form.Get("prompt"), LoginHint: q.form.Get("login_hint"), Status: status, Code: q.code,
	})
}
