package desk

import (
	"testing"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

var denied = &fault.Fault{Kind: fault.Denied, What: "read it"}

// TestARefusalIsOfTheOperatorOnlyAfterTwoPeople: one refusal may be about the person, and one answer unsays those
// before.
func TestARefusalIsOfTheOperatorOnlyAfterTwoPeople(t *testing.T) {
	var l Learned
	for step, c := range []struct {
		whom string
		why  *fault.Fault
		want *fault.Fault
	}{
		{"ann", denied, nil}, {"ann", denied, nil}, {"bob", denied, denied},
		{"bob", nil, nil}, {"cyd", denied, nil}, {"ann", denied, denied},
	} {
		l.TakeAnswer("read it", c.whom, c.why)
		if got := l.Refused("read it"); got != c.want {
			t.Errorf("step %d, about %s: refused %v, want %v", step, c.whom, got, c.want)
		}
	}
	if got := l.Refused("read more"); got != nil {
		t.Errorf("something else is refused: %v, want nil", got)
	}
	l.AskAgain()
	if got := l.Refused("read it"); got != nil {
		t.Errorf("refused after other roles: %v, want nil", got)
	}
}

func TestMethodsAreAskedForUntilRefusedTwiceInARow(t *testing.T) {
	var l Learned
	for step, c := range []struct {
		whom            string
		refused         bool
		beside, instead bool
	}{
		{"ann", true, true, false}, {"ann", true, true, true}, {"bob", true, true, false}, {"bob", false, false, false},
	} {
		l.TakeMethods(c.whom, c.refused)
		if beside, instead := l.MethodsRefused(c.whom); beside != c.beside || instead != c.instead {
			t.Errorf("step %d: beside %v, instead %v, want %v, %v", step, beside, instead, c.beside, c.instead)
		}
	}
}

func TestThePolicyAsFarAsItIsKnown(t *testing.T) {
	var l Learned
	l.TakePolicy(pass.Policy{}, denied)
	if l.PolicyFault() != denied || !l.WantsPolicy() || l.Policy().Origin != pass.OriginNone {
		t.Errorf("refused: %v, %v, want the refusal and no policy", l.PolicyFault(), l.Policy())
	}
	l.TakePolicy(pass.Policy{}, &fault.Fault{Kind: fault.Canceled})
	if got := l.PolicyFault(); got != denied {
		t.Errorf("after a reading that was called off: %v, want %v", got, denied)
	}
	l.TakeRefusedOrder(&fault.Fault{Kind: fault.Invalid, Min: 30, Max: 90})
	if p := l.Policy(); p.MinimumLifetimeInMinutes != 30 || p.MaximumLifetimeInMinutes != 90 {
		t.Errorf("after a refused lifetime: %d to %d, want 30 to 90", p.MinimumLifetimeInMinutes, p.MaximumLifetimeInMinutes)
	}
	l.TakePolicy(pass.Policy{Origin: pass.OriginGraph, Enabled: true}, nil)
	if l.PolicyFault() != nil || l.WantsPolicy() || !l.Policy().Enabled {
		t.Errorf("read: %v, %v, want it to be known", l.PolicyFault(), l.Policy())
	}
	l.TakeRefusedOrder(&fault.Fault{Kind: fault.Invalid})
	if !l.WantsPolicy() {
		t.Error("a refused order leaves the policy as it is, want it to be read again")
	}
	l.Forget()
	if p := l.Policy(); p.Origin != pass.OriginNone {
		t.Errorf("another operator: %v, want no policy", p)
	}
}

func TestTheDomainsOfThoseMetLast(t *testing.T) {
	var l Learned
	for _, upn := range []string{"ann@one.example", "guest_x#EXT#@one.example", "bob@two.example", "cyd@TWO.example",
		"dan@three.example"} {
		l.Meet([]person.Person{{UserPrincipalName: text.NewKey(upn)}})
	}
	if got := l.Domains(); len(got) != 2 || got[0] != "three.example" || got[1] != "two.example" {
		t.Errorf("domains %q, want three.example and two.example", got)
	}
}
