package pass

import (
	"time"

	"tapdesk/state/text"
)

// Policy is the tenant's temporaryAccessPassAuthenticationMethodConfiguration, as far as it is known. Source:
// learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration.
type Policy struct {
	// Origin says where the values come from.
	Origin Origin
	// At is when Graph returned them, or the date of the site's file; UTC, zero otherwise.
	At time.Time
	// Enabled is Graph's state; true if Origin is not OriginGraph, since nothing says otherwise.
	Enabled bool
	// The lifetimes are in minutes. The default is 0 if it is unknown.
	MinimumLifetimeInMinutes, MaximumLifetimeInMinutes, DefaultLifetimeInMinutes int
	// DefaultLength is the number of characters of a pass, 8 to 48; 0 if it is unknown.
	DefaultLength int
	// IsUsableOnce means that every pass in the tenant must be one-time.
	IsUsableOnce                   bool
	IncludeTargets, ExcludeTargets []Target
	// Unread is what Graph left out of its answer.
	Unread Unread
	// site is how the site limits the policy; see Within.
	site Bounds
}

// Unread is what Graph left out of a policy: the range of lifetimes, so that the limits of every tenant apply; whether
// every pass must be one-time; whom the policy includes and excludes.
type Unread struct{ Range, Use, Scope bool }

// Target is a group (or, in old tenants, a user) that a policy includes or excludes.
type Target struct {
	// Type is group or user; ID is an object id, or all_users.
	Type text.Text `json:"targetType"`
	ID   text.Text `json:"id"`
}

// Origin says where a Policy comes from.
type Origin int

const (
	// OriginNone is the range of every tenant: the policy has not been read, or may not be.
	OriginNone Origin = iota
	// OriginGraph is a policy read from Graph.
	OriginGraph
	// OriginRefusal is the range that Graph named when it refused a lifetime.
	OriginRefusal
	// OriginSite is what the site's file says, for operators who may not read the policy.
	OriginSite
)

// UnreadPolicy returns the limits of every tenant.
func UnreadPolicy() Policy {
	return Policy{
		Enabled:                  true,
		MinimumLifetimeInMinutes: MinimumLifetimeInMinutes,
		MaximumLifetimeInMinutes: MaximumLifetimeInMinutes,
	}
}

// WithRange returns the policy with the range, in minutes, that Graph named when it refused a lifetime. A range that
// makes no sense is ignored.
func (p Policy) WithRange(minimum, maximum int) Policy {
	if minimum < 1 || maximum < minimum || maximum > MaximumLifetimeInMinutes {
		return p
	}
	p.MinimumLifetimeInMinutes, p.MaximumLifetimeInMinutes = minimum, maximum
	if p.DefaultLifetimeInMinutes < minimum || p.DefaultLifetimeInMinutes > maximum {
		p.DefaultLifetimeInMinutes = 0
	}
	if p.Origin == OriginNone {
		p.Origin = OriginRefusal
	}
	p.Unread.Range = false
	return p
}
