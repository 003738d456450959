package graph

import (
	"context"
	"encoding/json"
	"net/http"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// wireHeld is a unifiedRoleAssignment, or an eligibility, as much of it as is asked for: a role whose id has another
// name. Source: learn.microsoft.com/graph/api/resources/unifiedroleassignment and
// unifiedroleeligibilityscheduleinstance.
type wireHeld struct {
	person.Role
	RoleDefinitionID text.Text `json:"roleDefinitionId"`
}

func (w wireHeld) role() person.Role {
	w.TemplateID = w.RoleDefinitionID
	return w.Role
}

// wireGroup is a group, as much of it as is asked for. Source: learn.microsoft.com/graph/api/resources/group.
type wireGroup struct {
	person.Group
	IsAssignableToRole loose[*bool] `json:"isAssignableToRole"`
}

func (w wireGroup) group() person.Group {
	w.Assignable = w.IsAssignableToRole.is
	return w.Group
}

// among says of groups that came through a filter what it asked for, whatever else Graph showed of them.
func among(g wireGroup) person.Group {
	group, yes := g.group(), true
	group.Assignable = &yes
	return group
}

// wireRisk is a riskyUser, as much of it as is asked for. Source: learn.microsoft.com/graph/api/resources/riskyuser.
type wireRisk struct {
	person.Risk
	RiskLastUpdatedDateTime stamp `json:"riskLastUpdatedDateTime"`
}

// accessParts are what can be read of roles, groups and risk with one part each. The lists under roleManagement and
// identityProtection go by object id alone. Sources: learn.microsoft.com/graph/api/user-list-transitivememberof,
// user-list-ownedobjects, rbacapplication-list-roleassignments, rbacapplication-list-roleeligibilityscheduleinstances,
// riskyuser-get.
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
		dossierPart{
			request: once(readRisk,
				"/identityProtection/riskyUsers/"+id.Wire()+"?$select=riskLevel,riskState,riskLastUpdatedDateTime"),
			lacks: func(d *person.Dossier) (bool, *fault.Fault) { return !d.Access.Risk.Whole, d.Access.Risk.Fault },
			take:  func(_ context.Context, _ *Client, d *person.Dossier, r result, _ bool) { d.Access.Risk = risk(r) },
		})
}

// listPart is a part that is a list, and where in what is known it belongs.
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

// reading reads a list: to its end where it is to be whole, else one page, what is behind which is not known.
func reading[W, T any](ctx context.Context, c *Client, q request, r result, whole bool, convert func(W) T) (out person.Reading[T]) {
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
		out.Fault = refuse(q.op, "there are more than one page of them")
	}
	for _, item := range p.items {
		out.All = append(out.All, convert(item))
	}
	return out
}

// risk reads somebody's risk. Who never was at risk is not known there, which is Graph's 404.
func risk(r result) person.Reading[person.Risk] {
	if fault.Is(r.err, fault.NotFound) {
		return person.Reading[person.Risk]{Whole: true}
	}
	if r.err != nil {
		return person.Reading[person.Risk]{Fault: fault.Of(r.err)}
	}
	var wire wireRisk
	if err := decode(readRisk, r.answer, &wire); err != nil {
		return person.Reading[person.Risk]{Fault: fault.Of(err)}
	}
	wire.Changed = wire.RiskLastUpdatedDateTime.Time
	return person.Reading[person.Risk]{All: []person.Risk{wire.Risk}, Whole: true}
}

// Memberships asks which of some groups, by object id, hold the person, through other groups too. It is one request and
// a read; only the first person.MostGroups are asked about. Without a group it asks nothing. Source:
// learn.microsoft.com/graph/api/directoryobject-checkmembergroups.
func (c *Client) Memberships(ctx context.Context, id text.Key, groups []string) (person.Memberships, error) {
	path, _, err := c.pathOf(ctx, readMemberships, id)
	if err != nil || len(groups) == 0 {
		return person.Memberships{ReadAt: c.Now()}, err
	}
	groups = groups[:min(len(groups), person.MostGroups)]
	body, err := json.Marshal(map[string][]string{"groupIds": groups})
	if err != nil {
		panic("graph: a list of strings cannot fail to encode: " + err.Error())
	}
	a, err := c.do(ctx, request{op: readMemberships, method: http.MethodPost, target: path + "/checkMemberGroups", body: body})
	if err != nil {
		return person.Memberships{}, err
	}
	p, err := pageOf[text.Text](readMemberships, a)
	if err == nil && p.next != "" {
		err = senseless(readMemberships, a, errEndless) // a part would make the person look like no member of the rest
	}
	if err != nil {
		return person.Memberships{}, err
	}
	return person.Memberships{Asked: groups, In: p.items, ReadAt: c.Now()}, nil
}
