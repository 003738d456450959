package sandbox

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// policy is the Temporary Access Pass configuration. Lifetimes are in minutes.
type policy struct {
	enabled         bool
	defaultLifetime int
	defaultLength   int
	minimumLifetime int
	maximumLifetime int
	isUsableOnce    bool
	include         []target
	exclude         []target
	modified        time.Time
}

// target is whom a policy is about.
type target struct {
	ID         string `json:"id"`
	TargetType string `json:"targetType"` // group or user
	Registered bool   `json:"isRegistrationRequired"`
}

const allUsers = "all_users"

// freshPolicy is the policy of a new tenant, and what a DELETE goes back to (graph.md section 2).
func freshPolicy() policy {
	return policy{
		defaultLifetime: 60, defaultLength: 8, minimumLifetime: 60, maximumLifetime: 480,
		include: []target{{ID: allUsers, TargetType: "group"}}, exclude: []target{},
	}
}

// sandboxPolicy is that of graph.md section 14, with one group excluded.
func sandboxPolicy() policy {
	p := freshPolicy()
	p.enabled = true
	p.exclude = []target{{ID: wire.GUID("group/" + groupExcluded), TargetType: "group"}}
	return p
}

// allows tells whether the policy is on and the person within include and without exclude.
func (p *policy) allows(d *directory, u *user) bool {
	return p.enabled && meets(d, p.include, u) && !meets(d, p.exclude, u)
}

func meets(d *directory, targets []target, u *user) bool {
	return slices.ContainsFunc(targets, func(to target) bool {
		if to.TargetType == "user" {
			return strings.EqualFold(to.ID, u.id)
		}
		g := d.group(to.ID)
		return to.ID == allUsers || g != nil && g.holds(u, true)
	})
}

func (p *policy) state() string {
	if p.enabled {
		return "enabled"
	}
	return "disabled"
}

// object is the configuration as JSON.
func (p *policy) object(x *exchange) map[string]any {
	include, exclude := []any{}, []any{}
	for _, to := range p.include {
		include = append(include, to)
	}
	for _, to := range p.exclude {
		exclude = append(exclude, map[string]any{"id": to.ID, "targetType": to.TargetType})
	}
	return map[string]any{
		"@odata.type": "#microsoft.graph." + typePass + "Configuration", "id": "TemporaryAccessPass", "state": p.state(),
		"defaultLifetimeInMinutes": p.defaultLifetime, "defaultLength": p.defaultLength,
		"minimumLifetimeInMinutes": p.minimumLifetime, "maximumLifetimeInMinutes": p.maximumLifetime,
		"isUsableOnce":                 p.isUsableOnce,
		"includeTargets@odata.context": x.context("policies/authenticationMethodsPolicy/authenticationMethodConfigurations('TemporaryAccessPass')/microsoft.graph." + typePass + "Configuration/includeTargets"),
		"includeTargets":               include, "excludeTargets": exclude,
	}
}

// otherConfigurations are the methods beside the pass whose configuration the sandbox only shows.
var otherConfigurations = []string{"Fido2", "MicrosoftAuthenticator", "Sms", "SoftwareOath", "Voice", "Email", "X509Certificate", "HardwareOath", "QRCodePin"}

func otherConfiguration(id string) map[string]any {
	state := "enabled"
	if id == "X509Certificate" || id == "QRCodePin" {
		state = "disabled"
	}
	typ := strings.ToLower(id[:1]) + id[1:] + "AuthenticationMethodConfiguration"
	return map[string]any{
		"@odata.type": "#microsoft.graph." + typ, "id": id, "state": state, "excludeTargets": []any{},
		"includeTargets": []any{target{ID: allUsers, TargetType: "group"}},
	}
}

// mayReadPolicy needs a reading scope and one of the documented roles; an Authentication Administrator alone has neither
// (graph.md section 2).
func (x *exchange) mayReadPolicy() bool {
	return x.caller.has("Policy.Read.AuthenticationMethod", "Policy.Read.All", scopePolicyWrite) &&
		x.caller.holds(roleGlobalReader, roleAuthenticationPolicy, roleGlobalAdministrator)
}

func (x *exchange) mayWritePolicy() bool {
	return x.caller.has(scopePolicyWrite) && x.caller.holds(roleAuthenticationPolicy, roleGlobalAdministrator)
}

