package sandbox

import (
	"context"

	people "tapdesk/state/person"
	"tapdesk/state/text"
)

// Handed gives out the tenant's tokens without a sign-in to a client in the same process other than the console, such
// as a test or a tool. It is a graph.Tokens and safe for concurrent use.
type Handed struct{ Tenant *Tenant }

// Token returns the token of the As account.
func (h Handed) Token(context.Context) (string, error) { return h.Tenant.Token(), nil }

// Renew returns a fresh token that no fault has hit yet.
func (h Handed) Renew(context.Context, string, string) (string, error) {
	return h.Tenant.Attach("").Token, nil
}

// Operator returns whose tokens they are: object id, userPrincipalName and display name.
func (h Handed) Operator(context.Context) (people.Person, error) {
	a := h.Tenant.Operator()
	return people.Person{
		ID: text.NewKey(a.ID), UserPrincipalName: text.NewKey(a.UserPrincipalName), DisplayName: text.New(a.DisplayName),
	}, nil
}
