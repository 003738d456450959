package pass

import "time"

// Now is the start of a draft whose pass begins as soon as it is created.
const Now = "now"

// Draft is what the operator typed, as typed. The zero Draft is valid under every policy: the default lifetime, from
// now, one-time.
type Draft struct {
	// Lifetime is plain minutes, or days, hours and minutes as "1d 2h30m"; empty leaves it to the policy.
	Lifetime string
	// Start is when the pass becomes valid; empty and Now leave it to Graph. parseStart lists the forms.
	Start string
	Use   Use
}

// Moment is when and where a draft is interpreted.
type Moment struct {
	// Now is Graph's time as far as it is known, in any zone.
	Now time.Time
	// Zone is the operator's zone, for times without one; nil is UTC.
	Zone *time.Location
}

// Remark is what to say next to a field. Its text is safe to draw.
type Remark struct {
	Text string
	// Wrong means that the draft cannot be sent.
	Wrong bool
}

// Checked is the result of checking a draft.
type Checked struct {
	Lifetime, Start, Use Remark
	// OK means that no remark is Wrong, so Order may be sent.
	OK bool
	// Order is what to send, only meaningful if OK.
	Order Order
	// From and Until are when the pass would be valid, UTC. From is Now when the start is now, and zero when the start
	// is wrong; Until is zero when either end cannot be known.
	From, Until time.Time
	// Minutes is the resulting lifetime: as typed or, if empty, the policy's default; 0 if that is unknown here or the
	// lifetime is wrong.
	Minutes int
}

// Check checks a draft against the policy at a moment. It is the only validator: what it calls OK is sent as it is, and
// only Graph can still refuse it.
func Check(d Draft, p Policy, at Moment) Checked {
	at = at.settled()
	var c Checked
	minutes, given, remark := checkLifetime(d.Lifetime, p)
	c.Lifetime, c.Minutes = remark, minutes
	if given && !remark.Wrong {
		c.Order.LifetimeInMinutes = &minutes
	}
	c.Start, c.Order.StartDateTime = checkStart(d.Start, p, at)
	if !c.Start.Wrong {
		c.From = c.Order.StartDateTime
		if c.From.IsZero() {
			c.From = at.Now
		}
		if c.Minutes > 0 {
			c.Until = c.From.Add(time.Duration(c.Minutes) * time.Minute)
		}
	}
	c.Use, c.Order.IsUsableOnce = checkUse(d.Use, p)
	c.OK = !c.Lifetime.Wrong && !c.Start.Wrong && !c.Use.Wrong
	if !c.OK {
		c.Order = Order{}
	}
	return c
}

// settled fills in the zone, and removes Now's zone and its monotonic clock, which would be lost in a request.
func (at Moment) settled() Moment {
	at.Now = at.Now.Round(0).UTC()
	if at.Zone == nil {
		at.Zone = time.UTC
	}
	return at
}

// checkUse returns the remark on a use and the value to send for it, nil to omit it. Source of the ten minutes:
// learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass.
func checkUse(u Use, p Policy) (Remark, *bool) {
	sent := u == Once
	if wrong := p.siteUse(u); wrong != "" {
		return Remark{Text: wrong, Wrong: true}, nil
	}
	switch u {
	case Once:
		return Remark{Text: "one sign-in; registering must be done within 10 min of it"}, &sent
	case Many:
		switch {
		case p.IsUsableOnce:
			return Remark{Text: "the policy makes every pass one-time: choose " + Once.String(), Wrong: true}, nil
		case p.Origin != OriginGraph, p.Unread.Use:
			return Remark{
				Text: "any number of sign-ins until it ends, if the tenant's policy, not readable here, allows it",
			}, &sent
		}
		return Remark{Text: "any number of sign-ins until it ends"}, &sent
	case PolicyDefault:
		if p.IsUsableOnce {
			return Remark{Text: "left out: the policy makes every pass one-time"}, nil
		}
		return Remark{Text: "left out: Graph decides, read back after"}, nil
	}
	return Remark{
		Text:  "choose " + Once.String() + ", " + Many.String() + " or " + PolicyDefault.String(),
		Wrong: true,
	}, nil
}
