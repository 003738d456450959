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
	a, err := c.getOf(ctx, readMethods, id, "/authentication/methods")
	if err != nil {
		return nil, err
	}
	list, err := c.takeMethodList(ctx, a)
	if f := fault.Of(err); f != nil {
		return nil, f
	}
	return list.methods, nil
}
