package sandbox

import (
	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
)

// tokens are the access tokens that Graph takes, and what it asks of them. They are guarded by Tenant.mu.
type tokens struct {
	known    wire.Shelf[*caller]
	own      string                  // of the As account, as Token answers it
	demands  map[string]claimsDemand // by person's id: what is asked of the token service's tokens
	revoked  map[string]uint64       // by person's id: sign-ins with a lower number were revoked
	sequence uint64                  // of sign-ins and challenges
}

func newTokens() tokens {
	return tokens{demands: make(map[string]claimsDemand), revoked: make(map[string]uint64)}
}

// caller is who a token stands for and what it may do.
type caller struct {
	user    *user
	scopes  []string
	roles   []string
	expired bool // invalidated by the fault expired-token

	grant *entra.Grant // of a token of the token service; nil for the tokens of the JSON line
}

// maxTokens bounds the tokens that are valid at a time; the oldest go first.
const maxTokens = 4096

// Token returns a valid access token of the As account: always the same one, until a fault expires it.
func (t *Tenant) Token() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c, ok := t.tokens.known.Get(t.tokens.own); !ok || c.expired {
		t.tokens.own = t.mint(t.as)
	}
	return t.tokens.own
}

// mint makes a token for a cast account. It needs t.mu. Such tokens end with the sandbox: none expires by the clock,
// so that a test may advance it by days (invented; Graph's last about an hour). Those of the token service do expire.
func (t *Tenant) mint(u *user) string { return t.admit(t.callerOf(u)) }

// callerOf is what a new token of an account may do. It needs t.mu.
func (t *Tenant) callerOf(u *user) *caller {
	c := &caller{user: u, scopes: t.scopes, roles: t.rolesOf(u)}
	if c.scopes == nil {
		c.scopes = sectionScopes
	}
	return c
}

// admit hands out a token, random and opaque. It needs t.mu.
func (t *Tenant) admit(c *caller) string {
	token := wire.Secret("sandbox.")
	t.tokens.known.Put(token, c, maxTokens)
	return token
}
