package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/state/watch"
)

// lookAtPass is one look of a watch.
var lookAtPass = operation{
	what:    "look at the pass",
	scopes:  readPass.scopes,
	roles:   readPass.roles,
	missing: personGone,
}

// Look takes one look at a pass by its id, and at the person's methods beside it, in one request: it is not sent again
// whatever comes back, since the one who watches looks again soon, and what Graph asks for by Retry-After is in the
// look. Only a part that did not come with it, or is no JSON, is asked for by itself. Where the list of methods is
// denied, the list of passes takes its place. For the operator themself it reads under /me.
func (c *Client) Look(ctx context.Context, id, passID text.Key) watch.Look {
	path, err := c.passesPath(ctx, lookAtPass, id)
	if err == nil && passID.IsZero() {
		err = refuse(lookAtPass, "no pass was named")
	}
	if err != nil {
		return watch.Look{At: c.Now(), Fault: fault.Of(err)}
	}
	parts := []part{{op: readPass, target: path + "/" + url.PathEscape(passID.Wire())}, {op: listPasses, target: path}}
	whom := strings.TrimSuffix(path, passesTarget)
	if _, instead := c.learned.MethodsRefused(whom); !instead {
		parts[1] = part{op: readMethods, target: whom + "/authentication/methods"}
	}
	a, err := c.once(ctx, request{op: lookAtPass, method: http.MethodPost, target: "/$batch", body: encodeBatch(parts), parts: parts})
	var answers []answer
	if err == nil {
		if answers, err = c.unpack(ctx, lookAtPass, a, parts); c.lookSingly(ctx, parts, answers) {
			err = nil
		}
	}
	look := watch.Look{At: c.Now(), Fault: fault.Of(err), NotBefore: c.waitUntil(err)}
	if err == nil {
		c.takeLook(&look, parts, answers, passID)
		if f := look.MethodsFault; parts[1].op.what == readMethods.what && (f == nil || f.Kind == fault.Denied) {
			c.learned.TakeMethods(whom, f != nil)
		}
	}
	return look
}

// lookSingly asks for the parts that the batch did not bring, each by itself and once, and reports whether any was
// answered.
func (c *Client) lookSingly(ctx context.Context, parts []part, answers []answer) (any bool) {
	for i, p := range parts {
		if answers[i].status == 0 {
			// What it was refused for is in the answer.
			answers[i], _ = c.once(ctx, request{op: p.op, method: http.MethodGet, target: p.target})
			any = any || answers[i].status/100 == 2 && isObject(answers[i].body)
		}
	}
	return any
}

// once sends a read one time. A token that was refused is replaced, for the next one.
func (c *Client) once(ctx context.Context, r request) (answer, error) {
	r.once = true
	if err := c.admit(ctx, r); err != nil {
		return answer{}, err
	}
	token, err := c.authorization(ctx)
	if err != nil {
		return answer{}, noAnswer(ctx, r.op, answer{}, &signInError{cause: err})
	}
	a, err := c.send(ctx, r, token)
	c.heed(r.op, a)
	if err == nil && a.status/100 == 2 {
		return a, nil
	}
	if err == nil && a.refusesToken(r.op) {
		if _, err := c.tokens.Renew(ctx, token, challenge(a.header)); err != nil {
			return a, noAnswer(ctx, r.op, a, &signInError{cause: err})
		}
	}
	return a, c.readFault(ctx, r.op, a, err)
}

// renewFor replaces the token where a part of a batch was refused for it.
func (c *Client) renewFor(ctx context.Context, answers []answer) {
	for _, a := range answers {
		if a.status != http.StatusUnauthorized || !a.graphs() {
			continue
		}
		if token, err := c.tokens.Token(ctx); err == nil {
			_, _ = c.tokens.Renew(ctx, token, challenge(a.header)) // a failure is met by the next request
		}
		return
	}
}

// waitUntil returns what a fault says of when to try again, by Graph's clock; zero where it says nothing.
func (c *Client) waitUntil(err error) time.Time {
	f := fault.Of(err)
	if f == nil || f.WaitUntil.IsZero() {
		return time.Time{}
	}
	return f.WaitUntil.Add(c.skew.Offset())
}

// takeLook reads the two parts of a look. Only where the other part was answered does a 404 speak of the pass and not of the person.
func (c *Client) takeLook(look *watch.Look, parts []part, answers []answer, passID text.Key) {
	look.UseVisible = c.beta()
	beside := c.takeBeside(look, parts[1].op, answers[1])
	first := c.refused(look, readPass, answers[0])
	if first == nil {
		p, err := decodePass(readPass, answers[0])
		if err == nil {
			look.Pass = &p
			return
		}
		first = fault.Of(err)
	}
	switch {
	case first.Kind == fault.NotFound && beside:
		look.Absent = true
	case look.Listed != nil && look.Listed.ID == passID:
		look.Pass = look.Listed
	default:
		look.PassFault = first
	}
}

// takeBeside reads the list beside the pass: of methods or, where those are denied, of passes. It says whether there was one.
func (c *Client) takeBeside(look *watch.Look, op operation, a answer) bool {
	f := c.refused(look, op, a)
	var items []json.RawMessage
	var next string
	if f == nil {
		var err error
		items, next, err = decodeList(op, a)
		f = fault.Of(err)
	}
	if op.what == listPasses.what {
		look.MethodsFault = deniedMethods()
		if f == nil && len(items) > 0 {
			if p, err := decodePass(listPasses, within(a, items[0])); err == nil {
				look.Listed = &p
			}
		}
		return f == nil
	}
	if f == nil {
		read := sortMethods(a, items)
		look.Methods, look.Listed = read.methods, read.pass
	}
	look.MethodsFault, look.MethodsPart = f, next != ""
	if f == nil && look.Methods == nil {
		look.Methods = []person.Method{}
	}
	return f == nil
}

// deniedMethods is why methods are not even asked for: Graph denied them before.
func deniedMethods() *fault.Fault {
	return &fault.Fault{
		Kind: fault.Denied, What: readMethods.what, Status: http.StatusForbidden, Scopes: readMethods.scopes, Roles: readMethods.roles,
		Hint: deniedHint(readMethods),
	}
}

// refused returns the fault of a part that was not answered with 2xx, and lets the look know how long to wait.
func (c *Client) refused(look *watch.Look, op operation, a answer) *fault.Fault {
	switch a.status / 100 {
	case 2:
		return nil
	case 0:
		f := newFault(op, fault.Broken, a)
		f.Hint = "Graph left a part of the answer out"
		return f
	}
	f := c.refusal(op, a)
	if until := c.waitUntil(f); until.After(look.NotBefore) {
		look.NotBefore = until
	}
	return f
}
