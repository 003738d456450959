package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"tapdesk/graph/sandbox/odata"
)

// subject is the person an exchange is about; nil when the directory has nobody under that key.
func (t *Tenant) subject(x *exchange) *user {
	if x.route.me {
		return x.caller.user
	}
	return t.dir.find(x.route.key)
}

// self tells whether the exchange is about the caller, by /me or by name.
func (x *exchange) self(u *user) bool { return u != nil && u.id == x.caller.user.id }

// mayReadPerson tells whether the token may read this person, and whether only the basic properties. User.Read covers
// oneself.
func (x *exchange) mayReadPerson(u *user) (may, basic bool) {
	if x.self(u) && x.caller.has("User.Read") {
		return true, false
	}
	return x.mayReadUsers()
}

// getUser answers GET /users/{id} and GET /me, with $select and $expand=manager.
func (t *Tenant) getUser(x *exchange) *answer {
	u := t.subject(x)
	may, basic := x.mayReadPerson(u)
	if !may {
		return directoryObject(x.insufficient())
	}
	selected, context, err := x.selected("users", "/$entity")
	if err != nil {
		return x.refuse(err)
	}
	if refused := x.selectScope(selected, basic); refused != nil {
		return refused
	}
	if u == nil {
		return directoryObject(x.noSuchUser(x.route.key))
	}
	if slices.Contains(selected, "signInActivity") && !x.route.me && !strings.EqualFold(x.route.key, u.id) {
		// By UPN it fails; the text is the question's on LEARN in short.
		return directoryObject(x.bad("Get By Key only supports UserId and the key has to be a valid Guid"))
	}
	out := object(u, selected, basic)
	out["@odata.context"] = context
	if x.given("$expand") {
		if x.eventual() && x.counted() {
			return x.unsupported("Expand is not supported on advanced queries.")
		}
		manager, err := t.expand(x.option("$expand"), u, basic)
		if err != nil {
			return directoryObject(x.bad(err.Error()))
		}
		if manager != nil {
			out["manager"] = manager
		}
	}
	return directoryObject(reply(http.StatusOK, out))
}

// expand reads an $expand of the manager, the one navigation property the sandbox expands. Nobody, or no right to see
// more than the basic properties, gives nil.
func (t *Tenant) expand(text string, u *user, basic bool) (map[string]any, error) {
	name, options, _ := strings.Cut(text, "(")
	if strings.TrimSpace(name) != "manager" {
		return nil, unparsed("Parsing OData Select and Expand failed: Could not find a property named '" + name + "' on type 'microsoft.graph.user'.")
	}
	selected := defaultProperties
	if options != "" {
		list, ok := strings.CutPrefix(strings.TrimSuffix(strings.TrimSpace(options), ")"), "$select=")
		if !ok {
			return nil, unparsed("Parsing OData Select and Expand failed: only $select is supported within $expand.")
		}
		selected = strings.Split(list, ",")
		for _, property := range selected {
			if _, ok := kinds[property]; !ok {
				return nil, unparsed("Parsing OData Select and Expand failed: Could not find a property named '" + property + "' on type 'microsoft.graph.user'.")
			}
		}
	}
	manager := t.dir.find(u.managerID)
	if manager == nil {
		return nil, nil
	}
	out := object(manager, selected, basic)
	out["@odata.type"] = "#microsoft.graph.user"
	return out, nil
}

// unparsed is Graph's refusal of a query option, in Graph's words.
func unparsed(message string) error {
	return &odata.Error{Status: http.StatusBadRequest, Code: odata.CodeBadRequest, Message: message}
}

