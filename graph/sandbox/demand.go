package sandbox

import (
	"fmt"
	"strconv"

	"tapdesk/graph/sandbox/wire"
)

// claimsDemand is what Graph requires of a person's tokens after a claims challenge: that they were requested with its
// claims, or come from a later sign-in.
type claimsDemand struct {
	nbf int64  // Unix seconds
	seq uint64 // its position among sign-ins
}

// next numbers sign-ins and challenges. It needs t.mu.
func (t *Tenant) next() uint64 {
	t.tokens.sequence++
	return t.tokens.sequence
}

// demand answers with a claims challenge for a token from the token service. If it stays, the person's tokens are
// refused until one meets it; a plain refresh does not (Graph may accept a token that is new enough). It needs t.mu.
func (t *Tenant) demand(x *exchange, stays bool) *wire.Answer {
	if !x.caller.grant.CP1 {
		// A client that cannot handle a challenge gets none.
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

// unmet refuses a token that does not meet the demand, or whose sign-in was revoked. It needs t.mu.
func (t *Tenant) unmet(x *exchange) *wire.Answer {
	c := x.caller
	if c.grant == nil || !c.grant.CP1 {
		return nil // without CP1 a token is valid until it expires
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
