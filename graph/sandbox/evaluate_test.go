package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const evaluatePath = "/identity/conditionalAccess/evaluate"

// simulated is a body of evaluate: a cast account, what it does, and conditions as JSON.
func simulated(name, context, conditions string) string {
	return fmt.Sprintf(`{"signInIdentity":{"@odata.type":"#microsoft.graph.userSignIn","userId":%q},
		"signInContext":{%s},"signInConditions":{%s},"appliedPoliciesOnly":false}`, castID(name), context, conditions)
}

const (
	registering = `"@odata.type":"#microsoft.graph.userActionContext","userAction":"registerSecurityInformation"`
	managing    = `"@odata.type":"#microsoft.graph.applicationContext",` +
		`"includeApplications":["19db86c3-b2b9-44cc-b339-36da233a3be2"]`
	// all are inputs to which every policy has an answer.
	allInputs = `"devicePlatform":"windows","clientAppType":"browser","country":"GB","ipAddress":"203.0.113.7",` +
		`"signInRiskLevel":"none","userRiskLevel":"none"`
)

// policiesOf asks and returns the answers by the policy's name.
func (r *rig) policiesOf(body string, headers ...string) map[string]map[string]any {
	r.t.Helper()
	out := map[string]map[string]any{}
	for _, v := range r.want(r.call("POST", evaluatePath, body, headers...), http.StatusOK, "").value() {
		out[v["displayName"].(string)] = v
	}
	return out
}

// Answers come from the inputs: change one, and the answer changes.
func TestEvaluate(t *testing.T) {
	r := newRig(t, Options{})
	const (
		strong  = "Research: phishing-resistant to manage methods"
		trial   = "Everybody: register at the office only (trial)"
		kinds   = "Known platforms only"
		risk    = "Remediate high user risk"
		hourly  = "Legal: sign in again every hour"
		retired = "Block everything (retired)"
	)
	change := func(property, value string) string {
		var out []string
		for _, pair := range strings.Split(allInputs, ",") {
			if !strings.HasPrefix(pair, `"`+property+`"`) {
				out = append(out, pair)
			}
		}
		if value != "" {
			out = append(out, fmt.Sprintf("%q:%q", property, value))
		}
		return strings.Join(out, ",")
	}
	for _, tt := range []struct {
		who, context, conditions, policy, want string
	}{
		{"ordinary", managing, allInputs, policyMFA, "notSet"},
		{"ordinary", managing, change("clientAppType", ""), policyMFA, "notEnoughInformation"},
		{"ordinary", managing, change("clientAppType", "other"), policyMFA, "clientApps"},
		{"ordinary", registering, allInputs, policyMFA, "application"},
		{"ordinary", registering, allInputs, "Register methods with two factors", "notSet"},
		{"ordinary", managing, allInputs, "Register methods with two factors", "userActions"},

		{"ca-blocked", managing, allInputs, policyCountries, "location"},
		{"ca-blocked", managing, change("country", "FR"), policyCountries, "notSet"},
		{"ca-blocked", managing, change("country", ""), policyCountries, "notEnoughInformation"},
		{"twin-one", managing, change("country", "FR"), policyCountries, "notSet"}, // of the same department
		{"ordinary", managing, change("country", "FR"), policyCountries, "users"},
		// The first reason hides that an input is missing.
		{"ordinary", managing, change("country", ""), policyCountries, "users"},

		{"unmanaged-device", managing, allInputs, policyDevice, "notSet"},
		{"unmanaged-device", managing, change("devicePlatform", "iOS"), policyDevice, "devicePlatform"},
		{"unmanaged-device", managing, change("devicePlatform", ""), policyDevice, "notEnoughInformation"},

		{"registration-blocked", registering, allInputs, policyRegistration, "notSet"},
		{"registration-blocked", registering, change("ipAddress", "192.0.2.9"), policyRegistration, "location"},
		{"registration-blocked", registering, change("ipAddress", ""), policyRegistration, "notEnoughInformation"},
		{"registration-blocked", managing, allInputs, policyRegistration, "userActions"},
		{"ordinary", registering, allInputs, trial, "notSet"},

		{"cjk-name", managing, allInputs, strong, "notSet"},
		{"ordinary", managing, allInputs, strong, "users"},
		{"ordinary", managing, change("devicePlatform", "linux"), kinds, "notSet"},
		{"ordinary", managing, allInputs, kinds, "devicePlatform"},
		{"disabled", managing, change("userRiskLevel", "high"), risk, "notSet"},
		{"disabled", managing, change("userRiskLevel", ""), risk, "notEnoughInformation"},
		{"declined-mfa", managing, allInputs, hourly, "notSet"},
		{"global-admin", managing, allInputs, "Administrators: phishing-resistant", "notSet"},
	} {
		all := r.policiesOf(simulated(tt.who, tt.context, tt.conditions))
		got := all[tt.policy]
		if got["analysisReasons"] != tt.want || got["policyApplies"] != (tt.want == "notSet") {
			t.Errorf("%s, %s, %s: got applies %v, reasons %v, want %s",
				tt.who, tt.policy, tt.conditions, got["policyApplies"], got["analysisReasons"], tt.want)
		}
		if all[retired] != nil {
			t.Errorf("%s: got a policy that is off among the answers, want it left out", tt.who)
		}
		if got := all[trial]["state"]; got != stateReportOnly {
			t.Errorf("%s: got state %v, want report-only", trial, got)
		}
	}
}

