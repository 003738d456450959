package sandbox

import (
	"net/netip"
	"slices"
	"strings"

	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// Names of the Conditional Access policies that the cast's sign-ins meet.
const (
	policyMFA          = "Multifactor authentication for everybody"
	policyCountries    = "Field Service: United Kingdom and Ireland only"
	policyDevice       = "Human Resources: compliant computers"
	policyRegistration = "Register methods at the office only"
)

// States of a policy, and the value that means everything in a condition.
const (
	stateEnabled    = "enabled"
	stateReportOnly = "enabledForReportingButNotEnforced"
	stateDisabled   = "disabled"
	anything        = "All"
)

// accessPolicy is a Conditional Access policy. A nil condition is not configured.
type accessPolicy struct {
	name, state string

	users, departments, roles []string // cast names, departments' groups, template ids; if all are empty, everybody
	apps                      []string // ids, or anything
	action                    string   // instead of apps
	platforms, notPlatforms   []string
	clients                   []string
	places, notPlaces         []*namedLocation
	userRisk                  []string

	controls  []string // builtInControls
	strength  *strength
	frequency int // hours between sign-ins; 0 if not set
}

// namedLocation is a place that policies refer to: countries, or trusted addresses.
type namedLocation struct {
	name      string
	countries []string
	addresses netip.Prefix
}

var (
	everywhere = &namedLocation{name: anything}
	theOffice  = &namedLocation{name: "Offices", addresses: netip.MustParsePrefix("192.0.2.0/24")}
	theIslands = &namedLocation{name: "United Kingdom and Ireland", countries: []string{"GB", "IE"}}
)

// strength is a built-in authentication strength.
type strength struct {
	name    string
	allowed []string
}

// The strengths. A pass meets the first but not the second.
var (
	strengthMFA = &strength{"Multifactor authentication", []string{
		"windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor", "deviceBasedPush", "temporaryAccessPassOneTime",
		"temporaryAccessPassMultiUse", "password,microsoftAuthenticatorPush", "password,softwareOath", "password,sms",
	}}
	strengthPhishing = &strength{"Phishing-resistant MFA", []string{
		"windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor",
	}}
)

const actionRegister = "registerSecurityInformation"

// accessPolicies are the tenant's policies. Each covers one thing that a console may get wrong.
var accessPolicies = []accessPolicy{
	{name: policyMFA, state: stateEnabled, apps: []string{anything},
		clients: []string{"browser", "mobileAppsAndDesktopClients"}, controls: []string{"mfa"}},
	{name: "Register methods with two factors", state: stateEnabled, action: actionRegister, strength: strengthMFA},
	{name: policyCountries, state: stateEnabled, departments: []string{"Field Service"}, apps: []string{anything},
		places: []*namedLocation{everywhere}, notPlaces: []*namedLocation{theIslands}, controls: []string{"block"}},
	{name: policyDevice, state: stateEnabled, departments: []string{"Human Resources"}, apps: []string{anything},
		platforms: []string{"windows", "macOS"}, controls: []string{"compliantDevice"}},
	{name: policyRegistration, state: stateEnabled, users: []string{"registration-blocked"}, action: actionRegister,
		places: []*namedLocation{everywhere}, notPlaces: []*namedLocation{theOffice}, controls: []string{"block"}},
	{name: "Everybody: register at the office only (trial)", state: stateReportOnly, action: actionRegister,
		places: []*namedLocation{everywhere}, notPlaces: []*namedLocation{theOffice}, controls: []string{"block"}},
	{name: "Research: phishing-resistant to manage methods", state: stateEnabled, departments: []string{"Research"},
		apps: []string{appMySignIns.id}, strength: strengthPhishing},
	{name: "Administrators: phishing-resistant", state: stateEnabled, apps: []string{anything}, strength: strengthPhishing,
		roles: []string{session.RoleGlobalAdministrator, session.RoleHelpdeskAdministrator}},
	{name: "Known platforms only", state: stateEnabled, apps: []string{anything}, platforms: []string{"all"},
		notPlatforms: []string{"android", "iOS", "windows", "macOS"}, controls: []string{"block"}},
	{name: "Remediate high user risk", state: stateEnabled, apps: []string{anything}, userRisk: []string{"high"},
		controls: []string{"riskRemediation"}},
	{name: "Legal: sign in again every hour", state: stateEnabled, departments: []string{"Legal"},
		apps: []string{appMySignIns.id}, controls: []string{"mfa"}, frequency: 1},
	{name: "Block everything (retired)", state: stateDisabled, apps: []string{anything}, controls: []string{"block"}},
}

func (p *accessPolicy) id() string { return wire.GUID("policy/" + p.name) }

func (l *namedLocation) id() string {
	switch {
	case l == everywhere:
		return anything
	case l.addresses.IsValid():
		return "AllTrusted"
	}
	return wire.GUID("location/" + l.name)
}

// object returns the policy as JSON. known is whether the client can read enumeration members that were added later.
func (p *accessPolicy) object(x *exchange, known bool) map[string]any {
	ids := func(of []string, id func(string) string) []string {
		out := make([]string, 0, len(of))
		for _, name := range of {
			out = append(out, id(name))
		}
		return out
	}
	users := ids(p.users, castID)
	if len(p.users)+len(p.departments)+len(p.roles) == 0 {
		users = []string{anything}
	}
	actions := []string{}
	if p.action != "" {
		actions = []string{"urn:user:" + strings.ToLower(p.action)}
	}
	clients := p.clients
	if clients == nil {
		clients = []string{"all"}
	}
	made := x.now.AddDate(0, 0, -2).Format(sevenDigits)
	return map[string]any{
		"id": p.id(), "displayName": p.name, "state": p.state, "createdDateTime": made, "modifiedDateTime": nil,
		"grantControls": p.grants(known), "sessionControls": p.sessions(),
		"conditions": map[string]any{
			"users": map[string]any{
				"includeUsers": users, "excludeUsers": []string{}, "excludeGroups": []string{}, "excludeRoles": []string{},
				"includeGroups": ids(p.departments, departmentGroup), "includeRoles": slices.Concat([]string{}, p.roles),
			},
			"applications": map[string]any{
				"includeApplications": slices.Concat([]string{}, p.apps), "excludeApplications": []string{},
				"includeUserActions": actions,
			},
			"platforms": condition("Platforms", p.platforms, p.notPlatforms),
			"locations": condition("Locations", locationIDs(p.places), locationIDs(p.notPlaces)),
			"devices":   nil, "clientAppTypes": clients, "userRiskLevels": slices.Concat([]string{}, p.userRisk),
			"signInRiskLevels": []string{},
		},
	}
}

// condition returns an include and an exclude of one kind, or null if nothing is configured.
func condition(of string, include, exclude []string) any {
	if include == nil {
		return nil
	}
	return map[string]any{"include" + of: include, "exclude" + of: slices.Concat([]string{}, exclude)}
}

func locationIDs(of []*namedLocation) (ids []string) {
	for _, l := range of {
		ids = append(ids, l.id())
	}
	return ids
}

// grants returns the grantControls as JSON. riskRemediation was added after unknownFutureValue, so only a client that
// asks for such members in its Prefer header gets it.
func (p *accessPolicy) grants(known bool) map[string]any {
	controls := slices.Concat([]string{}, p.controls)
	for i, c := range controls {
		if c == "riskRemediation" && !known {
			controls[i] = "unknownFutureValue"
		}
	}
	out := map[string]any{
		"operator": "OR", "builtInControls": controls, "authenticationStrength": nil, "termsOfUse": []string{},
		"customAuthenticationFactors": []string{},
	}
	if s := p.strength; s != nil {
		out["authenticationStrength"] = map[string]any{
			"id": wire.GUID("strength/" + s.name), "displayName": s.name, "policyType": "builtIn",
			"allowedCombinations": s.allowed,
		}
	}
	return out
}

func (p *accessPolicy) sessions() any {
	if p.frequency == 0 {
		return nil
	}
	return map[string]any{"signInFrequency": map[string]any{
		"value": p.frequency, "type": "hours", "isEnabled": true, "frequencyInterval": "timeBased",
		"authenticationType": "primaryAndSecondaryAuthentication",
	}}
}
