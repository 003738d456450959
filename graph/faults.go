package graph

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"tapdesk/graph/reach"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
)

// newFault returns the fault of an operation, with the details of the answer if there was one.
func newFault(op operation, kind fault.Kind, a answer) *fault.Fault {
	f := &fault.Fault{Kind: kind, What: op.what, Status: a.status, ClientRequestID: a.sentID}
	f.RequestID = requestID(a.header)
	f.Gateway = a.status > 0 && !a.graphs()
	if a.status >= 300 { // the body of a success is not inspected: it may contain a pass
		body := decodeRefusal(a.body)
		f.Code, f.Message = body.code, body.message
		f.RequestID = firstOf(f.RequestID, body.requestID)
	}
	return f
}

// refusal returns the fault of an answer that is not 2xx: to a read, or to a write if settled reports true. An answer
// that is not Graph's says nothing about the resource, whatever its status: only that it was not read, and possibly how
// long to wait.
func (c *Client) refusal(op operation, a answer) *fault.Fault {
	f := newFault(op, kindOf(a.status), a)
	if f.Gateway {
		f.Kind, f.Code, f.Message = fault.Broken, "", ""
	}
	switch f.Kind {
	case fault.SignIn:
		f.Hint = "sign in again"
	case fault.Denied:
		f.Scopes, f.Roles = op.scopes, op.roles
		f.Hint = deniedHint(op)
	case fault.NotFound:
		f.Hint = op.missing
	case fault.Throttled, fault.Unavailable, fault.Broken:
		f.Hint = "try again in a moment"
		wait, told := retryAfter(a.header, c.Now())
		if f.Kind == fault.Throttled && !told && !op.write { // everything under the limit waits: see heed
			wait = c.budget.held(op.limit).Sub(c.clock.Now())
		}
		if told || wait > 0 {
			f.WaitUntil = c.clock.Now().Add(wait).UTC()
			f.Hint = waitFor(wait)
		}
		if f.Kind == fault.Broken {
			f.Hint = checkProxy
		}
	case fault.Invalid, fault.Conflict:
		explain(f, op)
	}
	if f.Kind == fault.Throttled && op.write {
		f.Hint = "nothing was changed: " + f.Hint
	}
	return f
}

// waitFor returns what to do if Graph said how long to wait.
func waitFor(wait time.Duration) string {
	return "wait " + pass.Span((wait + time.Second - 1).Truncate(time.Second)) + ", then try again"
}

// checkProxy says what to do about an answer that is not Graph's.
const checkProxy = "check the network and the proxy, then try again"

// statusClientClosed is the status that several servers use when the client has gone. net/http has no name for it.
const statusClientClosed = 499

// settled reports whether the answer to a write says that nothing happened: a 4xx from Graph, except those that follow
// an interrupted exchange, after which the outcome is unknown.
func settled(a answer) bool {
	switch a.status {
	case http.StatusRequestTimeout, http.StatusTooEarly, statusClientClosed:
		return false
	}
	return a.status/100 == 4 && a.graphs()
}

func kindOf(status int) fault.Kind {
	switch {
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == statusClientClosed,
		status == http.StatusFailedDependency: // a part of a $batch that was dropped with a throttled neighbour
		return fault.Unavailable
	case status == http.StatusUnauthorized:
		return fault.SignIn
	case status == http.StatusForbidden:
		return fault.Denied
	case status == http.StatusNotFound, status == http.StatusGone:
		return fault.NotFound
	case status == http.StatusConflict, status == http.StatusPreconditionFailed, status == http.StatusLocked:
		return fault.Conflict
	case status == http.StatusTooManyRequests:
		return fault.Throttled
	case status >= 400 && status < 500:
		return fault.Invalid
	case status >= 500:
		return fault.Unavailable
	}
	return fault.Broken
}

// deniedHint returns what would have been enough. Graph gives one answer for several causes, so it names them all.
func deniedHint(op operation) string {
	if op.needs != "" {
		return op.needs
	}
	scope := "the app needs the scope " + strings.Join(op.scopes, " or ")
	if len(op.roles) == 0 {
		return scope
	}
	role := "you need the role " + strings.Join(op.roles, " or ")
	if op.write {
		role = "you need the role " + roleAuthAdmin + ", or " + rolePrivilegedAuthAdmin +
			" for someone who holds a role or is in a role-assignable group; or they are outside your administrative unit"
	}
	return "Graph does not say which of these it is: " + scope + "; " + role
}

