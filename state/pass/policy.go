package pass

import (
	"time"

	"tapdesk/state/text"
)

// Policy is the tenant's temporaryAccessPassAuthenticationMethodConfiguration, or as much of it as is known. Source:
// learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration.
type Policy struct {
	// Origin says where the values come from.
	Origin Origin
	// At is when Graph gave them, or the date of the site's file; UTC, zero when neither did.
	At time.Time
	// Enabled is Graph's state; true when Origin is not OriginGraph, since nothing says otherwise.
	Enabled bool
	// The lifetimes are in minutes. Default is 0 when it is not known.
	MinimumLifetimeInMinutes, MaximumLifetimeInMinutes, DefaultLifetimeInMinutes int
	// DefaultLength is the number of characters of a pass, 8 to 48; 0 when it is not known.
	DefaultLength int
	// IsUsableOnce means that every pass of the tenant must be one-time.
	IsUsableOnce                   bool
	IncludeTargets, ExcludeTargets []Target
	// Unread is what Graph left out of a policy that it gave.
	Unread Unread
	// site is what the site narrows; see Within.
	site Bounds
}

// Unread is what Graph left out of a policy: the range of lifetimes, so that the bounds are those of every tenant;
// whether every pass must be one-time; whom it includes and excludes.
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
	// OriginNone is the range every tenant keeps within: the policy has not been read, or may not be.
	OriginNone Origin = iota
	// OriginGraph was read from Graph.
	OriginGraph
	// OriginRefusal is the range that Graph named when it refused a lifetime.
	OriginRefusal
	// OriginSite is what the site's file states, for operators who may not read the policy.
	OriginSite
)

// UnreadPolicy returns the bounds that hold in every tenant.
func UnreadPolicy() Policy {
	return Policy{
		Enabled:                  true,
		MinimumLifetimeInMinutes: MinimumLifetimeInMinutes,
		MaximumLifetimeInMinutes: MaximumLifetimeInMinutes,
	}
}

// WithRange returns the policy with the bounds Graph named in refusing a lifetime, in minutes. Bounds that make no
// sense are ignored.
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
