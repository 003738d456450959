package graph

import (
	"maps"
	"sync"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
)

// maxPolicyTries is how often a session asks for the policy in vain before it stops: the first time and once more.
const maxPolicyTries = 2

// session is what a client has learnt since it was made. It is safe for concurrent use; the zero session knows nothing.
type session struct {
	mu sync.Mutex
	// policy is as much as is known; bounded says that it holds anything beyond pass.UnreadPolicy.
	policy  pass.Policy
	bounded bool
	// read says that the policy came from Graph; stale that Graph has refused an order since, so that it may have changed.
	read, stale bool
	// policyFault is why the policy could not be read the last time, failures how often in a row.
	policyFault *fault.Fault
	failures    int
	// basic says that the operator may read no more of people than User.ReadBasic.All gives.
	basic bool
	// methodsDenied says that the list of methods was refused, so that the pass is asked for beside it.
	methodsDenied bool
	// domains are those that people found are in, the last met first.
	domains []string
	// unread has why parts that need not be there were refused, by what they are: they are not asked for again.
	unread map[string]*fault.Fault
	// unsearched are the properties that Graph refused to search in. It is replaced, never changed.
	unsearched unsearchable
}

// wantPolicy says whether the next dossier should ask for the policy.
func (s *session) wantPolicy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.policyFault != nil && s.policyFault.Kind == fault.Denied || s.failures >= maxPolicyTries {
		return false
	}
	return !s.read || s.stale
}

// learnPolicy takes the outcome of asking for the policy.
func (s *session) learnPolicy(p pass.Policy, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.policy, s.bounded, s.read, s.stale, s.policyFault, s.failures = p, true, true, false, nil, 0
		return
	}
	if f := fault.Of(err); f != nil && f.Kind != fault.Canceled {
		s.policyFault = f
		s.failures++
	}
}

// learnRefusal takes the refusal of an order: it may name the true bounds, and the policy may have changed.
func (s *session) learnRefusal(f *fault.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Max > 0 {
		p := s.policy
		if !s.bounded {
			p = pass.UnreadPolicy()
		}
		s.policy, s.bounded = p.WithRange(f.Min, f.Max), true
	}
	s.stale, s.failures = true, 0
}

// known returns the policy, and why it is not Graph's own.
func (s *session) known() (pass.Policy, *fault.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.bounded {
		return pass.UnreadPolicy(), s.policyFault
	}
	if s.read {
		return s.policy, nil
	}
	return s.policy, s.policyFault
}

func (s *session) isBasic() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.basic
}

func (s *session) setBasic() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.basic = true
}

func (s *session) passBeside() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.methodsDenied
}

func (s *session) setMethodsDenied(denied bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.methodsDenied = denied
}

// Forget drops what was learnt of the tenant and of the operator's rights, for when another operator has signed in.
func (c *Client) Forget() {
	s := &c.session
	s.mu.Lock()
	defer s.mu.Unlock()
	s.policy, s.bounded, s.read, s.stale, s.policyFault, s.failures = pass.Policy{}, false, false, false, nil, 0
	s.basic, s.methodsDenied, s.unread, s.unsearched, s.domains = false, false, nil, nil, nil
}

// AskAgain lets what was refused be asked for again, for when the operator has other roles than before. What was read stays known.
func (c *Client) AskAgain() {
	s := &c.session
	s.mu.Lock()
	defer s.mu.Unlock()
	s.policyFault, s.failures, s.basic, s.methodsDenied, s.unread = nil, 0, false, false, nil
}

// notSearched returns the properties that Graph refused to search in. The caller changes nothing in it.
func (s *session) notSearched() unsearchable {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unsearched
}

func (s *session) setNotSearched(property string, why *fault.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := unsearchable{property: why}
	maps.Copy(all, s.unsearched)
	s.unsearched = all
}

// refusedBefore returns why a part that need not be there was refused before, nil when it was not.
func (s *session) refusedBefore(op operation) *fault.Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unread[op.what]
}

// learnRefused remembers that such a part is refused: it takes a scope or a role that the operator does not have.
func (s *session) learnRefused(op operation, f *fault.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unread == nil {
		s.unread = map[string]*fault.Fault{}
	}
	s.unread[op.what] = f
}
