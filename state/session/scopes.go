package session

import (
	"slices"
	"strings"
)

// notGraphs are scopes that say nothing of Graph: those of OpenID Connect, and the request for all that was consented
// to.
var notGraphs = []string{"openid", "profile", "email", "offline_access", ".default"}

// broader tells which scopes contain which others besides what their names say. Source: the permission tables of
// learn.microsoft.com/graph/api, where the one stands as "higher privileged" beside the other.
var broader = map[string][]string{
	"user.read.all":      {"user.readbasic.all", "user.read"},
	"user.readwrite.all": {"user.revokesessions.all"},
	"directory.read.all": {"user.read.all", "groupmember.read.all", "rolemanagement.read.directory", "auditlog.read.all"},
	"policy.read.all":    {"policy.read.authenticationmethod"},
	"group.read.all":     {"groupmember.read.all"},
}

// NormalizeScopes returns granted scopes in short form (User.Read.All, without the address of Graph), in order and each
// once, without those that say nothing of Graph.
func NormalizeScopes(granted []string) []string {
	var out []string
	for _, scope := range granted {
		short := shortScope(scope)
		if short == "" || slices.ContainsFunc(notGraphs, func(s string) bool { return strings.EqualFold(s, short) }) {
			continue
		}
		if !slices.ContainsFunc(out, func(s string) bool { return strings.EqualFold(s, short) }) {
			out = append(out, short)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return out
}

// HasScope reports whether need, in short form or as a URI, is among the granted scopes or implied by a wider one:
// UserAuthenticationMethod.ReadWrite.All implies UserAuthMethod-TAP.Read.All.
func HasScope(granted []string, need string) bool {
	need = strings.ToLower(shortScope(need))
	if need == "" {
		return false
	}
	return slices.ContainsFunc(granted, func(scope string) bool {
		return implies(strings.ToLower(shortScope(scope)), need)
	})
}

// shortScope drops the address of Graph, whichever cloud's it is.
func shortScope(scope string) string {
	scope = strings.TrimSpace(scope)
	if at := strings.LastIndexByte(scope, '/'); at >= 0 && strings.Contains(scope, "://") {
		scope = scope[at+1:]
	}
	return scope
}

// implies reports whether a scope contains another, both in short form and lower case. It ends since each step leads to
// a narrower scope.
func implies(wide, need string) bool {
	if wide == need {
		return true
	}
	if read, ok := readOf(wide); ok && implies(read, need) {
		return true
	}
	for _, narrower := range broader[wide] {
		if implies(narrower, need) {
			return true
		}
	}
	// The one scope of old for all methods contains the newer ones of each method.
	rest, all := strings.CutPrefix(wide, "userauthenticationmethod.")
	if !all || !strings.HasPrefix(need, "userauthmethod-") {
		return false
	}
	_, right, ok := strings.Cut(need, ".")
	return ok && right == rest
}

// readOf returns the scope that only reads what another reads and writes.
func readOf(scope string) (string, bool) {
	name, rest, ok := strings.Cut(scope, ".readwrite")
	if !ok || name == "" || rest != "" && rest[0] != '.' {
		return "", false
	}
	return name + ".read" + rest, true
}
