package graph

import (
	"context"

	"tapdesk/state/pass"
	"tapdesk/state/text"
)

// Passes: /users/{id}/authentication/temporaryAccessPassMethods, or below /me for the operator. Sources:
// learn.microsoft.com/graph/api/authentication-list-temporaryaccesspassmethods and
// temporaryaccesspassauthenticationmethod-get.
var (
	listPasses = operation{
		what:    "list the pass",
		limit:   reports,
		scopes:  []string{scopePassRead, scopePassWrite, scopeMethodsRead},
		roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin, roleGlobalReader},
		missing: personGone,
	}
	readPass = operation{
		what:    "read the pass",
		limit:   reports,
		scopes:  []string{scopePassRead, scopePassWrite, scopeMethodsRead},
		roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin, roleGlobalReader},
		missing: "the pass is no longer there, or the account is gone: refresh",
	}
)

const passesTarget = "/authentication/temporaryAccessPassMethods"

// wirePass is a temporaryAccessPassAuthenticationMethod: a pass, except for properties that may have another type on
// the wire. It has no field for the value: see secret.Raw. Source:
// learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethod.
type wirePass struct {
	pass.Pass
	CreatedDateTime   stamp  `json:"createdDateTime"`
	StartDateTime     stamp  `json:"startDateTime"`
	LifetimeInMinutes number `json:"lifetimeInMinutes"`
	IsUsableOnce      truth  `json:"isUsableOnce"`
	IsUsable          truth  `json:"isUsable"`
	LastUsedDateTime  stamp  `json:"lastUsedDateTime"` // beta only
}

func (w wirePass) pass() pass.Pass {
	p := w.Pass
	p.CreatedDateTime, p.StartDateTime = w.CreatedDateTime.Time, w.StartDateTime.Time
	p.LastUsedDateTime = w.LastUsedDateTime.Time
	p.LifetimeInMinutes, p.IsUsableOnce = w.LifetimeInMinutes.is, w.IsUsableOnce.is
	// If Graph sends only the reason, the reason decides.
	p.IsUsable = p.MethodUsabilityReason == pass.EnabledByPolicy
	if w.IsUsable.is != nil {
		p.IsUsable = *w.IsUsable.is
	}
	if p.StartDateTime.IsZero() { // a pass without a start is valid from its creation
		p.StartDateTime = p.CreatedDateTime
	}
	return p
}

// takePasses decodes a list of passes whose first page is the answer.
func (c *Client) takePasses(ctx context.Context, a answer) ([]pass.Pass, error) {
	wires, err := listOf[wirePass](ctx, c, request{op: listPasses}, a)
	if err != nil {
		return nil, err
	}
	var passes []pass.Pass
	for _, wire := range wires {
		if wire.ID.IsZero() {
			return nil, senseless(listPasses, a, errMissing)
		}
		passes = append(passes, wire.pass())
	}
	return passes, nil
}

func decodePass(op operation, a answer) (pass.Pass, error) {
	var wire wirePass
	if err := decode(op, a, &wire); err != nil {
		return pass.Pass{}, err
	}
	if wire.ID.IsZero() {
		return pass.Pass{}, senseless(op, a, errMissing)
	}
	return wire.pass(), nil
}

func (c *Client) passesPath(ctx context.Context, op operation, id text.Key) (string, error) {
	if err := c.withoutPasses(op); err != nil {
		return "", err
	}
	path, _, err := c.pathOf(ctx, op, id)
	return path + passesTarget, err
}
