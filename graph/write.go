package graph

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/text"
)

// change sends a write about another person, whose answer only says that it was done. r.target is below the person, and
// done lists the statuses that mean success. It returns the request-id of Graph's answer; a failure's is in its fault.
func (c *Client) change(ctx context.Context, id text.Key, r request, done ...int) (string, error) {
	ctx, cancel := c.writing(ctx)
	defer cancel()
	path, err := c.othersPath(ctx, r.op, id)
	if err != nil {
		return "", err
	}
	r.target = path + r.target
	a, err := c.do(ctx, r)
	if err == nil && (!slices.Contains(done, a.status) || !a.graphs()) { // that was not Graph's answer
		return "", unknown(r.op, a)
	}
	return requestID(a.header), err
}

// writing returns the context of a write. It does not end with ctx, but has its own deadline: the console cannot be
// quit until the write ends.
func (c *Client) writing(ctx context.Context) (context.Context, context.CancelFunc) {
	return clock.WithTimeout(context.WithoutCancel(ctx), c.clock, writeTimeout)
}

// write sends a write once and returns what its answer means. ctx must come from writing.
func (c *Client) write(ctx context.Context, r request) (answer, error) {
	c.budget.take(c.clock.Now(), r.load(), c.manner(r))
	a, err := c.authorized(ctx, r)
	c.heed(r.op, a)
	var signIn *signInError
	switch {
	case errors.As(err, &signIn):
		return a, signedOut(r.op, a, signIn)
	case a.status == 0 && a.unsent:
		f := noAnswer(ctx, r.op, a, err)
		f.Hint = "nothing was sent: " + f.Hint
		return a, f
	case settled(a):
		return a, c.refusal(r.op, a)
	case err != nil, a.status/100 != 2:
		f := unknown(r.op, a)
		f.Cause = err
		return a, f
	}
	return a, nil
}

// unknown returns the fault of a write whose outcome is unknown or whose answer is lost.
func unknown(op operation, a answer) *fault.Fault {
	f := newFault(op, fault.Unknown, a)
	f.Done = !f.Gateway && (a.status == http.StatusCreated || a.status == http.StatusNoContent)
	switch {
	case f.Done:
		f.Hint = "Graph carried it out, but its answer broke off"
	default:
		f.Hint = "it may have happened: check before you try again"
	}
	return f
}
