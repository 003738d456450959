package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/secret"
	"tapdesk/state/text"
)

// Whether somebody may sign in: accountEnabled of /users/{id}. Their password: resetPassword of the password method,
// and the operation that it begins. Sources: learn.microsoft.com/graph/api/user-update,
// learn.microsoft.com/graph/api/authenticationmethod-resetpassword and
// learn.microsoft.com/graph/api/resources/longrunningoperation.
var (
	blockAccount = operation{
		what:    "block the sign-in",
		write:   true,
		scopes:  []string{scopeEnable},
		roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin},
		missing: personGone,
	}
	unblockAccount = operation{
		what:    "unblock the sign-in",
		write:   true,
		scopes:  []string{scopeEnable},
		roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin},
		missing: personGone,
	}
	readAccount = operation{
		what:    "read the account",
		scopes:  []string{scopeUser},
		missing: personGone,
	}
	resetPassword = operation{
		what:    "reset the password",
		limit:   reports,
		write:   true,
		scopes:  []string{scopePassword, scopeMethodsWrite},
		roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin},
		missing: "the server that answered does not have the password, or the person; another may: read the person again",
	}
	readOperation = operation{
		what:    "read how far the reset is",
		limit:   reports,
		scopes:  []string{scopePassword, scopeMethodsWrite},
		missing: "Graph no longer has the operation",
	}
)

const (
	accountSelect = "id,accountEnabled,lastPasswordChangeDateTime"
	// resetTarget has the id of the one password method, which is the same for everybody. The permission for passwords
	// alone goes with this path, and not with the one below methods. Source: Microsoft's permissions.json.
	resetTarget = "/authentication/passwordMethods/28c10230-6103-485e-b985-444c60001490/resetPassword"
	// resetTimeout is how long a reset is followed after Graph has accepted it.
	resetTimeout = time.Minute
	// resetPause is how long to wait before each check where Graph does not say.
	resetPause = 3 * time.Second
)

// EnableAccount lets somebody sign in again, or blocks their sign-in. It is a write, as DeletePass is, and may be
// repeated. It returns the request-id of Graph's answer.
func (c *Client) EnableAccount(
	ctx context.Context, clientRequestID string, id text.Key, enabled bool,
) (string, error) {
	op, body := blockAccount, `{"accountEnabled":false}`
	if enabled {
		op, body = unblockAccount, `{"accountEnabled":true}`
	}
	r := request{op: op, method: http.MethodPatch, body: []byte(body), id: clientRequestID}
	return c.change(ctx, id, r, anySuccess...)
}

// AccountOf reads whether somebody may sign in, and when their password was changed last, UTC. What Graph does not tell
// is nil or zero.
func (c *Client) AccountOf(ctx context.Context, id text.Key) (person.Person, error) {
	a, err := c.getOf(ctx, readAccount, id, "?$select="+accountSelect)
	if err != nil {
		return person.Person{}, err
	}
	return decodePerson(readAccount, a)
}

// ResetPassword resets somebody's password to the one given, which it wipes, or to one of Entra's where that is nil. It
// is a write, as CreatePass is, and then follows what Graph does about it, for up to a minute. The value is only in
// Issued.Value and in the client's vault; Issued.Pass is zero. With a fault of kind Unknown there is a value if Graph
// accepted it and has not said how it ended.
func (c *Client) ResetPassword(
	ctx context.Context, clientRequestID string, id text.Key, password []byte,
) (pass.Issued, error) {
	defer clear(password)
	ctx = context.WithoutCancel(ctx)
	sending, cancel := c.writing(ctx)
	defer cancel()
	path, err := c.othersPath(sending, resetPassword, id)
	if err != nil {
		return pass.Issued{}, err
	}
	body, buffer := resetBody(password), make([]byte, createLimit)
	defer clear(body)
	defer clear(buffer)
	a, err := c.do(sending, request{
		op: resetPassword, method: http.MethodPost, target: path + resetTarget, body: body, buffer: buffer,
		id: clientRequestID,
	})
	if a.status/100 != 2 || !a.graphs() || err != nil && password == nil {
		if err == nil { // that was not Graph's answer
			err = unknown(resetPassword, a)
		}
		return pass.Issued{}, err
	}
	issued := pass.Issued{RequestID: requestID(a.header), ClientRequestID: a.sentID}
	if issued.Value, err = c.passwordIn(a, password); err != nil {
		return pass.Issued{}, err
	}
	err = c.follow(ctx, a)
	if err != nil && !fault.Is(err, fault.Unknown) {
		issued.Wipe()
		return pass.Issued{}, err
	}
	return issued, err
}

// resetBody is the body of a reset. A generated password has no character that JSON escapes.
func resetBody(password []byte) []byte {
	if password == nil {
		return []byte("{}")
	}
	body := make([]byte, 0, len(password)+32)
	body = append(body, `{"newPassword":"`...)
	return append(append(body, password...), `"}`...)
}

// passwordIn returns the new password: the one given, or Entra's from the answer.
func (c *Client) passwordIn(a answer, given []byte) (secret.Text, error) {
	if given != nil {
		return c.vault.Keep(given), nil
	}
	var hidden struct {
		Value secret.Raw `json:"newPassword"`
	}
	defer hidden.Value.Wipe()
	if err := json.Unmarshal(a.body, &hidden); err != nil || len(hidden.Value.Bytes()) == 0 {
		f := unknown(resetPassword, a)
		f.Hint = "the new password could not be read: reset it again"
		return secret.Text{}, f
	}
	return c.vault.Keep(hidden.Value.Bytes()), nil
}

// follow waits for the end of the operation that an accepted reset has begun.
func (c *Client) follow(ctx context.Context, accepted answer) error {
	if accepted.status != http.StatusAccepted {
		return nil
	}
	a, location, end := accepted, accepted.header.Get("Location"), c.clock.Now().Add(resetTimeout)
	for location != "" && c.allow(readOperation, location) == nil && c.clock.Now().Before(end) {
		pause, told := retryAfter(a.header, c.Now())
		if !told {
			pause = resetPause
		}
		if c.clock.Sleep(ctx, min(max(pause, time.Second), end.Sub(c.clock.Now()))) != nil {
			break
		}
		var wire struct {
			Status raw `json:"status"`
			Detail raw `json:"statusDetail"`
		}
		var err error
		if a, err = c.do(ctx, once(readOperation, location)); err == nil {
			err = decode(readOperation, a, &wire)
		}
		switch {
		case fault.Of(err).Final():
			location = ""
		case err != nil: // another check may tell
		case wire.Status == "succeeded":
			return nil
		case wire.Status == "failed":
			f := newFault(resetPassword, fault.Invalid, accepted)
			f.Message, f.Hint = short(string(wire.Detail), 400), "the password has not been changed"
			return f
		}
	}
	f := unknown(resetPassword, accepted)
	f.Hint = "Graph accepted it and has not said that the password is set"
	return f
}
