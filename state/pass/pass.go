// Package pass holds what is true of a Temporary Access Pass: the resource as Graph has it, how it stands at a given
// instant, the tenant's policy, and the rules a draft must meet before it is sent. It is the only validator.
//
// Source of the resource: learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethod.
package pass

import (
	"time"

	"tapdesk/state/text"
)

// Bounds that hold in every tenant, in minutes: lifetimeInMinutes of
// learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethod.
const (
	MinimumLifetimeInMinutes = 10
	MaximumLifetimeInMinutes = 43200 // 30 days
)

// Reason is Graph's methodUsabilityReason. Graph may add values, so any other is kept.
type Reason = text.Text

// The values Microsoft documents.
const (
	EnabledByPolicy  Reason = "EnabledByPolicy"
	DisabledByPolicy Reason = "DisabledByPolicy"
	Expired          Reason = "Expired"
	NotYetValid      Reason = "NotYetValid"
	OneTimeUsed      Reason = "OneTimeUsed"
)

// Pass is a temporaryAccessPassAuthenticationMethod without its value. All times are UTC. Graph may leave out any of
// it: what is zero or nil is unknown, and Start, Lifetime, End, OneTime and MultiUse are for reckoning with it.
type Pass struct {
	ID                text.Key  `json:"id"`
	CreatedDateTime   time.Time `json:"createdDateTime"`
	StartDateTime     time.Time `json:"startDateTime"`
	LifetimeInMinutes int       `json:"lifetimeInMinutes"`
	IsUsableOnce      *bool     `json:"isUsableOnce"`
	IsUsable          bool      `json:"isUsable"`
	// MethodUsabilityReason is Graph's word at the time of reading; Graph works it out anew at every read.
	MethodUsabilityReason Reason `json:"methodUsabilityReason"`
	// LastUsedDateTime is known on beta only; zero when unknown or never used.
	LastUsedDateTime time.Time `json:"lastUsedDateTime"`
}

// A time outside of these years is none that a pass can have, and is not reckoned with: a time.Duration holds 292
// years.
const firstYear, endYear = 2000, 2200

// reckoned reports whether t is a time that a pass can have.
func reckoned(t time.Time) bool { return t.Year() >= firstYear && t.Year() < endYear }

// Start returns when the pass begins to be valid, UTC, and false where that is unknown: what no pass can have counts as
// not told.
func (p Pass) Start() (time.Time, bool) {
	if !reckoned(p.StartDateTime) {
		return time.Time{}, false
	}
	return p.StartDateTime, true
}

// Lifetime returns how long the pass is valid, in minutes, and false where that is unknown: what no pass can have
// counts as not told.
func (p Pass) Lifetime() (minutes int, known bool) {
	if p.LifetimeInMinutes < 1 || p.LifetimeInMinutes > MaximumLifetimeInMinutes {
		return 0, false
	}
	return p.LifetimeInMinutes, true
}

// End returns the end of validity, UTC, and false where it is unknown. Graph does not return it: it is the start plus
// the lifetime.
func (p Pass) End() (time.Time, bool) {
	start, begun := p.Start()
	minutes, lasts := p.Lifetime()
	if !begun || !lasts {
		return time.Time{}, false
	}
	return start.Add(time.Duration(minutes) * time.Minute), true
}

// EndedBy reports whether the end of validity is known and has come by an instant.
func (p Pass) EndedBy(at time.Time) bool {
	end, known := p.End()
	return known && !at.Before(end)
}

// OneTime reports whether the pass is known to work one time.
func (p Pass) OneTime() bool {
	return p.MethodUsabilityReason == OneTimeUsed || p.IsUsableOnce != nil && *p.IsUsableOnce
}

// MultiUse reports whether the pass is known to work any number of times.
func (p Pass) MultiUse() bool { return p.IsUsableOnce != nil && !p.OneTime() }

// Standing is how a pass stands at an instant.
type Standing int

const (
	// Unclear is a reason Graph gave that Tapdesk does not know.
	Unclear Standing = iota
	// Usable passes sign the person in now.
	Usable
	// Future passes begin later.
	Future
	// Over passes have expired.
	Over
	// Used passes were one-time and have been used.
	Used
	// Blocked passes are refused by the tenant's policy.
	Blocked
)

// StandingAt returns how the pass stands at now (any zone): what Graph said when it was read, moved on by the clock,
// since a pass that was usable then may have begun or ended since.
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
	case p.IsUsable, p.MethodUsabilityReason == NotYetValid: // isUsable counts, also with a reason that Graph has added since
		return Usable
	}
	return Unclear
}

// Live reports whether the pass signs the person in at now or will later, so that replacing it takes something away.
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

// Use says how often a pass may be used: Graph's isUsableOnce, or nothing sent so that the policy decides.
type Use int

const (
	// Once sends isUsableOnce true.
	Once Use = iota
	// Many sends isUsableOnce false.
	Many
	// PolicyDefault leaves isUsableOnce out. What Graph then takes is not documented: read it back from the answer.
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

// Order is what is asked of Graph. What is nil or zero is left out of the request, so that the policy's default
// applies.
type Order struct {
	// StartDateTime is UTC; zero means now, and is left out.
	StartDateTime time.Time `json:"startDateTime,omitzero"`
	// LifetimeInMinutes is 10 to 43200, further narrowed by the policy.
	LifetimeInMinutes *int  `json:"lifetimeInMinutes,omitempty"`
	IsUsableOnce      *bool `json:"isUsableOnce,omitempty"`
}
