package auth

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
)

// everyone is in the wids claim of every member of a tenant. It is not a directory role. Source:
// learn.microsoft.com/entra/identity-platform/access-token-claims-reference, wids.
const everyone = "b79fbf4d-3ef9-4689-8143-76b194e85509"

// identify returns who signed in, from the ID token. before is the identity so far, zero for a first sign-in: a renewal
// may come without an ID token, and must be for the same person. If ok is false, r says why.
func (p *place) identify(result public.AuthResult, before session.Identity) (who session.Identity, r row, ok bool) {
	token := result.IDToken
	first := before.Operator.ID.IsZero()
	scopes := session.NormalizeScopes(result.GrantedScopes)
	switch {
	case token.RawToken == "" && !first:
		before.Scopes = scopes
		return before, row{}, true
	case token.RawToken == "" || token.Oid == "" || token.TenantID == "":
		return session.Identity{}, noIdentity(), false
	// MSAL does not check the ID token, and need not: it came from the authority itself. But the account belongs to the
	// tenant only if the token says so.
	case !strings.EqualFold(token.TenantID, p.tenantID):
		return session.Identity{}, wrongTenant(), false
	case !first && !strings.EqualFold(token.Oid, before.Operator.ID.Wire()):
		return session.Identity{}, otherPerson(), false
	}
	name := token.PreferredUsername
	if name == "" {
		name = token.UPN
	}
	who = session.Identity{
		Operator: person.Person{
			ID: text.NewKey(token.Oid), UserPrincipalName: text.NewKey(name), DisplayName: text.New(token.Name),
		},
		TenantID: p.tenantID, Cloud: p.cloud, Scopes: scopes,
	}
	who.RoleIDs, who.RolesKnown = roles(token.RawToken)
	return who, row{}, true
}

// roles returns the directory roles in an ID token, which MSAL ignores, and whether the token lists them. Source:
// learn.microsoft.com/entra/identity-platform/optional-claims, groupMembershipClaims.
func roles(idToken string) (ids []string, known bool) {
	parts := strings.Split(idToken, ".")
	if len(parts) < 2 {
		return nil, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, false
	}
	var claims struct {
		Wids *[]string `json:"wids"`
	}
	if json.Unmarshal(payload, &claims) != nil || claims.Wids == nil {
		return nil, false
	}
	for _, id := range *claims.Wids {
		if id = guid(id); id != "" && id != everyone && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, true
}

// equal reports whether two identities are equal in every field.
func equal(a, b session.Identity) bool {
	return a.Same(b) && a.Cloud == b.Cloud && a.RolesKnown == b.RolesKnown &&
		a.Operator.DisplayName == b.Operator.DisplayName &&
		a.Operator.UserPrincipalName == b.Operator.UserPrincipalName &&
		slices.Equal(a.Scopes, b.Scopes) && slices.Equal(a.RoleIDs, b.RoleIDs)
}