// appliedPoliciesOnly hides the policies that an input is missing for.
func TestEvaluateAppliedOnly(t *testing.T) {
	r := newRig(t, Options{})
	body := simulated("ca-blocked", managing, `"clientAppType":"browser"`)
	if r.policiesOf(body)[policyCountries]["analysisReasons"] != "notEnoughInformation" {
		t.Error("without a country: got no notEnoughInformation, want it")
	}
	only := r.policiesOf(strings.Replace(body, `"appliedPoliciesOnly":false`, `"appliedPoliciesOnly":true`, 1))
	if only[policyCountries] != nil || only[policyMFA] == nil || len(only) != 1 {
		t.Errorf("got %v, want the policy that applies alone", only)
	}
}

// A control that came later is unknownFutureValue to a client that does not ask for it.
func TestEvaluateUnknownControl(t *testing.T) {
	r := newRig(t, Options{})
	body := simulated("ordinary", managing, allInputs)
	for want, headers := range map[string][]string{
		"unknownFutureValue": nil, "riskRemediation": {"Prefer", "include-unknown-enum-members"},
	} {
		grant := r.policiesOf(body, headers...)["Remediate high user risk"]["grantControls"].(map[string]any)
		if got := grant["builtInControls"].([]any)[0]; got != want {
			t.Errorf("with %v: got control %v, want %s", headers, got, want)
		}
	}
	p := r.policiesOf(body)["Legal: sign in again every hour"]
	if p["sessionControls"].(map[string]any)["signInFrequency"].(map[string]any)["value"] != 1.0 {
		t.Errorf("got session controls %v, want an hour", p["sessionControls"])
	}
}

func TestEvaluateRefusals(t *testing.T) {
	good := simulated("ordinary", managing, allInputs)
	for _, tt := range []struct {
		name    string
		options Options
		body    string
		status  int
		code    string
	}{
		{"no scope", Options{Scopes: []string{"AuditLog.Read.All"}}, good, 403, "AccessDenied"},
		{"no role", Options{Roles: []string{"Authentication Administrator"}}, good, 403, "AccessDenied"},
		{"empty", Options{}, "", 400, ""},
		{"no JSON", Options{}, "{", 400, ""},
		{"the body's name of 2024", Options{}, strings.Replace(good, "signInIdentity", "conditionalAccessWhatIfSubject", 1),
			400, ""},
		{"no context", Options{}, simulated("ordinary", "", allInputs), 400, ""},
		{"no application", Options{}, simulated("ordinary", `"@odata.type":"#microsoft.graph.applicationContext"`, ""), 400,
			""},
		{"unknown platform", Options{}, simulated("ordinary", managing, `"devicePlatform":"amiga"`), 400, ""},
		{"unknown action", Options{}, simulated("ordinary", strings.Replace(registering, "registerS", "eatS", 1), ""), 400,
			""},
		{"no address", Options{}, simulated("ordinary", managing, `"ipAddress":"here"`), 400, ""},
		{"nobody", Options{}, strings.Replace(good, castID("ordinary"), "nobody", 1), 404, ""},
		{"role by activation", Options{Roles: []string{"Conditional Access Administrator"}}, good, 200, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, tt.options)
			r.want(r.call("POST", evaluatePath, tt.body), tt.status, tt.code)
		})
	}
	r := newRig(t, Options{})
	r.ChangeSettings(func(s *Settings) { s.Throttles = ThrottleAll })
	r.want(r.call("POST", evaluatePath, good), http.StatusOK, "")
	if g := r.want(r.call("POST", evaluatePath, good), http.StatusTooManyRequests, ""); g.header.Get("Retry-After") != "" {
		t.Errorf("got Retry-After %q, want none", g.header.Get("Retry-After"))
	}
	r.Advance(time.Second)
	r.want(r.call("POST", evaluatePath, good), http.StatusOK, "")
}
