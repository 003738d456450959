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

const passesTarget = "/authentication/temporaryAccessPassMethods"

// createLimit is the size in bytes of the one buffer that takes the answer to a create. Real answers have about 600.
const createLimit = 64 << 10

// wirePass is a temporaryAccessPassAuthenticationMethod: a pass, but for what may be of another type on the wire. The
// value is not among its fields: see secret.Raw. Source:
// learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethod.
type wirePass struct {
	pass.Pass
	CreatedDateTime   stamp  `json:"createdDateTime"`
	StartDateTime     stamp  `json:"startDateTime"`
	LifetimeInMinutes number `json:"lifetimeInMinutes"`
	IsUsableOnce      truth  `json:"isUsableOnce"`
	IsUsable          truth  `json:"isUsable"`
	LastUsedDateTime  stamp  `json:"lastUsedDateTime"` // beta only
}

func (w wirePass) pass() pass.Pass {
	p := w.Pass
	p.CreatedDateTime, p.StartDateTime = w.CreatedDateTime.Time, w.StartDateTime.Time
	p.LastUsedDateTime = w.LastUsedDateTime.Time
	p.LifetimeInMinutes, p.IsUsableOnce = w.LifetimeInMinutes.is, w.IsUsableOnce.is
	// Where Graph gives the reason alone, that tells it as well.
	p.IsUsable = p.MethodUsabilityReason == pass.EnabledByPolicy
	if w.IsUsable.is != nil {
		p.IsUsable = *w.IsUsable.is
	}
	if p.StartDateTime.IsZero() { // a pass without a start counts from its creation
		p.StartDateTime = p.CreatedDateTime
	}
	return p
}

// encodeOrder returns the body of a create, with the start in whole seconds.
func encodeOrder(o pass.Order) []byte {
	o.StartDateTime = o.StartDateTime.UTC().Truncate(time.Second)
	body, err := json.Marshal(o)
	if err != nil {
		panic("graph: an order cannot fail to encode: " + err.Error())
	}
	return body
}

// takePasses decodes a list of passes whose first page is the answer.
func (c *Client) takePasses(ctx context.Context, a answer) ([]pass.Pass, error) {
	wires, err := listOf[wirePass](ctx, c, request{op: listPasses}, a)
	if err != nil {
		return nil, err
	}
	var passes []pass.Pass
	for _, wire := range wires {
		if wire.ID.IsZero() {
			return nil, senseless(listPasses, a, errMissing)
		}
		passes = append(passes, wire.pass())
	}
	return passes, nil
}

func decodePass(op operation, a answer) (pass.Pass, error) {
	var wire wirePass
	if err := decode(op, a, &wire); err != nil {
		return pass.Pass{}, err
	}
	if wire.ID.IsZero() {
		return pass.Pass{}, senseless(op, a, errMissing)
	}
	return wire.pass(), nil
}

func (c *Client) passesPath(ctx context.Context, op operation, id text.Key) (string, error) {
	if err := c.withoutPasses(op); err != nil {
		return "", err
	}
	path, _, err := c.pathOf(ctx, op, id)
	return path + passesTarget, err
}

// CreatePass issues a pass. It replaces whatever pass the person has, whose value then no longer signs in. It is a
// write: it goes on when ctx ends, is sent once, and its fault is of kind Unknown when nobody can know whether it
// happened. The value is in Issued.Value and in the client's vault, and nowhere else. The client-request-id names the
// request for Microsoft's support; empty means a new one.
func (c *Client) CreatePass(ctx context.Context, clientRequestID string, id text.Key, order pass.Order) (pass.Issued, error) {
	ctx, cancel := c.writing(ctx)
	defer cancel()
	path, err := c.othersPath(ctx, createPass, id)
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
		// The answer broke off: it may have done so behind the pass.
	case f != nil:
		if f.Status == http.StatusBadRequest && f.Kind != fault.Unknown {
			c.learned.TakeRefusedOrder(f)
		}
		return pass.Issued{}, f
	}
	return c.takeIssued(a, f)
}

// takeIssued decodes the answer to a create. broken is why it is not whole, nil when it is.
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
	_ = json.Unmarshal(a.body, &wire) // it is JSON, as seen above; no odd property withholds the value
	issued.Pass = wire.pass()
	if issued.Pass.CreatedDateTime.IsZero() { // not later than the answer: a list must not seem to have a newer one
		issued.Pass.CreatedDateTime = a.ended.Add(c.skew.Offset()).UTC()
	}
	issued.Value = c.vault.Keep(hidden.Value.Bytes())
	return issued, nil
}

// lost returns the fault of a create whose value cannot be had. parsed reports whether the answer was JSON.
func lost(a answer, broken *fault.Fault, parsed bool) *fault.Fault {
	if broken != nil {
		return broken
	}
	f := unknown(createPass, a)
	f.Done = f.Done || parsed && a.status == http.StatusOK && !f.Gateway
	if f.Done {
		f.Hint = "a pass was created, and its value could not be read: issue a new one, or delete it"
	}
	return f
}

// DeletePass deletes a pass, which then signs nobody in any more; see pass.GoesOn. It is a write, as CreatePass is, and
// returns the request-id of Graph's answer; that of a failure is in its fault.
func (c *Client) DeletePass(ctx context.Context, clientRequestID string, id, passID text.Key) (string, error) {
	ctx, cancel := c.writing(ctx)
	defer cancel()
	path, err := c.othersPath(ctx, deletePass, id)
	if err != nil {
		return "", err
	}
	if passID.IsZero() {
		return "", refuse(deletePass, "no pass was named")
	}
	target := path + passesTarget + "/" + url.PathEscape(passID.Wire())
	a, err := c.do(ctx, request{op: deletePass, method: http.MethodDelete, target: target, id: clientRequestID})
	if err == nil && (a.status != http.StatusNoContent || !a.graphs()) { // whatever said so, it was not Graph
		return "", unknown(deletePass, a)
	}
	return requestID(a.header), err
}
