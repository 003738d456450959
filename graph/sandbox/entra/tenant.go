package entra

import (
	"context"
	"sync/atomic"
	"time"
)

// Tenant is what the token service needs of the tenant whose people it signs in. It must be safe for concurrent use,
// and must not call the Authority.
type Tenant interface {
	// Now is the tenant's instant, in UTC.
	Now() time.Time
	// Wait holds an answer back for the tenant's latency and longer. Its error is ctx's: the caller has gone.
	Wait(ctx context.Context, longer time.Duration) error
	// Person finds somebody by cast name, object id or UPN; "" is the account whose token the tenant hands out. False
	// is nobody.
	Person(key string) (Person, bool)
	// SignIn begins a sign-in of the person with this object id.
	SignIn(id string) *SignIn
	// Admit hands out an access token, which Graph takes from now on.
	Admit(Grant) string
	// Strike uses up the first armed fault that hits, and returns its name, "" for none. op is where it is aimed, ""
	// for nowhere.
	Strike(hits func(fault, op string) bool) string
}

// Person is somebody who may sign in.
type Person struct {
	ID, UPN, DisplayName string

	Enabled   bool
	Scopes    []string // that were consented to
	Roles     []string // that are active, by template id
	ValidFrom uint64   // number of the sign-in from which on they are good: those before were revoked
}

// SignIn is what the access tokens and refresh tokens of one sign-in have in common. It is safe for concurrent use.
type SignIn struct {
	Person string // object id
	Number uint64 // sign-ins and claims challenges in the order in which they came

	over atomic.Bool
}

// End ends the sign-in: its refresh tokens are refused, and Graph challenges the access tokens of clients with CP1.
func (s *SignIn) End() { s.over.Store(true) }

// Over reports whether End was called.
func (s *SignIn) Over() bool { return s.over.Load() }

// Grant is what an access token stands for.
type Grant struct {
	SignIn *SignIn
	Scopes []string  // in Graph's short form
	Ends   time.Time // on the tenant's clock

	CP1       bool  // the client can take claims challenges
	NotBefore int64 // the nbf that the claims asked for, in Unix seconds; 0 is none
}
