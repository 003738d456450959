package sandbox

import (
	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
)

// tokens are the access tokens that Graph accepts, and what it requires of them. They are guarded by Tenant.mu.
type tokens struct {
	known    wire.Shelf[*caller]
	own      string                  // of the As account, as returned by Token
	demands  map[string]claimsDemand // by person's id: what is required of the token service's tokens
	revoked  map[string]uint64       // by person's id: sign-ins with a lower number were revoked
	sequence uint64                  // of sign-ins and challenges
}

func newTokens() tokens {
	return tokens{demands: make(map[string]claimsDemand), revoked: make(map[string]uint64)}
}

// caller is whom a token belongs to and what it allows.
type caller struct {
	user    *user
	scopes  []string
	roles   []string
	expired bool // invalidated by the fault expired-token

	grant *entra.Grant // for a token from the token service; nil for one from the JSON line
}

// maxTokens is how many tokens are valid at a time; the oldest are dropped first.
const maxTokens = 4096

// Token returns a valid access token of the As account, always the same until a fault expires it.
func (t *Tenant) Token() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c, ok := t.tokens.known.Get(t.tokens.own); !ok || c.expired {
		t.tokens.own = t.mint(t.as)
	}
	return t.tokens.own
}

// mint returns a new token for a cast account. It needs t.mu. Such tokens never expire, so that a test can advance the
// clock by days (invented; Graph's last about an hour). Those of the token service do expire.
func (t *Tenant) mint(u *user) string { return t.admit(t.callerOf(u)) }

// callerOf returns what a new token of an account allows. It needs t.mu.
func (t *Tenant) callerOf(u *user) *caller {
	c := &caller{user: u, scopes: t.scopes, roles: t.rolesOf(u)}
	if c.scopes == nil {
		c.scopes = sectionScopes
	}
	return c
}

// admit returns a new token, random and opaque. It needs t.mu.
func (t *Tenant) admit(c *caller) string {
	token := wire.Secret("sandbox.")
	t.tokens.known.Put(token, c, maxTokens)
	return token
}
