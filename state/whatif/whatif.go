// Package whatif says from Microsoft's simulation of Conditional Access what may stop somebody who signs in with a
// pass.
//
// The simulation is not the sign-in. A condition that it is not given counts as not met, so that the policy seems not
// to apply, and of several reasons it names the first alone. So nothing here ever says that nothing is in the way
// while something was not given, and a policy that did not apply for want of an input is one that the sign-in depends
// on. Sources: learn.microsoft.com/graph/api/conditionalaccessroot-evaluate,
// learn.microsoft.com/entra/identity/conditional-access/what-if-tool.
//
// It is pure. Strings are safe to draw (state/text); times are UTC.
package whatif

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tapdesk/state/text"
)

// Action is what the caller is about to do.
type Action int

// The two things that a person with a pass does.
const (
	// Register is the registration of security information, which a sign-in with a pass may lead to by itself.
	Register Action = iota
	// Manage is opening My Sign-ins, where methods are managed.
	Manage
)

// String returns the action in the operator's words.
func (a Action) String() string {
	if a == Manage {
		return openSignIns
	}
	return registerOne
}

// Actions are those that are simulated, in the order in which a caller does them.
var Actions = []Action{Register, Manage}

// Inputs are the conditions that the simulation is given. What is empty or nil is not given.
type Inputs struct {
	// Platform is Graph's: android, iOS, windows, macOS or linux.
	Platform text.Text
	// Country has two letters, Address is an IP address. Both are as the sign-in log has them: a guess, and of
	// another moment.
	Country, Address text.Text
	// Compliant reports whether the device is compliant.
	Compliant *bool
	// UserRisk is the riskLevel that Entra holds of the person.
	UserRisk text.Text
}

// Open names what is not given, in the operator's words. The risk of the sign-in to come is never known.
func (in Inputs) Open() (open []string) {
	for _, one := range []struct {
		given bool
		name  string
	}{
		{in.Platform != "", givenPlatform}, {in.Country != "", givenCountry}, {in.Address != "", givenAddress},
		{in.Compliant != nil, givenDevice},
		{in.UserRisk != "", givenRisk}, {false, givenSignInRisk},
	} {
		if !one.given {
			open = append(open, one.name)
		}
	}
	return open
}

// Policy is one policy as the simulation answers it, with Graph's names.
// Source: learn.microsoft.com/graph/api/resources/whatifanalysisresult.
type Policy struct {
	DisplayName text.Text `json:"displayName"`
	// State is enabled, enabledForReportingButNotEnforced or disabled.
	State text.Text `json:"state"`
	// PolicyApplies is nil where Graph did not say.
	PolicyApplies *bool `json:"policyApplies"`
	// AnalysisReasons are the reasons why it does not, separated by commas.
	AnalysisReasons text.Text `json:"analysisReasons"`
	// Grants are nil where the policy asks for nothing before it lets somebody in.
	Grants *Grants `json:"grantControls"`
	// Frequency is how often it wants a new sign-in, "1 hours"; empty where it does not.
	Frequency text.Text `json:"-"`
}

// Grants are what a policy asks for. Operator is AND or OR.
type Grants struct {
	Operator        text.Text   `json:"operator"`
	BuiltInControls []text.Text `json:"builtInControls"`
	CustomFactors   []text.Text `json:"customAuthenticationFactors"`
	TermsOfUse      []text.Text `json:"termsOfUse"`
	Strength        *Strength   `json:"authenticationStrength"`
}

// Strength is an authentication strength. AllowedCombinations are the methods that meet it.
type Strength struct {
	DisplayName         text.Text   `json:"displayName"`
	AllowedCombinations []text.Text `json:"allowedCombinations"`
}

// Simulation is the answer for one action.
type Simulation struct {
	Action   Action
	Inputs   Inputs
	Policies []Policy
	// Cut says that not all policies were read.
	Cut bool
	// ReadAt is when Graph answered, by Graph's clock.
	ReadAt time.Time
}

// Kind is how a finding weighs, the heaviest first.
type Kind int

// The kinds of findings.
const (
	// Blocks: the policy lets nobody in.
	Blocks Kind = iota
	// Wants: the policy asks for something that a pass does not meet.
	Wants
	// Depends: the policy did not apply, and may for want of an input or for a reason that nobody named.
	Depends
	// Note: it is no obstacle.
	Note
)

// Finding is what there is to say of one policy. Says is lower case, without a full stop.
type Finding struct {
	Kind   Kind
	Policy text.Text
	Says   string
}

// Findings are what there is to say, the heaviest first, in Graph's order otherwise. Policies that only report count
// for nothing.
func (s Simulation) Findings() (all []Finding) {
	for _, p := range s.Policies {
		if f, any := s.finding(p); any {
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b Finding) int { return int(a.Kind) - int(b.Kind) })
	return all
}

func (s Simulation) finding(p Policy) (Finding, bool) {
	f := Finding{Kind: Depends, Policy: p.DisplayName}
	switch {
	case p.State == "disabled", p.State == "enabledForReportingButNotEnforced":
		return f, false
	case p.State != "enabled":
		f.Says = unknownState
		return f, true
	case p.PolicyApplies == nil:
		f.Says = unknownEffect
		return f, true
	case !*p.PolicyApplies:
		f.Says = s.Inputs.dependsOn(p.AnalysisReasons)
		return f, f.Says != ""
	}
	if f.Kind, f.Says = p.Grants.against(s.Action); f.Says != "" {
		return f, true
	}
	if p.Frequency != "" {
		return Finding{Kind: Note, Policy: p.DisplayName, Says: fmt.Sprintf(formatFrequency, p.Frequency)}, true
	}
	return f, false
}

// settled are the reasons for which a policy does not apply whatever was not given, and the inputs that make others so.
var settled = []string{"users", "workloadidentities", "application", "useractions", "authenticationcontext",
	"clientapps"}

// dependsOn says what a policy that did not apply depends on; empty where it does not apply whatever was not given.
func (in Inputs) dependsOn(reasons text.Text) string {
	var on []string
	for reason := range strings.SplitSeq(strings.ToLower(string(reasons)), ",") {
		switch reason = strings.TrimSpace(reason); {
		case slices.Contains(settled, reason), reason == "deviceplatform" && in.Platform != "",
			reason == "location" && in.Country != "" && in.Address != "", reason == "userrisk" && in.UserRisk != "":
		case reason == "notenoughinformation":
			on = append(on, onNotGiven)
		case reason == "deviceplatform":
			on = append(on, onPlatform)
		case reason == "location":
			on = append(on, onPlace)
		case reason == "devices":
			on = append(on, onDevice)
		case reason == "userrisk", reason == "signinrisk", reason == "insiderrisk":
			on = append(on, onRisk)
		default:
			on = append(on, unknown)
		}
	}
	if len(on) == 0 {
		return ""
	}
	return fmt.Sprintf(formatDependsOn, strings.Join(slices.Compact(on), and))
}
