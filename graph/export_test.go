package graph

import (
	"context"
	"net/url"

	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// These are reads that no screen asks for by themselves: single GETs, on which the ways of the client are tested.

// Passes lists the person's passes.
func (c *Client) Passes(ctx context.Context, id text.Key) ([]pass.Pass, error) {
	path, err := c.passesPath(ctx, listPasses, id)
	if err != nil {
		return nil, err
	}
	a, err := c.do(ctx, get(listPasses, path))
	if err != nil {
		return nil, err
	}
	return c.takePasses(ctx, a)
}

// Pass reads one pass.
func (c *Client) Pass(ctx context.Context, id, passID text.Key) (pass.Pass, error) {
	path, err := c.passesPath(ctx, readPass, id)
	if err != nil {
		return pass.Pass{}, err
	}
	a, err := c.do(ctx, get(readPass, path+"/"+url.PathEscape(passID.Wire())))
	if err != nil {
		return pass.Pass{}, err
	}
	return decodePass(readPass, a)
}

// Person reads one person by object id or userPrincipalName.
func (c *Client) Person(ctx context.Context, idOrUPN string) (person.Person, error) {
	path, basic := userPath(idOrUPN), c.basic()
	a, err := c.do(ctx, get(openPerson, path+"?$select="+personSelect(basic)))
	p, _, err := c.takePerson(ctx, path, basic, result{answer: a, err: err})
	return p, err
}

// ReadPolicy reads the tenant's policy.
func (c *Client) ReadPolicy(ctx context.Context) (pass.Policy, error) {
	if err := c.withoutPasses(readPolicy); err != nil {
		return c.Policy(), err
	}
	a, err := c.do(ctx, get(readPolicy, policyTarget))
	err = c.takePolicy(a, err)
	return c.Policy(), err
}

// Policy, AskAgain and Forget are those of what the client has learnt.
func (c *Client) Policy() pass.Policy { return c.learned.Policy() }
func (c *Client) AskAgain()           { c.learned.AskAgain() }
func (c *Client) Forget()             { c.learned.Forget() }
