package verdict

import (
	"fmt"
	"strings"
	"time"

	"tapdesk/state/pass"
	"tapdesk/state/signins"
	"tapdesk/state/text"
	"tapdesk/state/whatif"
)

// needUser is the permission to read more about people than their names.
const needUser = "User.Read.All"

func (f *Facts) policyOn() Check {
	p := f.Policy
	if p.Origin != pass.OriginGraph {
		return unreadBy(Policy, policyUnread, f.Dossier.PolicyFault)
	}
	out := Check{Name: Policy, Kind: OK, Why: policyOn, Source: f.graph(p.At)}
	if !p.Enabled {
		out.Kind, out.Why = Fail, policyOff
		out.Do = turnOn
	}
	return out
}

// targets are those of the policy, or those that the site states; a nil list is not known.
func (f *Facts) targets() (include, exclude []pass.Target, source string) {
	if f.Policy.Origin == pass.OriginGraph && f.Policy.Unread.Scope {
		return nil, nil, f.graph(f.Policy.At)
	}
	if f.Policy.Origin == pass.OriginGraph {
		return some(f.Policy.IncludeTargets), some(f.Policy.ExcludeTargets), f.graph(f.Policy.At)
	}
	return stated(f.Site.IncludeGroups), stated(f.Site.ExcludeGroups), f.Site.source()
}

// some is the list, and not nil: it was read, and may be empty.
func some(list []pass.Target) []pass.Target { return append([]pass.Target{}, list...) }

func stated(groups []string) (list []pass.Target) {
	for _, id := range groups {
		list = append(list, pass.Target{Type: "group", ID: text.New(id)})
	}
	return list
}

// among reports whether the person is one of those that a list of targets names.
func (f *Facts) among(list []pass.Target) truth {
	all := make([]truth, 0, len(list))
	for _, target := range list {
		switch {
		case strings.EqualFold(string(target.ID), AllUsers):
			return yes
		case !strings.EqualFold(string(target.Type), "user"):
			all = append(all, f.in(string(target.ID)))
		case strings.EqualFold(string(target.ID), f.person().ID.Wire()):
			return yes
		}
	}
	return any3(all...)
}

func (f *Facts) scope() Check {
	include, exclude, source := f.targets()
	if include == nil && exclude == nil {
		return unreadBy(Scope, targetsUnread, f.Dossier.PolicyFault)
	}
	in, out := notKnown, notKnown
	if include != nil {
		in = f.among(include)
	}
	if exclude != nil {
		out = f.among(exclude)
	}
	switch {
	case out == yes:
		return Check{Name: Scope, Kind: Fail, Why: policyExcludes, Do: changeScope, Source: source}
	case in == no:
		return Check{Name: Scope, Kind: Fail, Why: policyLacks, Do: changeScope,
			Source: source}
	case in == yes && out == no:
		return Check{Name: Scope, Kind: OK, Why: policyIncludes, Source: source}
	}
	return f.scopeUnread(include != nil && exclude != nil)
}

// scopeUnread says why it is not known whether the policy is for the person.
func (f *Facts) scopeUnread(listed bool) Check {
	switch {
	case f.Asking:
		return Check{Name: Scope, Kind: Unknown, Why: groupsReading}
	case f.MembershipsFault != nil:
		return unreadBy(Scope, scopeUnread, f.MembershipsFault)
	case f.Operator.Scopes != nil && !f.Operator.HasScope(needGroups):
		return Check{Name: Scope, Kind: Unknown, Why: scopeUnread, Do: fmt.Sprintf(formatWouldTell, needGroups)}
	case !listed:
		return Check{Name: Scope, Kind: Unknown, Why: siteStatesSome}
	}
	return Check{Name: Scope, Kind: Unknown, Why: scopeUnread}
}

func (f *Facts) guest() Check {
	p, source := f.person(), f.graph(f.Dossier.ReadAt)
	switch {
	case p.ExternalGuest():
		return Check{
			Name: Guest, Kind: Fail, Why: externalGuest,
			Do: itsHelpdesk, Source: source,
		}
	case f.Dossier.Basic:
		return Check{Name: Guest, Kind: Unknown, Why: guestUnread,
			Do: fmt.Sprintf(formatWouldTell, needUser)}
	case p.Guest():
		return Check{Name: Guest, Kind: OK, Why: internalGuest, Source: source}
	}
	return Check{Name: Guest, Kind: OK, Why: notExternal, Source: source}
}

