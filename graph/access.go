package graph

import (
	"context"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// What makes a person privileged: /users/{id}/transitiveMemberOf and /ownedObjects,
// /roleManagement/directory/roleAssignments and /roleEligibilityScheduleInstances. Sources:
// learn.microsoft.com/graph/api/user-list-transitivememberof, user-list-ownedobjects,
// rbacapplication-list-roleassignments, rbacapplication-list-roleeligibilityscheduleinstances.
var (
	readActiveRoles = operation{
		what:      "read the person's roles",
		scopes:    []string{scopeRoles, scopeDirectory},
		missing:   personGone,
		refusable: true, guards: true,
	}
	readAssignedRoles = operation{
		what:      "read the person's role assignments",
		scopes:    []string{scopeRoles, scopeDirectory},
		refusable: true, guards: true,
	}
	readEligibleRoles = operation{
		what:      "read the roles the person may activate",
		scopes:    []string{scopeEligibility, scopeRoles},
		refusable: true, guards: true,
	}
	readRoleGroups = operation{
		what:      "read the person's role-assignable groups",
		scopes:    []string{scopeGroupMembers, scopeDirectory},
		missing:   personGone,
		refusable: true, guards: true,
	}
	readOwnedGroups = operation{
		what:      "read the groups the person owns",
		scopes:    []string{scopeGroupMembers, scopeDirectory},
		missing:   personGone,
		refusable: true, guards: true,
	}
)

// wireHeld is a unifiedRoleAssignment or an eligibility, with the properties that are requested: a role whose id has
// another name. Source: learn.microsoft.com/graph/api/resources/unifiedroleassignment and
// unifiedroleeligibilityscheduleinstance.
type wireHeld struct {
	person.Role
	RoleDefinitionID text.Text `json:"roleDefinitionId"`
}

func (w wireHeld) role() person.Role {
	w.TemplateID = w.RoleDefinitionID
	return w.Role
}

// wireGroup is a group, with the properties that are requested. Source: learn.microsoft.com/graph/api/resources/group.
type wireGroup struct {
	person.Group
	IsAssignableToRole loose[*bool] `json:"isAssignableToRole"`
}

func (w wireGroup) group() person.Group {
	w.Assignable = w.IsAssignableToRole.is
	return w.Group
}

// among marks a group as assignable: it came through a filter that asks for assignable groups.
func among(g wireGroup) person.Group {
	group, yes := g.group(), true
	group.Assignable = &yes
	return group
}

// accessParts returns one part each for roles, groups and risk. The lists under roleManagement and identityProtection
// take only an object id.
func accessParts(path string, id text.Key) []dossierPart {
	all := []dossierPart{
		listPart(readActiveRoles,
			path+"/transitiveMemberOf/microsoft.graph.directoryRole?$select=roleTemplateId,displayName", false,
			func(a *person.Access) *person.Reading[person.Role] { return &a.Roles },
			func(r person.Role) person.Role { return r }),
		listPart(readRoleGroups,
			path+"/transitiveMemberOf/microsoft.graph.group?$select=id,displayName&$count=true"+
				"&$filter=isAssignableToRole%20eq%20true", true,
			func(a *person.Access) *person.Reading[person.Group] { return &a.Groups }, among),
		listPart(readOwnedGroups,
			path+"/ownedObjects/microsoft.graph.group?$select=id,displayName,isAssignableToRole", false,
			func(a *person.Access) *person.Reading[person.Group] { return &a.Owned }, wireGroup.group),
	}
	if person.Classify(id.Wire()).Kind != person.ByID {
		return all
	}
	held := "?$select=roleDefinitionId,directoryScopeId&$filter=principalId%20eq%20'" + id.Wire() + "'"
	return append(all,
		listPart(readAssignedRoles, "/roleManagement/directory/roleAssignments"+held, false,
			func(a *person.Access) *person.Reading[person.Role] { return &a.Assigned }, wireHeld.role),
		listPart(readEligibleRoles, "/roleManagement/directory/roleEligibilityScheduleInstances"+held, false,
			func(a *person.Access) *person.Reading[person.Role] { return &a.Eligible }, wireHeld.role),
		riskPart(id))
}

// listPart returns a part that is a list; of returns the place for it.
func listPart[W, T any](
	op operation, target string, eventual bool, of func(*person.Access) *person.Reading[T], convert func(W) T,
) dossierPart {
	q := once(op, target)
	q.eventual = eventual
	return dossierPart{
		request: q,
		lacks:   func(d *person.Dossier) (bool, *fault.Fault) { return !of(&d.Access).Whole, of(&d.Access).Fault },
		take: func(ctx context.Context, c *Client, d *person.Dossier, r result, again bool) {
			*of(&d.Access) = reading(ctx, c, q, r, again, convert)
		},
	}
}

// reading reads a list to its end if whole is true, otherwise one page; what follows that page is then unknown.
func reading[W, T any](
	ctx context.Context, c *Client, q request, r result, whole bool, convert func(W) T,
) (out person.Reading[T]) {
	err := r.err
	var p page[W]
	switch {
	case err == nil && whole:
		p.items, err = listOf[W](ctx, c, q, r.answer)
	case err == nil:
		p, err = pageOf[W](q.op, r.answer)
	}
	if err != nil {
		return person.Reading[T]{Fault: fault.Of(err)}
	}
	if out.Whole = p.next == ""; !out.Whole {
		out.Fault = refuse(q.op, "there is more than one page")
	}
	for _, item := range p.items {
		out.All = append(out.All, convert(item))
	}
	return out
}