// getManager answers GET .../manager.
func (t *Tenant) getManager(x *exchange) *answer {
	may, basic := x.mayReadUsers()
	if !may || basic {
		return directoryObject(x.insufficient())
	}
	selected, context, err := x.selected("directoryObjects", "/$entity")
	if err != nil {
		return x.refuse(err)
	}
	u := t.subject(x)
	if u == nil {
		return directoryObject(x.noSuchUser(x.route.key))
	}
	manager := t.dir.find(u.managerID)
	if manager == nil {
		return directoryObject(x.noSuchUser("manager"))
	}
	out := object(manager, selected, false)
	out["@odata.context"], out["@odata.type"] = context, "#microsoft.graph.user"
	return directoryObject(reply(http.StatusOK, out))
}

// mayReadMembership tells whether the token may read the groups and roles of a person. Your own take User.Read.
func (x *exchange) mayReadMembership(u *user) bool {
	return x.self(u) && x.caller.has("User.Read") || x.caller.has("User.Read.All", "Directory.Read.All", "RoleManagement.Read.Directory")
}

// memberships answers memberOf, transitiveMemberOf and ownedObjects, whole or cast to groups or roles.
func memberships(relation string) handler {
	return func(t *Tenant, x *exchange) *answer {
		u := t.subject(x)
		if !x.mayReadMembership(u) {
			return directoryObject(x.insufficient())
		}
		if u == nil {
			return directoryObject(x.noSuchUser(x.route.key))
		}
		value := []any{}
		for _, g := range t.dir.groups {
			owned := relation == "ownedobjects" && slices.Contains(g.owners, u.id)
			member := relation != "ownedobjects" && g.holds(u, relation == "transitivememberof")
			if x.route.kind != "directoryrole" && (owned || member) {
				value = append(value, g.object())
			}
		}
		if relation != "ownedobjects" && x.route.kind != "group" {
			roles := u.roles
			if x.self(u) {
				roles = x.caller.roles
			}
			for _, r := range roles {
				value = append(value, roleObject(r))
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
		return directoryObject(reply(http.StatusOK, out))
	}
}

// trimmed keeps the selected properties of objects. A cast collection is homogeneous and carries no @odata.type.
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

// maxGroupIDs is how many groups one checkMemberGroups asks about.
const maxGroupIDs = 20

// checkMemberGroups answers which of the groups in the body the person is in, directly or not.
func (t *Tenant) checkMemberGroups(x *exchange) *answer {
	u := t.subject(x)
	if !x.mayReadMembership(u) {
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
		return directoryObject(x.graphError(http.StatusBadRequest, "Request_BadRequest", "The number of ids exceeds the maximum of 20."))
	}
	value := []string{}
	for _, id := range body.GroupIDs {
		if g := t.dir.group(id); g != nil && g.holds(u, true) {
			value = append(value, g.id)
		}
	}
	return directoryObject(reply(http.StatusOK, map[string]any{"@odata.context": x.context("Collection(Edm.String)"), "value": value}))
}

// getGroup answers GET /groups/{id}.
func (t *Tenant) getGroup(x *exchange) *answer {
	if !x.caller.has("Directory.Read.All") {
		return directoryObject(x.insufficient())
	}
	g := t.dir.group(x.route.last)
	if g == nil {
		return directoryObject(x.noSuchUser(x.route.last))
	}
	out := trimmed(x, []any{g.object()})[0].(map[string]any)
	delete(out, "@odata.type")
	out["@odata.context"] = x.context("groups/$entity")
	return directoryObject(reply(http.StatusOK, out))
}

// jsonBody checks that a request which must carry JSON does.
func (x *exchange) jsonBody() *answer {
	media, _, _ := strings.Cut(x.header.Get("Content-Type"), ";")
	switch {
	case len(x.body) == 0:
		return x.bad("Empty Payload. JSON content expected.")
	case media == "":
		return x.bad("Write requests (excluding DELETE) must contain the Content-Type header declaration.")
	case !strings.EqualFold(strings.TrimSpace(media), "application/json"):
		return x.graphError(http.StatusUnsupportedMediaType, "BadRequest", "The media type '"+media+"' is not supported.")
	}
	return nil
}
