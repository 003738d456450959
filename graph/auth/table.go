package auth

import "slices"

// The grant types of requests for tokens. Source: RFC 6749 4.1.3 and 6; device_code is what MSAL sends for RFC 8628.
const (
	byCode    = "authorization_code"
	byDevice  = "device_code"
	byRefresh = "refresh_token"
)

// find returns the row for a refusal of what was tried with a grant, and false if that is only the generic row. A
// number takes precedence over a word, because one word has many causes.
func find(e oauthError, what, grant string) (r row, known bool) {
	for _, code := range e.Codes {
		if r, ok := rowOf(grant, func(r row) bool { return slices.Contains(r.Codes, code) }); ok {
			return r, true
		}
	}
	words := []string{e.Suberror, e.Error}
	if len(e.Codes) > 0 {
		words = words[:1]
	}
	for _, word := range words {
		if r, ok := rowOf(grant, func(r row) bool { return word != "" && slices.Contains(r.Errors, word) }); ok {
			return r, true
		}
	}
	switch {
	case e.Error == "interaction_required", e.Error == "login_required":
		return interaction(), true
	case e.Error == "temporarily_unavailable", e.Error == "server_error":
		return unavailable(), true
	case e.Error == "invalid_grant" && what == renewing:
		return revoked(), true
	case len(e.Codes) == 0:
		return nameless(), false
	}
	return generic(), false
}

// rowOf returns the row that fits and is specific to the grant, or else one that fits any grant.
func rowOf(grant string, fits func(row) bool) (row, bool) {
	for _, about := range []string{grant, ""} {
		for _, r := range causes() {
			if r.Grant == about && fits(r) {
				return r, true
			}
		}
	}
	return row{}, false
}