// Graph's texts for refusals that share the code badRequest. Only the text distinguishes them.
var rangeText = regexp.MustCompile(`(?i)between\s+(\d{1,9})\s+and\s+(\d{1,9})`)

// explain derives the cause of a 400 or 409 from its text.
func explain(f *fault.Fault, op operation) {
	if !op.write {
		f.Hint = "Graph cannot answer this request: try another way, and quote the request-id if it keeps failing"
		return
	}
	lower := strings.ToLower(f.Message)
	f.Field = fieldIn(lower)
	switch {
	case strings.Contains(lower, "usercredentialpolicy"):
		f.Kind = fault.Invalid
		f.Hint = "the tenant's Temporary Access Pass policy is off, or this person is not in its scope: " +
			"see Entra admin center, Authentication methods, Policies"
	case strings.Contains(lower, "external guest"):
		f.Kind = fault.Invalid
		f.Hint = "an external guest signs in at the home tenant: its helpdesk can issue a pass there"
	case strings.Contains(lower, "already"):
		f.Kind = fault.Conflict
		f.Hint = "delete the existing pass, then issue a new one"
	case f.Field == "lifetimeInMinutes":
		explainRange(f)
	case f.Field != "":
		f.Hint = "change it and try again"
	case f.Kind == fault.Conflict:
		f.Hint = "someone else may be changing the same account: refresh, then try again"
	default:
		f.Hint = "nothing was changed: check the request"
	}
}

// explainRange reads the policy's bounds from the refusal of a lifetime.
func explainRange(f *fault.Fault) {
	f.Hint = "choose another lifetime"
	m := rangeText.FindStringSubmatch(f.Message)
	if m == nil {
		return
	}
	f.Min, _ = strconv.Atoi(m[1])
	f.Max, _ = strconv.Atoi(m[2])
	f.Hint = "choose a lifetime of " + m[1] + " to " + m[2] + " minutes"
	if f.Min == f.Max {
		f.Hint = "choose a lifetime of exactly " + m[1] + " minutes"
	}
}

// fieldIn guesses which property a lower-case text is about, and returns Graph's name for it.
func fieldIn(lower string) string {
	switch {
	case strings.Contains(lower, "lifetime"):
		return "lifetimeInMinutes"
	case strings.Contains(lower, "startdatetime"), strings.Contains(lower, "start date"),
		strings.Contains(lower, "start time"):
		return "startDateTime"
	case strings.Contains(lower, "isusableonce"), strings.Contains(lower, "usable once"),
		strings.Contains(lower, "one-time"),
		strings.Contains(lower, "one time"), strings.Contains(lower, "multi-use"):
		return "isUsableOnce"
	}
	return ""
}

// noAnswer returns the fault of a read that got no answer, or only part of one.
func noAnswer(ctx context.Context, op operation, a answer, err error) *fault.Fault {
	f := newFault(op, fault.Offline, answer{sentID: a.sentID})
	f.Cause = err
	var signIn *signInError
	switch {
	case ctx.Err() != nil && !errors.Is(context.Cause(ctx), context.DeadlineExceeded):
		f.Kind = fault.Canceled
	case errors.As(err, &signIn):
		return signedOut(op, a, signIn)
	case errors.Is(err, errForeign):
		f.Kind = fault.Refused
		f.Hint = "Graph pointed to another host, where the sign-in must not go"
	case errors.Is(err, errTooLarge):
		f.Kind, f.Status = fault.Broken, a.status
		f.Hint = "the answer is larger than any that Graph sends"
	case reach.Of(err) != nil:
		f.Message, f.Hint = reach.Of(err).Happened, reach.Of(err).Advice
	default:
		f.Hint = "it took too long: check the network, then try again"
	}
	return f
}

// signedOut returns the fault of a call for which there was no token.
func signedOut(op operation, a answer, err *signInError) *fault.Fault {
	f := newFault(op, fault.SignIn, a)
	f.Hint, f.Cause = "sign in again", err.cause
	if inner := fault.Of(err.cause); inner != nil {
		f.Kind, f.Hint = inner.Kind, firstOf(inner.Hint, f.Hint)
		f.Message = "could not " + inner.What + ": " + firstOf(inner.Message, inner.Reason())
	}
	return f
}

// refuse returns the fault of a request that is not sent.
func refuse(op operation, hint string) *fault.Fault {
	return &fault.Fault{Kind: fault.Refused, What: op.what, Hint: hint}
}
