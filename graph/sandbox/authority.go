package sandbox

import (
	"context"
	"strings"
	"time"

	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
)

// NewAuthority returns a new token service for a tenant, with its certificate. From then on POST /sandbox/approve on
// Graph's side refers to it. An error comes from creating the certificate.
func NewAuthority(t *Tenant) (*entra.Authority, error) {
	a, err := entra.New(home{t})
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.service.authority = a
	return a, nil
}

// authorityAttach is what Attach returns about the token service.
type authorityAttach struct{ url, client, ca string }

// SetAuthority sets the root URL of the token service (https://127.0.0.1:PORT) and the certificate to trust, in PEM,
// for Attach and GET /sandbox.
func (t *Tenant) SetAuthority(baseURL string, ca []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	url := strings.TrimSuffix(baseURL, "/") + "/" + wire.TenantID
	t.service.attached = authorityAttach{url: url, client: entra.ClientID, ca: string(ca)}
}

// Revoke ends every sign-in of a person (a cast name, id or UPN), as an administrator or a changed password does: their
// refresh tokens are refused (AADSTS50173), and Graph challenges the access tokens of clients with CP1. Tokens from the
// JSON line stay valid. It returns an error if there is no such person.
func (t *Tenant) Revoke(as string) error {
	u, err := t.named(as)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tokens.revoked[u.id] = t.next()
	return nil
}

// home is the tenant as its token service sees it.
type home struct{ t *Tenant }

// Now implements entra.Tenant.
func (h home) Now() time.Time { return h.t.Now() }

// Wait implements entra.Tenant.
func (h home) Wait(ctx context.Context, longer time.Duration) error {
	return h.t.clk.Sleep(ctx, h.t.latency+longer)
}

// Person implements entra.Tenant.
func (h home) Person(key string) (entra.Person, bool) {
	u := h.t.as
	if key != "" {
		u = h.t.person(key)
	}
	if u == nil {
		return entra.Person{}, false
	}
	h.t.mu.Lock()
	defer h.t.mu.Unlock()
	c := h.t.callerOf(u)
	return entra.Person{
		ID: u.id, UPN: u.upn, DisplayName: u.displayName, Enabled: u.enabled(),
		Scopes: c.scopes, Roles: c.roles, ValidFrom: h.t.tokens.revoked[u.id],
	}, true
}

// SignIn implements entra.Tenant.
func (h home) SignIn(id string) *entra.SignIn {
	h.t.mu.Lock()
	defer h.t.mu.Unlock()
	return &entra.SignIn{Person: id, Number: h.t.next()}
}

// Admit implements entra.Tenant.
func (h home) Admit(g entra.Grant) string {
	h.t.mu.Lock()
	defer h.t.mu.Unlock()
	c := h.t.callerOf(h.t.person(g.SignIn.Person))
	c.scopes, c.grant = g.Scopes, &g
	return h.t.admit(c)
}

// Strike implements entra.Tenant.
func (h home) Strike(hits func(fault, op string) bool) string {
	h.t.mu.Lock()
	defer h.t.mu.Unlock()
	if f := h.t.useUp(func(f *fault) bool { return hits(f.name, string(f.op)) }); f != nil {
		return f.name
	}
	return ""
}
