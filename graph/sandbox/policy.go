package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// Policy is the tenant's Temporary Access Pass configuration. Lifetimes are in minutes.
type Policy struct {
	Enabled         bool
	DefaultLifetime int
	DefaultLength   int // of a code
	MinimumLifetime int
	MaximumLifetime int
	UsableOnce      bool
	Include         []Target
	Exclude         []Target
}

// Target is a user or group that a policy includes or excludes.
type Target struct {
	ID         string `json:"id"`         // object id, or AllUsers
	TargetType string `json:"targetType"` // group or user
	Registered bool   `json:"isRegistrationRequired"`
}

// AllUsers is the id of the group of all users.
const AllUsers = "all_users"

// sandboxPolicy returns the policy that a sandbox begins with, with one group excluded.
func sandboxPolicy() Policy {
	return Policy{
		Enabled: true, DefaultLifetime: 60, DefaultLength: 8, MinimumLifetime: 60, MaximumLifetime: 480,
		Include: []Target{{ID: AllUsers, TargetType: "group"}},
		Exclude: []Target{{ID: wire.GUID("group/" + groupExcluded), TargetType: "group"}},
	}
}

// ChangePolicy changes the policy at once, without checks: Graph limits lifetimes to 10 to 43200 minutes and lengths to
// 8 to 48.
func (t *Tenant) ChangePolicy(change func(*Policy)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.policy)
}

// allows reports whether the policy is on and the person included and not excluded.
func (p *Policy) allows(d *directory, u *user) bool {
	return p.Enabled && meets(d, p.Include, u) && !meets(d, p.Exclude, u)
}

func meets(d *directory, targets []Target, u *user) bool {
	return slices.ContainsFunc(targets, func(to Target) bool {
		if to.TargetType == "user" {
			return strings.EqualFold(to.ID, u.id)
		}
		g := d.group(to.ID)
		return to.ID == AllUsers || g != nil && g.holds(u, true)
	})
}

func (p *Policy) state() string {
	if p.Enabled {
		return "enabled"
	}
	return "disabled"
}

// object returns the configuration as JSON.
func (p *Policy) object(x *exchange) map[string]any {
	include, exclude := []any{}, []any{}
	for _, to := range p.Include {
		include = append(include, to)
	}
	for _, to := range p.Exclude {
		exclude = append(exclude, map[string]any{"id": to.ID, "targetType": to.TargetType})
	}
	return map[string]any{
		"@odata.type": "#microsoft.graph." + typePass + "Configuration", "id": "TemporaryAccessPass", "state": p.state(),
		"defaultLifetimeInMinutes": p.DefaultLifetime, "defaultLength": p.DefaultLength,
		"minimumLifetimeInMinutes": p.MinimumLifetime, "maximumLifetimeInMinutes": p.MaximumLifetime,
		"isUsableOnce": p.UsableOnce,
		"includeTargets@odata.context": x.context(configurationsPath + "('TemporaryAccessPass')/microsoft.graph." + typePass +
			"Configuration/includeTargets"),
		"includeTargets": include, "excludeTargets": exclude,
	}
}

// configurationsPath is where the configurations of the methods are, as an @odata.context names it.
const configurationsPath = "policies/authenticationMethodsPolicy/authenticationMethodConfigurations"

// otherConfigurations are the other methods, whose configuration the sandbox only shows.
var otherConfigurations = []string{"Fido2", "MicrosoftAuthenticator", "Sms", "SoftwareOath", "Voice", "Email",
	"X509Certificate", "HardwareOath", "QRCodePin"}

func otherConfiguration(id string) map[string]any {
	state := "enabled"
	if id == "X509Certificate" || id == "QRCodePin" {
		state = "disabled"
	}
	typ := strings.ToLower(id[:1]) + id[1:] + "AuthenticationMethodConfiguration"
	return map[string]any{
		"@odata.type": "#microsoft.graph." + typ, "id": id, "state": state, "excludeTargets": []any{},
		"includeTargets": []any{Target{ID: AllUsers, TargetType: "group"}},
	}
}

// mayReadPolicy reports whether the caller has a reading scope and one of the documented roles, of which Authentication
// Administrator is none.
func (x *exchange) mayReadPolicy() bool {
	return x.caller.has("Policy.Read.AuthenticationMethod", "Policy.Read.All", "Policy.ReadWrite.AuthenticationMethod") &&
		x.caller.holds(session.RoleGlobalReader, session.RoleAuthenticationPolicyAdministrator,
			session.RoleGlobalAdministrator)
}

// configurations returns all configurations, the pass's last, as in a captured policy. It needs t.mu.
func (t *Tenant) configurations(x *exchange) []any {
	var out []any
	for _, id := range otherConfigurations {
		out = append(out, otherConfiguration(id))
	}
	return append(out, t.policy.object(x))
}

// getPolicy answers the whole authentication methods policy.
func (t *Tenant) getPolicy(x *exchange) *wire.Answer {
	if !x.mayReadPolicy() {
		return x.denied()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return wire.JSON(http.StatusOK, map[string]any{
		"@odata.context": x.context("authenticationMethodsPolicy"), "id": "authenticationMethodsPolicy",
		"displayName": "Authentication Methods Policy", "lastModifiedDateTime": t.started.UTC().Format(sevenDigits),
		"description": "The tenant-wide policy that controls which authentication methods are allowed in the tenant, " +
			"authentication method registration requirements, and self-service password reset settings",
		"policyVersion": "1.5", "policyMigrationState": "migrationComplete",
		"reconfirmationInDays": nil, "registrationEnforcement": nil,
		"authenticationMethodConfigurations@odata.context": x.context(configurationsPath),
		"authenticationMethodConfigurations":               t.configurations(x),
	})
}

// listConfigurations answers the configurations as a collection.
func (t *Tenant) listConfigurations(x *exchange) *wire.Answer {
	if !x.mayReadPolicy() {
		return x.denied()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return wire.JSON(http.StatusOK, map[string]any{
		"@odata.context": x.context("policies/authenticationMethodsPolicy/authenticationMethodConfigurations"),
		"value":          t.configurations(x),
	})
}

// getConfiguration answers one configuration; its id is not case-sensitive.
func (t *Tenant) getConfiguration(x *exchange) *wire.Answer {
	if !x.mayReadPolicy() {
		return x.denied()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	var out map[string]any
	if strings.EqualFold(x.route.last, "TemporaryAccessPass") {
		out = t.policy.object(x)
		if t.strike(x, faultOddNumbers) {
			for name, value := range out {
				if number, ok := value.(int); ok {
					out[name] = strconv.Itoa(number)
				}
			}
		}
	}
	for _, id := range otherConfigurations {
		if strings.EqualFold(x.route.last, id) {
			out = otherConfiguration(id)
		}
	}
	if out == nil {
		return x.noSuchMethod()
	}
	out["@odata.context"] = x.context("authenticationMethodConfigurations/$entity")
	return wire.JSON(http.StatusOK, out)
}
