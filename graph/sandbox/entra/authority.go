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

// ClientID is the only application registered in the sandbox: public, single-tenant, with the redirect address
// http://localhost. It is the same in every sandbox.
var ClientID = wire.GUID("client")

// Authority is the tenant's token service. It is an http.Handler and safe for concurrent use. It uses the tenant's
// clock and starts nothing in the background.
type Authority struct {
	t    Tenant
	cert tls.Certificate
	ca   []byte // PEM

	// mu guards the fields below. It is held during calls to the tenant, which never calls back.
	mu       sync.Mutex
	lifetime time.Duration // of an access token
	renewIn  time.Duration // refresh_in; zero leaves it out
	auto     time.Duration // after which a device code is approved automatically; negative is never
	chooser  string        // key of the person who signs in at authorize; "" follows the hint
	devices  wire.Shelf[*deviceGrant]
	codes    wire.Shelf[*codeGrant]
	renewals wire.Shelf[*renewal]
	log      []Request
}

// tokenLifetime is how long an access token lasts unless SetLifetime says otherwise. Entra's last 60 to 90 minutes, and
// up to 28 hours for a client with CP1.
const tokenLifetime = time.Hour

// New returns the token service of a tenant, with a new certificate. An error comes from creating the certificate.
func New(t Tenant) (*Authority, error) {
	cert, ca, err := newCertificate()
	if err != nil {
		return nil, err
	}
	return &Authority{t: t, cert: cert, ca: ca, lifetime: tokenLifetime, auto: -1}, nil
}

// Serve serves the token service with TLS on l until ctx ends, then closes l and every connection within a second and
// returns nil. It refuses a listener that other machines can reach.
func Serve(ctx context.Context, l net.Listener, a *Authority) error {
	return wire.Serve(ctx, l, &http.Server{Handler: a, TLSConfig: a.TLSConfig()})
}

// TLSConfig returns the configuration of a server for 127.0.0.1, ::1 and localhost, with TLS 1.2 or later.
func (a *Authority) TLSConfig() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{a.cert}, MinVersion: tls.VersionTLS12}
}

// CAPEM returns the certificate that signed the server's, in PEM. It is valid only for loopback names, and its key is
// gone.
func (a *Authority) CAPEM() []byte { return slices.Clone(a.ca) }

// SetLifetime sets how long new access tokens last, in whole seconds and at least one, and refresh_in: when a client
// should renew them. A renewIn of zero leaves refresh_in out.
func (a *Authority) SetLifetime(lifetime, renewIn time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lifetime, a.renewIn = max(lifetime.Truncate(time.Second), time.Second), max(renewIn, 0)
}

// Request is one request in the token service's log, without tokens, codes and headers.
type Request struct {
	Op        string // discovery, devicecode, authorize, token or refresh; "" is any other address
	Grant     string // grant_type of a token request
	Scope     string
	Claims    string // JSON, as received
	Prompt    string // of authorize
	LoginHint string // of authorize
	Status    int    // of the answer, even if the answer was lost
	Code      int    // AADSTS number of a refusal, also by redirect; 0 is none
}

// maxLog bounds the log; when it is full, the oldest half is dropped.
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
