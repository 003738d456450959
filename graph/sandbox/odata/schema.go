package odata

import "strings"

// Schema is what can be filtered of one kind of object, and by which operators.
type Schema struct {
	resource   string // as Graph's refusals name it
	properties map[string]*property
	// plain says that these are no directory objects: nothing takes the advanced parameters (invented for the reports:
	// a filter of status/errorCode ne 0 is in wide use).
	plain bool
}

// The kinds of objects.
var (
	// Users are Microsoft's table of operators on users.
	Users = newSchema("User", operators, selectable...)
	// Groups are what the groups of a person are filtered by.
	Groups = newSchema("Group", []property{{name: "isAssignableToRole", kind: kindBool, eq: adv}}, "displayName")
	// Roles are what the assignments of roles are filtered by, active and eligible ones.
	Roles = newSchema("UnifiedRoleAssignment",
		[]property{{name: "principalId", eq: std}, {name: "roleDefinitionId", eq: std}})
	// Audits are what events of the directory's audit log are filtered by. [D directoryaudit-list]
	Audits = newSchema("DirectoryAudit", []property{
		{name: "activityDateTime", kind: kindTime, eq: std, rng: std, sort: std},
		{name: "activityDisplayName", eq: std, starts: std},
		{name: "loggedByService", eq: std},
		{name: "category", eq: std},
		{name: "result", eq: std},
		{name: "id", eq: std},
		{name: "initiatedBy/user/id", eq: std},
		{name: "initiatedBy/user/userPrincipalName", eq: std, starts: std},
		{name: "targetResources/id", kind: kindStrings, eq: std},
	})
	// SignIns are what the sign-in log is filtered by. [D signin-list]
	SignIns = plain(newSchema("SignIn", []property{
		{name: "createdDateTime", kind: kindTime, eq: std, rng: std, sort: std},
		{name: "id", eq: std},
		{name: "userId", eq: std},
		{name: "userPrincipalName", eq: std, starts: std},
		{name: "userDisplayName", eq: std, starts: std},
		{name: "appId", eq: std},
		{name: "appDisplayName", eq: std, starts: std},
		{name: "ipAddress", eq: std, starts: std},
		{name: "correlationId", eq: std},
		{name: "clientAppUsed", eq: std},
		{name: "conditionalAccessStatus", eq: std},
		{name: "location/city", eq: std, starts: std},
		{name: "location/state", eq: std, starts: std},
		{name: "location/countryOrRegion", eq: std, starts: std},
		{name: "deviceDetail/browser", eq: std, starts: std},
		{name: "deviceDetail/operatingSystem", eq: std, starts: std},
		{name: "status/errorCode", kind: kindNumber, eq: std},
		{name: "riskState", eq: std},
		{name: "signInEventTypes", kind: kindStrings, eq: std},
	}))
	// Registrations are what the report of registered methods is filtered by. [D authenticationmethodsroot-list]
	Registrations = plain(newSchema("UserRegistrationDetails", []property{
		{name: "id", eq: std},
		{name: "userPrincipalName", eq: std, starts: std, sort: std},
		{name: "userDisplayName", eq: std, starts: std, sort: std},
		{name: "defaultMfaMethod", eq: std},
		{name: "isAdmin", kind: kindBool, eq: std},
		{name: "isMfaCapable", kind: kindBool, eq: std},
		{name: "isMfaRegistered", kind: kindBool, eq: std},
		{name: "isPasswordlessCapable", kind: kindBool, eq: std},
		{name: "isSsprCapable", kind: kindBool, eq: std},
		{name: "methodsRegistered", kind: kindStrings, eq: std},
	}))
)

// newSchema makes a schema of properties, and of others that are known and refused, rather than unknown. So is what a
// path leads through.
func newSchema(resource string, rows []property, known ...string) *Schema {
	s := &Schema{resource: resource, properties: make(map[string]*property, len(rows)+len(known))}
	for i := range rows {
		s.properties[rows[i].name] = &rows[i]
		if root, _, deep := strings.Cut(rows[i].name, "/"); deep {
			known = append(known, root)
		}
	}
	for _, name := range known {
		if s.properties[name] == nil {
			s.properties[name] = &property{name: name, kind: kindComplex}
		}
	}
	return s
}

// plain makes a schema one of no directory objects.
func plain(s *Schema) *Schema {
	s.plain = true
	return s
}

// collects reports whether a path leads to a collection: of strings, or of objects that have a property here.
func (s *Schema) collects(path string) bool {
	for name, p := range s.properties {
		if p.kind == kindStrings && (name == path || strings.HasPrefix(name, path+"/")) {
			return true
		}
	}
	return false
}

// knows refuses a path that begins with a name which the objects do not have.
func (s *Schema) knows(path string) *Error {
	root, _, _ := strings.Cut(path, "/")
	if s.properties[root] != nil {
		return nil
	}
	return badRequest("Invalid filter clause: " + s.unknown(root))
}

// maxNameShown is how much of an unknown name a refusal repeats, in bytes.
const maxNameShown = 128

// unknown is the text about a name which the objects do not have. [?]
func (s *Schema) unknown(name string) string {
	// What is not a name of OData is not worth repeating whole, and must not be cut inside of a rune.
	if len(name) > maxNameShown {
		name = strings.ToValidUTF8(name[:maxNameShown], "")
	}
	typ := strings.ToLower(s.resource[:1]) + s.resource[1:]
	return "Could not find a property named '" + name + "' on type 'microsoft.graph." + typ + "'."
}

// reason is Graph's text for an operator which a property does not have, and for a property which is not indexed
// without the advanced parameters. A path is told by its first name. [D aad-advanced-queries; R
// microsoft-graph-docs-contrib #9135, #3260]
func (s *Schema) reason(property string) string {
	if s.properties[property] == nil {
		property, _, _ = strings.Cut(property, "/")
	}
	return "Unsupported or invalid query filter clause specified for property '" + property + "' of resource '" +
		s.resource + "'."
}

func (s *Schema) refuse(property string) *Error { return unsupported(s.reason(property)) }
