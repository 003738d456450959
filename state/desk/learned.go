package desk

import (
	"maps"
	"slices"
	"sync"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
)

const (
	// certain is for how many different people Graph must refuse something in a row before that counts as a lack of the
	// operator's rights. A single refusal may be about the person, or trouble that passes.
	certain = 2
	// mostDomains is how many domains of people are remembered in addition to the operator's: an administrator's
	// account is often in another.
	mostDomains = 2
)

// Learned is what the console has learnt of the tenant and of the operator's rights from Graph's answers, so that it
// asks for nothing that is known to fail. It is safe for concurrent use; the zero Learned knows nothing.
type Learned struct {
	mu     sync.Mutex
	policy policy
	// refused has what takes rights that the operator may not have, by what it is.
	refused map[string]refusals
	// methods is of whom the list of methods was refused last, and how often in a row.
	methods struct {
		whom  string
		times int
	}
	// unsearched has the properties that Graph refused to search in, by Graph's name. It is replaced, never changed.
	unsearched map[string]*fault.Fault
	// domains are those that people found are in, the last met first.
	domains []string
}

// policy is as much as is known of the tenant's policy.
type policy struct {
	is pass.Policy
	// bounded means that it holds anything beyond pass.UnreadPolicy, read that it came from Graph, and stale that Graph
	// has refused an order since, so that it may have changed.
	bounded, read, stale bool
	// fault is why it could not be read the last time.
	fault *fault.Fault
}

// refusals are for whom Graph refused something in a row, and why the last time.
type refusals struct {
	whom []string
	why  *fault.Fault
}

// Forget drops what was learnt, for when another operator has signed in.
func (l *Learned) Forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.policy, l.refused, l.unsearched, l.domains, l.methods.times = policy{}, nil, nil, nil, 0
}

// AskAgain lets what was refused be asked for again, for when the operator has other roles than before. What was read
// stays known.
func (l *Learned) AskAgain() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.policy.fault, l.refused, l.methods.times = nil, nil, 0
}

// Policy returns what is known of the tenant's policy without asking: as it was read, or the range that Graph named in
// refusing a lifetime, or the bounds that hold in every tenant.
func (l *Learned) Policy() pass.Policy {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.policy.bounded {
		return pass.UnreadPolicy()
	}
	return l.policy.is
}

// PolicyFault returns why the policy was never read, nil where it was or nobody has asked.
func (l *Learned) PolicyFault() *fault.Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.policy.read {
		return nil
	}
	return l.policy.fault
}

// WantsPolicy reports whether the policy is not known, or may have changed.
func (l *Learned) WantsPolicy() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.policy.read || l.policy.stale
}

// TakePolicy takes the outcome of asking for the policy.
func (l *Learned) TakePolicy(p pass.Policy, why *fault.Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case why == nil:
		l.policy = policy{is: p, bounded: true, read: true}
	case why.Kind != fault.Canceled:
		l.policy.fault = why
	}
}

// TakeRefusedOrder takes the refusal of a pass: it may name the true bounds, and the policy may have changed.
func (l *Learned) TakeRefusedOrder(why *fault.Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if why.Max > 0 {
		p := l.policy.is
		if !l.policy.bounded {
			p = pass.UnreadPolicy()
		}
		l.policy.is, l.policy.bounded = p.WithRange(why.Min, why.Max), true
	}
	l.policy.stale = true
}

// Refused returns why something is not asked for: it takes rights that the operator certainly does not have. Nil means
// that it is.
func (l *Learned) Refused(what string) *fault.Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r := l.refused[what]; len(r.whom) >= certain {
		return r.why
	}
	return nil
}

// TakeAnswer takes Graph's answer about somebody to something that takes rights: its refusal, or nil where it was
// given, which cancels the earlier refusals.
func (l *Learned) TakeAnswer(what, whom string, why *fault.Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if why == nil {
		delete(l.refused, what)
		return
	}
	if l.refused == nil {
		l.refused = map[string]refusals{}
	}
	r := l.refused[what]
	if r.why = why; !slices.Contains(r.whom, whom) {
		r.whom = append(slices.Clone(r.whom), whom)
	}
	l.refused[what] = r
}

// MethodsRefused reports whether somebody's list of methods was refused last, so that the pass is asked for in
// addition, and whether that of whom was refused more than once in a row, so that the pass is asked for instead.
func (l *Learned) MethodsRefused(whom string) (beside, instead bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.methods.times > 0, l.methods.times >= certain && l.methods.whom == whom
}

// TakeMethods takes whether whom's list of methods was refused.
func (l *Learned) TakeMethods(whom string, refused bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !refused || l.methods.whom != whom {
		l.methods.times = 0
	}
	if l.methods.whom = whom; refused {
		l.methods.times++
	}
}

// Unsearched returns the properties that Graph refused to search in, and why. The caller changes nothing in it.
func (l *Learned) Unsearched() map[string]*fault.Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.unsearched
}

// TakeUnsearched takes that Graph refused to search in a property.
func (l *Learned) TakeUnsearched(property string, why *fault.Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := map[string]*fault.Fault{property: why}
	maps.Copy(all, l.unsearched)
	l.unsearched = all
}

// Domains returns the domains of people found so far, the last met first.
func (l *Learned) Domains() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.domains)
}

// Meet takes people who were found.
func (l *Learned) Meet(people []person.Person) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range people {
		if d := p.Domain(); d != "" && !p.ExternalGuest() && !slices.Contains(l.domains, d) {
			l.domains = append([]string{d}, l.domains[:min(len(l.domains), mostDomains-1)]...)
		}
	}
}
