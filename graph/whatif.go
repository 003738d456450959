package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"tapdesk/state/text"
	"tapdesk/state/whatif"
)

// Conditional Access, simulated: POST /identity/conditionalAccess/evaluate, a read. Microsoft lists no roles for it;
// these are those that read the policies. Source: learn.microsoft.com/graph/api/conditionalaccessroot-evaluate.
var simulate = operation{
	what:   "ask Microsoft's simulation of Conditional Access",
	limit:  protection,
	scopes: []string{scopeConditionalAccess},
	roles:  []string{roleSecurityReader, roleGlobalReader, roleSecurityAdmin, roleConditionalAccess},
	needs: "Graph does not say which of these is missing: the scope " + scopeConditionalAccess + ", or a role such as " +
		roleSecurityReader,
	missing: "Graph knows no simulation of Conditional Access in this tenant",
}

// mySignIns is the app of My Sign-ins, the same in every tenant.
const mySignIns = "19db86c3-b2b9-44cc-b339-36da233a3be2"

// wireWhatIf is what is asked. What is nil is not given.
type wireWhatIf struct {
	SignInIdentity   map[string]any `json:"signInIdentity"`
	SignInContext    map[string]any `json:"signInContext"`
	SignInConditions map[string]any `json:"signInConditions"`
	// Policies that do not apply are asked for too: only they say that something was not given.
	AppliedPoliciesOnly bool `json:"appliedPoliciesOnly"`
}

// wirePolicyApplied is a whatIfAnalysisResult, of which any part may be anything.
type wirePolicyApplied struct {
	whatif.Policy
	PolicyApplies   truth                `json:"policyApplies"`
	GrantControls   json.RawMessage      `json:"grantControls"`
	SessionControls loose[wireSessioned] `json:"sessionControls"`
}

type wireSessioned struct {
	SignInFrequency loose[struct {
		Value     number `json:"value"`
		Type      raw    `json:"type"`
		Interval  raw    `json:"frequencyInterval"`
		IsEnabled truth  `json:"isEnabled"`
	}] `json:"signInFrequency"`
}

func (w *wirePolicyApplied) policy() whatif.Policy {
	p := w.Policy
	p.PolicyApplies = w.PolicyApplies.is
	if len(w.GrantControls) > 0 && string(w.GrantControls) != "null" {
		p.Grants = new(whatif.Grants) // one that cannot be read asks for something that is not known
		if json.Unmarshal(w.GrantControls, p.Grants) != nil {
			*p.Grants = whatif.Grants{}
		}
	}
	switch f := w.SessionControls.is.SignInFrequency.is; {
	case f.IsEnabled.is == nil || !*f.IsEnabled.is:
	case f.Interval == "everyTime":
		p.Frequency = "time"
	default:
		p.Frequency = text.New(fmt.Sprintf("%d %s", f.Value.is, f.Type))
		if f.Value.is == 1 {
			p.Frequency = text.New(strings.TrimSuffix(string(f.Type), "s"))
		}
	}
	return p
}

// betweenSimulations is Graph's limit, 1 request in a second for a whole tenant, whose 429 names no time. Source:
// learn.microsoft.com/graph/throttling-limits, identity protection and Conditional Access.
const betweenSimulations = time.Second

// Simulate asks Microsoft's simulation of Conditional Access for each of whatif.Actions: a request each, a second
// apart. The person is named by object id. Beside an error there are the simulations before it.
func (c *Client) Simulate(ctx context.Context, personID text.Key, in whatif.Inputs) ([]whatif.Simulation, error) {
	if personID.IsZero() {
		return nil, refuse(simulate, "nobody was named")
	}
	var all []whatif.Simulation
	for _, action := range whatif.Actions {
		if len(all) > 0 && c.clock.Sleep(ctx, betweenSimulations) != nil {
			return all, noAnswer(ctx, simulate, answer{}, ctx.Err())
		}
		body, err := json.Marshal(ask(personID, action, in))
		if err != nil {
			panic("graph: a simulation cannot fail to encode: " + err.Error())
		}
		a, err := c.do(ctx, request{
			op: simulate, method: http.MethodPost, target: "/identity/conditionalAccess/evaluate", body: body,
			// Without it a control that came later has the name of none.
			prefer: "include-unknown-enum-members",
		})
		if err != nil {
			return all, c.whyDenied(err)
		}
		p, err := pageOf[loose[wirePolicyApplied]](simulate, a)
		if err != nil {
			return all, err
		}
		one := whatif.Simulation{Action: action, Inputs: in, Cut: p.next != "", ReadAt: c.Now()}
		for _, wire := range p.items {
			one.Policies = append(one.Policies, wire.is.policy())
		}
		all = append(all, one)
	}
	return all, nil
}

// ask is what is asked about an action.
func ask(personID text.Key, action whatif.Action, in whatif.Inputs) wireWhatIf {
	const namespace = "#microsoft.graph."
	w := wireWhatIf{
		SignInIdentity: map[string]any{"@odata.type": namespace + "userSignIn", "userId": personID.Wire()},
		SignInContext: map[string]any{"@odata.type": namespace + "userActionContext",
			"userAction": "registerSecurityInformation"},
		SignInConditions: map[string]any{"clientAppType": "browser"},
	}
	if action == whatif.Manage {
		w.SignInContext = map[string]any{"@odata.type": namespace + "applicationContext",
			"includeApplications": []string{mySignIns}}
	}
	for name, value := range map[string]text.Text{
		"devicePlatform": in.Platform, "country": in.Country, "ipAddress": in.Address, "userRiskLevel": in.UserRisk,
	} {
		if value != "" {
			w.SignInConditions[name] = value
		}
	}
	if in.Compliant != nil {
		w.SignInConditions["deviceInfo"] = map[string]any{"isCompliant": *in.Compliant}
	}
	return w
}
