package sandbox

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"tapdesk/graph/sandbox/wire"
)

// before are the faults that answer in place of the tenant, which does nothing. Of several, the one armed first hits,
// and the others wait for later requests.
var before = []string{
	faultExpiredToken, faultClaims, faultDenied, faultNotReplicated, faultThrottleWhole, faultThrottleFrac,
	faultThrottleBare, faultThrottleLong,
	faultServer, faultUnavailable, faultHTML, faultGateway,
}

// perform answers an exchange whose caller is known, with the faults that hit it.
func (t *Tenant) perform(x *exchange) *wire.Answer {
	if x.route.op == opDelete {
		t.mu.Lock()
		t.deletes = true
		t.mu.Unlock()
	}
	if a := t.faultBefore(x); a != nil {
		return a
	}
	a := x.route.handle(t, x)
	t.mu.Lock()
	defer t.mu.Unlock()
	// These all hit the same answer to something that was done.
	x.fx.Slow = t.strike(x, faultSlow) || x.fx.Slow
	x.fx.Lost = t.strike(x, faultLost) || x.fx.Lost
	x.fx.Cut = t.strike(x, faultCut) || x.fx.Cut
	if f := t.strikeAny(x, faultGatewayDone); f != nil {
		x.fx.gateway = f.status
	}
	if t.strike(x, faultTimeout) {
		return x.graphError(http.StatusGatewayTimeout, "UnknownError", "")
	}
	return a
}

// faultBefore answers in place of the tenant if a fault or a limit requires it.
func (t *Tenant) faultBefore(x *exchange) *wire.Answer {
	t.mu.Lock()
	defer t.mu.Unlock()
	names := before
	if !x.addressesUser() {
		names = without(before, faultNotReplicated)
	}
	f := t.strikeAny(x, names...)
	if f == nil {
		return t.throttle(x)
	}
	switch f.name {
	case faultExpiredToken:
		if f.left > 0 {
			x.caller.expired = true
		}
		return x.unauthorized(expiredText, "")
	case faultClaims:
		if x.caller.grant != nil {
			return t.demand(x, f.left > 0)
		}
		return x.unauthorized(challengeText, challengeClaims)
	case faultDenied:
		if x.route.directory {
			return directoryObject(x.insufficient())
		}
		return x.denied()
	case faultNotReplicated:
		return x.notReplicated()
	case faultThrottleWhole:
		return x.throttled("2")
	case faultThrottleFrac:
		return x.throttled("2.128")
	case faultThrottleBare:
		return x.throttled("")
	case faultThrottleLong:
		return x.throttled("25")
	case faultServer:
		return x.graphError(http.StatusInternalServerError, "UnknownError", "")
	case faultUnavailable:
		a := x.graphError(http.StatusServiceUnavailable, "serviceNotAvailable",
			"The service is temporarily unavailable. Please retry again later.")
		a.Header.Set("Retry-After", "2")
		return a
	case faultGateway:
		x.fx.gateway = f.status
		return gatewayPage(f.status)
	}
	return wire.HTML(http.StatusBadGateway)
}

// gatewayPage returns the answer of a proxy or gateway between a client and Graph: a page with its status's headers and
// none of Graph's.
func gatewayPage(status int) *wire.Answer {
	title := strconv.Itoa(status) + " " + http.StatusText(status)
	a := wire.NewAnswer(status, "text/html",
		[]byte("<html><head><title>"+title+"</title></head><body><h1>"+title+"</h1></body></html>"))
	switch status {
	case http.StatusUnauthorized:
		a.Header.Set("WWW-Authenticate", `Basic realm="gateway"`)
	case http.StatusProxyAuthRequired:
		a.Header.Set("Proxy-Authenticate", `Basic realm="gateway"`)
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect,
		http.StatusPermanentRedirect:
		a.Header.Set("Location", "https://gateway."+Domain+"/")
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		a.Header.Set("Retry-After", "2")
	case http.StatusNoContent, http.StatusNotModified:
		a = wire.NewAnswer(status, "", nil)
	}
	return a
}

func without(names []string, drop string) []string {
	out := make([]string, 0, len(names))
	for _, n := range names {
		if n != drop {
			out = append(out, n)
		}
	}
	return out
}

// notReplicated is the 404 for a person whom the directory knows but this service does not know yet.
func (x *exchange) notReplicated() *wire.Answer {
	if x.route.directory {
		return directoryObject(x.noSuchUser(x.route.key))
	}
	return x.noSuchMethodUser()
}

// throttled returns a 429. retry is its Retry-After, which Graph may send as a fraction; "" leaves it out.
func (x *exchange) throttled(retry string) *wire.Answer {
	a := x.graphError(http.StatusTooManyRequests, "TooManyRequests", "Too many requests.")
	if retry != "" {
		a.Header.Set("Retry-After", retry)
	}
	a.Header.Set("x-ms-throttle-scope", "Tenant_Application/ReadWrite/00000000-0000-0000-0000-000000000000/"+wire.TenantID)
	a.Header.Set("x-ms-throttle-information", "ResourceUnitLimitExceeded")
	return a
}

const (
	emptyTokenText = "Access token is empty."
	badTokenText   = "CompactToken parsing failed with error code: 80049217"
	expiredText    = "Lifetime validation failed, the token is expired."
	// challengeText is the text of continuous access evaluation (from memory; no source has all of it).
	challengeText = "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: " +
		"TokenCreatedWithOutdatedPolicies"
	challengeClaims = `{"access_token":{"acrs":{"essential":true,"value":"cp1"}}}`
)

// unauthorized returns a 401. With claims it is a challenge that requires a new token with those claims.
func (x *exchange) unauthorized(message, claims string) *wire.Answer {
	a := x.graphError(http.StatusUnauthorized, "InvalidAuthenticationToken", message)
	h := `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"`
	if claims == "" {
		h += `, client_id="` + wire.GraphAppID + `"`
	} else {
		h += `, error="insufficient_claims", claims="` + base64.StdEncoding.EncodeToString([]byte(claims)) + `"`
	}
	a.Header.Set("WWW-Authenticate", h)
	return a
}

// answer checks the token and answers a whole HTTP request.
func (t *Tenant) answer(x *exchange, token string) *wire.Answer {
	x.route = match(x)
	t.mu.Lock()
	x.caller, _ = t.tokens.known.Get(token)
	expired := x.caller != nil && (x.caller.expired || x.caller.grant != nil && !x.now.Before(x.caller.grant.Ends))
	var unmet *wire.Answer
	if x.caller != nil && !expired {
		unmet = t.unmet(x)
	}
	t.mu.Unlock()
	switch {
	case token == "":
		return x.unauthorized(emptyTokenText, "")
	case x.caller == nil:
		return x.unauthorized(badTokenText, "")
	case expired:
		return x.unauthorized(expiredText, "")
	case unmet != nil:
		return unmet
	}
	return t.perform(x)
}
