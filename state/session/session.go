// Package session is what sign-in and the screens share: who is signed in and with which rights, what an operator must
// see during sign-in, and why a sign-in failed. It never holds a token.
package session

import (
	"time"

	"tapdesk/state/person"
)

// Identity is who is signed in, where, and with which rights.
type Identity struct {
	// Operator has the object id, userPrincipalName and display name from the ID token.
	Operator person.Person
	// TenantID is the tenant's GUID.
	TenantID string
	// Cloud is the cloud's name: global, usgov, usgov-dod or china.
	Cloud string
	// Scopes are Graph's granted scopes, sorted and in short form; see HasScope.
	Scopes []string
	// RoleIDs are the template ids of the directory roles the operator holds; see RoleName. They are only a hint: roles
	// scoped to an administrative unit, and eligible roles that were not activated, are missing.
	RoleIDs []string
	// RolesKnown means that the ID token lists roles at all. Otherwise RoleIDs is empty, whatever the operator holds.
	RolesKnown bool
}

// Same reports whether two identities are the same person in the same tenant, regardless of their rights.
func (i Identity) Same(other Identity) bool {
	return i.TenantID == other.TenantID && !i.Operator.ID.IsZero() && i.Operator.ID == other.Operator.ID
}

// HasScope reports whether the scope, or one that implies it, was granted.
func (i Identity) HasScope(need string) bool { return HasScope(i.Scopes, need) }

// HasRole reports whether the operator is known to hold a role, by its template id.
func (i Identity) HasRole(templateID string) bool {
	for _, id := range i.RoleIDs {
		if sameRole(id, templateID) {
			return true
		}
	}
	return false
}

// Code is what the operator types on the device code sign-in page. Its strings are safe to draw.
type Code struct {
	// UserCode is what to type, and VerificationURL is where.
	UserCode, VerificationURL string
	// ExpiresOn is when the code expires, UTC.
	ExpiresOn time.Time
	// Trouble returns why the last check whether the code was entered failed; nil if it did not. The checks continue.
	Trouble func() *Failure
}

// Browser is what the operator needs to sign in with the browser on their own machine. Its strings are printable ASCII.
type Browser struct {
	// Address is what to open, http://localhost:PORT/WORD. It leads to URL, the sign-in page, whose address has some
	// 700 characters.
	Address, URL string
	// Port is Address's port; Wanted is the requested one, which differs if it was taken.
	Port, Wanted int
	// Bound lists what this machine listens on: 127.0.0.1:PORT, [::1]:PORT or both; or, if Socket is set, the path of a
	// socket that nobody else on this machine can take or connect to.
	Bound  []string
	Socket bool
	// SSH is the command to type on the operator's own machine, so that its browser reaches this one; empty if no host
	// is known.
	SSH string
	// Forward is the part of SSH that can be typed at the ssh> prompt of a running session, after Enter ~ C.
	Forward string
	// HostGuessed means that the host in SSH was taken from SSH_CONNECTION.
	HostGuessed bool
	// Until is when the wait ends, UTC.
	Until time.Time
	// Trouble returns what has gone wrong during the wait; nil for nothing. The wait continues.
	Trouble func() *Failure
}

// Paste is what the operator needs for a sign-in without port forwarding.
type Paste struct {
	// URL is the page to open. The browser ends up on an address that it cannot reach: that is what to paste.
	URL string
	// Until is when the address is no longer accepted, UTC.
	Until time.Time
}

// Phase is the phase of a session.
type Phase int

const (
	// Out means that nobody is signed in.
	Out Phase = iota
	// In means that somebody is.
	In
	// Lapsed means that the sign-in cannot continue, and the same operator must sign in again; see Standing.Why.
	Lapsed
	// Locked means that the console was locked, and its operator must sign in again.
	Locked
)

// Standing is one state of a session.
type Standing struct {
	// Serial grows with each change and is never 0.
	Serial int
	Phase  Phase
	// Identity is who is signed in, or who was if the phase is Lapsed or Locked.
	Identity Identity
	// Why is why the session lapsed. While somebody is signed in, it is not nil if the sign-in cannot be renewed.
	Why *Failure
	// Ends is when the sign-in ends for that reason, UTC; zero if it does not.
	Ends time.Time
}
