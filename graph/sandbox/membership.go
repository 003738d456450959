package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"tapdesk/graph/sandbox/odata"
	"tapdesk/graph/sandbox/wire"
)

// mayReadMembership reports whether the token may read a person's groups and roles. User.Read is enough for one's own.
func (x *exchange) mayReadMembership(u *user) bool {
	return x.self(u) && x.caller.has("User.Read") ||
		x.caller.has("User.Read.All", "Directory.Read.All", "RoleManagement.Read.Directory")
}

// memberships answers memberOf, transitiveMemberOf and ownedObjects, in full or cast to groups or roles.
func memberships(relation string) handler {
	return func(t *Tenant, x *exchange) *wire.Answer {
		u := t.subject(x)
		if !x.mayReadMembership(u) {
			return directoryObject(x.insufficient())
		}
		if u == nil {
			return directoryObject(x.noSuchUser(x.route.key))
		}
		wanted, refused := x.groupFilter()
		if refused != nil {
			return refused
		}
		value := []any{}
		for _, g := range t.dir.groups {
			owned := relation == "ownedobjects" && slices.Contains(g.owners, u.id)
			member := relation != "ownedobjects" && g.holds(u, relation == "transitivememberof")
			if object := g.object(); x.route.kind != "directoryrole" && (owned || member) && wanted(object) {
				value = append(value, x.limited(u, object, groupScopes))
			}
		}
		if relation != "ownedobjects" && x.route.kind != "group" {
			for _, r := range t.rolesSeen(x, u) {
				value = append(value, x.limited(u, roleObject(r), roleScopes))
			}
		}
		of := "directoryObjects"
		if x.route.kind == "directoryrole" {
			of = "directoryRoles"
		} else if x.route.kind == "group" {
			of = "groups"
		}
		out := map[string]any{"@odata.context": x.context(of), "value": trimmed(x, value)}
		if x.counted() && x.eventual() {
			out["@odata.count"] = len(value)
		}
		return directoryObject(wire.JSON(http.StatusOK, out))
	}
}

// Scopes that allow reading the properties of groups and of roles.
var (
	groupScopes = []string{"GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"}
	roleScopes  = []string{"RoleManagement.Read.Directory", "Directory.Read.All"}
)

// groupFilter parses a $filter on groups. It is refused without a scope for groups (invented), and for other objects.
func (x *exchange) groupFilter() (func(map[string]any) bool, *wire.Answer) {
	switch {
	case x.given("$filter") && x.route.kind != "group":
		return nil, x.unsupported("The sandbox filters memberships by properties of groups only.")
	case x.given("$filter") && !x.caller.has(groupScopes...):
		return nil, directoryObject(x.insufficient())
	}
	return x.filtered(odata.Groups, "The specified filter to the reference property query is currently not supported.")
}

// rolesSeen returns the roles that a list of memberships shows. The caller's own are those of their token.
func (t *Tenant) rolesSeen(x *exchange, u *user) []string {
	if x.self(u) {
		return x.caller.roles
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rolesOf(u)
}

// limited reduces an object to what a token without the scopes may see: that it exists. Source:
// learn.microsoft.com/graph/permissions-overview, limited information for inaccessible member objects.
func (x *exchange) limited(u *user, object map[string]any, scopes []string) map[string]any {
	if x.self(u) || x.caller.has(scopes...) {
		return object
	}
	for property := range object {
		if property != "id" && property != "@odata.type" {
			object[property] = nil
		}
	}
	return object
}

// trimmed reduces objects to the selected properties. A cast collection is homogeneous and has no @odata.type.
func trimmed(x *exchange, objects []any) []any {
	var names []string
	if x.given("$select") {
		for _, n := range strings.Split(x.option("$select"), ",") {
			names = append(names, strings.TrimSpace(n))
		}
	}
	for _, o := range objects {
		m := o.(map[string]any)
		if x.route.kind != "" {
			delete(m, "@odata.type")
		}
		for property := range m {
			if names != nil && property != "@odata.type" && !slices.Contains(names, property) {
				delete(m, property)
			}
		}
	}
	return objects
}

// maxGroupIDs is the maximum number of groups in a checkMemberGroups.
const maxGroupIDs = 20

// checkMemberGroups answers which of the groups in the body the person is in, directly or not.
func (t *Tenant) checkMemberGroups(x *exchange) *wire.Answer {
	u := t.subject(x)
	if !x.self(u) && !x.caller.has(groupScopes...) {
		return directoryObject(x.insufficient())
	}
	if u == nil {
		return directoryObject(x.noSuchUser(x.route.key))
	}
	if refused := x.jsonBody(); refused != nil {
		return directoryObject(refused)
	}
	var body struct{ GroupIDs []string }
	if err := json.Unmarshal(x.body, &body); err != nil || body.GroupIDs == nil {
		return directoryObject(x.bad("The parameter 'groupIds' is required and is a collection of strings."))
	}
	if len(body.GroupIDs) > maxGroupIDs {
		return directoryObject(x.graphError(http.StatusBadRequest, "Request_BadRequest",
			"The number of ids exceeds the maximum of 20."))
	}
	value := []string{}
	for _, id := range body.GroupIDs {
		if g := t.dir.group(id); g != nil && g.holds(u, true) {
			value = append(value, g.id)
		}
	}
	return directoryObject(wire.JSON(http.StatusOK,
		map[string]any{"@odata.context": x.context("Collection(Edm.String)"), "value": value}))
}
