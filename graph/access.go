package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"tapdesk/state/clean"
	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// accessPart is one part of what makes a person privileged: what to ask, and who takes the answer. Its index among the results is
// -1 where it is not asked for, since it was refused before.
type accessPart struct {
	op   operation
	at   int
	take func(*person.Access, result)
}

// wireHeld is a unifiedRoleAssignment, or an eligibility, as much of it as is asked for. Source:
// learn.microsoft.com/graph/api/resources/unifiedroleassignment and unifiedroleeligibilityscheduleinstance.
type wireHeld struct {
	RoleDefinitionID text `json:"roleDefinitionId"`
	DirectoryScopeID text `json:"directoryScopeId"`
}

func (w wireHeld) role() person.Role {
	return person.Role{TemplateID: w.RoleDefinitionID.line(), Scope: w.DirectoryScopeID.line()}
}

// wireGroup is a group, as much of it as is asked for. Source: learn.microsoft.com/graph/api/resources/group.
type wireGroup struct {
	ID                 text         `json:"id"`
	DisplayName        text         `json:"displayName"`
	IsAssignableToRole loose[*bool] `json:"isAssignableToRole"`
}

func (w wireGroup) group() person.Group {
	return person.Group{ID: w.ID.line(), DisplayName: w.DisplayName.line(), Assignable: w.IsAssignableToRole.is}
}

// among says of groups that came through a filter what it asked for, whatever else Graph showed of them.
func among(g wireGroup) person.Group {
	group, yes := g.group(), true
	group.Assignable = &yes
	return group
}

// wireRisk is a riskyUser, as much of it as is asked for. Source: learn.microsoft.com/graph/api/resources/riskyuser.
type wireRisk struct {
	RiskLevel               text  `json:"riskLevel"`
	RiskState               text  `json:"riskState"`
	RiskLastUpdatedDateTime stamp `json:"riskLastUpdatedDateTime"`
}

// askAccess adds to a batch what can be read of roles, groups and risk with one part each. The lists under roleManagement and
// identityProtection go by object id alone. Sources: learn.microsoft.com/graph/api/user-list-transitivememberof,
// user-list-ownedobjects, rbacapplication-list-roleassignments, rbacapplication-list-roleeligibilityscheduleinstances,
// riskyuser-get.
func (c *Client) askAccess(p *portions, path string, id clean.Key) {
	add := func(op operation, target string, eventual bool, take func(*person.Access, result)) {
		asked := accessPart{op: op, at: -1, take: take}
		if c.session.refusedBefore(op) == nil {
			asked.at = p.add(op, target)
			p.parts[asked.at].once, p.parts[asked.at].eventual = true, eventual
		}
		p.access = append(p.access, asked)
	}
	add(readActiveRoles, path+"/transitiveMemberOf/microsoft.graph.directoryRole?$select=roleTemplateId,displayName", false,
		func(a *person.Access, r result) { a.Roles = list(readActiveRoles, r, wireRole.role) })
	add(readRoleGroups, path+"/transitiveMemberOf/microsoft.graph.group?$select=id,displayName&$count=true&$filter=isAssignableToRole%20eq%20true", true,
		func(a *person.Access, r result) { a.Groups = list(readRoleGroups, r, among) })
	add(readOwnedGroups, path+"/ownedObjects/microsoft.graph.group?$select=id,displayName,isAssignableToRole", false,
		func(a *person.Access, r result) { a.Owned = list(readOwnedGroups, r, wireGroup.group) })
	if person.Classify(id.Wire()).Kind != person.ByID {
		return
	}
	held := "?$select=roleDefinitionId,directoryScopeId&$filter=principalId%20eq%20'" + id.Wire() + "'"
	add(readAssignedRoles, "/roleManagement/directory/roleAssignments"+held, false,
		func(a *person.Access, r result) { a.Assigned = list(readAssignedRoles, r, wireHeld.role) })
	add(readEligibleRoles, "/roleManagement/directory/roleEligibilityScheduleInstances"+held, false,
		func(a *person.Access, r result) { a.Eligible = list(readEligibleRoles, r, wireHeld.role) })
	add(readRisk, "/identityProtection/riskyUsers/"+id.Wire()+"?$select=riskLevel,riskState,riskLastUpdatedDateTime", false,
		func(a *person.Access, r result) { a.Risk = risk(r) })
}

// takeAccess fills in what the parts brought. One that is denied takes a scope or a role that the operator does not have: it is
// not asked for again with this sign-in.
func (c *Client) takeAccess(into *person.Access, asked []accessPart, results []result) {
	for _, part := range asked {
		if part.at < 0 {
			part.take(into, result{err: c.session.refusedBefore(part.op)})
			continue
		}
		r := results[part.at]
		if fault.Is(r.err, fault.Denied) {
			c.session.learnRefused(part.op, fault.Of(r.err))
		}
		part.take(into, r)
	}
}

// list reads a list of which the first page alone was asked for.
func list[W, T any](op operation, r result, convert func(W) T) person.Reading[T] {
	if r.err != nil {
		return person.Reading[T]{Fault: fault.Of(r.err)}
	}
	items, next, err := decodeList(op, r.answer)
	if err != nil {
		return person.Reading[T]{Fault: fault.Of(err)}
	}
	out := person.Reading[T]{Whole: next == ""}
	if next != "" {
		out.Fault = refuse(op, "there are more than one page of them")
	}
	for _, item := range items {
		var wire W
		if err := decode(op, within(r.answer, item), &wire); err != nil {
			return person.Reading[T]{Fault: fault.Of(err)}
		}
		out.All = append(out.All, convert(wire))
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
	one := person.Risk{Level: wire.RiskLevel.line(), State: wire.RiskState.line(), Changed: wire.RiskLastUpdatedDateTime.Time}
	return person.Reading[person.Risk]{All: []person.Risk{one}, Whole: true}
}

// Memberships asks which of some groups, by object id, hold the person, through other groups too. It is one request and a read;
// only the first person.MostGroups are asked about. Without a group it asks nothing. Source:
// learn.microsoft.com/graph/api/directoryobject-checkmembergroups.
func (c *Client) Memberships(ctx context.Context, id clean.Key, groups []string) (person.Memberships, error) {
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
	items, next, err := decodeList(readMemberships, a)
	if err == nil && next != "" {
		err = senseless(readMemberships, a, errEndless) // a part would make the person look like no member of the rest
	}
	if err != nil {
		return person.Memberships{}, err
	}
	out := person.Memberships{Asked: groups, ReadAt: c.Now()}
	for _, item := range items {
		var group text
		_ = group.UnmarshalJSON(item) // it never fails
		out.In = append(out.In, strings.ToLower(group.line()))
	}
	return out, nil
}
