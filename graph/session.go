package graph

import (
	"hash/maphash"
	"maps"
	"slices"
	"sync"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
)

// certain is for how many different people in a row Graph must refuse something before that counts as a lack of the
// operator's rights. A single refusal may be about the person, or trouble that passes.
const certain = 2

// allProperties is what of a person User.ReadBasic.All does not give.
const allProperties = "all properties of a person"

// refusals are for whom Graph refused something in a row, and why the last time.
type refusals struct {
	whom []string
	why  *fault.Fault
}

// session is what a client has learnt since it was made. It is safe for concurrent use; the zero session knows nothing.
type session struct {
	mu sync.Mutex
	// policy is as much as is known; bounded says that it holds anything beyond pass.UnreadPolicy.
	policy  pass.Policy
	bounded bool
	// read says that the policy came from Graph; stale that Graph has refused an order since, so that it may have changed.
	read, stale bool
	// policyFault is why the policy could not be read the last time.
	policyFault *fault.Fault
	// methodsDenied has of whom the list of methods was refused last, and how often in a row, so that the pass is asked
	// for beside it.
	methodsDenied struct {
		whom  string
		times int
	}
	// domains are those that people found are in, the last met first.
	domains []string
	// refused has what takes rights that the operator may not have, by what it is.
	refused map[string]refusals
	// token tells the token that was used last from others. It is not the token.
	token uint64
	// unsearched are the properties that Graph refused to search in. It is replaced, never changed.
	unsearched unsearchable
}

// wantPolicy says whether the next dossier should ask for the policy.
func (s *session) wantPolicy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.read || s.stale
}

// learnPolicy takes the outcome of asking for the policy.
func (s *session) learnPolicy(p pass.Policy, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.policy, s.bounded, s.read, s.stale, s.policyFault = p, true, true, false, nil
		return
	}
	if f := fault.Of(err); f != nil && f.Kind != fault.Canceled {
		s.policyFault = f
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
	s.stale = true
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

// isBasic reports whether the operator may certainly read no more of people than User.ReadBasic.All gives.
func (s *session) isBasic() bool { return s.refusedBefore(allProperties) != nil }

// passBeside reports whether the pass is asked for beside the methods, which were refused last.
func (s *session) passBeside() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.methodsDenied.times > 0
}

// passInstead reports whether the pass is asked for instead of somebody's methods, which were refused more than once. Whom
// is their path.
func (s *session) passInstead(whom string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.methodsDenied.times >= certain && s.methodsDenied.whom == whom
}

func (s *session) setMethodsDenied(whom string, denied bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !denied || s.methodsDenied.whom != whom {
		s.methodsDenied.times = 0
	}
	if s.methodsDenied.whom = whom; denied {
		s.methodsDenied.times++
	}
}

// Forget drops what was learnt of the tenant and of the operator's rights, for when another operator has signed in.
func (c *Client) Forget() {
	s := &c.session
	s.mu.Lock()
	defer s.mu.Unlock()
	s.policy, s.bounded, s.read, s.stale, s.unsearched, s.domains = pass.Policy{}, false, false, false, nil, nil
	s.askAgain()
}

// AskAgain lets what was refused be asked for again, for when the operator has other roles than before. What was read stays known.
func (c *Client) AskAgain() {
	s := &c.session
	s.mu.Lock()
	defer s.mu.Unlock()
	s.askAgain()
}

// askAgain does it. The caller holds the lock.
func (s *session) askAgain() { s.policyFault, s.methodsDenied.times, s.refused = nil, 0, nil }

// saw takes the token of a request. Another one than before may bring other rights.
func (s *session) saw(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	mark := maphash.String(tokenSeed, token)
	if s.token != 0 && s.token != mark {
		s.askAgain()
	}
	s.token = mark
}

var tokenSeed = maphash.MakeSeed()

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

// refusedBefore returns why something is not asked for: it takes rights that the operator certainly does not have. Nil
// means that it is asked for.
func (s *session) refusedBefore(what string) *fault.Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.refused[what]; len(r.whom) >= certain {
		return r.why
	}
	return nil
}

// learnRight takes Graph's answer to something that takes rights: its refusal, or nil where it was given, which unsays
// the refusals before.
func (s *session) learnRight(what, whom string, refused *fault.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if refused == nil {
		delete(s.refused, what)
		return
	}
	if s.refused == nil {
		s.refused = map[string]refusals{}
	}
	r := s.refused[what]
	if r.why = refused; !slices.Contains(r.whom, whom) {
		r.whom = append(slices.Clone(r.whom), whom)
	}
	s.refused[what] = r
}
