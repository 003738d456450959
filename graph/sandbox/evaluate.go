package sandbox

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"tapdesk/graph/sandbox/wire"
)

// whatIf is the body of POST /identity/conditionalAccess/evaluate. Source:
// learn.microsoft.com/graph/api/conditionalaccessroot-evaluate.
type whatIf struct {
	SignInIdentity struct {
		Type   string `json:"@odata.type"`
		UserID string
	}
	SignInContext struct {
		Type                       string `json:"@odata.type"`
		UserAction                 string
		IncludeApplications        []string
		AuthenticationContextValue string
	}
	SignInConditions struct {
		DevicePlatform, ClientAppType, SignInRiskLevel, UserRiskLevel *string
		Country, IPAddress, InsiderRiskLevel                          *string
		ServicePrincipalRiskLevel, AuthenticationFlow                 any
		DeviceInfo                                                    any
	}
	AppliedPoliciesOnly bool
}

// Kinds of a simulated sign-in.
const (
	typeUserSignIn = "#microsoft.graph.userSignIn"
	typeAction     = "#microsoft.graph.userActionContext"
	typeApps       = "#microsoft.graph.applicationContext"
	typeContext    = "#microsoft.graph.authContext"
)

// Reasons why a policy does not apply; only the first is returned. (The reason for a missing input is documented; that
// it hides later reasons is invented.)
const (
	reasonApplies   = "notSet"
	reasonNotEnough = "notEnoughInformation"
	reasonUsers     = "users"
	reasonApp       = "application"
	reasonAction    = "userActions"
	reasonPlatform  = "devicePlatform"
	reasonLocation  = "location"
	reasonClients   = "clientApps"
	reasonUserRisk  = "userRisk"
	reasonAuthCtx   = "authenticationContext"
)

// The members of enumerations in a body.
var (
	platformNames = []string{"android", "iOS", "windows", "windowsPhone", "macOS", "all", "linux"}
	clientNames   = []string{"all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported",
		"other"}
	riskNames = []string{"low", "medium", "high", "hidden", "none"}
)

// evaluate answers what Conditional Access would do with a sign-in: for every policy that is enabled or report-only,
// from the inputs alone.
func (t *Tenant) evaluate(x *exchange) *wire.Answer {
	if !x.readsPolicies() {
		// The code is from memory; whether scope and role give the same error is not known.
		return x.graphError(http.StatusForbidden, "AccessDenied",
			"You cannot perform the requested operation, required scopes are missing in the token.")
	}
	if refused := x.jsonBody(); refused != nil {
		return refused
	}
	var in whatIf
	if err := json.Unmarshal(x.body, &in); err != nil {
		return x.unreadable()
	}
	if problem := in.problem(); problem != "" {
		return x.bad(problem)
	}
	u := t.dir.find(in.SignInIdentity.UserID)
	if u == nil {
		return x.noSuchUser(in.SignInIdentity.UserID)
	}
	t.mu.Lock()
	roles := t.rolesOf(u)
	t.mu.Unlock()
	known := strings.Contains(strings.Join(x.header.Values("Prefer"), ","), "include-unknown-enum-members")
	value := []any{}
	for i := range accessPolicies {
		p := &accessPolicies[i]
		if p.state == stateDisabled {
			continue
		}
		reason := in.reason(p, t.dir, u, roles)
		if in.AppliedPoliciesOnly && reason != reasonApplies {
			continue
		}
		out := p.object(x, known)
		out["policyApplies"], out["analysisReasons"] = reason == reasonApplies, reason
		value = append(value, out)
	}
	return wire.JSON(http.StatusOK, map[string]any{
		"@odata.context": x.context("Collection(microsoft.graph.whatIfAnalysisResult)"), "value": value,
	})
}

