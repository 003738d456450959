package graph

import (
	"context"
	"net/url"

	"tapdesk/state/person"
	"tapdesk/state/text"
)

// The registration report: /reports/authenticationMethods/userRegistrationDetails/{id}. Source:
// learn.microsoft.com/graph/api/userregistrationdetails-get.
var readRegistration = operation{
	what:   "read the registration report",
	limit:  reports,
	scopes: []string{scopeAudit},
	roles:  []string{roleReportsReader, roleSecurityReader, roleSecurityAdmin, roleGlobalReader},
	needs: "Graph does not say which of these is missing: the scope " + scopeAudit + ", a role such as " +
		roleReportsReader + ", or the licence Entra ID P1",
	missing: "the registration report does not have the person",
}

// wireRegistration is a userRegistrationDetails, any part of which may be malformed.
type wireRegistration struct {
	Methods      loose[[]text.Text] `json:"methodsRegistered"`
	Default      text.Text          `json:"defaultMfaMethod"`
	Passwordless truth              `json:"isPasswordlessCapable"`
	Updated      stamp              `json:"lastUpdatedDateTime"`
}

// Registration returns what the registration report has about a person, given by object id. It sends one request, on
// demand. The report lags. The hint of a fault.Denied says which of the scope, the role and the licence is probably
// missing.
func (c *Client) Registration(ctx context.Context, personID text.Key) (person.Registration, error) {
	if personID.IsZero() {
		return person.Registration{}, refuse(readRegistration, "no person was given")
	}
	target := "/reports/authenticationMethods/userRegistrationDetails/" + url.PathEscape(personID.Wire())
	a, err := c.do(ctx, once(readRegistration, target))
	if err != nil {
		return person.Registration{}, c.whyDenied(err)
	}
	var wire wireRegistration
	if err := decode(readRegistration, a, &wire); err != nil {
		return person.Registration{}, err
	}
	return person.Registration{
		Methods: wire.Methods.is, Default: wire.Default, Passwordless: wire.Passwordless.is, Updated: wire.Updated.Time,
		ReadAt: c.Now(),
	}, nil
}
