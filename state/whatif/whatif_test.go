package whatif_test

import (
	"fmt"
	"strings"
	"testing"

	"tapdesk/state/text"
	"tapdesk/state/whatif"
)

// given are all inputs that there can be.
func given() whatif.Inputs {
	return whatif.Inputs{Platform: "windows", Country: "GB", Address: "192.0.2.20", Compliant: new(false),
		UserRisk: "none"}
}

// policy is one that applies and asks for some built-in controls, of which all are needed.
func policy(controls ...text.Text) whatif.Policy {
	return whatif.Policy{
		DisplayName: "P", State: "enabled", PolicyApplies: new(true), AnalysisReasons: "notSet",
		Grants: &whatif.Grants{Operator: "AND", BuiltInControls: controls},
	}
}

func with(p whatif.Policy, change func(*whatif.Policy)) whatif.Policy {
	change(&p)
	return p
}

// away is a policy that blocks, and did not apply for these reasons.
func away(reasons text.Text) whatif.Policy {
	return with(policy("block"), func(p *whatif.Policy) { p.PolicyApplies, p.AnalysisReasons = new(false), reasons })
}

func strength(combinations ...text.Text) whatif.Policy {
	return with(policy(), func(p *whatif.Policy) {
		p.Grants.Strength = &whatif.Strength{DisplayName: "S", AllowedCombinations: combinations}
	})
}

func says(s whatif.Simulation) string {
	var all []string
	for _, f := range s.Findings() {
		all = append(all, f.Says)
	}
	return strings.Join(all, "; ")
}

