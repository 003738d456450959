package verdict

import (
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

// signIn is the source of facts from the operator's own token.
const signIn = "your sign-in"

func (f *Facts) self() Check {
	switch {
	case f.isSelf():
		return Check{Name: Self, Kind: Fail, Why: "you cannot issue a pass for yourself", Do: "ask a colleague",
			Source: signIn}
	case !f.operatorKnown():
		return Check{Name: Self, Kind: Unknown, Why: "it is not known yet who you are"}
	}
	return Check{Name: Self, Kind: OK, Why: "this is somebody else", Source: signIn}
}

func (f *Facts) permission() Check {
	switch {
	case f.Operator.Scopes == nil:
		return Check{Name: Permission, Kind: Unknown, Why: "which permissions your sign-in has is not known"}
	case !f.Operator.HasScope(needIssue):
		return Check{
			Name: Permission, Kind: Fail, Why: "your sign-in lacks the permission " + needIssue,
			Do: "an administrator grants it to the app registration", Source: signIn,
		}
	}
	return Check{Name: Permission, Kind: OK, Why: "your sign-in may issue passes, as far as permissions go",
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
			r.doubt = "they hold a role that Graph does not show"
		case within && !role.Wide():
			// A restricted management administrative unit takes its holders out of reach; whether this is one is not
			// read.
			r.doubt = "they hold " + roleName(role) + " in an administrative unit, which may be a restricted one"
		case !within && r.out == "":
			r.out = "they hold the role " + roleName(role)
		}
	}
	for _, group := range a.Groups.All {
		r.out = firstOf(r.out, "they are in the role-assignable group "+groupName(group))
	}
	for _, group := range a.Owned.All {
		switch {
		case group.Assignable == nil:
			r.doubt = firstOf(r.doubt, "they own a group that Graph does not show")
		case *group.Assignable:
			r.out = firstOf(r.out, "they own the role-assignable group "+groupName(group))
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
	const wider = "a Privileged Authentication Administrator can issue it"
	restricted := f.Dossier.Person.IsManagementRestricted
	switch op := f.Operator; {
	case restricted != nil && *restricted:
		// learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management
		out.Why = "they are in a restricted management administrative unit, where a role for the whole tenant does not reach"
		out.Do, out.Doubtful = "an administrator whose role is given on that unit can issue it", true
	case op.HasRole(session.RoleGlobalAdministrator), op.HasRole(session.RolePrivilegedAuthentication):
		return []Check{{Name: Role, Kind: OK, Why: "your role acts on everybody", Source: signIn}}
	case !op.RolesKnown && r.out != "":
		out.Why, out.Do, out.Doubtful = r.out+", and which roles you hold is not known", wider, true
	case !op.RolesKnown:
		out.Why, out.Do, out.Source = "which roles you hold is not known", "Graph decides", ""
	case !op.HasRole(session.RoleAuthenticationAdministrator):
		out.Why, out.Doubtful, out.Source = "no role that issues passes is seen in your sign-in", true, signIn
		out.Do = "activate Authentication Administrator and press ^R, or let Graph decide"
	case r.out != "":
		out.Kind, out.Why, out.Do = Fail, r.out+", out of an Authentication Administrator's reach", wider
	case r.doubt != "":
		out.Why, out.Do = r.doubt, "Graph decides"
	case r.missing:
		return nil
	default:
		out.Kind, out.Why = OK, "an Authentication Administrator may act on them"
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
	out := Check{Name: RoleEnd, Kind: Warn, Source: "Privileged Identity Management"}
	const extend = "activate it again and press ^R"
	switch {
	case !f.Now.Before(f.RoleEnd):
		out.Why, out.Do = "your role that issues passes was due to end "+at, extend
	case from.Add(f.HandOver).After(f.RoleEnd):
		out.Why = "your role ends " + at + ", before the pass is likely to have been handed over"
		out.Do = extend + ", or you may not be able to watch or delete the pass"
	default:
		out.Kind, out.Why = OK, "your role that issues passes does not end before "+at
	}
	return []Check{out}
}

func roleName(r person.Role) string {
	return firstOf(string(r.DisplayName), session.RoleName(string(r.TemplateID)), string(r.TemplateID))
}

func groupName(g person.Group) string {
	return firstOf(string(g.DisplayName), string(g.ID), "that Graph does not name")
}

func firstOf(all ...string) string {
	for _, s := range all {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}
