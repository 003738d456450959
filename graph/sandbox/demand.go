package sandbox

import (
	"fmt"
	"strconv"

	"tapdesk/graph/sandbox/wire"
)

// claimsDemand is what Graph asks of a person's tokens since a claims challenge: that they were got with its claims,
// or by a sign-in that came after it.
type claimsDemand struct {
	nbf int64  // Unix seconds
	seq uint64 // when it began, among sign-ins
}

// next numbers sign-ins and challenges. It needs t.mu.
func (t *Tenant) next() uint64 {
	t.tokens.sequence++
	return t.tokens.sequence
}

// demand answers with a claims challenge for a token of the token service. When it stays, the person's tokens are
// refused until one meets it; a plain refresh does not (Graph may be milder, where the new token is late enough). It
// needs t.mu.
func (t *Tenant) demand(x *exchange, stays bool) *wire.Answer {
	if !x.caller.grant.CP1 {
		// Who cannot take a challenge gets none (msal.md 1.5).
		x.caller.expired = stays
		return x.unauthorized(expiredText, "")
	}
	d := claimsDemand{nbf: max(x.now.Unix(), t.tokens.demands[x.caller.user.id].nbf+1), seq: t.next()}
	if stays {
		t.tokens.demands[x.caller.user.id] = d
	}
	return x.unauthorized(challengeText, d.claims())
}

func (d claimsDemand) claims() string {
	return fmt.Sprintf(`{"access_token":{"nbf":{"essential":true,"value":%q}}}`, strconv.FormatInt(d.nbf, 10))
}

// unmet answers for a token that does not meet what is demanded, or whose sign-in was revoked. It needs t.mu.
func (t *Tenant) unmet(x *exchange) *wire.Answer {
	c := x.caller
	if c.grant == nil || !c.grant.CP1 {
		return nil // without CP1 a token is good until it expires
	}
	d, demanded := t.tokens.demands[c.user.id]
	in := c.grant.SignIn
	switch {
	case in.Over(), in.Number < t.tokens.revoked[c.user.id]:
		return x.unauthorized(challengeText, claimsDemand{nbf: max(x.now.Unix(), d.nbf)}.claims())
	case demanded && c.grant.NotBefore < d.nbf && in.Number < d.seq:
		return x.unauthorized(challengeText, d.claims())
	}
	return nil
}
