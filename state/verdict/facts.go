package verdict

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/signins"
	"tapdesk/state/text"
	"tapdesk/state/whatif"
)

// Facts are what is known when a verdict is asked for.
type Facts struct {
	// Now is Graph's time, in any zone; Zone is the operator's, nil for UTC.
	Now  time.Time
	Zone *time.Location
	// Cloud is the cloud's name, HasTAP whether it knows Temporary Access Passes at all.
	Cloud  string
	HasTAP bool
	// Operator is who is signed in, and with which rights. The zero identity is nobody that is known.
	Operator session.Identity
	// RoleEnd is when the operator's role that issues passes ends, UTC; zero where that is not known. HandOver is how
	// long handing a pass over is likely to take, from when it can be used.
	RoleEnd  time.Time
	HandOver time.Duration
	// Dossier is the person.
	Dossier person.Dossier
	// Policy is what is known of the tenant's policy from Graph alone, and Bounds are what the site allows of it; see
	// Effective.
	Policy pass.Policy
	Bounds pass.Bounds
	// Memberships is the answer about Facts.Groups, nil while there is none; MembershipsFault is why there is none, and
	// Asking means that it has been requested.
	Memberships      *person.Memberships
	MembershipsFault *fault.Fault
	Asking           bool
	// SignIns is what the sign-in log says about a pass, nil where it was not read.
	SignIns *signins.Answer
	// Simulated is what Microsoft's simulation of Conditional Access said, nil where it was not asked.
	Simulated *whatif.Verdict
	// Reading means that the person, or what could not be read about them, is being read.
	Reading bool
	Site    Site
	// Own is why this console would send nothing for the person now, besides what the site's rule says: it writes
	// nothing, the operator has issued as many passes as the site allows, something required is missing. Each is lower
	// case, without a full stop, safe to draw.
	Own []string
	// Draft is what the form holds, nil before there is one.
	Draft *pass.Draft
}

// Site is what the site's file states for desks that cannot read it from Graph, and whom it protects. The zero Site
// states nothing.
type Site struct {
	// Date is that of the file, zero where there is none.
	Date time.Time
	// The lifetimes are in minutes, 0 where they are not stated.
	MinimumLifetimeInMinutes, MaximumLifetimeInMinutes, DefaultLifetimeInMinutes int
	// UsableOnce reports whether every pass of the tenant must be one-time, nil where it is not stated.
	UsableOnce *bool
	// IncludeGroups and ExcludeGroups are the policy's, by object id; all_users may be among the first.
	IncludeGroups, ExcludeGroups []string
	// Deny lists who counts as privileged: a userPrincipalName, an object id, or "group:" and a group's object id.
	Deny []string
	// AllowPrivilegedFor lists operators, by userPrincipalName or object id, who may issue for privileged people all
	// the same.
	AllowPrivilegedFor []string
	// RefuseUnreadable refuses a pass where Graph refuses to show whether somebody is privileged; else Entra judges.
	RefuseUnreadable bool
	// SecurityContact is whom to call where the operator cannot act, a name and a number, safe to draw; empty where the
	// site names nobody.
	SecurityContact string
}

// AllUsers is the id by which a policy means everybody.
const AllUsers = "all_users"

// GroupMark precedes the id of a group in Site.Deny.
const GroupMark = "group:"

// Policy returns what is known of the policy, with what the site states in place of what Graph did not tell.
func (s Site) Policy(known pass.Policy) pass.Policy {
	if known.Origin == pass.OriginGraph {
		return known
	}
	p := known
	if known.Origin == pass.OriginNone && (s.MinimumLifetimeInMinutes > 0 || s.MaximumLifetimeInMinutes > 0) {
		least, most := s.MinimumLifetimeInMinutes, s.MaximumLifetimeInMinutes
		if least == 0 {
			least = pass.MinimumLifetimeInMinutes
		}
		if most == 0 {
			most = pass.MaximumLifetimeInMinutes
		}
		p = p.WithRange(least, most)
		p.Origin, p.At = pass.OriginSite, s.Date
	}
	if d := s.DefaultLifetimeInMinutes; p.DefaultLifetimeInMinutes == 0 && d >= p.MinimumLifetimeInMinutes &&
		d <= p.MaximumLifetimeInMinutes {
		p.DefaultLifetimeInMinutes = d
	}
	if s.UsableOnce != nil {
		p.IsUsableOnce = *s.UsableOnce
	}
	return p
}

