package graph_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/fault"
	"tapdesk/state/text"
	"tapdesk/state/whatif"
)

func TestSimulateAsksForBothActions(t *testing.T) {
	f := newFake(t, says(200, logPage("", map[string]any{
		"displayName": "A\u202e", "state": "enabled", "policyApplies": true, "analysisReasons": "notSet",
		"grantControls":   map[string]any{"operator": "AND", "builtInControls": []any{"mfa", "riskRemediation"}},
		"sessionControls": map[string]any{"signInFrequency": map[string]any{"value": 1, "type": "hours", "isEnabled": true}},
	})))
	in := whatif.Inputs{Platform: "iOS", Country: "GB", Address: "192.0.2.20", Compliant: new(false), UserRisk: "none"}
	all, err := f.Simulate(t.Context(), key(annID), in)
	if err != nil || len(all) != 2 || all[0].Action != whatif.Register || all[1].Action != whatif.Manage {
		t.Fatalf("got %+v, %v, want a simulation of each action", all, err)
	}
	p := all[0].Policies[0]
	if p.DisplayName != "A\ufffd" || !*p.PolicyApplies || p.Frequency != "hour" || len(p.Grants.BuiltInControls) != 2 {
		t.Errorf("got %+v", p)
	}
	requests := f.requests()
	if len(requests) != 2 || requests[0].method != http.MethodPost ||
		requests[0].uri != "/v1.0/identity/conditionalAccess/evaluate" {
		t.Fatalf("requests: %+v", requests)
	}
	if got := requests[0].header.Get("Prefer"); got != "include-unknown-enum-members" {
		t.Errorf("Prefer: %q, want include-unknown-enum-members", got)
	}
	if slept := f.clock.slept(); !slices.Equal(slept, []time.Duration{time.Second}) {
		t.Errorf("slept %v between the two, want 1 s", slept)
	}
	want := `{"signInIdentity":{"@odata.type":"#microsoft.graph.userSignIn","userId":"` + annID + `"},` +
		`"signInContext":{"@odata.type":"#microsoft.graph.userActionContext","userAction":"registerSecurityInformation"},` +
		`"signInConditions":{"clientAppType":"browser","country":"GB","deviceInfo":{"isCompliant":false},` +
		`"devicePlatform":"iOS","ipAddress":"192.0.2.20","userRiskLevel":"none"},"appliedPoliciesOnly":false}`
	if requests[0].body != want {
		t.Errorf("body\n%s\nwant\n%s", requests[0].body, want)
	}
	var second struct {
		SignInContext struct{ IncludeApplications []string }
	}
	if err := json.Unmarshal([]byte(requests[1].body), &second); err != nil ||
		!slices.Equal(second.SignInContext.IncludeApplications, []string{"19db86c3-b2b9-44cc-b339-36da233a3be2"}) {
		t.Errorf("the second asks %s, want My Sign-ins", requests[1].body)
	}
}

// What makes no sense is never taken for a policy that lets somebody in.
func TestSimulateOddAnswers(t *testing.T) {
	applied := func(grants any) map[string]any {
		return map[string]any{"displayName": "P", "state": "enabled", "policyApplies": true, "grantControls": grants}
	}
	passes := map[string]any{"displayName": "S", "allowedCombinations": []any{"temporaryAccessPassOneTime"}}
	f := newFake(t, says(200, logPage("",
		applied("mfa"), applied([]any{}), applied(map[string]any{"builtInControls": "mfa", "authenticationStrength": passes}),
		applied(map[string]any{"operator": "AND", "builtInControls": []any{"mfa", 7}}), 7, nil,
		map[string]any{"displayName": "P", "state": "enabled",
			"grantControls": map[string]any{"builtInControls": []any{"mfa"}}},
	)))
	all, err := f.Simulate(t.Context(), key(annID), whatif.Inputs{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(all[0].Findings()); n != 7 {
		t.Errorf("%d of 7 odd policies are told: %+v", n, all[0].Findings())
	}
	f = newFake(t, sequence(says(200, logPage("")), says(403, errorBody("AccessDenied", "x"))))
	all, err = f.Simulate(t.Context(), key(annID), whatif.Inputs{})
	if denied := wantFault(t, err, fault.Denied); len(all) != 1 || denied.Hint !=
		"Graph does not say which of these is missing: the scope Policy.Read.ConditionalAccess, "+
			"or a role such as Security Reader" {
		t.Errorf("got %d simulations and %q", len(all), denied.Hint)
	}
	_, err = f.Simulate(t.Context(), text.Key{}, whatif.Inputs{})
	wantFault(t, err, fault.Refused)
}

// Through the sandbox, which computes its answers: what is in the way of some of its people, and what it depends on.
func TestSimulateInTheSandbox(t *testing.T) {
	known := whatif.Inputs{
		Platform: "windows", Country: "FR", Address: "198.51.100.140", Compliant: new(false), UserRisk: "none",
	}
	for _, tt := range []struct {
		name string
		in   whatif.Inputs
		kind whatif.Kind
	}{
		{"ca-blocked", known, whatif.Blocks}, {"ca-blocked", whatif.Inputs{Platform: "windows"}, whatif.Depends},
		{"registration-blocked", known, whatif.Blocks}, {"global-admin", known, whatif.Wants}, {"mistyper", known,
			whatif.Depends},
	} {
		d := newRig(t, sandbox.Options{})
		all, err := d.Simulate(t.Context(), d.id(tt.name), tt.in)
		if err != nil {
			t.Fatal(err)
		}
		if v := whatif.Judge(all); v.Kind != tt.kind {
			t.Errorf("%s: %d %q, want %d; %+v", tt.name, v.Kind, v.Line, tt.kind, all)
		}
	}
}
