package session

import (
	"slices"
	"strings"
)

// notGraphs are scopes that are not Graph's: those of OpenID Connect, and the request for everything consented to.
var notGraphs = []string{"openid", "profile", "email", "offline_access", ".default"}

// broader maps scopes to others that they contain although their names do not say so. Source: the permission tables of
// learn.microsoft.com/graph/api, which list one as "higher privileged" than the other.
var broader = map[string][]string{
	"user.read.all":      {"user.readbasic.all", "user.read"},
	"user.readwrite.all": {"user.revokesessions.all", "user.enabledisableaccount.all"},
	"directory.read.all": {"user.read.all", "groupmember.read.all", "rolemanagement.read.directory", "auditlog.read.all"},
	"policy.read.all":    {"policy.read.authenticationmethod"},
	"group.read.all":     {"groupmember.read.all"},
}

// NormalizeScopes returns granted scopes sorted, in short form (User.Read.All, without the address of Graph), without
// duplicates and scopes that are not Graph's.
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

// HasScope reports whether need, in short form or as a URI, is among the granted scopes or implied by a broader one:
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

// shortScope removes the address of Graph, in any cloud.
func shortScope(scope string) string {
	scope = strings.TrimSpace(scope)
	if at := strings.LastIndexByte(scope, '/'); at >= 0 && strings.Contains(scope, "://") {
		scope = scope[at+1:]
	}
	return scope
}

// implies reports whether one scope contains another, both in short form and lower case. It terminates because each
// step leads to a narrower scope.
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
	// The older scope for all methods contains the newer ones for each method.
	rest, all := strings.CutPrefix(wide, "userauthenticationmethod.")
	if !all || !strings.HasPrefix(need, "userauthmethod-") {
		return false
	}
	_, right, ok := strings.Cut(need, ".")
	return ok && right == rest
}

// readOf returns the read-only counterpart of a scope that reads and writes.
func readOf(scope string) (string, bool) {
	name, rest, ok := strings.Cut(scope, ".readwrite")
	if !ok || name == "" || rest != "" && rest[0] != '.' {
		return "", false
	}
	return name + ".read" + rest, true
}