// Effective returns the one policy that a draft is held against, by the form and by the verdict: Graph's, with what the
// site states in place of what Graph did not tell, within what the site allows.
func (f Facts) Effective() pass.Policy { return f.Site.Policy(f.Policy).Within(f.Bounds) }

// source is how the facts of the site's file are told.
func (s Site) source() string {
	if s.Date.IsZero() {
		return siteFile
	}
	return fmt.Sprintf(formatSiteFile, s.Date.UTC().Format("2 Jan 2006"))
}

// settled fills in the zone.
func (f Facts) settled() Facts {
	if f.Zone == nil {
		f.Zone = time.UTC
	}
	return f
}

// graph is how facts read from Graph at an instant are told.
func (f *Facts) graph(at time.Time) string {
	if at.IsZero() {
		return fromGraph
	}
	return fmt.Sprintf(formatFromGraph, pass.Local(at, f.Zone, f.Now))
}

func (f *Facts) person() person.Person { return f.Dossier.Person }

// operatorKnown reports whether it is known who is signed in.
func (f *Facts) operatorKnown() bool { return !f.Operator.Operator.ID.IsZero() }

func (f *Facts) isSelf() bool {
	return f.Dossier.Self || f.operatorKnown() && same(f.Operator.Operator.ID, f.person().ID)
}

func same(a, b text.Key) bool { return !a.IsZero() && strings.EqualFold(a.Wire(), b.Wire()) }

// names reports whether one of the entries is the person's, by userPrincipalName or object id.
func names(entries []string, p person.Person) bool {
	return slices.ContainsFunc(entries, func(entry string) bool {
		key := text.NewKey(entry)
		return same(key, p.ID) || same(key, p.UserPrincipalName)
	})
}

// Groups are the object ids of the groups to ask about, at most person.MostGroups: those the site protects, those the
// policy excludes, and those it includes. There are none to ask about where the sign-in is known to lack the permission
// for it.
func (f Facts) Groups() []string {
	if !f.HasTAP || f.isSelf() || f.Operator.Scopes != nil && !f.Operator.HasScope(needGroups) {
		return nil
	}
	wanted := f.Site.Protected()
	include, exclude, _ := f.targets()
	for _, target := range slices.Concat(exclude, include) {
		if !strings.EqualFold(string(target.Type), "user") {
			wanted = append(wanted, string(target.ID))
		}
	}
	var ids []string
	for _, id := range wanted {
		id = strings.ToLower(id)
		if person.Classify(id).Kind == person.ByID && !slices.Contains(ids, id) && len(ids) < person.MostGroups {
			ids = append(ids, id)
		}
	}
	return ids
}

// needGroups is the least permission that tells who is in a group.
const needGroups = "GroupMember.Read.All"

// Protected are the object ids of the groups whose members the site protects.
func (s Site) Protected() []string {
	var ids []string
	for _, entry := range s.Deny {
		if id, group := strings.CutPrefix(entry, GroupMark); group {
			ids = append(ids, id)
		}
	}
	return ids
}

// truth is yes, no, or not known.
type truth int

const (
	notKnown truth = iota
	no
	yes
)

// any3 is yes where one is, no where all are, and otherwise not known.
func any3(all ...truth) truth {
	out := no
	for _, t := range all {
		switch t {
		case yes:
			return yes
		case notKnown:
			out = notKnown
		}
	}
	return out
}

// in reports whether a group holds the person.
func (f *Facts) in(group string) truth {
	if f.Memberships == nil {
		return notKnown
	}
	switch in, known := f.Memberships.Holds(group); {
	case in:
		return yes
	case known:
		return no
	}
	return notKnown
}

// would says what would tell: the permissions and roles of a fault, or nothing where it is about something else.
func would(what *fault.Fault) string {
	if what == nil {
		return ""
	}
	switch {
	case what.Kind == fault.Denied && len(what.Roles) > 0:
		return fmt.Sprintf(formatRoleWouldTell, strings.Join(what.Scopes, or), strings.Join(what.Roles, or))
	case what.Kind == fault.Denied:
		return fmt.Sprintf(formatWouldTell, strings.Join(what.Scopes, or))
	case what.Final(), what.Kind == fault.Refused:
		return ""
	}
	return again
}

// unreadBy returns the check that could not be made, with why and what would tell.
func unreadBy(name Name, why string, what *fault.Fault) Check {
	c := Check{Name: name, Kind: Unknown, Why: why, Do: would(what)}
	if what != nil {
		c.Trouble = what.Word()
	}
	return c
}
