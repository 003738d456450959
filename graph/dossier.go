package graph

import (
	"context"
	"net/http"

	"tapdesk/state/clean"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
)

// portions are the parts of a dossier's $batch; an index of -1 means that the part was not asked for.
type portions struct {
	parts                                    []part
	person, manager, methods, passes, policy int
	access                                   []accessPart
}

func (p *portions) add(op operation, target string) int {
	p.parts = append(p.parts, part{op: op, target: target})
	return len(p.parts) - 1
}

// Dossier reads all a helpdesk needs of a person in one $batch: the person, the manager, the sign-in methods with the pass,
// the policy as long as it is not known, and the roles, groups and risk as far as they may be read. The operator themself is read under /me. A part that cannot be read has its
// fault in the dossier and takes nothing from the rest, except the person, without whom the whole fails.
func (c *Client) Dossier(ctx context.Context, id clean.Key) (person.Dossier, error) {
	path, self, err := c.pathOf(ctx, openPerson, id)
	if err != nil {
		return person.Dossier{}, err
	}
	ask := c.portions(path, id, self)
	results, err := c.batch(ctx, openPerson, ask.parts)
	if err != nil {
		return person.Dossier{}, err
	}
	d := person.Dossier{Self: self, ReadAt: c.Now()}
	who := results[ask.person]
	if d.Person, err = c.takePerson(ctx, path, who.answer, who.err); err != nil {
		return person.Dossier{}, err
	}
	d.Basic = c.session.isBasic()
	d.Manager, d.ManagerFault = takeManager(results[ask.manager])
	if !c.cloud.HasTAP() {
		d.MethodsFault = refuse(readMethods, "Microsoft's cloud in China (21Vianet) does not offer it")
		d.PassFault, d.PolicyFault, d.Policy = c.noPasses(listPasses), c.noPasses(readPolicy), c.Policy()
		return d, nil
	}
	if ask.policy >= 0 {
		_, _ = c.takePolicy(results[ask.policy].answer, results[ask.policy].err)
	}
	d.Policy, d.PolicyFault = c.session.known()
	c.takeAccess(&d.Access, ask.access, results)
	var beside *result
	if ask.passes >= 0 {
		beside = &results[ask.passes]
	}
	c.takeMethods(ctx, &d, path, results[ask.methods], beside)
	if ctx.Err() != nil {
		return person.Dossier{}, noAnswer(ctx, openPerson, answer{}, ctx.Err())
	}
	return d, nil
}

func (c *Client) portions(path string, id clean.Key, self bool) portions {
	p := portions{methods: -1, passes: -1, policy: -1}
	p.person = p.add(openPerson, path+"?$select="+c.fullSelect())
	p.manager = p.add(readManager, path+"/manager?$select="+managerSelect)
	if !c.cloud.HasTAP() {
		return p
	}
	p.methods = p.add(readMethods, path+"/authentication/methods")
	if c.session.passBeside() {
		p.passes = p.add(listPasses, path+passesTarget)
	}
	if c.session.wantPolicy() {
		p.policy = p.add(readPolicy, policyTarget)
	}
	if !self { // nobody issues for themself, whatever their roles
		c.askAccess(&p, path, id)
	}
	return p
}

// takeManager returns the manager; having none is Graph's 404.
func takeManager(r result) (*person.Person, *fault.Fault) {
	if fault.Is(r.err, fault.NotFound) {
		return nil, nil
	}
	if r.err != nil {
		return nil, fault.Of(r.err)
	}
	manager, err := decodePerson(readManager, r.answer)
	if err != nil {
		return nil, fault.Of(err)
	}
	return &manager, nil
}

// takeMethods fills in the methods and the pass. The list of methods needs a wider scope than the pass alone, so where it is
// denied the pass is read beside it: now, if it was not in the batch, and in each batch from then on.
func (c *Client) takeMethods(ctx context.Context, d *person.Dossier, path string, methods result, beside *result) {
	err := methods.err
	if err == nil {
		var read sorted
		read, err = c.takeMethodList(ctx, methods.answer)
		d.Methods, d.Pass, d.PassFault = read.methods, read.pass, read.passFault
	}
	if err == nil {
		c.session.setMethodsDenied(false)
		return
	}
	d.MethodsFault = fault.Of(err)
	if fault.Is(err, fault.Denied) {
		c.session.setMethodsDenied(true)
		if beside == nil {
			a, err := c.do(ctx, request{op: listPasses, method: http.MethodGet, target: path + passesTarget})
			beside = &result{answer: a, err: err}
		}
	}
	if beside == nil {
		again := *d.MethodsFault
		again.What = listPasses.what
		d.PassFault = &again
		return
	}
	d.Pass, d.PassFault = c.takePass(ctx, *beside)
}

func (c *Client) takePass(ctx context.Context, r result) (*pass.Pass, *fault.Fault) {
	if r.err != nil {
		return nil, fault.Of(r.err)
	}
	passes, err := c.takePasses(ctx, r.answer)
	if err != nil {
		return nil, fault.Of(err)
	}
	if len(passes) == 0 {
		return nil, nil
	}
	return &passes[0], nil
}
