package graph

import (
	"context"
	"net/http"
	"time"

	"tapdesk/state/text"
)

// Sign-in sessions: /users/{id}/revokeSignInSessions, and the time from which they are valid, a property of the person.
// Sources: learn.microsoft.com/graph/api/user-revokesigninsessions and learn.microsoft.com/graph/api/resources/user.
var (
	revokeSessions = operation{
		what:    "revoke the sign-in sessions",
		write:   true,
		scopes:  []string{scopeRevoke},
		roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin, roleHelpdeskAdmin},
		missing: personGone,
	}
	readSessions = operation{
		what:    "read when the revocation was accepted",
		scopes:  []string{scopeUser},
		missing: personGone,
	}
)

const sessionsSelect = "id,signInSessionsValidFromDateTime"

// RevokeSessions revokes somebody's refresh tokens. It is a write, as DeletePass is, and may be repeated. That Graph
// accepts it ends no session at once: see desk.Revoked. It returns the request-id of Graph's answer.
func (c *Client) RevokeSessions(ctx context.Context, clientRequestID string, id text.Key) (string, error) {
	return c.change(ctx, id, request{
		op: revokeSessions, method: http.MethodPost, target: "/revokeSignInSessions", body: []byte("{}"), id: clientRequestID,
	}, anySuccess...)
}

// anySuccess are the statuses for which an act is done. Microsoft's known issues name answers to a revocation of
// another status than the documented 200.
var anySuccess = []int{http.StatusOK, http.StatusAccepted, http.StatusNoContent}

// SessionsValidFrom returns the time, UTC, before which refresh tokens were issued that are not valid any more: that of
// the last revocation that was accepted, or of something else that did the same. It is zero where Graph does not tell.
func (c *Client) SessionsValidFrom(ctx context.Context, id text.Key) (time.Time, error) {
	a, err := c.getOf(ctx, readSessions, id, "?$select="+sessionsSelect)
	if err != nil {
		return time.Time{}, err
	}
	var wire struct {
		ID    text.Key `json:"id"`
		Valid stamp    `json:"signInSessionsValidFromDateTime"`
	}
	if err := decode(readSessions, a, &wire); err != nil {
		return time.Time{}, err
	}
	if wire.ID.IsZero() {
		return time.Time{}, senseless(readSessions, a, errMissing)
	}
	return wire.Valid.Time.UTC(), nil
}
