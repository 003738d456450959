package graph

import (
	"context"
	"net/http"
	"net/url"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// Removing a method: /users/{id}/authentication/{collection of its type}/{method}. Source: the page "Delete" of each
// type under learn.microsoft.com/graph/api/resources/authenticationmethods-overview.
var removeMethod = operation{
	what:    "remove the method",
	limit:   reports,
	write:   true,
	scopes:  []string{scopeMethodsWrite},
	roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin},
	missing: "the server that answered does not have the method, or the person; another may: read the methods again",
}

// RemoveMethod removes somebody's sign-in method, by the path of its type. It is a write, as DeletePass is. A type that
// cannot be removed is refused before anything is sent.
func (c *Client) RemoveMethod(
	ctx context.Context, clientRequestID string, id text.Key, m person.Method,
) (string, error) {
	removal := m.Removal()
	op := removeMethod
	if removal.Scope != "" {
		op.scopes = []string{removal.Scope, scopeMethodsWrite}
	}
	if removal.Never != "" || m.ID.IsZero() || removal.Beta && !c.Beta() {
		return "", refuse(op, "this type cannot be removed here")
	}
	target := "/authentication/" + removal.Path
	if !removal.Single {
		target += "/" + url.PathEscape(m.ID.Wire())
	}
	r := request{op: op, method: http.MethodDelete, target: target, id: clientRequestID}
	return c.change(ctx, id, r, anySuccess...)
}

// MethodsOf lists somebody's methods but for the pass, in Graph's order.
func (c *Client) MethodsOf(ctx context.Context, id text.Key) ([]person.Method, error) {
	path, _, err := c.pathOf(ctx, readMethods, id)
	if err != nil {
		return nil, err
	}
	a, err := c.do(ctx, get(readMethods, path+"/authentication/methods"))
	if err != nil {
		return nil, err
	}
	list, err := c.takeMethodList(ctx, a)
	if f := fault.Of(err); f != nil {
		return nil, f
	}
	return list.methods, nil
}

// readDefault reads the default from the registration report. Source:
// learn.microsoft.com/graph/api/userregistrationdetails-get.
var readDefault = operation{
	what:    "read the default method",
	limit:   reports,
	scopes:  []string{scopeAudit},
	roles:   []string{roleReportsReader, roleSecurityReader, roleSecurityAdmin, roleGlobalReader},
	missing: "the registration report does not have the person",
}

// DefaultMethod returns what the registration report calls somebody's default method for the second factor, such as
// microsoftAuthenticatorPush, or none. The report lags.
func (c *Client) DefaultMethod(ctx context.Context, id text.Key) (text.Text, error) {
	if id.IsZero() {
		return "", refuse(readDefault, "nobody was named")
	}
	target := "/reports/authenticationMethods/userRegistrationDetails/" + url.PathEscape(id.Wire())
	a, err := c.do(ctx, once(readDefault, target))
	if err != nil {
		return "", err
	}
	var wire struct {
		Default text.Text `json:"defaultMfaMethod"`
	}
	if err := decode(readDefault, a, &wire); err != nil {
		return "", err
	}
	return wire.Default, nil
}
