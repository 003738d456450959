// Package session is what a sign-in and the screens share: who is signed in with which rights, what an operator must
// see while they sign in, and why a sign-in ended without one. No token is ever in any of it.
package session

import (
	"time"

	"tapdesk/state/person"
)

// Identity is who is signed in, where, and with which rights.
type Identity struct {
	// Operator has the object id, the userPrincipalName and the display name, from the ID token.
	Operator person.Person
	// TenantID is the tenant's GUID.
	TenantID string
	// Cloud is the cloud's name: global, usgov, usgov-dod or china.
	Cloud string
	// Scopes are those Graph was asked with and that were granted, in short form and in order; see HasScope.
	Scopes []string
	// RoleIDs are the template ids of the directory roles the operator holds; see RoleName. They are a hint only: roles
	// scoped to an administrative unit, and eligible ones that were not activated, are missing.
	RoleIDs []string
	// RolesKnown says that the ID token tells roles at all. Without it RoleIDs is empty whatever the operator holds.
	RolesKnown bool
}

// Same reports whether two identities are the same person in the same tenant, whatever their rights.
func (i Identity) Same(other Identity) bool {
	return i.TenantID == other.TenantID && !i.Operator.ID.IsZero() && i.Operator.ID == other.Operator.ID
}

// HasScope reports whether the scope, or one that implies it, was granted.
func (i Identity) HasScope(need string) bool { return HasScope(i.Scopes, need) }

// HasRole reports whether the operator is known to hold a role, by template id.
func (i Identity) HasRole(templateID string) bool {
	for _, id := range i.RoleIDs {
		if sameRole(id, templateID) {
			return true
		}
	}
	return false
}

// Code is what the operator types on the page of the device code sign-in. Its strings are safe to draw.
type Code struct {
	// UserCode is what to type, VerificationURL where.
	UserCode, VerificationURL string
	// ExpiresOn is when the code is of no use any more, UTC.
	ExpiresOn time.Time
	// Trouble returns why it could not be asked just now whether the code was entered, nil when it could. It is asked
	// again all the same.
	Trouble func() *Failure
}

// Browser is what the operator needs for a sign-in in the browser of their own machine. Its strings are printable
// ASCII.
type Browser struct {
	// Address is what to open, http://localhost:PORT/WORD. It leads to URL, the sign-in page, whose address has some
	// 700 characters.
	Address, URL string
	// Port is that of Address; Wanted is the one asked for, which differs when it was taken.
	Port, Wanted int
	// Bound names what this machine listens on: 127.0.0.1:PORT, [::1]:PORT or both; or the path of a socket, as Socket
	// says, which nobody else on this machine can take or call.
	Bound  []string
	Socket bool
	// SSH is the line to type on the own machine, so that its browser reaches this one; empty where no host is known.
	SSH string
	// Forward is the part of it that can be typed at the ssh> prompt of a running session, after Enter ~ C.
	Forward string
	// HostGuessed says that the host in SSH was taken from SSH_CONNECTION.
	HostGuessed bool
	// Until is when the waiting ends, UTC.
	Until time.Time
	// Trouble returns what has come between while it waits, nil for nothing. The waiting goes on all the same.
	Trouble func() *Failure
}

// Paste is what the operator needs for a sign-in without port forwarding.
type Paste struct {
	// URL is the page to open. The browser ends on an address that it cannot reach, which is what to paste.
	URL string
	// Until is when the address is no longer taken, UTC.
	Until time.Time
}

// Phase is where a session stands.
type Phase int

const (
	// Out means that nobody is signed in.
	Out Phase = iota
	// In means that somebody is.
	In
	// Lapsed means that the sign-in cannot go on, and the same operator must sign in again; see Standing.Why.
	Lapsed
	// Locked means that the console was locked, and its operator must sign in again.
	Locked
)

// Standing is one state of a session.
type Standing struct {
	// Serial grows with each change and is never 0.
	Serial int
	Phase  Phase
	// Identity is who is signed in, or who was, when the phase is Lapsed or Locked.
	Identity Identity
	// Why says why the session lapsed. While somebody is signed in it is not nil when the sign-in cannot be renewed.
	Why *Failure
	// Ends is when the sign-in ends for that reason, UTC; zero when it does not.
	Ends time.Time
}
