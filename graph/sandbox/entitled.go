package sandbox

import (
	"net/http"

	"tapdesk/graph/sandbox/odata"
	"tapdesk/graph/sandbox/wire"
)

// listRoleAssignments answers the role assignments of one principal, with $filter=principalId eq '{id}', or of all.
func (t *Tenant) listRoleAssignments(x *exchange) *wire.Answer {
	return t.listHeld(x, "roleAssignments", []string{"RoleManagement.Read.Directory", "Directory.Read.All"}, t.rolesOf)
}

// listEligibility answers the roles that one principal, or any, can activate. Directory.Read.All is not enough.
func (t *Tenant) listEligibility(x *exchange) *wire.Answer {
	scopes := []string{"RoleEligibilitySchedule.Read.Directory", "RoleManagement.Read.Directory"}
	return t.listHeld(x, "roleEligibilityScheduleInstances", scopes,
		func(u *user) []string { return t.roles.eligible[u.id] })
}

// listHeld answers a list of the roles that held returns. held needs t.mu.
func (t *Tenant) listHeld(x *exchange, of string, scopes []string, held func(*user) []string) *wire.Answer {
	if !x.caller.has(scopes...) {
		return x.insufficient()
	}
	return directoryObject(t.answerReport(x, odata.Roles, "roleManagement/directory/"+of, func() []any {
		var out []any
		for _, m := range cast {
			u := t.dir.cast[m.name]
			for _, r := range held(u) {
				out = append(out, map[string]any{
					"id": wire.GUID(of + "/" + u.id + r), "principalId": u.id, "roleDefinitionId": r, "directoryScopeId": "/",
					"appScopeId": nil,
				})
			}
		}
		return out
	}))
}

// listOwnInstances answers roleAssignmentScheduleInstances/filterByCurrentUser: the caller's active roles, and when the
// activated ones end.
func (t *Tenant) listOwnInstances(x *exchange) *wire.Answer {
	if !x.caller.has("RoleAssignmentSchedule.Read.Directory", "RoleManagement.Read.Directory") {
		return x.insufficient()
	}
	u := x.caller.user
	t.mu.Lock()
	defer t.mu.Unlock()
	kind, end := "Assigned", t.roles.ends[u.id]
	if !end.IsZero() {
		kind = "Activated"
	}
	value := []any{}
	for _, r := range t.rolesOf(u) {
		value = append(value, map[string]any{
			"id": wire.GUID("instance/" + u.id + r), "principalId": u.id, "roleDefinitionId": r, "directoryScopeId": "/",
			"appScopeId": nil, "startDateTime": seconds(t.started), "endDateTime": timeOrNull(end), "assignmentType": kind,
			"memberType": "Direct",
		})
	}
	return directoryObject(wire.JSON(http.StatusOK, map[string]any{
		"@odata.context": x.context("Collection(unifiedRoleAssignmentScheduleInstance)"), "value": trimmed(x, value),
	}))
}

// riskScopes are the scopes of which any one allows reading who is at risk.
var riskScopes = []string{"IdentityRiskyUser.Read.All", "IdentityRiskyUser.ReadWrite.All"}

// getRisk answers GET /identityProtection/riskyUsers/{id}: a person who was never at risk is not found (invented). Only
// the disabled account is at risk.
func (t *Tenant) getRisk(x *exchange) *wire.Answer {
	if !x.caller.has(riskScopes...) {
		return x.insufficient()
	}
	u := t.dir.find(x.route.last)
	if u != t.dir.cast["disabled"] {
		return x.noSuchUser(x.route.last)
	}
	out := map[string]any{
		"id": u.id, "isDeleted": false, "isProcessing": false, "riskLevel": "high", "riskState": "confirmedCompromised",
		"riskDetail": "adminConfirmedUserCompromised", "riskLastUpdatedDateTime": seconds(t.started.AddDate(0, 0, -1)),
		"userDisplayName": u.displayName, "userPrincipalName": u.upn,
	}
	out = trimmed(x, []any{out})[0].(map[string]any)
	out["@odata.context"] = x.context("identityProtection/riskyUsers/$entity")
	return wire.JSON(http.StatusOK, out)
}
