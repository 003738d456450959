package entra

import (
	"context"
	"sync/atomic"
	"time"
)

// Tenant is what the token service needs from its tenant. It must be safe for concurrent use, and must not call the
// Authority.
type Tenant interface {
	// Now returns the tenant's time, in UTC.
	Now() time.Time
	// Wait delays an answer for the tenant's latency plus longer. It returns ctx's error if the caller goes away.
	Wait(ctx context.Context, longer time.Duration) error
	// Person finds a person by cast name, object id or UPN; "" is the account whose token the tenant hands out.
	Person(key string) (Person, bool)
	// SignIn starts a sign-in of the person with this object id.
	SignIn(id string) *SignIn
	// Admit returns a new access token, which Graph accepts from now on.
	Admit(Grant) string
	// Strike uses up the first armed fault for which hits returns true, and returns its name, or "" if there is none. op
	// is where the fault is aimed, "" if nowhere.
	Strike(hits func(fault, op string) bool) string
}

// Person is a person who can sign in.
type Person struct {
	ID, UPN, DisplayName string

	Enabled   bool
	Scopes    []string // with consent
	Roles     []string // active ones, by template id
	ValidFrom uint64   // number of the first sign-in that is valid: earlier ones were revoked
}

// SignIn is what the access and refresh tokens of one sign-in share. It is safe for concurrent use.
type SignIn struct {
	Person string // object id
	Number uint64 // position among sign-ins and claims challenges

	over atomic.Bool
}

// End ends the sign-in: its refresh tokens are refused, and Graph challenges the access tokens of clients with CP1.
func (s *SignIn) End() { s.over.Store(true) }

// Over reports whether End was called.
func (s *SignIn) Over() bool { return s.over.Load() }

// Grant is what an access token grants.
type Grant struct {
	SignIn *SignIn
	Scopes []string  // in Graph's short form
	Ends   time.Time // on the tenant's clock

	CP1       bool  // the client handles claims challenges
	NotBefore int64 // nbf requested in the claims, in Unix seconds; 0 is none
}