// problem returns what is wrong with a body, or "" (texts invented).
func (in *whatIf) problem() string {
	c := in.SignInConditions
	if in.SignInIdentity.Type != typeUserSignIn || in.SignInIdentity.UserID == "" {
		return "The property 'signInIdentity' is required and must be a userSignIn with a userId."
	}
	switch in.SignInContext.Type {
	case typeAction:
		if action := in.SignInContext.UserAction; action != actionRegister && action != "registerOrJoinDevices" {
			return "Cannot convert the literal '" + action + "' to the expected type 'microsoft.graph.userAction'."
		}
	case typeApps:
		if len(in.SignInContext.IncludeApplications) == 0 {
			return "The property 'includeApplications' is required."
		}
	case typeContext:
	default:
		return "The property 'signInContext' is required and must be one of its derived types."
	}
	for _, e := range []struct {
		given *string
		names []string
	}{
		{c.DevicePlatform, platformNames}, {c.ClientAppType, clientNames}, {c.SignInRiskLevel, riskNames},
		{c.UserRiskLevel, riskNames},
	} {
		if e.given != nil && !slices.Contains(e.names, *e.given) {
			return "Cannot convert the literal '" + *e.given + "' to the expected type."
		}
	}
	if c.IPAddress != nil {
		if _, err := netip.ParseAddr(*c.IPAddress); err != nil {
			return "The property 'ipAddress' is not an address."
		}
	}
	return ""
}

// reason returns why the policy does not apply, or reasonApplies. Conditions are checked in a fixed order, and the
// first that is not met is the answer.
func (in *whatIf) reason(p *accessPolicy, d *directory, u *user, roles []string) string {
	c := in.SignInConditions
	if !p.includes(d, u, roles) {
		return reasonUsers
	}
	if reason := in.target(p); reason != "" {
		return reason
	}
	for _, check := range []struct {
		met    truth
		reason string
	}{
		{oneOf(p.platforms, p.notPlatforms, c.DevicePlatform), reasonPlatform},
		{in.where(p), reasonLocation},
		{oneOf(p.clients, nil, c.ClientAppType), reasonClients},
		{oneOf(p.userRisk, nil, c.UserRiskLevel), reasonUserRisk},
	} {
		switch check.met {
		case unknown:
			return reasonNotEnough
		case no:
			return check.reason
		}
	}
	return reasonApplies
}

// includes reports whether the policy covers the person: by name, by group or by an active role.
func (p *accessPolicy) includes(d *directory, u *user, roles []string) bool {
	everybody := len(p.users)+len(p.departments)+len(p.roles) == 0
	return everybody ||
		slices.ContainsFunc(p.users, func(name string) bool { return d.cast[name] == u }) ||
		slices.Contains(p.departments, u.text("department")) ||
		slices.ContainsFunc(p.roles, func(role string) bool { return slices.Contains(roles, role) })
}

// target returns why the policy does not cover the target of the sign-in, or "". A policy on applications does not
// apply to a user action here (invented). Groups of applications such as Office365 match only all applications.
func (in *whatIf) target(p *accessPolicy) string {
	s := in.SignInContext
	switch {
	case s.Type == typeContext:
		return reasonAuthCtx
	case s.Type == typeAction && p.action == "":
		return reasonApp
	case s.Type == typeAction && p.action != s.UserAction, s.Type == typeApps && p.action != "":
		return reasonAction
	case s.Type == typeApps && !slices.Contains(p.apps, anything) &&
		!slices.ContainsFunc(s.IncludeApplications, func(id string) bool { return slices.Contains(p.apps, id) }):
		return reasonApp
	}
	return ""
}

// truth is whether a condition is met, as far as known.
type truth uint8

const (
	no truth = iota
	yes
	unknown // an input is missing
)

// oneOf returns whether a value is included, by itself or by "all", and not excluded.
func oneOf(include, exclude []string, given *string) truth {
	switch {
	case include == nil:
		return yes
	case given == nil:
		return unknown
	case slices.Contains(exclude, *given), !slices.Contains(include, *given) && !slices.Contains(include, "all"):
		return no
	}
	return yes
}

// where returns whether the sign-in comes from a location that the policy covers.
func (in *whatIf) where(p *accessPolicy) truth {
	if p.places == nil {
		return yes
	}
	for _, l := range p.notPlaces {
		switch in.within(l) {
		case yes:
			return no
		case unknown:
			return unknown
		}
	}
	for _, l := range p.places {
		if met := in.within(l); met != no {
			return met
		}
	}
	return no
}

func (in *whatIf) within(l *namedLocation) truth {
	c := in.SignInConditions
	met := false
	switch {
	case l == everywhere:
		met = true
	case l.addresses.IsValid():
		if c.IPAddress == nil {
			return unknown
		}
		met = l.addresses.Contains(netip.MustParseAddr(*c.IPAddress))
	case c.Country == nil:
		return unknown
	default:
		met = slices.Contains(l.countries, strings.ToUpper(*c.Country))
	}
	if met {
		return yes
	}
	return no
}
