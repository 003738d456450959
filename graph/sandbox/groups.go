package sandbox

import (
	"slices"
	"strings"

	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// group is a security group.
type group struct {
	id, displayName, description string
	assignable                   bool // roles can be assigned to it
	department                   string
	all                          bool     // contains every department's group
	members, owners              []string // object ids
}

// Names of groups with a meaning in the sandbox's rules.
const (
	groupExcluded   = "TAP excluded"
	groupAssignable = "Tier 1 Support (role-assignable)"
	groupEveryone   = "All staff"
)

// departmentGroup returns the object id of a department's group.
func departmentGroup(name string) string { return wire.GUID("group/dept/" + name) }

// newGroups returns the tenant's groups: one for each department, one that contains all of those, one that the policy
// excludes, and a role-assignable one.
func newGroups(d *directory) []*group {
	out := []*group{
		{id: wire.GUID("group/" + groupExcluded), displayName: groupExcluded, members: []string{d.cast["out-of-scope"].id},
			description: "People who never get a Temporary Access Pass"},
		{id: wire.GUID("group/" + groupAssignable), displayName: groupAssignable, assignable: true,
			description: "Roles may be assigned to this group", owners: []string{d.cast["role-group-owner"].id}},
		{id: wire.GUID("group/" + groupEveryone), displayName: groupEveryone, all: true, description: "Every department"},
	}
	for _, name := range departments {
		out = append(out, &group{id: departmentGroup(name), displayName: "Dept " + name, department: name,
			description: "Everyone in " + name})
	}
	return out
}

// holds reports whether the user is a member, transitively or only directly.
func (g *group) holds(u *user, transitive bool) bool {
	if slices.Contains(g.members, u.id) {
		return true
	}
	department := u.text("department")
	if g.all {
		return transitive && slices.Contains(departments, department)
	}
	return g.department != "" && g.department == department
}

// group returns the group with an id, or nil.
func (d *directory) group(id string) *group {
	for _, g := range d.groups {
		if strings.EqualFold(g.id, id) {
			return g
		}
	}
	return nil
}

// inAssignableGroup reports whether the user is a member or an owner of a role-assignable group. Such people are out of
// an Authentication Administrator's reach even without a role.
func (d *directory) inAssignableGroup(u *user) bool {
	return slices.ContainsFunc(d.groups, func(g *group) bool {
		return g.assignable && (g.holds(u, true) || slices.Contains(g.owners, u.id))
	})
}

func (g *group) object() map[string]any {
	return map[string]any{
		"@odata.type": "#microsoft.graph.group", "id": g.id, "deletedDateTime": nil, "displayName": g.displayName,
		"description": g.description, "securityEnabled": true, "mailEnabled": false, "groupTypes": []string{},
		"isAssignableToRole": g.assignable, "mail": nil, "onPremisesSyncEnabled": nil,
	}
}

// roleObject returns an active directory role as memberOf shows it.
func roleObject(template string) map[string]any {
	return map[string]any{
		"@odata.type": "#microsoft.graph.directoryRole", "id": wire.GUID("role/" + template), "deletedDateTime": nil,
		"displayName": session.RoleName(template), "description": session.RoleName(template) + " of the sandbox tenant",
		"roleTemplateId": template,
	}
}
