package graph

import (
	"context"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// portions are the parts of a dossier's $batch; an index of -1 means that the part is not asked for. again means that
// they were asked for before, and why has, for each, why it could not be read.
type portions struct {
	parts                                    []request
	person, manager, methods, passes, policy int
	access                                   []accessPart
	again                                    bool
	why                                      []*fault.Fault
}

// add adds a part that need not be there.
func (p *portions) add(op operation, target string) int {
	p.parts = append(p.parts, once(op, target))
	return len(p.parts) - 1
}

// Dossier reads all a helpdesk needs of a person in one $batch: the person, the manager, the sign-in methods with the
// pass, the policy as long as it is not known, and the roles, groups and risk as far as they may be read. The operator
// themself is read under /me. A part that cannot be read has its fault in the dossier and takes nothing from the rest,
// except the person, without whom the whole fails. No other part is waited for: Dossier.Again says that Complete may
// bring more.
func (c *Client) Dossier(ctx context.Context, id text.Key) (person.Dossier, error) {
	path, self, err := c.pathOf(ctx, openPerson, id)
	if err != nil {
		return person.Dossier{}, err
	}
	_, _ = c.authorization(ctx) // another one than before may read what was refused; without any the batch fails
	basic := c.basic()
	ask := c.portions(path, id, self, basic)
	results, err := c.batch(ctx, openPerson, ask.parts)
	if err != nil {
		return person.Dossier{}, err
	}
	d := person.Dossier{Self: self, ReadAt: c.Now()}
	if d.Person, d.Basic, err = c.takePerson(ctx, path, basic, results[ask.person]); err != nil {
		return person.Dossier{}, err
	}
	c.take(ctx, &d, path, &ask, results)
	if !c.cloud.HasTAP() {
		d.MethodsFault = refuse(readMethods, "Microsoft's cloud in China (21Vianet) does not offer it")
		d.PassFault, d.PolicyFault = c.noPasses(listPasses), c.noPasses(readPolicy)
		d.Policy = c.learned.Policy()
		return d, nil
	}
	if ctx.Err() != nil {
		return person.Dossier{}, noAnswer(ctx, openPerson, answer{}, ctx.Err())
	}
	again := c.missing(path, &d, 0)
	d.Again = len(again.parts) > 0
	return d, nil
}

// Complete asks again for the parts of a dossier that are worth it (Dossier.Again), in one $batch for all of them,
// after what Retry-After says or else after a pause: for what a throttle or another trouble withheld up to three times,
// and once for what Graph refused, since only a refusal that is repeated counts. It returns the dossier with what that
// brought. It fails with fault.Canceled when ctx ends, and when nobody is signed in.
func (c *Client) Complete(ctx context.Context, d person.Dossier) (person.Dossier, error) {
	path, _, err := c.pathOf(ctx, openPerson, d.Person.ID)
	if err != nil {
		return d, err
	}
	for try := range maxRetries {
		ask := c.missing(path, &d, try)
		wait := c.pauseFor(ask.why, try)
		if len(ask.parts) == 0 || wait > maxWait {
			break
		}
		if err := c.clock.Sleep(ctx, wait); err != nil {
			return d, noAnswer(ctx, openPerson, answer{}, err)
		}
		results, err := c.batch(ctx, openPerson, ask.parts)
		if err != nil { // it was tried again by itself; the faults there are say no less
			break
		}
		c.take(ctx, &d, path, &ask, results)
	}
	if ctx.Err() != nil {
		return d, noAnswer(ctx, openPerson, answer{}, ctx.Err())
	}
	d.Again = false
	return d, nil
}

// pauseFor returns how long to wait before parts are asked for again: as long as the longest Retry-After among them,
// else a pause that grows; nothing where all that is wanted is to hear a refusal again.
func (c *Client) pauseFor(why []*fault.Fault, try int) (wait time.Duration) {
	now := c.clock.Now()
	for _, f := range why {
		if f == nil || f.Final() || f.Kind == fault.Refused {
			continue
		}
		pause := c.backoff(try)
		if !f.WaitUntil.IsZero() {
			pause = f.WaitUntil.Sub(now)
		}
		wait = max(wait, pause)
	}
	return wait
}

// learnRights takes what the answers about one person tell of the operator's rights. Of what the site's guard rests on
// a refusal counts only when it was repeated.
func (c *Client) learnRights(id text.Key, ask *portions, results []result) {
	for i, p := range ask.parts {
		f := fault.Of(results[i].err)
		if p.op.refusable && (f == nil || f.Final() && (ask.again || !p.op.guards)) {
			c.learned.TakeAnswer(p.op.what, folded(id), f)
		}
	}
}

// portions are all parts of a dossier, but for those that are certainly refused.
func (c *Client) portions(path string, id text.Key, self, basic bool) portions {
	p := portions{manager: -1, methods: -1, passes: -1, policy: -1}
	p.person = p.add(openPerson, path+"?$select="+personSelect(basic))
	p.parts[p.person].once = false
	p.manager = p.add(readManager, path+"/manager?$select="+managerSelect)
	if !c.cloud.HasTAP() {
		return p
	}
	p.methods = p.add(readMethods, path+"/authentication/methods")
	if beside, _ := c.learned.MethodsRefused(path); beside {
		p.passes = p.add(listPasses, path+passesTarget)
	}
	if c.learned.WantsPolicy() && c.learned.Refused(readPolicy.what) == nil {
		p.policy = p.add(readPolicy, policyTarget)
	}
	if self { // nobody issues for themself, whatever their roles
		return p
	}
	for _, a := range c.accessParts(path, id) {
		if a.at = -1; c.learned.Refused(a.op.what) == nil {
			a.at = p.add(a.op, a.target)
			p.parts[a.at].eventual = a.eventual
		}
		p.access = append(p.access, a)
	}
	return p
}

// missing are the parts that the dossier lacks and that are worth asking for again, before the try of a number from 0.
func (c *Client) missing(path string, d *person.Dossier, try int) portions {
	p := portions{person: -1, manager: -1, methods: -1, passes: -1, policy: -1, again: true}
	again := func(op operation, target string, why *fault.Fault) int {
		if c.learned.Refused(op.what) != nil || !worthAgain(why, try, op.guards) {
			return -1
		}
		p.why = append(p.why, why)
		return p.add(op, target)
	}
	if d.ManagerFault != nil {
		p.manager = again(readManager, path+"/manager?$select="+managerSelect, d.ManagerFault)
	}
	if d.MethodsFault != nil {
		p.methods = again(readMethods, path+"/authentication/methods", d.MethodsFault)
	}
	beside, _ := c.learned.MethodsRefused(path)
	if d.PassFault != nil && (p.methods < 0 || beside) {
		p.passes = again(listPasses, path+passesTarget, d.PassFault)
	}
	if d.PolicyFault != nil && c.learned.WantsPolicy() {
		p.policy = again(readPolicy, policyTarget, d.PolicyFault)
	}
	if d.Self {
		return p
	}
	for _, a := range c.accessParts(path, d.Person.ID) {
		whole, why := a.state(&d.Access)
		if whole {
			continue
		}
		if a.at = again(a.op, a.target, why); a.at >= 0 {
			p.parts[a.at].eventual = a.eventual
			p.access = append(p.access, a)
		}
	}
	return p
}

// worthAgain reports whether what could not be read is asked for again at the try of a number from 0. What the site's
// guard rests on is asked for as long as trouble lasts, and once where it was refused or is not whole.
func worthAgain(why *fault.Fault, try int, guards bool) bool {
	switch {
	case why.Final(), why != nil && why.Kind == fault.Refused:
		return guards && try == 0
	case guards, try == 0:
		return true
	}
	return why.Kind == fault.Throttled || why.Kind == fault.Unavailable
}

// take fills in what the parts brought.
func (c *Client) take(ctx context.Context, d *person.Dossier, path string, ask *portions, results []result) {
	if ask.manager >= 0 {
		d.Manager, d.ManagerFault = takeManager(results[ask.manager])
	}
	if ask.policy >= 0 {
		_ = c.takePolicy(results[ask.policy].answer, results[ask.policy].err)
	}
	d.Policy, d.PolicyFault = c.learned.Policy(), c.learned.PolicyFault()
	c.takeAccess(ctx, &d.Access, ask, results)
	c.learnRights(d.Person.ID, ask, results)
	switch {
	case ask.methods >= 0 && ask.passes >= 0:
		c.takeMethods(ctx, d, path, results[ask.methods], &results[ask.passes])
	case ask.methods >= 0:
		c.takeMethods(ctx, d, path, results[ask.methods], nil)
	case ask.passes >= 0:
		d.Pass, d.PassFault = c.takePass(ctx, results[ask.passes])
	}
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
	if d.MethodsFault = fault.Of(err); err == nil {
		c.learned.TakeMethods(path, false)
		return
	}
	if fault.Is(err, fault.Denied) {
		c.learned.TakeMethods(path, true)
		if beside == nil {
			a, err := c.do(ctx, get(listPasses, path+passesTarget))
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
