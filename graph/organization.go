package graph

import (
	"context"

	"tapdesk/state/text"
)

// The tenant: /organization. Source: learn.microsoft.com/graph/api/organization-list.
var readOrganization = operation{what: "read the tenant's name", scopes: []string{"User.Read"}}

// organization is what Graph says of a tenant.
type organization struct {
	DisplayName text.Text `json:"displayName"`
}

// TenantName returns the display name of the operator's tenant, empty where Graph gives none. It is for the eye alone.
func (c *Client) TenantName(ctx context.Context) (text.Text, error) {
	r := get(readOrganization, "/organization?$select=displayName")
	a, err := c.do(ctx, r)
	if err != nil {
		return "", err
	}
	all, err := listOf[organization](ctx, c, r, a)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0].DisplayName, nil
}
