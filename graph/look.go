package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/state/watch"
)

const lookAtPass = "look at the pass"

// Look checks a pass and the methods that the person has registered. One request covers both, because the list of
// methods contains the pass; the pass alone would cost as much of the same limit, and show no new method. Only if the
// list does not have it, or if methods are denied, is the pass requested by its id. Nothing is
// sent again, whatever comes back: the caller checks again soon, and the time from Retry-After is in the result. The
// operator's own pass is read under /me. Source: learn.microsoft.com/graph/api/authentication-list-methods.
func (c *Client) Look(ctx context.Context, id, passID text.Key) watch.Look {
	look := watch.Look{UseVisible: c.Beta()}
	path, err := c.passesPath(ctx, readPass, id)
	if err == nil && passID.IsZero() {
		err = refuse(readPass, "no pass was given")
	}
	if err == nil {
		err = c.look(ctx, &look, path, passID)
	}
	if look.Fault = fault.Of(err); look.Fault != nil {
		look.Fault.What = lookAtPass
	}
	look.At = c.Now()
	for _, f := range []*fault.Fault{look.Fault, look.PassFault, look.MethodsFault} {
		if f != nil && !f.WaitUntil.IsZero() {
			look.NotBefore = f.WaitUntil.Add(c.skew.Offset()) // by Graph's clock
		}
	}
	return look
}

// look does the work of Look. It fails if it learnt nothing about the pass or the methods.
func (c *Client) look(ctx context.Context, look *watch.Look, path string, passID text.Key) error {
	whom := strings.TrimSuffix(path, passesTarget)
	if _, instead := c.learned.MethodsRefused(whom); instead {
		look.MethodsFault = deniedMethods()
	} else if err := c.lookAtMethods(ctx, look, whom); err != nil {
		return err
	}
	if look.Listed != nil && look.Listed.ID == passID {
		look.Pass = look.Listed
		return nil
	}
	look.Requests++
	a, err := c.do(ctx, once(readPass, path+"/"+url.PathEscape(passID.Wire())))
	if err == nil {
		p, odd := decodePass(readPass, a)
		if err = odd; odd == nil {
			look.Pass = &p
		}
	}
	// A 404 is about the pass, not the person, only if one of the person's lists was answered.
	if fault.Is(err, fault.NotFound) && (look.MethodsFault == nil || c.lookAtList(ctx, look, path)) {
		look.Absent, err = true, nil
	}
	if look.PassFault = fault.Of(err); fault.Is(err, fault.Canceled) {
		return err
	}
	return nil
}

// lookAtMethods reads the list of methods. A denial goes into look; any other failure is returned.
func (c *Client) lookAtMethods(ctx context.Context, look *watch.Look, whom string) error {
	look.Requests++
	a, err := c.do(ctx, once(readMethods, whom+"/authentication/methods"))
	if fault.Is(err, fault.Denied) {
		c.learned.TakeMethods(whom, true)
		look.MethodsFault = fault.Of(err)
		return nil
	}
	if err != nil {
		return err
	}
	p, err := pageOf[json.RawMessage](readMethods, a)
	if err != nil {
		return err
	}
	c.learned.TakeMethods(whom, false)
	read := sortMethods(a, p.items)
	look.Methods, look.Listed, look.MethodsPart = read.methods, read.pass, p.next != ""
	if look.Methods == nil {
		look.Methods = []person.Method{}
	}
	return nil
}

// lookAtList reads the list of passes, if the list of methods is denied, and reports whether it was answered.
func (c *Client) lookAtList(ctx context.Context, look *watch.Look, path string) bool {
	look.Requests++
	a, err := c.do(ctx, once(listPasses, path))
	if err != nil {
		return false
	}
	passes, err := c.takePasses(ctx, a)
	if len(passes) > 0 {
		look.Listed = &passes[0]
	}
	return err == nil
}

// deniedMethods returns why methods are not requested: Graph denied them before.
func deniedMethods() *fault.Fault {
	return &fault.Fault{
		Kind: fault.Denied, What: readMethods.what, Status: http.StatusForbidden,
		Scopes: readMethods.scopes, Roles: readMethods.roles, Hint: deniedHint(readMethods),
	}
}
