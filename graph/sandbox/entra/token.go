package entra

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// renewal is a refresh token. It is guarded by Authority.mu.
type renewal struct {
	signIn *SignIn
	asked  asked
	issued time.Time
}

// renewalIdle is how long a refresh token may stay unused; then it is refused with AADSTS700082.
const renewalIdle = 90 * 24 * time.Hour

// token answers the token endpoint. It needs a.mu.
func (a *Authority) token(q *ask) *wire.Answer {
	if r := checkClient(q); r != nil {
		return a.refuse(q, *r)
	}
	needs := map[string]string{
		// MSAL sends the short form
		"device_code": "device_code", "urn:ietf:params:oauth:grant-type:device_code": "device_code",
		"authorization_code": "code", "refresh_token": "refresh_token",
	}
	kind := q.form.Get("grant_type")
	need, ok := needs[kind]
	switch {
	case kind == "":
		return a.refuse(q, *refuseMissing.about("grant_type"))
	case !ok:
		return a.refuse(q, refuseGrantType)
	case !q.form.Has(need):
		return a.refuse(q, *refuseMissing.about(need))
	}
	switch need {
	case "device_code":
		return a.poll(q)
	case "code":
		return a.redeem(q)
	}
	return a.renew(q)
}

// redeem exchanges an authorization code. It needs a.mu.
func (a *Authority) redeem(q *ask) *wire.Answer {
	code := q.form.Get("code")
	g, ok := a.codes.Get(code)
	switch {
	case !ok:
		return a.refuse(q, *refuseCode.about("code"))
	case g.signIn != nil:
		// A code used twice may be stolen: the tokens it gave are revoked (RFC 6749 4.1.2).
		g.signIn.End()
		return a.refuse(q, refuseUsed)
	case !q.now.Before(g.ends):
		return a.refuse(q, refuseOldCode)
	case q.form.Get("redirect_uri") != g.redirect:
		return a.refuse(q, *refuseCode.about("redirect_uri"))
	case !verifies(q.form.Get("code_verifier"), g.challenge):
		return a.refuse(q, refuseVerifier)
	}
	g.signIn = a.t.SignIn(g.by)
	if r := a.refusal(q, false); r != nil {
		if r.oauth == refuseDown.oauth {
			g.signIn = nil
		}
		return a.refuse(q, *r)
	}
	out, r := a.issue(q, g.signIn, g.asked)
	if r != nil {
		return a.refuse(q, *r)
	}
	return out
}

// verifies reports whether a PKCE verifier matches the challenge (RFC 7636 4.6) and has a valid length.
func verifies(verifier, challenge string) bool {
	sum := sha256.Sum256([]byte(verifier))
	got := base64.RawURLEncoding.EncodeToString(sum[:])
	return len(verifier) >= 43 && len(verifier) <= 128 && subtle.ConstantTimeCompare([]byte(got), []byte(challenge)) == 1
}

// renew exchanges a refresh token for a new one and a new access token. It needs a.mu.
func (a *Authority) renew(q *ask) *wire.Answer {
	old := q.form.Get("refresh_token")
	g, ok := a.renewals.Get(old)
	if !ok {
		return a.refuse(q, *refuseCode.about("refresh_token"))
	}
	person, _ := a.t.Person(g.signIn.Person)
	r := a.refusal(q, false)
	switch {
	case r != nil:
	case g.signIn.Over(), g.signIn.Number < person.ValidFrom:
		r = &refuseRevoked
	case !q.now.Before(g.issued.Add(renewalIdle)):
		r = &refuseIdle
	}
	if r != nil {
		if r.ends {
			g.signIn.End()
		}
		return a.refuse(q, *r)
	}
	out, r := a.issue(q, g.signIn, g.asked)
	if r != nil {
		return a.refuse(q, *r)
	}
	a.renewals.Drop(old)
	return out
}

// issue answers with tokens for what the request asks for or, where it does not say, what was asked for when the
// sign-in began. It needs a.mu.
func (a *Authority) issue(q *ask, s *SignIn, first asked) (*wire.Answer, *refusal) {
	wants, r := readLater(q)
	if r != nil {
		return nil, r
	}
	wants = wants.or(first)
	by, _ := a.t.Person(s.Person)
	if !by.Enabled {
		return nil, &refuseDisabled
	}
	granted, echo, r := wants.grant(by.Scopes)
	if r != nil {
		return nil, r
	}
	if a.strikeNamed(q, faultScope) != "" {
		echo = slices.DeleteFunc(echo, func(s string) bool { return slices.Contains(wants.graph, s) })
	}
	grant := Grant{SignIn: s, Scopes: granted, Ends: q.now.Add(a.lifetime), CP1: wants.claims.cp1,
		NotBefore: wants.claims.nbf}
	body := map[string]any{
		"token_type": "Bearer", "scope": strings.Join(echo, " "), "expires_in": int(a.lifetime / time.Second),
		"ext_expires_in": int(a.lifetime / time.Second), "access_token": a.t.Admit(grant),
	}
	if a.renewIn > 0 {
		body["refresh_in"] = int(a.renewIn / time.Second)
	}
	tid := wire.TenantID
	if a.strikeNamed(q, faultTid) != "" {
		tid = wire.GUID("another tenant")
	}
	if wants.has("openid") {
		body["id_token"] = a.idToken(q, by, tid)
	}
	if q.form.Get("client_info") == "1" {
		body["client_info"] = encode(map[string]any{"uid": by.ID, "utid": tid})
	}
	if wants.has("offline_access") && a.strikeNamed(q, faultNoRenewal) == "" {
		next := wire.Secret("refresh.")
		// Claims are not kept: those that met one challenge do not meet the next.
		a.renewals.Put(next, &renewal{signIn: s, asked: asked{graph: wants.graph, openID: wants.openID}, issued: q.now},
			maxRenewals)
		body["refresh_token"] = next
	}
	return wire.JSON(http.StatusOK, body), nil
}

// idToken returns the id token. It is not signed: it comes straight from the token endpoint over TLS, and MSAL does not
// check it. wids are the active roles; Entra omits the claim if there are none or it is not configured.
func (a *Authority) idToken(q *ask, by Person, tid string) string {
	claims := map[string]any{
		"ver": "2.0", "iss": q.base + "/" + tid + "/v2.0", "aud": ClientID, "tid": tid, "oid": by.ID,
		"sub":  wire.GUID("sub/" + by.ID),
		"name": by.DisplayName, "preferred_username": by.UPN, "iat": q.now.Unix(), "nbf": q.now.Unix(),
		"exp": q.now.Add(a.lifetime).Unix(),
	}
	if len(by.Roles) > 0 && a.strikeNamed(q, faultNoWids) == "" {
		claims["wids"] = by.Roles
	}
	return encode(map[string]any{"typ": "JWT", "alg": "none"}) + "." + encode(claims) + "."
}

// encode returns JSON in base64url without padding, as in a JWT.
func encode(object map[string]any) string {
	b, err := json.Marshal(object)
	if err != nil {
		panic("sandbox: claims cannot be encoded: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}
