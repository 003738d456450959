package sandbox

import (
	"crypto/tls"
	"slices"
	"time"
)

// clientID is the one application that is registered in the sandbox: public, single-tenant, with the redirect address
// http://localhost. It is the same in every sandbox.
var clientID = guid("client")

// Authority is the tenant's token service: OpenID configuration, device code, authorize and token, as MSAL takes them. It
// is an http.Handler and safe for concurrent use. Its time is the tenant's clock, and it starts nothing in the background.
type Authority struct {
	t    *Tenant
	cert tls.Certificate
	ca   []byte // PEM

	// What follows is guarded by t.mu, as all that changes about the tenant is.
	lifetime time.Duration // of an access token
	renewIn  time.Duration // refresh_in; zero leaves it out
	auto     time.Duration // after which a device code is approved by itself; below zero is never
	chooser  *user         // who signs in at authorize whatever the hint; nil is whom the hint names
	devices  shelf[*deviceGrant]
	codes    shelf[*codeGrant]
	renewals shelf[*renewal]
	log      []AuthorityRequest
}

// tokenLifetime is how long an access token lasts unless SetLifetime says otherwise. Entra's last 60 to 90 minutes, and up
// to 28 hours where the client says CP1 (msal.md 1.5).
const tokenLifetime = time.Hour

// NewAuthority makes the token service of a tenant, and its certificate. From then on POST /sandbox/approve on the Graph
// side means this one. An error is the system's, while making the certificate.
func NewAuthority(t *Tenant) (*Authority, error) {
	cert, ca, err := newCertificate()
	if err != nil {
		return nil, err
	}
	a := &Authority{t: t, cert: cert, ca: ca, lifetime: tokenLifetime, auto: -1}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.authority = a
	return a, nil
}

// TLSConfig lets a server answer as 127.0.0.1, ::1 and localhost, by TLS 1.2 or later.
func (a *Authority) TLSConfig() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{a.cert}, MinVersion: tls.VersionTLS12}
}

// CAPEM is the certificate that vouches for the server's, in PEM. It is good for loopback names alone, and its key is gone.
func (a *Authority) CAPEM() []byte { return slices.Clone(a.ca) }

// ClientID is the id of the one application that is registered.
func (a *Authority) ClientID() string { return clientID }

// TenantID is the id of the tenant, which the path of an authority URL begins with.
func (a *Authority) TenantID() string { return tenantID }

// SetLifetime says how long access tokens last from now on, in whole seconds and one at least, and what refresh_in tells:
// when a client should ask for the next one. A renewIn of zero leaves refresh_in out.
func (a *Authority) SetLifetime(lifetime, renewIn time.Duration) {
	a.t.mu.Lock()
	defer a.t.mu.Unlock()
	a.lifetime, a.renewIn = max(lifetime.Truncate(time.Second), time.Second), max(renewIn, 0)
}

// Revoke ends every sign-in of somebody (a cast name, id or UPN), as an administrator or a changed password does: their
// refresh tokens are refused (AADSTS50173), and Graph challenges the access tokens of clients with CP1. Tokens of the JSON
// line stay as they are. The error says that there is no such person.
func (a *Authority) Revoke(as string) error {
	u, err := a.t.named(as)
	if err != nil {
		return err
	}
	a.revoke(u)
	return nil
}

func (a *Authority) revoke(u *user) {
	a.t.mu.Lock()
	defer a.t.mu.Unlock()
	for _, r := range a.renewals.values {
		if r.session.user == u {
			r.session.revoked = true
		}
	}
	for _, c := range a.t.sessions {
		if c.session != nil && c.session.user == u {
			c.session.revoked = true
		}
	}
}

// AuthorityRequest is one request in the token service's log. It holds no token, no code and no header.
type AuthorityRequest struct {
	Op        string // discovery, devicecode, authorize, token or refresh; "" is an address that is none of them
	Grant     string // grant_type of a token request
	Scope     string
	Claims    string // JSON, as it came
	Prompt    string // of authorize
	LoginHint string // of authorize
	Status    int    // that was answered, or would have been, had the answer not been lost
	Code      int    // AADSTS number of a refusal, be it by redirect; 0 is none
}

// Requests returns the requests so far, oldest first.
func (a *Authority) Requests() []AuthorityRequest {
	a.t.mu.Lock()
	defer a.t.mu.Unlock()
	return slices.Clone(a.log)
}

// record needs t.mu.
func (a *Authority) record(q *ask, status int) {
	if len(a.log) >= maxLog {
		a.log = append(a.log[:0], a.log[maxLog/2:]...)
	}
	a.log = append(a.log, AuthorityRequest{
		Op: string(q.op), Grant: q.form.Get("grant_type"), Scope: q.form.Get("scope"), Claims: q.form.Get("claims"),
		Prompt: q.form.Get("prompt"), LoginHint: q.form.Get("login_hint"), Status: status, Code: q.code,
	})
}
