package sandbox

import (
	"net/http"
	"slices"
	"strings"

	"tapdesk/graph/sandbox/wire"
)

// handler answers an exchange whose caller is known.
type handler func(*Tenant, *exchange) *wire.Answer

// route is where an address and a method lead.
type route struct {
	op        op     // for faults; "" is none
	key       string // id or UPN of the person it is about; "" if none
	me        bool   // the person is the caller, through /me
	last      string // id at the end of the address: of a method, an audit event, a configuration
	kind      string // of a method sub-collection
	limit     limit  // that it counts against
	directory bool   // answered by the directory, not by the authentication-methods service
	handle    handler
}

// addressesUser reports whether the exchange is about one person.
func (x *exchange) addressesUser() bool { return x.route.key != "" || x.route.me }

// verbs are the methods of one address.
type verbs map[string]route

// match finds the route. An address that Graph does not have gets a route to its error.
func match(x *exchange) route {
	segments := make([]string, len(x.path))
	for i, s := range x.path {
		segments[i] = strings.ToLower(s)
	}
	var v verbs
	var found route
	switch segments[0] {
	case "users":
		v, found = matchUsers(x, segments)
	case "me":
		v, found = personVerbs(segments[1:], x.beta), route{me: true}
	default:
		v = tenantVerbs(segments)
	}
	if v == nil {
		unknown := x.path[len(x.path)-1]
		return route{directory: true, handle: func(_ *Tenant, x *exchange) *wire.Answer {
			return x.graphError(http.StatusNotFound, "BadRequest", "Resource not found for the segment '"+unknown+"'.")
		}}
	}
	r, ok := v[x.method]
	if !ok {
		return wrongMethod(v)
	}
	r.key, r.me = found.key, found.me
	r.last = x.path[len(x.path)-1]
	return r
}

// wrongMethod returns Graph's 405.
func wrongMethod(v verbs) route {
	allow := make([]string, 0, len(v))
	for method := range v {
		allow = append(allow, method)
	}
	slices.Sort(allow)
	return route{directory: true, handle: func(_ *Tenant, x *exchange) *wire.Answer {
		a := x.graphError(http.StatusMethodNotAllowed, "Request_BadRequest",
			"Specified HTTP method is not allowed for the request target.")
		a.Header.Set("Allow", strings.Join(allow, ", "))
		return a
	}}
}

func matchUsers(x *exchange, segments []string) (verbs, route) {
	if len(segments) == 1 {
		return verbs{"GET": {op: opSearch, directory: true, handle: (*Tenant).listUsers}}, route{}
	}
	if segments[1] == "$count" && !x.quoted[1] {
		return verbs{"GET": {op: opSearch, directory: true, handle: (*Tenant).countUsers}}, route{}
	}
	if strings.HasPrefix(segments[1], "$") && !x.quoted[1] {
		// A documented trap: such a UPN works only in the form users('$x@y').
		refuse := func(_ *Tenant, x *exchange) *wire.Answer { return x.bad("Bad Request - Error in query syntax.") }
		return verbs{x.method: {directory: true, handle: refuse}}, route{}
	}
	return personVerbs(segments[2:], x.beta), route{key: x.path[1]}
}

// personVerbs are the addresses under /users/{id} and /me.
func personVerbs(rest []string, beta bool) verbs {
	if len(rest) == 0 {
		return verbs{
			"GET":   {directory: true, handle: (*Tenant).getUser},
			"PATCH": {op: opEnable, directory: true, handle: (*Tenant).patchUser},
		}
	}
	if rest[0] == "authentication" {
		v := methodVerbs(rest[1:], beta)
		for method, r := range v {
			r.limit = limitMethods
			v[method] = r
		}
		return v
	}
	cast := ""
	if len(rest) == 2 {
		cast = strings.TrimPrefix(strings.TrimPrefix(rest[1], "microsoft."), "graph.")
	}
	switch {
	case len(rest) == 1 && rest[0] == "manager":
		return verbs{"GET": {directory: true, handle: (*Tenant).getManager}}
	case len(rest) == 1 && rest[0] == "revokesigninsessions":
		return verbs{"POST": {op: opRevoke, directory: true, handle: (*Tenant).revokeSessions}}
	case len(rest) == 1 && rest[0] == "checkmembergroups":
		return verbs{"POST": {op: opRoles, directory: true, handle: (*Tenant).checkMemberGroups}}
	case len(rest) == 1 || cast == "directoryrole" || cast == "group":
		switch rest[0] {
		case "memberof", "transitivememberof", "ownedobjects":
			return verbs{"GET": {op: opRoles, directory: true, kind: cast, handle: memberships(rest[0])}}
		}
	}
	return nil
}

