package auth

import (
	"slices"

	"tapdesk/state/fault"
	"tapdesk/state/session"
)

// The grants that requests for tokens have. Source: RFC 6749 4.1.3 and 6; device_code is what MSAL sends for RFC 8628.
const (
	byCode    = "authorization_code"
	byDevice  = "device_code"
	byRefresh = "refresh_token"
)

// row is one cause of a failure in the operator's terms: session.Failure says what the texts are. Rows are sought by
// the codes first, then by the OAuth error or suberror.
type row struct {
	codes  []int
	errors []string
	// grant is the way to sign in that the row is about, by the name that a request for a token has for it; empty for
	// all.
	grant                     string
	happened, operator, admin string
	way                       session.Way
	// passing says that the same may work in a moment, so that nothing that is known is given up for it.
	passing bool
	// kind is the fault's; the zero kind stands for SignIn, or Offline where the row is passing.
	kind fault.Kind
}

// rows is what Microsoft may answer. Codes may change, so whatever is not here has the generic row.
// Source: learn.microsoft.com/entra/identity-platform/reference-error-codes, and ../concept-authentication-flows of
// Conditional Access for 53003 and 530036. The list has no 530031 and no 530033.
var rows = slices.Concat(policyRows, factorRows, setupRows, accountRows, passRows, deviceRows, answerRows, serviceRows)

// find returns the row of a refusal of what was tried by a grant, and false where the row says no more than that. A
// number wins over the words: the same word stands for many causes.
func find(e oauthError, what, grant string) (r row, known bool) {
	for _, code := range e.Codes {
		if r, ok := rowOf(grant, func(r row) bool { return slices.Contains(r.codes, code) }); ok {
			return r, true
		}
	}
	words := []string{e.Suberror, e.Error}
	if len(e.Codes) > 0 {
		words = words[:1]
	}
	for _, word := range words {
		if r, ok := rowOf(grant, func(r row) bool { return word != "" && slices.Contains(r.errors, word) }); ok {
			return r, true
		}
	}
	switch {
	case e.Error == "interaction_required", e.Error == "login_required":
		return interaction, true
	case e.Error == "temporarily_unavailable", e.Error == "server_error":
		return unavailable, true
	case e.Error == "invalid_grant" && what == renewing:
		return revoked, true
	case len(e.Codes) == 0:
		return nameless, false
	}
	return generic, false
}

// rowOf returns the row that fits and is about the grant, or else one that fits whatever the grant.
func rowOf(grant string, fits func(row) bool) (row, bool) {
	for _, about := range []string{grant, ""} {
		for _, r := range rows {
			if r.grant == about && fits(r) {
				return r, true
			}
		}
	}
	return row{}, false
}