func (f *Facts) account() Check {
	p, source := f.person(), f.graph(f.Dossier.ReadAt)
	switch {
	case p.AccountEnabled == nil:
		return Check{Name: Account, Kind: Unknown, Why: enabledUnread,
			Do: fmt.Sprintf(formatWouldTell, needUser)}
	case p.Disabled():
		return Check{
			Name: Account, Kind: Warn, Why: accountDisabled,
			Do: enableFirst, Source: source,
		}
	}
	return Check{Name: Account, Kind: OK, Why: accountEnabled, Source: source}
}

// newborn is how long an account may not be known everywhere. Fresh ones were seen to be refused for up to 20 s.
const newborn = time.Minute

func (f *Facts) newness() Check {
	at, source := f.person().CreatedDateTime, f.graph(f.Dossier.ReadAt)
	switch {
	case at.IsZero() && f.Dossier.Basic:
		return Check{Name: Newness, Kind: Unknown, Why: createdUnread,
			Do: fmt.Sprintf(formatWouldTell, needUser)}
	case !at.IsZero() && f.Now.Sub(at) < newborn:
		return Check{
			Name: Newness, Kind: Unknown, Doubtful: true,
			Why: justCreated,
			Do:  waitAWhile, Source: source,
		}
	}
	return Check{Name: Newness, Kind: OK, Why: notThatNew, Source: source}
}

func (f *Facts) existing() Check {
	d := f.Dossier
	source := f.graph(d.ReadAt)
	switch p := d.Pass; {
	case d.PassFault != nil:
		return unreadBy(Existing, passUnread, d.PassFault)
	case p == nil:
		return Check{Name: Existing, Kind: OK, Why: noPass, Source: source}
	case p.Live(f.Now):
		return Check{
			Name: Existing, Kind: Warn,
			Why: fmt.Sprintf(formatPassLive, p.StandingAt(f.Now), p.Until(f.Zone, f.Now)),
			Do:  replacesIt, Source: source,
		}
	default:
		return Check{Name: Existing, Kind: OK, Why: fmt.Sprintf(formatPassOver, p.StandingAt(f.Now)),
			Source: source}
	}
}

// draft makes the checks of what the form holds.
func (f *Facts) draft() []Check {
	p := f.Effective()
	c := pass.Check(*f.Draft, p, pass.Moment{Now: f.Now, Zone: f.Zone})
	return []Check{f.lifetime(c, p), f.use(), f.start(c), f.hours(c)}
}

// bounds is where the bounds of lifetimes come from.
func (f *Facts) bounds(p pass.Policy) string {
	switch p.Origin {
	case pass.OriginGraph:
		return f.graph(p.At)
	case pass.OriginRefusal:
		return lastRefusal
	case pass.OriginSite:
		return f.Site.source()
	}
	return ""
}

func (f *Facts) lifetime(c pass.Checked, p pass.Policy) Check {
	out := Check{Name: Lifetime, Kind: OK, Why: c.Lifetime.Text, Source: f.bounds(p)}
	switch {
	case c.Lifetime.Wrong:
		out.Kind = Fail
	case c.Order.LifetimeInMinutes == nil && strings.TrimSpace(f.Draft.Lifetime) == "":
		out.Why, out.Source = lifetimeLeft, ""
		if p.Origin == pass.OriginGraph && p.DefaultLifetimeInMinutes == 0 {
			out.Kind, out.Why = Unknown, defaultNonsense
			out.Do = typeLifetime
		}
	case p.Origin == pass.OriginNone, p.Unread.Range:
		out.Kind, out.Why = Unknown, lifetimesUnread
		out.Do = would(f.Dossier.PolicyFault)
	}
	return out
}

func (f *Facts) use() Check {
	once, source := notKnown, f.Site.source()
	switch {
	case f.Policy.Origin == pass.OriginGraph && !f.Policy.Unread.Use:
		once, source = truthOf(f.Policy.IsUsableOnce), f.graph(f.Policy.At)
	case f.Site.UsableOnce != nil:
		once = truthOf(*f.Site.UsableOnce)
	}
	switch {
	case f.Draft.Use != pass.Many:
		return Check{Name: Use, Kind: OK, Why: fmt.Sprintf(formatEveryUse, f.Draft.Use)}
	case once == yes:
		return Check{Name: Use, Kind: Fail, Why: onlyOnce, Do: fmt.Sprintf(formatChoose, pass.Once),
			Source: source}
	case once == no:
		return Check{Name: Use, Kind: OK, Why: multiAllowed, Source: source}
	}
	return unreadBy(Use, useUnread, f.Dossier.PolicyFault)
}

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// farAhead is how far ahead a start may lie before it is pointed out. Graph documents no maximum.
const farAhead = 30 * 24 * time.Hour

