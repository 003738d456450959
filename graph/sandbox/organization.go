package sandbox

import (
	"net/http"

	"tapdesk/graph/sandbox/wire"
)

// tenantName is the tenant's display name.
const tenantName = "Example Ltd"

// listOrganizations answers GET /organization, which everyone signed in may read. Source:
// learn.microsoft.com/graph/api/organization-list.
func (t *Tenant) listOrganizations(x *exchange) *wire.Answer {
	if !x.caller.has("User.Read", "User.ReadBasic.All", "User.Read.All", "Directory.Read.All", "Organization.Read.All") {
		return directoryObject(x.insufficient())
	}
	return directoryObject(wire.JSON(http.StatusOK, map[string]any{
		"@odata.context": x.context("organization"),
		"value": trimmed(x, []any{map[string]any{
			"id": wire.TenantID, "displayName": tenantName,
			"verifiedDomains": []any{map[string]any{"name": "sandbox.example", "isDefault": true, "isInitial": true}},
		}}),
	}))
}
