package sandbox

import (
	"net/http"

	"tapdesk/graph/sandbox/odata"
	"tapdesk/graph/sandbox/wire"
)

// listRoleAssignments answers the role assignments of one principal, asked for by $filter=principalId eq '{id}', or
// all.
func (t *Tenant) listRoleAssignments(x *exchange) *wire.Answer {
	return t.listHeld(x, "roleAssignments", []string{"RoleManagement.Read.Directory", "Directory.Read.All"}, t.rolesOf)
}

// listEligibility answers the roles that one principal may activate, or all. Directory.Read.All is not enough for it.
func (t *Tenant) listEligibility(x *exchange) *wire.Answer {
	scopes := []string{"RoleEligibilitySchedule.Read.Directory", "RoleManagement.Read.Directory"}
	return t.listHeld(x, "roleEligibilityScheduleInstances", scopes, func(u *user) []string { return t.roles.eligible[u.id] })
}

// listHeld answers a list of roles held by somebody. held needs t.mu.
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

// listOwnInstances answers roleAssignmentScheduleInstances/filterByCurrentUser: the caller's own active roles, and when
// the activated ones end.
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

// riskScopes are those of which any one lets a token read who is at risk.
var riskScopes = []string{"IdentityRiskyUser.Read.All", "IdentityRiskyUser.ReadWrite.All"}

// getRisk answers GET /identityProtection/riskyUsers/{id}: somebody who never was at risk is not known there
// (invented). The one who is at risk here is the disabled account.
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
