package verdict

import (
	"fmt"
	"slices"
	"strings"

	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
)

// withinReach are the template ids of the roles whose holders an Authentication Administrator may act on. The holders
// of any other role, built-in or custom, are out of their reach. Source:
// learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions, who can perform sensitive
// actions.
var withinReach = []text.Text{
	session.RoleAuthenticationAdministrator,
	session.RoleDirectoryReaders,
	session.RoleGuestInviter,
	session.RoleMessageCenterReader,
	session.RolePasswordAdministrator,
	session.RoleReportsReader,
	session.RoleUserExperienceSuccessManager,
	session.RoleUsageSummaryReportsReader,
}

// needIssue is the permission that creating a pass takes.
const needIssue = "UserAuthMethod-TAP.ReadWrite.All"

func (f *Facts) self() Check {
	switch {
	case f.isSelf():
		return Check{Name: Self, Kind: Fail, Why: notYourself, Do: colleague,
			Source: signIn}
	case !f.operatorKnown():
		return Check{Name: Self, Kind: Unknown, Why: whoUnknown}
	}
	return Check{Name: Self, Kind: OK, Why: somebodyElse, Source: signIn}
}

func (f *Facts) permission() Check {
	switch {
	case f.Operator.Scopes == nil:
		return Check{Name: Permission, Kind: Unknown, Why: scopesUnknown}
	case !f.Operator.HasScope(needIssue):
		out := Check{
			Name: Permission, Kind: Fail, Why: fmt.Sprintf(formatLacks, needIssue), Do: grantsIt, Source: signIn,
		}
		switch f.Cloud {
		case "usgov", "usgov-dod":
			// Microsoft lists the narrow permissions for its worldwide cloud alone: microsoft-graph-devx-content,
			// permissions/new/provisioningInfo.json.
			out.Do += grantsWider
		}
		return out
	}
	return Check{Name: Permission, Kind: OK, Why: scopesSuffice,
		Source: signIn}
}

// reach is whether an Authentication Administrator may act on somebody.
type reach struct {
	// out says why not; doubt says why it cannot be told, of something that was read.
	out, doubt string
	// missing means that some parts could not be read.
	missing bool
}

func reachOf(a person.Access) (r reach) {
	for _, role := range slices.Concat(a.Roles.All, a.Assigned.All) {
		within := slices.ContainsFunc(withinReach, func(id text.Text) bool {
			return strings.EqualFold(string(id), string(role.TemplateID))
		})
		switch {
		case role.TemplateID == "":
			r.doubt = holdsHidden
		case within && !role.Wide():
			// A restricted management administrative unit takes its holders out of reach; whether this is one is not
			// read.
			r.doubt = fmt.Sprintf(formatHoldsIn, roleName(role))
		case !within && r.out == "":
			r.out = fmt.Sprintf(formatHolds, roleName(role))
		}
	}
	for _, group := range a.Groups.All {
		r.out = firstOf(r.out, fmt.Sprintf(formatInGroup, groupName(group)))
	}
	for _, group := range a.Owned.All {
		switch {
		case group.Assignable == nil:
			r.doubt = firstOf(r.doubt, ownsHidden)
		case *group.Assignable:
			r.out = firstOf(r.out, fmt.Sprintf(formatOwnsGroup, groupName(group)))
		}
	}
	for _, part := range accessParts(a) {
		r.missing = r.missing || !part.whole && part.reach
	}
	return r
}

// role reports whether the operator's roles can act on the person's. The roles in the sign-in are a hint: those of an
// administrative unit are missing, and a custom role may do. So none of the operator's own is a Fail. Where it rests on
// nothing but what could not be read there is no such check: unread has one for each part.
func (f *Facts) role() []Check {
	r := reachOf(f.Dossier.Access)
	out := Check{Name: Role, Kind: Unknown, Source: f.graph(f.Dossier.ReadAt)}
	restricted := f.Dossier.Person.IsManagementRestricted
	switch op := f.Operator; {
	case restricted != nil && *restricted:
		// learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management
		out.Why = restrictedUnit
		out.Do, out.Doubtful = unitAdministrator, true
	case op.HasRole(session.RoleGlobalAdministrator), op.HasRole(session.RolePrivilegedAuthentication):
		return []Check{{Name: Role, Kind: OK, Why: everybody, Source: signIn}}
	case !op.RolesKnown && r.out != "":
		out.Why, out.Do, out.Doubtful = fmt.Sprintf(formatRolesUnknown, r.out), wider, true
	case !op.RolesKnown:
		out.Why, out.Do, out.Source = rolesUnknown, graphDecides, ""
	case !op.HasRole(session.RoleAuthenticationAdministrator):
		out.Why, out.Doubtful, out.Source = noRole, true, signIn
		out.Do = activate
	case r.out != "":
		out.Kind, out.Why, out.Do = Fail, fmt.Sprintf(formatOut, r.out), wider
	case r.doubt != "":
		out.Why, out.Do = r.doubt, graphDecides
	case r.missing:
		return nil
	default:
		out.Kind, out.Why = OK, withinReachOf
	}
	return []Check{out}
}

// roleEnd warns of a role that ends before the pass is likely handed over: HandOver after it can be used. It never
// refuses, since the role may be extended. Where no end is known there is no such check. Source:
// learn.microsoft.com/graph/api/resources/unifiedroleassignmentscheduleinstance.
func (f *Facts) roleEnd() []Check {
	if f.RoleEnd.IsZero() {
		return nil
	}
	from := f.Now
	if f.Draft != nil {
		c := pass.Check(*f.Draft, f.Effective(), pass.Moment{Now: f.Now, Zone: f.Zone})
		if !c.Start.Wrong && c.From.After(from) {
			from = c.From
		}
	}
	at := pass.Local(f.RoleEnd, f.Zone, f.Now)
	out := Check{Name: RoleEnd, Kind: Warn, Source: fromPIM}
	switch {
	case !f.Now.Before(f.RoleEnd):
		out.Why, out.Do = fmt.Sprintf(formatRoleEnded, at), roleExtend
	case from.Add(f.HandOver).After(f.RoleEnd):
		out.Why = fmt.Sprintf(formatRoleEnds, at)
		out.Do = roleExtendElse
	default:
		out.Kind, out.Why = OK, fmt.Sprintf(formatRoleLasts, at)
	}
	return []Check{out}
}

func roleName(r person.Role) string {
	return firstOf(string(r.DisplayName), session.RoleName(string(r.TemplateID)), string(r.TemplateID))
}

func groupName(g person.Group) string {
	return firstOf(string(g.DisplayName), string(g.ID), notNamed)
}

func firstOf(all ...string) string {
	for _, s := range all {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}
