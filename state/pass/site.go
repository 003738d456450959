package pass

import (
	"fmt"
	"time"
)

// Bounds are how a site limits the tenant's policy further; the zero Bounds do not limit it.
type Bounds struct {
	// MaximumLifetimeInMinutes is the longest lifetime, 0 for the policy's.
	MaximumLifetimeInMinutes int
	// MaximumStartAhead is how far ahead a pass may start, 0 for any time.
	MaximumStartAhead time.Duration
	// OneTimeOnly allows no multi-use pass.
	OneTimeOnly bool
}

// Within returns the policy as limited by a site.
func (p Policy) Within(site Bounds) Policy {
	p.site = site
	return p
}

// bounds returns the lifetimes that policy and site allow, in minutes. If they exclude each other most is less than
// least, and no lifetime is valid.
func (p Policy) bounds() (least, most int) {
	least, most = p.tenantBounds()
	if site := p.site.MaximumLifetimeInMinutes; site > 0 {
		most = min(most, site)
	}
	return least, most
}

// narrowed reports whether the site limits the lifetime further.
func (p Policy) narrowed() bool {
	_, tenant := p.tenantBounds()
	return p.site.MaximumLifetimeInMinutes > 0 && p.site.MaximumLifetimeInMinutes < tenant
}

// siteEmpty returns why a lifetime cannot be left to the tenant's default, which the site may not allow; empty if it
// can.
func (p Policy) siteEmpty() string {
	_, most := p.bounds()
	switch {
	case p.site.MaximumLifetimeInMinutes <= 0 || p.defaultLifetime() > 0:
		return ""
	case p.DefaultLifetimeInMinutes > 0:
		return fmt.Sprintf("empty would be the policy's default, %s: %s; type %d or less",
			inMinutes(p.DefaultLifetimeInMinutes), p.siteAllows(), most)
	}
	return fmt.Sprintf("empty would be the tenant's default, not readable here: %s; type %d or less", p.siteAllows(), most)
}

func (p Policy) siteAllows() string {
	return "this desk allows at most " + inMinutes(p.site.MaximumLifetimeInMinutes)
}

// siteOutOfRange returns what is wrong with a lifetime, in minutes, that the policy allows; empty if the site does too.
func (p Policy) siteOutOfRange(minutes int) string {
	least, most := p.bounds()
	switch {
	case least > most:
		return fmt.Sprintf("%s and the policy at least %s, so none will do;"+
			" the person who maintains the site's file can change it", p.siteAllows(), inMinutes(least))
	case p.narrowed() && minutes > most:
		return fmt.Sprintf("too long: %s; type %d or less", p.siteAllows(), most)
	}
	return ""
}

// siteTooFar returns what is wrong with a start, UTC; empty if the site allows it.
func (p Policy) siteTooFar(start time.Time, at Moment) string {
	most := p.site.MaximumStartAhead
	if most <= 0 || start.Sub(at.Now) <= most {
		return ""
	}
	return fmt.Sprintf("too far ahead: this desk allows a start within %s; type a time up to %s",
		Span(most), Local(at.Now.Add(most), at.Zone, at.Now))
}

// siteUse returns what is wrong with a use; empty if the site allows it. What a tenant does when the use is omitted is
// not documented, so omitting it is only allowed if the policy is known to make every pass one-time.
func (p Policy) siteUse(u Use) string {
	if !p.site.OneTimeOnly || u == Once || u == PolicyDefault && p.IsUsableOnce {
		return ""
	}
	return "this desk issues only one-time passes: choose " + Once.String()
}