func (f *Facts) start(c pass.Checked) Check {
	switch {
	case c.Start.Wrong:
		return Check{Name: Start, Kind: Fail, Why: c.Start.Text}
	case c.From.Sub(f.Now) > farAhead:
		return Check{
			Name: Start, Kind: Warn, Why: fmt.Sprintf(formatBeginsIn, int(c.From.Sub(f.Now)/(24*time.Hour))),
			Do: seeTheDay,
		}
	}
	return Check{Name: Start, Kind: OK, Why: startLegal}
}

// The hours at which somebody is thought to be at work, by the operator's clock. Public holidays are not known here.
const (
	workBegins = 7
	workEnds   = 19
)

// hours warns of a pass for later that is over before anybody is at work. A lifetime as typed counts as such,
// whatever the policy says of it.
func (f *Facts) hours(c pass.Checked) Check {
	if strings.TrimSpace(f.Draft.Lifetime) != "" {
		c = pass.Check(*f.Draft, pass.UnreadPolicy(), pass.Moment{Now: f.Now, Zone: f.Zone})
	}
	ahead := !c.Start.Wrong && c.From.After(f.Now)
	switch {
	case !ahead:
	case c.Until.IsZero():
		return Check{Name: Hours, Kind: Unknown, Why: endUnknown, Do: typeToKnow}
	case !atWork(c.From.In(f.Zone), c.Until.In(f.Zone)):
		return Check{
			Name: Hours, Kind: Warn, Why: fmt.Sprintf(formatEndsBefore, pass.Local(c.Until, f.Zone, f.Now)),
			Do: chooseLonger,
		}
	}
	return Check{Name: Hours, Kind: OK, Why: atWorkThen}
}

// atWork reports whether a span has any working time in it: Monday to Friday.
func atWork(from, until time.Time) bool {
	const most = 8 // no week is without a working day
	y, m, d := from.Date()
	for ahead := range most {
		day := time.Date(y, m, d+ahead, 0, 0, 0, 0, from.Location())
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			continue
		}
		begin := time.Date(y, m, d+ahead, workBegins, 0, 0, 0, from.Location())
		end := time.Date(y, m, d+ahead, workEnds, 0, 0, 0, from.Location())
		if from.Before(end) && until.After(begin) {
			return true
		}
	}
	return false
}

// limits are what Microsoft says a pass is not good for, as far as it may concern this person or this draft.
func (f *Facts) limits() []Check {
	var out []Check
	note := func(why, do string) { out = append(out, Check{Name: Limit, Kind: Note, Why: why, Do: do}) }
	if f.Draft != nil && f.Draft.Use == pass.Once {
		note(signsInOnce,
			chooseMulti)
	}
	if on := f.person().OnPremisesSyncEnabled; on != nil && *on {
		note(needsWeb,
			inBrowser)
	}
	note(notWithNPS, "")
	return out
}

// signIns is what the sign-in log has against a pass. It warns and never refuses: the log lags and is not whole.
func (f *Facts) signIns() []Check {
	if f.SignIns == nil {
		return nil
	}
	why, do := f.SignIns.Caution()
	if why == "" {
		return nil
	}
	return []Check{{
		Name: SignIns, Kind: Warn, Why: why, Do: do, Doubtful: f.SignIns.Kind == signins.Doubt,
		Source: fmt.Sprintf(formatSignInLog, pass.Local(f.SignIns.AsOf, f.Zone, f.Now)),
	}}
}

// simulated is what Microsoft's simulation of Conditional Access found in the way of a pass. It warns and never
// refuses: it is no sign-in, and much is not given to it.
func (f *Facts) simulated() []Check {
	if f.Simulated == nil || f.Simulated.Kind != whatif.Blocks && f.Simulated.Kind != whatif.Wants {
		return nil
	}
	return []Check{{
		Name: Policies, Kind: Warn, Why: fmt.Sprintf(formatSimulation, f.Simulated.Line),
		Do: askPolicies, Source: fromSimulation,
	}}
}

// needPolicies is the least permission that asks Microsoft's simulation of Conditional Access.
const needPolicies = "Policy.Read.ConditionalAccess"

// needsPolicies is that permission where the sign-in is known to lack it.
func (f *Facts) needsPolicies() string {
	if f.Operator.Scopes == nil || f.Operator.HasScope(needPolicies) {
		return ""
	}
	return needPolicies
}
