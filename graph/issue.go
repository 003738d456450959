package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/secret"
	"tapdesk/state/text"
)

// Creating and deleting a pass, at the paths of passes.go. Sources:
// learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods and
// temporaryaccesspassauthenticationmethod-delete.
var (
	createPass = operation{
		what:   "create the pass",
		limit:  reports,
		write:  true,
		scopes: []string{scopePassWrite, scopeMethodsWrite},
		roles:  []string{roleAuthAdmin, rolePrivilegedAuthAdmin},
		missing: "a new account is not known everywhere yet: wait about 20 s and try again; " +
			"an older one may be gone: search again",
	}
	deletePass = operation{
		what:   "delete the pass",
		limit:  reports,
		write:  true,
		scopes: []string{scopePassWrite, scopeMethodsWrite},
		roles:  []string{roleAuthAdmin, rolePrivilegedAuthAdmin},
		missing: "the server that answered does not have the pass, or the person; another may: " +
			"check what is listed, and delete again if necessary",
	}
)

// createLimit is the size in bytes of the one buffer for the answer to a create. Real answers have about 600 bytes.
const createLimit = 64 << 10

// encodeOrder returns the body of a create. The start is in whole seconds.
func encodeOrder(o pass.Order) []byte {
	o.StartDateTime = o.StartDateTime.UTC().Truncate(time.Second)
	body, err := json.Marshal(o)
	if err != nil {
		panic("graph: an order cannot fail to encode: " + err.Error())
	}
	return body
}

// CreatePass issues a pass. It replaces any pass the person has, whose value then no longer signs in. It is a write: it
// continues if ctx ends, is sent once, and its fault is of kind Unknown if the outcome cannot be known. The value is
// only in Issued.Value and in the client's vault. The client-request-id identifies the request to Microsoft's support;
// empty means a new one.
func (c *Client) CreatePass(
	ctx context.Context, clientRequestID string, id text.Key, order pass.Order,
) (pass.Issued, error) {
	ctx, cancel := c.writing(ctx)
	defer cancel()
	path, err := c.othersPath(ctx, createPass, id)
	if err == nil {
		err = c.withoutPasses(createPass)
	}
	if err != nil {
		return pass.Issued{}, err
	}
	buffer := make([]byte, createLimit)
	defer clear(buffer)
	a, err := c.do(ctx, request{
		op: createPass, method: http.MethodPost, target: path + passesTarget, body: encodeOrder(order), buffer: buffer,
		id: clientRequestID,
	})
	f := fault.Of(err)
	switch {
	case f != nil && f.Kind == fault.Unknown && a.status == http.StatusCreated:
		// The answer broke off, possibly after the pass.
	case f != nil:
		if f.Status == http.StatusBadRequest && f.Kind != fault.Unknown {
			c.learned.TakeRefusedOrder(f)
		}
		return pass.Issued{}, f
	}
	return c.takeIssued(a, f)
}

// takeIssued decodes the answer to a create. broken is why the answer is incomplete; nil if it is complete.
func (c *Client) takeIssued(a answer, broken *fault.Fault) (pass.Issued, error) {
	issued := pass.Issued{RequestID: requestID(a.header), ClientRequestID: a.sentID}
	var hidden struct {
		Value secret.Raw `json:"temporaryAccessPass"`
	}
	defer hidden.Value.Wipe()
	err := json.Unmarshal(a.body, &hidden)
	if err != nil || len(hidden.Value.Bytes()) == 0 {
		return pass.Issued{}, lost(a, broken, err == nil)
	}
	var wire wirePass
	_ = json.Unmarshal(a.body, &wire) // it is JSON, as checked above; no odd property may withhold the value
	issued.Pass = wire.pass()
	if issued.Pass.CreatedDateTime.IsZero() { // use the answer's time, so that no listed pass seems newer
		issued.Pass.CreatedDateTime = a.ended.Add(c.skew.Offset()).UTC()
	}
	issued.Value = c.vault.Keep(hidden.Value.Bytes())
	return issued, nil
}

// lost returns the fault of a create whose value is lost. parsed reports whether the answer was JSON.
func lost(a answer, broken *fault.Fault, parsed bool) *fault.Fault {
	if broken != nil {
		return broken
	}
	f := unknown(createPass, a)
	f.Done = f.Done || parsed && a.status == http.StatusOK && !f.Gateway
	if f.Done {
		f.Hint = "a pass was created but its value could not be read: issue a new one, or delete it"
	}
	return f
}

// DeletePass deletes a pass, which then no longer signs anyone in; see pass.GoesOn. It is a write, like CreatePass. It
// returns the request-id of Graph's answer; a failure's is in its fault.
func (c *Client) DeletePass(ctx context.Context, clientRequestID string, id, passID text.Key) (string, error) {
	if passID.IsZero() {
		return "", refuse(deletePass, "no pass was given")
	}
	if err := c.withoutPasses(deletePass); err != nil {
		return "", err
	}
	target := passesTarget + "/" + url.PathEscape(passID.Wire())
	r := request{op: deletePass, method: http.MethodDelete, target: target, id: clientRequestID}
	return c.change(ctx, id, r, http.StatusNoContent)
}
