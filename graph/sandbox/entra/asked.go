package entra

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// graphResource is Graph's address, with which the long form of a scope begins. The sandbox is in the global cloud.
const graphResource = "https://graph.microsoft.com/"

// asked is what a client requests a token for.
type asked struct {
	graph  []string // scopes of Graph, in the form requested
	openID []string // openid, profile, email, offline_access
	claims claims
}

// claims are what the claims parameter requests in the access token.
type claims struct {
	given bool
	cp1   bool  // the client can take claims challenges
	nbf   int64 // Unix seconds; 0 if not requested
}

// maxScopes is the maximum number of scopes in a request.
const maxScopes = 256

// readAsked reads scope and claims of a request that begins a sign-in, which must have a scope.
func readAsked(q *ask) (asked, *refusal) {
	out, r := readLater(q)
	if r == nil && len(out.graph) == 0 {
		r = &refuseScope
	}
	return out, r
}

// readLater reads scope and claims of a request that continues a sign-in, which may omit both.
func readLater(q *ask) (asked, *refusal) {
	c, r := readClaims(q.form.Get("claims"))
	if r != nil {
		return asked{}, r
	}
	out := asked{claims: c}
	for s := range strings.FieldsSeq(q.form.Get("scope")) {
		name := shortScope(s)
		switch {
		case len(out.graph)+len(out.openID) >= maxScopes:
			return out, &refuseScope
		case slices.Contains([]string{"openid", "profile", "email", "offline_access"}, s):
			out.openID = append(out.openID, s)
		case name == "" || strings.ContainsAny(name, "/:"):
			return out, &refuseResource
		default:
			out.graph = append(out.graph, s)
		}
	}
	// .default is all that was consented to, so it cannot be combined.
	wide := slices.ContainsFunc(out.graph, func(s string) bool { return shortScope(s) == ".default" })
	if wide && len(out.graph) > 1 || len(out.graph) == 0 && len(out.openID) > 0 {
		return out, &refuseScope
	}
	return out, nil
}

// shortScope returns a scope without Graph's address.
func shortScope(s string) string {
	if len(s) >= len(graphResource) && strings.EqualFold(s[:len(graphResource)], graphResource) {
		return s[len(graphResource):]
	}
	return s
}

// or fills in from first what w leaves out.
func (w asked) or(first asked) asked {
	if len(w.graph) == 0 {
		w.graph, w.openID = first.graph, first.openID
	}
	if !w.claims.given {
		w.claims = first.claims
	}
	return w
}

func (w asked) has(openID string) bool { return slices.Contains(w.openID, openID) }

// grant checks the request against what the account was granted. It returns the scopes of the token, in Graph's short
// form, and those the answer echoes: in the form requested, for .default all that were granted as well, and
// never offline_access. A scope without consent is refused.
func (w asked) grant(consented []string) (granted, echo []string, refused *refusal) {
	for _, s := range w.openID {
		if s != "offline_access" {
			echo = append(echo, s)
		}
	}
	if len(w.graph) == 1 && shortScope(w.graph[0]) == ".default" {
		for _, s := range consented {
			echo = append(echo, graphResource+s)
		}
		return consented, append(echo, w.graph[0]), nil
	}
	for _, s := range w.graph {
		i := slices.IndexFunc(consented, func(c string) bool { return strings.EqualFold(c, shortScope(s)) })
		if i < 0 {
			return nil, nil, &refuseConsent
		}
		granted, echo = append(granted, consented[i]), append(echo, s)
	}
	return granted, echo, nil
}

// readClaims reads access_token.xms_cc and access_token.nbf from the claims parameter of OpenID Connect.
func readClaims(raw string) (claims, *refusal) {
	if raw == "" {
		return claims{}, nil
	}
	var in struct {
		AccessToken map[string]*struct {
			Value  any   `json:"value"`
			Values []any `json:"values"`
		} `json:"access_token"`
	}
	if json.Unmarshal([]byte(raw), &in) != nil || !strings.HasPrefix(strings.TrimSpace(raw), "{") {
		bad := refuseMalformed.saying("The claims parameter is not a JSON object of claims")
		return claims{}, &bad
	}
	out := claims{given: true}
	if cc := in.AccessToken["xms_cc"]; cc != nil {
		out.cp1 = slices.ContainsFunc(cc.Values, func(v any) bool {
			s, _ := v.(string)
			return strings.EqualFold(s, "cp1")
		})
	}
	if nbf := in.AccessToken["nbf"]; nbf != nil {
		switch v := nbf.Value.(type) {
		case string:
			out.nbf, _ = strconv.ParseInt(v, 10, 64)
		case float64:
			out.nbf = int64(v)
		}
	}
	return out, nil
}