// configurations are all of them, the pass's last, as in a captured policy. It needs t.mu.
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
	modified := t.policy.modified
	if modified.IsZero() {
		modified = t.started
	}
	return wire.JSON(http.StatusOK, map[string]any{
		"@odata.context": x.context("authenticationMethodsPolicy"), "id": "authenticationMethodsPolicy",
		"displayName": "Authentication Methods Policy", "lastModifiedDateTime": modified.UTC().Format(sevenDigits),
		"description":   "The tenant-wide policy that controls which authentication methods are allowed in the tenant, authentication method registration requirements, and self-service password reset settings",
		"policyVersion": "1.5", "policyMigrationState": "migrationComplete", "reconfirmationInDays": nil,
		"registrationEnforcement":                          nil,
		"authenticationMethodConfigurations@odata.context": x.context("policies/authenticationMethodsPolicy/authenticationMethodConfigurations"),
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

// patchWholePolicy is not offered: the sandbox changes the pass's configuration alone.
func (t *Tenant) patchWholePolicy(x *exchange) *wire.Answer {
	if !x.mayWritePolicy() {
		return x.denied()
	}
	return x.bad("The sandbox changes authenticationMethodConfigurations/temporaryAccessPass only.")
}

// resetConfiguration answers DELETE: back to a fresh tenant's policy, which is disabled.
func (t *Tenant) resetConfiguration(x *exchange) *wire.Answer {
	return t.changePolicy(x, func(policy) (policy, string) { return freshPolicy(), "" })
}

// patchConfiguration answers PATCH with 204.
func (t *Tenant) patchConfiguration(x *exchange) *wire.Answer {
	return t.changePolicy(x, func(p policy) (policy, string) {
		var patch policyPatch
		dec := json.NewDecoder(strings.NewReader(string(x.body)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&patch); err != nil {
			return p, "The configuration could not be read: " + strings.TrimPrefix(err.Error(), "json: ")
		}
		return patch.apply(p)
	})
}

func (t *Tenant) changePolicy(x *exchange, change func(policy) (policy, string)) *wire.Answer {
	if !x.mayWritePolicy() {
		return x.denied()
	}
	if !strings.EqualFold(x.route.last, "TemporaryAccessPass") {
		return x.bad("The sandbox changes authenticationMethodConfigurations/temporaryAccessPass only.")
	}
	if x.method == http.MethodPatch {
		if refused := x.jsonBody(); refused != nil {
			return refused
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	changed, refusal := change(t.policy)
	if refusal != "" {
		return x.methodsError(http.StatusBadRequest, "badRequest", refusal)
	}
	changed.modified = x.now
	t.policy = changed
	verb := "Update"
	if x.method == http.MethodDelete {
		verb = "Reset"
	}
	t.audit(auditPolicy(x.caller.user, verb, x.now))
	return noContent()
}

// policyPatch is the body of a PATCH; nil leaves a property as it is.
type policyPatch struct {
	Type            *string   `json:"@odata.type"`
	ID              *string   `json:"id"`
	State           *string   `json:"state"`
	DefaultLifetime *int      `json:"defaultLifetimeInMinutes"`
	DefaultLength   *int      `json:"defaultLength"`
	MinimumLifetime *int      `json:"minimumLifetimeInMinutes"`
	MaximumLifetime *int      `json:"maximumLifetimeInMinutes"`
	IsUsableOnce    *bool     `json:"isUsableOnce"`
	IncludeTargets  *[]target `json:"includeTargets"`
	ExcludeTargets  *[]target `json:"excludeTargets"`
	IncludeContext  *string   `json:"includeTargets@odata.context"`
	Context         *string   `json:"@odata.context"`
}

// apply returns the changed policy, or why it is refused (texts invented; ranges of graph.md section 2).
func (c *policyPatch) apply(p policy) (policy, string) {
	set := func(to *int, from *int) {
		if from != nil {
			*to = *from
		}
	}
	set(&p.defaultLifetime, c.DefaultLifetime)
	set(&p.defaultLength, c.DefaultLength)
	set(&p.minimumLifetime, c.MinimumLifetime)
	set(&p.maximumLifetime, c.MaximumLifetime)
	if c.IsUsableOnce != nil {
		p.isUsableOnce = *c.IsUsableOnce
	}
	if c.IncludeTargets != nil {
		p.include = *c.IncludeTargets
	}
	if c.ExcludeTargets != nil {
		p.exclude = *c.ExcludeTargets
	}
	if c.State != nil {
		if *c.State != "enabled" && *c.State != "disabled" {
			return p, "Invalid State specified. The valid values are enabled and disabled."
		}
		p.enabled = *c.State == "enabled"
	}
	return p, p.invalid()
}

// invalid says what is wrong with a policy, or "".
func (p *policy) invalid() string {
	outside := func(n, low, high int) bool { return n < low || n > high }
	switch {
	case outside(p.minimumLifetime, 10, 43200):
		return "Invalid MinimumLifetimeInMinutes specified. The valid range between 10 and 43200."
	case outside(p.maximumLifetime, p.minimumLifetime, 43200):
		return fmt.Sprintf("Invalid MaximumLifetimeInMinutes specified. The valid range between %d and 43200.", p.minimumLifetime)
	case outside(p.defaultLifetime, p.minimumLifetime, p.maximumLifetime):
		return fmt.Sprintf("Invalid DefaultLifetimeInMinutes specified. The valid range between %d and %d.", p.minimumLifetime, p.maximumLifetime)
	case outside(p.defaultLength, 8, 48):
		return "Invalid DefaultLength specified. The valid range between 8 and 48."
	case len(p.include) == 0 || len(p.include)+len(p.exclude) > math.MaxUint8:
		return "Invalid IncludeTargets specified."
	}
	for _, to := range slices.Concat(p.include, p.exclude) {
		if to.TargetType != "group" && to.TargetType != "user" {
			return "Invalid TargetType specified. The valid values are group and user."
		}
	}
	return ""
}