// TestTraps: each would be a false all-clear.
func TestTraps(t *testing.T) {
	const unknown, lost = "depends on something this console does not know", "depends on what was not given"
	or := func(p *whatif.Policy) { p.Grants.Operator = "OR" }
	reporting := func(p *whatif.Policy) { p.State = "enabledForReportingButNotEnforced" }
	for name, tt := range map[string]struct {
		policy whatif.Policy
		inputs whatif.Inputs
		want   string
	}{
		"an input is missing":                    {away("notEnoughInformation"), given(), lost},
		"an input is missing, among others":      {away("location,notEnoughInformation"), given(), lost},
		"users, and an input is missing":         {away("users, notEnoughInformation"), given(), lost},
		"no place was given":                     {away("location"), whatif.Inputs{Platform: "iOS"}, "depends on the place"},
		"a country without an address":           {away("location"), whatif.Inputs{Country: "GB"}, "depends on the place"},
		"a place was given":                      {away("location"), given(), ""},
		"no platform was given":                  {away("devicePlatform"), whatif.Inputs{}, "depends on the platform"},
		"the platform was given":                 {away("devicePlatform"), given(), ""},
		"a filter for devices":                   {away("devices"), given(), "depends on the device"},
		"the risk of the sign-in is never given": {away("signInRisk"), given(), "depends on risk"},
		"the person's risk was not given":        {away("userRisk"), whatif.Inputs{}, "depends on risk"},
		"somebody else's":                        {away("users"), whatif.Inputs{}, ""},
		"another app":                            {away("application"), whatif.Inputs{}, ""},
		"a reason that came later":               {away("moonPhase"), given(), unknown},
		"no reason":                              {away(""), given(), unknown},
		"notSet, though it does not apply":       {away("notSet"), given(), unknown},
		"a condition that is not valid":          {away("invalidCondition"), given(), unknown},
		"nobody says whether it applies": {with(policy("block"),
			func(p *whatif.Policy) { p.PolicyApplies = nil }), given(), "Graph did not say whether it applies"},
		"report-only": {with(policy("block"), reporting), given(), ""},
		"a state that came later": {with(policy("mfa"),
			func(p *whatif.Policy) { p.State = "paused" }), given(), "is in a state that this console does not know"},
		"block":                           {policy("mfa", "Block"), given(), "blocks it"},
		"a factor":                        {policy("mfa"), given(), ""},
		"a factor and a compliant device": {policy("mfa", "compliantDevice"), given(), "wants a compliant device"},
		"a factor or a compliant device":  {with(policy("mfa", "compliantDevice"), or), given(), ""},
		"an app or a device": {with(policy("approvedApplication", "domainJoinedDevice"), or),
			given(), "wants an approved app or a device joined to the domain"},
		"a factor and a control that came later": {policy("mfa", "unknownFutureValue"), given(),
			"wants something this console does not know"},
		"remediation": {policy("riskRemediation"), given(), "wants the risk to be settled first"},
		"an operator that came later": {with(policy("mfa", "passwordChange"),
			func(p *whatif.Policy) { p.Grants.Operator = "XOR" }), given(), "wants a change of the password"},
		"a custom factor": {with(policy(),
			func(p *whatif.Policy) { p.Grants.CustomFactors = []text.Text{"x"} }), given(),
			"wants something this console does not know"},
		"terms of use": {with(policy("mfa"),
			func(p *whatif.Policy) { p.Grants.TermsOfUse = []text.Text{"x"} }), given(), "wants terms of use to be accepted"},
		"controls that are empty":      {policy(), given(), "wants something this console does not know"},
		"nothing asked for":            {with(policy(), func(p *whatif.Policy) { p.Grants = nil }), given(), ""},
		"a strength that a pass meets": {strength("fido2", "temporaryAccessPassOneTime"), given(), ""},
		"a strength that a pass does not meet": {strength("fido2", "windowsHelloForBusiness"), given(),
			`wants the strength "S", which a pass does not meet`},
		"a strength with a pass beside something": {strength("temporaryAccessPassOneTime,x"), given(),
			`wants the strength "S", which a pass does not meet`},
		"a strength that was not shown": {strength(), given(),
			`wants the strength "S", whose methods were not shown`},
		"sign-in frequency": {with(policy("mfa"), func(p *whatif.Policy) { p.Frequency = "1 hours" }), given(),
			"wants a new sign-in every 1 hours"},
	} {
		t.Run(name, func(t *testing.T) {
			s := whatif.Simulation{Inputs: tt.inputs, Policies: []whatif.Policy{tt.policy}}
			if got := says(s); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTheLoopIsNamed(t *testing.T) {
	s := whatif.Simulation{Action: whatif.Manage, Inputs: given(), Policies: []whatif.Policy{strength("fido2")}}
	want := `wants the strength "S", which a pass does not meet: who has no such method cannot register one there`
	if got := says(s); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJudge(t *testing.T) {
	const missing = "; not given: the risk of the sign-in"
	for want, all := range map[string][]whatif.Simulation{
		"2 the simulation has not been asked": nil,
		"2 no policy found against it in what was given" + missing: {{Inputs: given(),
			Policies: []whatif.Policy{policy("mfa")}}},
		`0 "P" blocks it` + missing: {{Inputs: given()}, {Inputs: given(),
			Policies: []whatif.Policy{away("location,notEnoughInformation"), policy("block")}}},
		`2 "P" depends on the device` + missing: {{Inputs: given(),
			Policies: []whatif.Policy{away("devices")}}},
		"2 no policy found against it in what was given; not all policies were read" + missing: {{Inputs: given(),
			Cut: true}},
		"2 no policy found against it in what was given; not given: platform, country, address, device, the person's risk, " +
			"the risk of the sign-in": {{}},
	} {
		v := whatif.Judge(all)
		if got := fmt.Sprintf("%d %s", v.Kind, v.Line); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// Whatever Graph answers, a policy that may block is never passed over in silence, and the line always says what is
// missing.
func FuzzNoFalseAllClear(f *testing.F) {
	f.Add("enabled", "location", "block", true, false)
	f.Add("enabled", "users,notEnoughInformation", "mfa", false, true)
	f.Fuzz(func(t *testing.T, state, reasons, control string, applies, known bool) {
		p := with(policy(text.New(control)), func(p *whatif.Policy) {
			p.State, p.AnalysisReasons, p.PolicyApplies = text.New(state), text.New(reasons), &applies
		})
		in := whatif.Inputs{}
		if known {
			in = given()
		}
		s := whatif.Simulation{Inputs: in, Policies: []whatif.Policy{p}}
		silent := len(s.Findings()) == 0
		lower := strings.ToLower(reasons)
		switch {
		case state == "enabled" && applies && silent && !strings.EqualFold(text.Line(control), "mfa"):
			t.Errorf("an applied %q is passed over", control)
		case state == "enabled" && !applies && silent && (strings.Contains(lower, "notenough") &&
			strings.TrimSpace(lower) == "notenoughinformation"):
			t.Errorf("reasons %q are passed over", reasons)
		}
		if v := whatif.Judge([]whatif.Simulation{s}); !strings.Contains(v.Line, "not given: ") || v.Kind == whatif.Note {
			t.Errorf("%d %q speaks for it", v.Kind, v.Line)
		}
	})
}
