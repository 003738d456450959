package verdict

import (
	"fmt"
	"slices"
	"strings"

	"tapdesk/state/person"
)

// Answer is yes, no, or what could not be read.
type Answer int

const (
	// NotKnown could not be read.
	NotKnown Answer = iota
	// No is known.
	No
	// Yes is known.
	Yes
)

// Privilege is whether somebody is privileged, and why.
type Privilege struct {
	Answer Answer
	// Why are the reasons for a Yes, or what could not be read; each lower case, without a full stop, safe to draw.
	Why []string
	// Do is what would tell, empty where nothing is to be done.
	Do string
	// Site says that the site's own list decides, of which Entra knows nothing; Asking that what could not be read is
	// being asked for; Denied that Graph refused all of it, so that asking again would bring the same.
	Site, Asking, Denied bool
}

// Privileged reports whether the person is privileged: any active directory role, direct or through a group; member or
// owner of a role-assignable group; any role that may be activated, as far as that can be read; or named by the site's
// file.
func Privileged(f Facts) Privilege {
	f = f.settled()
	if f.isSelf() { // their own roles are not read: nobody issues for themself, whatever they are
		return Privilege{Answer: No}
	}
	if reasons := append(f.siteReasons(), roleReasons(f.Dossier.Access)...); len(reasons) > 0 {
		return Privilege{Answer: Yes, Why: reasons}
	}
	for _, group := range f.Site.Protected() {
		if f.in(group) != notKnown {
			continue
		}
		out := Privilege{
			Answer: NotKnown, Site: true, Asking: f.Asking,
			Denied: f.MembershipsFault == nil || f.MembershipsFault.Final(),
			Do:     firstOf(would(f.MembershipsFault), fmt.Sprintf(formatWouldTell, needGroups)),
		}
		out.Why = []string{siteGroupUnread}
		if f.Asking {
			out.Why, out.Do = []string{siteGroupReading}, ""
		}
		return out
	}
	return f.rolesKnown()
}

// siteReasons are why the site's file makes the person privileged.
func (f *Facts) siteReasons() (reasons []string) {
	add := func(why string) { reasons = append(reasons, fmt.Sprintf(formatBySite, why, f.Site.source())) }
	if names(f.Site.Deny, f.person()) {
		add(siteNames)
	}
	for _, group := range f.Site.Protected() {
		if f.in(group) == yes {
			add(siteGroup)
			break
		}
	}
	return reasons
}

// roleReasons are why the directory makes somebody privileged.
func roleReasons(a person.Access) (reasons []string) {
	seen := map[string]bool{}
	add := func(why string) {
		if !seen[why] {
			seen[why] = true
			reasons = append(reasons, why)
		}
	}
	hold := func(format string, roles []person.Role) {
		for _, role := range roles {
			name := roleName(role)
			if name == "" {
				name = notShown
			}
			add(fmt.Sprintf(format, name))
		}
	}
	hold(formatHolds, a.Roles.All)
	// The list of assignments names no roles: one of those above is told once.
	for _, role := range a.Assigned.All {
		if !holdsAlready(a.Roles.All, string(role.TemplateID)) {
			hold(formatHolds, []person.Role{role})
		}
	}
	hold(formatMayActivate, a.Eligible.All)
	for _, group := range a.Groups.All {
		add(fmt.Sprintf(formatInGroup, groupName(group)))
	}
	for _, group := range a.Owned.All {
		if group.Assignable != nil && *group.Assignable {
			add(fmt.Sprintf(formatOwnsGroup, groupName(group)))
		}
	}
	return reasons
}

func holdsAlready(roles []person.Role, templateID string) bool {
	for _, role := range roles {
		if role.TemplateID != "" && strings.EqualFold(string(role.TemplateID), templateID) {
			return true
		}
	}
	return false
}

// rolesKnown reports whether it is known that somebody of whom no reason was found has none. That Graph refuses to show
// the roles they may activate makes nobody unknown, since that takes a permission few desks have; that it is in trouble
// does. Only a 403 is a refusal: a 400 on the roles is neither denied nor understood. On role-assignable groups it may
// be Graph's word on the filter that asks for them.
func (f *Facts) rolesKnown() Privilege {
	out := Privilege{Answer: NotKnown, Asking: f.Reading, Denied: true}
	var names []Name
	trouble := rolesNotShown
	for _, part := range unreadParts(f.Dossier.Access) {
		if part.name == RiskLevel || part.name == EligibleRoles && part.fault.Final() {
			continue
		}
		refused := forbidden(part.fault) || part.name == RoleGroups && part.fault.Final()
		if names = append(names, part.name); out.Denied || !refused {
			out.Denied, out.Do, trouble = refused, would(part.fault), part.fault.Word()
		}
	}
	hidden := func(g person.Group) bool { return g.Assignable == nil } // showing it takes a permission
	if !slices.Contains(names, OwnedGroups) && slices.ContainsFunc(f.Dossier.Access.Owned.All, hidden) {
		names = append(names, OwnedGroups)
	}
	switch {
	case len(names) == 0:
		return Privilege{Answer: No}
	case out.Asking && f.Dossier.ReadAt.IsZero():
		out.Why, out.Do = []string{rolesReading}, ""
	case f.Dossier.ReadAt.IsZero():
		out.Why = []string{privilegeUnread}
	case out.Asking:
		out.Why, out.Do = []string{fmt.Sprintf(formatReadAgain, listed(names), trouble)}, ""
	default:
		out.Why = []string{fmt.Sprintf(formatPrivilegeUnread, listed(names), trouble)}
	}
	if !out.Denied && !out.Asking {
		out.Do = again
	}
	return out
}

// Ruling is what the site's rule about privileged people says of a request.
type Ruling struct {
	// Refused says that the console refuses to send it, Waiting that it is not known yet and will be in a moment:
	// nothing is sent before. Both false means that it may be sent, as far as this rule goes.
	Refused, Waiting bool
	// Again means that it is refused for trouble that may pass: reading the person again may bring what is missing.
	Again bool
	// Why is the reason, Do what to do; lower case, without a full stop, safe to draw. Where the request may be sent,
	// Why says what the site made an exception for, or what Entra is left to judge; it is then empty as a rule.
	Why, Do string
	// Privilege is what it rests on.
	Privilege Privilege
}

// Rule reports whether the operator may issue for the person as far as the site goes. Privileged people are refused
// unless the site names the operator. Where Graph refuses to show roles the site chooses; where the site's own groups
// cannot be read the answer is no, since nobody else judges them; and so it is where trouble withholds roles, which the
// next reading may bring.
func Rule(f Facts) Ruling {
	p := Privileged(f)
	out := Ruling{Privilege: p}
	if p.Answer == No {
		return out
	}
	why := strings.Join(p.Why, ", ")
	if f.operatorKnown() && names(f.Site.AllowPrivilegedFor, f.Operator.Operator) {
		if p.Answer == Yes {
			out.Why = fmt.Sprintf(formatAllowed, why)
		}
		return out
	}
	switch {
	case p.Answer == Yes:
		out.Refused, out.Why = true, fmt.Sprintf(formatPrivileged, why)
		out.Do = onlyNamed
	case p.Asking:
		out.Waiting, out.Why = true, why
	case p.Site, !p.Denied:
		out.Refused, out.Again, out.Why, out.Do = true, !p.Denied, why, p.Do
	case f.Site.RefuseUnreadable:
		out.Refused, out.Why, out.Do = true, fmt.Sprintf(formatSiteRefuses, why), p.Do
	default:
		out.Why, out.Do = fmt.Sprintf(formatEntraJudges, why), p.Do
	}
	return out
}
