package session

import (
	"time"

	"tapdesk/state/text"
)

// ActiveRole is a directory role that is active for the operator, as Privileged Identity Management lists it. Source:
// learn.microsoft.com/graph/api/resources/unifiedroleassignmentscheduleinstance.
type ActiveRole struct {
	// TemplateID is that of the role, as in Identity.RoleIDs.
	TemplateID text.Text
	// Activated means that the operator activated the role. Otherwise it was assigned to them.
	Activated bool
	// Direct means that the operator has the role themself. A role that comes with a group may end with the membership,
	// which is not known.
	Direct bool
	// End is when the role ends, UTC; zero if no end is known.
	End time.Time
}

// issuing are the roles that may issue passes. Source: learn.microsoft.com/entra/identity/role-based-access-control/
// privileged-roles-permissions, who can perform sensitive actions.
var issuing = []string{RoleAuthenticationAdministrator, RolePrivilegedAuthentication, RoleGlobalAdministrator}

// Issues reports whether a role, by its template id, may issue passes.
func Issues(templateID string) bool {
	for _, id := range issuing {
		if sameRole(id, templateID) {
			return true
		}
	}
	return false
}

// RoleEnd returns when the operator's last role that issues passes ends, UTC. It is zero unless each of them is a
// direct activation with an end: a role that was assigned, or that comes with a group, may last longer.
func RoleEnd(active []ActiveRole) time.Time {
	var last time.Time
	for _, r := range active {
		switch {
		case !Issues(string(r.TemplateID)):
		case !r.Activated, !r.Direct, r.End.IsZero():
			return time.Time{}
		case r.End.After(last):
			last = r.End.UTC()
		}
	}
	return last
}
