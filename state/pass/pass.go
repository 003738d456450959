// Package pass describes a Temporary Access Pass: the resource as Graph has it, its standing at a given instant, the
// tenant's policy, and the rules that a draft must meet before it is sent. It is the only validator.
//
// Source of the resource: learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethod.
package pass

import (
	"time"

	"tapdesk/state/text"
)

// Limits that hold in every tenant, in minutes. Source: lifetimeInMinutes of
// learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethod.
const (
	MinimumLifetimeInMinutes = 10
	MaximumLifetimeInMinutes = 43200 // 30 days
)

// Reason is Graph's methodUsabilityReason. Graph may add values, so unknown ones are kept.
type Reason = text.Text

// The values Microsoft documents.
const (
	EnabledByPolicy  Reason = "EnabledByPolicy"
	DisabledByPolicy Reason = "DisabledByPolicy"
	Expired          Reason = "Expired"
	NotYetValid      Reason = "NotYetValid"
	OneTimeUsed      Reason = "OneTimeUsed"
)

// Pass is a temporaryAccessPassAuthenticationMethod without its value. All times are UTC. Graph may omit any field:
// zero or nil means unknown. To compute with a pass use Start, Lifetime, End, OneTime and MultiUse.
type Pass struct {
	ID                text.Key  `json:"id"`
	CreatedDateTime   time.Time `json:"createdDateTime"`
	StartDateTime     time.Time `json:"startDateTime"`
	LifetimeInMinutes int       `json:"lifetimeInMinutes"`
	IsUsableOnce      *bool     `json:"isUsableOnce"`
	IsUsable          bool      `json:"isUsable"`
	// MethodUsabilityReason is Graph's reason when the pass was read; Graph computes it at every read.
	MethodUsabilityReason Reason `json:"methodUsabilityReason"`
	// LastUsedDateTime is only known on beta; zero when unknown or never used.
	LastUsedDateTime time.Time `json:"lastUsedDateTime"`
}

// Times outside these years are not real times of a pass and are not computed with: a time.Duration holds 292 years.
const firstYear, endYear = 2000, 2200

// reckoned reports whether t can be a time of a pass.
func reckoned(t time.Time) bool { return t.Year() >= firstYear && t.Year() < endYear }

// Start returns when the pass becomes valid, UTC, and false if that is unknown; an impossible time counts as unknown.
func (p Pass) Start() (time.Time, bool) {
	if !reckoned(p.StartDateTime) {
		return time.Time{}, false
	}
	return p.StartDateTime, true
}

// Lifetime returns how long the pass is valid, in minutes, and false if that is unknown; an impossible lifetime counts
// as unknown.
func (p Pass) Lifetime() (minutes int, known bool) {
	if p.LifetimeInMinutes < 1 || p.LifetimeInMinutes > MaximumLifetimeInMinutes {
		return 0, false
	}
	return p.LifetimeInMinutes, true
}

// End returns when the pass stops being valid, UTC, and false if that is unknown. Graph does not return it: it is the
// start plus the lifetime.
func (p Pass) End() (time.Time, bool) {
	start, begun := p.Start()
	minutes, lasts := p.Lifetime()
	if !begun || !lasts {
		return time.Time{}, false
	}
	return start.Add(time.Duration(minutes) * time.Minute), true
}

// EndedBy reports whether the pass is known to have stopped being valid by an instant.
func (p Pass) EndedBy(at time.Time) bool {
	end, known := p.End()
	return known && !at.Before(end)
}

// OneTime reports whether the pass is known to be one-time.
func (p Pass) OneTime() bool {
	return p.MethodUsabilityReason == OneTimeUsed || p.IsUsableOnce != nil && *p.IsUsableOnce
}

// MultiUse reports whether the pass is known to work any number of times.
func (p Pass) MultiUse() bool { return p.IsUsableOnce != nil && !p.OneTime() }

// Standing is the state of a pass at an instant.
type Standing int

const (
	// Unclear is a reason that Tapdesk does not know.
	Unclear Standing = iota
	// Usable passes let the person sign in now.
	Usable
	// Future passes become valid later.
	Future
	// Over passes have expired.
	Over
	// Used passes were one-time and have been used.
	Used
	// Blocked passes are disabled by the tenant's policy.
	Blocked
)

// StandingAt returns the pass's standing at now (any zone): what Graph said when it was read, adjusted for the time
// since, in which the pass may have become valid or expired.
func (p Pass) StandingAt(now time.Time) Standing {
	start, begun := p.Start()
	switch {
	case p.MethodUsabilityReason == OneTimeUsed:
		return Used
	case p.MethodUsabilityReason == Expired, p.EndedBy(now):
		return Over
	case p.MethodUsabilityReason == DisabledByPolicy:
		return Blocked
	case begun && now.Before(start), p.MethodUsabilityReason == NotYetValid && !begun:
		return Future
	// isUsable counts, even with a reason that Graph has added since.
	case p.IsUsable, p.MethodUsabilityReason == NotYetValid:
		return Usable
	}
	return Unclear
}

// Live reports whether the pass lets the person sign in now or later, so that replacing it takes something away.
func (p Pass) Live(now time.Time) bool {
	s := p.StandingAt(now)
	return s == Usable || s == Future || s == Unclear
}

// String returns the standing in words.
func (s Standing) String() string {
	switch s {
	case Usable:
		return "usable"
	case Future:
		return "not yet valid"
	case Over:
		return "expired"
	case Used:
		return "used"
	case Blocked:
		return "disabled by policy"
	}
	return "not usable"
}

// Use is how often a pass may be used: Graph's isUsableOnce, or omitted so that the policy decides.
type Use int

const (
	// Once sends isUsableOnce true.
	Once Use = iota
	// Many sends isUsableOnce false.
	Many
	// PolicyDefault omits isUsableOnce. Graph's choice is then not documented: read it back from the answer.
	PolicyDefault
)

// String returns the use in words.
func (u Use) String() string {
	switch u {
	case Once:
		return "one-time"
	case Many:
		return "multi-use"
	}
	return "policy default"
}

// Order is a request to Graph. Nil or zero fields are omitted, so that the policy's defaults apply.
type Order struct {
	// StartDateTime is UTC; zero means now and is omitted.
	StartDateTime time.Time `json:"startDateTime,omitzero"`
	// LifetimeInMinutes is 10 to 43200, limited further by the policy.
	LifetimeInMinutes *int  `json:"lifetimeInMinutes,omitempty"`
	IsUsableOnce      *bool `json:"isUsableOnce,omitempty"`
}
