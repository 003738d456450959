package graph

import (
	"context"
	"slices"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// dossierPart is one part of a dossier: its request, whether the dossier lacks it, and where the answer goes.
type dossierPart struct {
	request
	// lacks reports whether the dossier lacks the part, and why.
	lacks func(d *person.Dossier) (bool, *fault.Fault)
	// take stores the answer. again means that the part was requested before; a list is then read to its end.
	take func(ctx context.Context, c *Client, d *person.Dossier, r result, again bool)
}

// Dossier reads everything a helpdesk needs about a person in one $batch: the person, the manager, the sign-in methods
// with the pass, the policy until it is known, and the roles, groups and risk that may be read. The operator's own
// dossier is read under /me. The fault of a part that cannot be read is in the dossier and does not affect the rest;
// only without the person does the whole fail. Dossier does not wait for other parts: Dossier.Again says that Complete
// may bring more.
func (c *Client) Dossier(ctx context.Context, id text.Key) (person.Dossier, error) {
	path, self, err := c.pathOf(ctx, openPerson, id)
	if err != nil {
		return person.Dossier{}, err
	}
	_, _ = c.authorization(ctx) // a new token may read what was refused; without one the batch fails
	basic, d := c.basic(), person.Dossier{Self: self}
	ask := c.firstParts(ctx, path, id, &d)
	whom := get(openPerson, path+"?$select="+personSelect(basic))
	results, err := c.batch(ctx, openPerson, append([]request{whom}, requests(ask)...))
	if err != nil {
		return person.Dossier{}, err
	}
	d.ReadAt = c.Now()
	if d.Person, d.Basic, err = c.takePerson(ctx, path, basic, results[0]); err != nil {
		return person.Dossier{}, err
	}
	c.take(ctx, &d, path, ask, results[1:], false)
	if !c.cloud.HasTAP() {
		d.MethodsFault = refuse(readMethods, "Microsoft's cloud in China (21Vianet) does not offer it")
		d.PassFault, d.PolicyFault = c.noPasses(listPasses), c.noPasses(readPolicy)
		return d, nil
	}
	if ctx.Err() != nil {
		return person.Dossier{}, noAnswer(ctx, openPerson, answer{}, ctx.Err())
	}
	more, _ := c.missing(path, &d, 0)
	d.Again = len(more) > 0
	return d, nil
}

// Complete requests the missing parts of a dossier again (Dossier.Again), all in one $batch, after the time in
// Retry-After or a pause. It requests a part that a limit or another failure withheld up to three times, and one that
// Graph refused once, because only a repeated refusal counts. It returns the dossier with the new parts. It fails with
// fault.Canceled when ctx ends, and if nobody is signed in.
func (c *Client) Complete(ctx context.Context, d person.Dossier) (person.Dossier, error) {
	path, _, err := c.pathOf(ctx, openPerson, d.Person.ID)
	if err != nil {
		return d, err
	}
	for try := range maxRetries {
		ask, why := c.missing(path, &d, try)
		wait := c.pauseFor(why, try)
		if len(ask) == 0 || wait > maxWait {
			break
		}
		if err := c.clock.Sleep(ctx, wait); err != nil {
			return d, noAnswer(ctx, openPerson, answer{}, err)
		}
		results, err := c.batch(ctx, openPerson, requests(ask))
		if err != nil { // it has been retried already; the faults in the dossier say as much
			break
		}
		c.take(ctx, &d, path, ask, results, true)
	}
	if ctx.Err() != nil {
		return d, noAnswer(ctx, openPerson, answer{}, ctx.Err())
	}
	d.Again = false
	return d, nil
}

func requests(parts []dossierPart) []request {
	out := make([]request, len(parts))
	for i, p := range parts {
		out[i] = p.request
	}
	return out
}

// pauseFor returns how long to wait before parts are requested again: the longest Retry-After among them, otherwise a
// growing pause; nothing if all of them were refused.
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

// parts returns all parts of a dossier except the person.
func (c *Client) parts(path string, id text.Key, self bool) []dossierPart {
	all := []dossierPart{{
		request: once(readManager, path+"/manager?$select="+managerSelect),
		lacks:   func(d *person.Dossier) (bool, *fault.Fault) { return d.ManagerFault != nil, d.ManagerFault },
		take:    takeManager,
	}}
	if !c.cloud.HasTAP() {
		return all
	}
	all = append(all, dossierPart{
		request: once(readMethods, path+"/authentication/methods"),
		lacks:   func(d *person.Dossier) (bool, *fault.Fault) { return d.MethodsFault != nil, d.MethodsFault },
		take:    takeMethods,
	}, dossierPart{
		request: once(listPasses, path+passesTarget),
		lacks:   func(d *person.Dossier) (bool, *fault.Fault) { return d.PassFault != nil, d.PassFault },
		take:    takePass,
	})
	if c.learned.WantsPolicy() {
		all = append(all, dossierPart{
			request: once(readPolicy, policyTarget),
			lacks:   func(d *person.Dossier) (bool, *fault.Fault) { return d.PolicyFault != nil, d.PolicyFault },
			take: func(_ context.Context, c *Client, _ *person.Dossier, r result, _ bool) {
				_ = c.takePolicy(r.answer, r.err)
			},
		})
	}
	if self { // nobody can issue a pass for themselves, whatever their roles
		return all
	}
	return append(all, accessParts(path, id)...)
}

// firstParts returns the parts to request first. They include the pass only if the methods, which contain it, may be
// refused. A part that is certain to be refused gets its fault.
func (c *Client) firstParts(ctx context.Context, path string, id text.Key, d *person.Dossier) (ask []dossierPart) {
	beside, _ := c.learned.MethodsRefused(path)
	for _, p := range c.parts(path, id, d.Self) {
		why := c.learned.Refused(p.op.what)
		switch {
		case why != nil:
			p.take(ctx, c, d, result{err: why}, false)
		case beside || p.op.what != listPasses.what:
			ask = append(ask, p)
		}
	}
	return ask
}

// missing returns the parts that the dossier lacks and that are worth requesting again, and why it lacks them. try
// counts from 0.
func (c *Client) missing(path string, d *person.Dossier, try int) (ask []dossierPart, why []*fault.Fault) {
	beside, _ := c.learned.MethodsRefused(path)
	for _, p := range c.parts(path, d.Person.ID, d.Self) {
		lacks, f := p.lacks(d)
		if !lacks || c.learned.Refused(p.op.what) != nil || !worthAgain(f, try, p.op.guards) {
			continue
		}
		if p.op.what == listPasses.what && asksFor(ask, readMethods) && !beside {
			continue
		}
		ask, why = append(ask, p), append(why, f)
	}
	return ask, why
}

func asksFor(parts []dossierPart, op operation) bool {
	return slices.ContainsFunc(parts, func(p dossierPart) bool { return p.op.what == op.what })
}

// worthAgain reports whether a part that could not be read is requested again. try counts from 0. A part that the
// site's guard depends on is requested while failures last, and once if it was refused or is incomplete.
func worthAgain(why *fault.Fault, try int, guards bool) bool {
	switch {
	case why.Final(), why != nil && why.Kind == fault.Refused:
		return guards && try == 0
	case guards, try == 0:
		return true
	}
	return why.Kind == fault.Throttled || why.Kind == fault.Unavailable
}

// take stores what the parts brought, and what they show about the operator's rights. For parts that the site's guard
// depends on, a refusal counts only if it was repeated.
func (c *Client) take(
	ctx context.Context, d *person.Dossier, path string, ask []dossierPart, results []result, again bool,
) {
	for i, p := range ask {
		p.take(ctx, c, d, results[i], again)
		f := fault.Of(results[i].err)
		if p.op.refusable && (f == nil || f.Final() && (again || !p.op.guards)) {
			c.learned.TakeAnswer(p.op.what, folded(d.Person.ID), f)
		}
	}
	d.Policy, d.PolicyFault = c.learned.Policy(), c.learned.PolicyFault()
	if !asksFor(ask, readMethods) {
		return
	}
	denied := fault.Is(d.MethodsFault, fault.Denied)
	if d.MethodsFault == nil || denied {
		c.learned.TakeMethods(path, denied)
	}
	switch {
	case d.MethodsFault == nil, asksFor(ask, listPasses):
	case denied: // the list of methods needs a wider scope than the pass alone
		a, err := c.do(ctx, get(listPasses, path+passesTarget))
		takePass(ctx, c, d, result{answer: a, err: err}, again)
	default:
		why := *d.MethodsFault
		why.What = listPasses.what
		d.PassFault = &why
	}
}

// takeManager stores the manager. Graph's 404 means that there is none.
func takeManager(_ context.Context, _ *Client, d *person.Dossier, r result, _ bool) {
	d.Manager, d.ManagerFault = nil, nil
	if fault.Is(r.err, fault.NotFound) {
		return
	}
	manager, err := person.Person{}, r.err
	if err == nil {
		manager, err = decodePerson(readManager, r.answer)
	}
	if d.ManagerFault = fault.Of(err); err == nil {
		d.Manager = &manager
	}
}

// takeMethods stores the methods and the pass among them.
func takeMethods(ctx context.Context, c *Client, d *person.Dossier, r result, _ bool) {
	read, err := sorted{}, r.err
	if err == nil {
		read, err = c.takeMethodList(ctx, r.answer)
	}
	if d.MethodsFault = fault.Of(err); err == nil {
		d.Methods, d.Pass, d.PassFault = read.methods, read.pass, read.passFault
	}
}

// takePass stores the pass on its own, if there are no methods to take it from.
func takePass(ctx context.Context, c *Client, d *person.Dossier, r result, _ bool) {
	if d.MethodsFault == nil && d.PassFault == nil {
		return
	}
	passes, err := []pass.Pass(nil), r.err
	if err == nil {
		passes, err = c.takePasses(ctx, r.answer)
	}
	if d.Pass, d.PassFault = nil, fault.Of(err); len(passes) > 0 {
		d.Pass = &passes[0]
	}
}