// methodVerbs are the addresses under .../authentication.
func methodVerbs(rest []string, beta bool) verbs {
	if len(rest) == 3 && rest[2] == "resetpassword" && (rest[0] == "methods" || rest[0] == "passwordmethods") {
		return verbs{"POST": {op: opReset, handle: (*Tenant).resetPassword}}
	}
	if len(rest) == 0 || len(rest) > 2 {
		return nil
	}
	single := len(rest) == 2
	switch {
	case rest[0] == "temporaryaccesspassmethods" && !single:
		return verbs{
			"GET":  {op: opList, handle: (*Tenant).listPasses},
			"POST": {op: opCreate, handle: (*Tenant).createPass},
		}
	case rest[0] == "temporaryaccesspassmethods" && rest[1] == "$count":
		return verbs{"GET": {op: opList, handle: (*Tenant).countPasses}}
	case rest[0] == "temporaryaccesspassmethods":
		return verbs{
			"GET":    {handle: (*Tenant).getPass},
			"DELETE": {op: opDelete, handle: (*Tenant).deletePass},
		}
	case rest[0] == "signinpreferences" && !single && beta:
		return verbs{"GET": {handle: (*Tenant).getPreferences}, "PATCH": {handle: (*Tenant).patchPreferences}}
	case rest[0] == "operations" && single:
		return verbs{"GET": {op: opOperation, handle: (*Tenant).getOperation}}
	case rest[0] == "methods" && !single:
		return verbs{"GET": {op: opList, handle: (*Tenant).listMethods}}
	case rest[0] == "methods":
		return verbs{"GET": {handle: (*Tenant).getMethod}}
	}
	if rest[0] == "qrcodepinmethod" && !single && beta {
		return verbs{"DELETE": {op: opRemove, kind: typeQR, handle: (*Tenant).removeMethod}}
	}
	kind, ok := subCollections[rest[0]]
	if !ok || kind == typeHardwareOath && !beta {
		return nil
	}
	if single && kind == typePassword {
		return verbs{"GET": {kind: kind, handle: (*Tenant).getMethod}}
	}
	if single {
		return verbs{
			"GET":    {kind: kind, handle: (*Tenant).getMethod},
			"DELETE": {op: opRemove, kind: kind, handle: (*Tenant).removeMethod},
		}
	}
	return verbs{"GET": {kind: kind, handle: (*Tenant).listMethods}}
}

// tenantVerbs are the addresses that are not about a person.
func tenantVerbs(segments []string) verbs {
	switch path := strings.Join(segments, "/"); {
	case path == "$batch":
		return verbs{"POST": {op: opBatch, handle: (*Tenant).batch}}
	case path == "organization":
		return verbs{"GET": {directory: true, handle: (*Tenant).listOrganizations}}
	case path == "policies/authenticationmethodspolicy":
		return verbs{"GET": {op: opPolicy, handle: (*Tenant).getPolicy}}
	case path == "policies/authenticationmethodspolicy/authenticationmethodconfigurations":
		return verbs{"GET": {op: opPolicy, handle: (*Tenant).listConfigurations}}
	case len(segments) == 4 &&
		strings.HasPrefix(path, "policies/authenticationmethodspolicy/authenticationmethodconfigurations/"):
		return verbs{"GET": {op: opPolicy, handle: (*Tenant).getConfiguration}}
	case path == "auditlogs/directoryaudits":
		return verbs{"GET": {op: opAudit, limit: limitReports, directory: true, handle: (*Tenant).listAudits}}
	case len(segments) == 3 && strings.HasPrefix(path, "auditlogs/directoryaudits/"):
		return verbs{"GET": {op: opAudit, limit: limitReports, directory: true, handle: (*Tenant).getAudit}}
	case path == "auditlogs/signins":
		return verbs{"GET": {op: opSignIns, limit: limitReports, directory: true, handle: (*Tenant).listSignIns}}
	case len(segments) == 3 && strings.HasPrefix(path, "auditlogs/signins/"):
		return verbs{"GET": {op: opSignIns, limit: limitReports, directory: true, handle: (*Tenant).getSignIn}}
	case path == "reports/authenticationmethods/userregistrationdetails":
		return verbs{"GET": {op: opDetails, limit: limitReports, directory: true, handle: (*Tenant).listRegistrations}}
	case len(segments) == 4 && strings.HasPrefix(path, "reports/authenticationmethods/userregistrationdetails/"):
		return verbs{"GET": {op: opDetails, limit: limitReports, directory: true, handle: (*Tenant).getRegistration}}
	case path == "identity/conditionalaccess/evaluate":
		return verbs{"POST": {op: opEvaluate, limit: limitProtection, directory: true, handle: (*Tenant).evaluate}}
	case path == "rolemanagement/directory/roleassignments":
		return verbs{"GET": {op: opRoles, directory: true, handle: (*Tenant).listRoleAssignments}}
	case path == "rolemanagement/directory/roleeligibilityscheduleinstances":
		return verbs{"GET": {op: opRoles, directory: true, handle: (*Tenant).listEligibility}}
	case path == "rolemanagement/directory/roleassignmentscheduleinstances/filterbycurrentuser(on='principal')":
		return verbs{"GET": {op: opRoles, directory: true, handle: (*Tenant).listOwnInstances}}
	case len(segments) == 3 && strings.HasPrefix(path, "identityprotection/riskyusers/"):
		return verbs{"GET": {limit: limitProtection, directory: true, handle: (*Tenant).getRisk}}
	case len(segments) == 2 && segments[0] == "groups":
		return verbs{"GET": {directory: true, handle: (*Tenant).getGroup}}
	}
	return nil
}
