package graph

import (
	"encoding/json"
	"strings"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
)

// The tenant's policy for passes. Source:
// learn.microsoft.com/graph/api/temporaryaccesspassauthenticationmethodconfiguration-get.
var readPolicy = operation{
	what:      "read the policy",
	scopes:    []string{scopePolicyRead, scopePolicyReadAll},
	roles:     []string{roleGlobalReader, rolePolicyAdmin},
	missing:   "Graph found no Temporary Access Pass policy for this tenant",
	refusable: true,
}

const policyTarget = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"

// wirePolicy is a temporaryAccessPassAuthenticationMethodConfiguration. Source:
// learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration.
type wirePolicy struct {
	State                    raw         `json:"state"`
	MinimumLifetimeInMinutes number      `json:"minimumLifetimeInMinutes"`
	MaximumLifetimeInMinutes number      `json:"maximumLifetimeInMinutes"`
	DefaultLifetimeInMinutes number      `json:"defaultLifetimeInMinutes"`
	DefaultLength            number      `json:"defaultLength"`
	IsUsableOnce             truth       `json:"isUsableOnce"`
	IncludeTargets           wireTargets `json:"includeTargets"`
	ExcludeTargets           wireTargets `json:"excludeTargets"`
}

// wireTargets are the targets of a policy. odd means that the list or an item is not what Graph documents.
type wireTargets struct {
	all []pass.Target
	odd bool
}

// UnmarshalJSON never fails.
func (w *wireTargets) UnmarshalJSON(data []byte) error {
	w.odd = json.Unmarshal(data, &w.all) != nil
	return nil
}

func (w wirePolicy) policy() pass.Policy {
	p := pass.UnreadPolicy().WithRange(w.MinimumLifetimeInMinutes.is, w.MaximumLifetimeInMinutes.is)
	p.Unread.Range = p.Origin == pass.OriginNone
	p.Origin = pass.OriginGraph
	p.Enabled = strings.EqualFold(string(w.State), "enabled")
	if d := w.DefaultLifetimeInMinutes.is; d >= p.MinimumLifetimeInMinutes && d <= p.MaximumLifetimeInMinutes {
		p.DefaultLifetimeInMinutes = d
	}
	p.DefaultLength = max(w.DefaultLength.is, 0)
	p.IsUsableOnce = w.IsUsableOnce.is != nil && *w.IsUsableOnce.is
	p.Unread.Use = w.IsUsableOnce.is == nil
	p.IncludeTargets, p.ExcludeTargets = w.IncludeTargets.all, w.ExcludeTargets.all
	p.Unread.Scope = w.IncludeTargets.odd || w.ExcludeTargets.odd
	return p
}

// takePolicy decodes the answer to a request for the policy and remembers the result.
func (c *Client) takePolicy(a answer, err error) error {
	var wire wirePolicy
	if err == nil {
		err = decode(readPolicy, a, &wire)
	}
	if err == nil && wire.State == "" {
		err = senseless(readPolicy, a, errMissing)
	}
	p := wire.policy()
	p.At = c.Now()
	c.learned.TakePolicy(p, fault.Of(err))
	return err
}
