package graph

import (
	"context"
	"net/url"
	"strings"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
)

// The operator: /me/transitiveMemberOf and /roleManagement/directory/roleAssignmentScheduleInstances. Sources:
// learn.microsoft.com/graph/api/user-list-transitivememberof and
// unifiedroleassignmentscheduleinstance-filterbycurrentuser.
var (
	readOwnRoles = operation{
		what:   "read your roles",
		scopes: []string{"User.Read", scopeDirectory},
	}
	readOwnActivations = operation{
		what:   "read when your roles end",
		scopes: []string{scopeRoles, scopeAssignments},
	}
)

// userPath returns the escaped path of a user by object id or userPrincipalName. A name that begins with a dollar sign
// must be a key in parentheses. Source: learn.microsoft.com/graph/api/user-get.
func userPath(idOrUPN string) string {
	if strings.HasPrefix(idOrUPN, "$") {
		return "/users('" + url.PathEscape(strings.ReplaceAll(idOrUPN, "'", "''")) + "')"
	}
	return "/users/" + url.PathEscape(idOrUPN)
}

// pathOf returns /me for the operator, who can read their own methods only there, or userPath.
func (c *Client) pathOf(ctx context.Context, op operation, id text.Key) (path string, self bool, err error) {
	if id.IsZero() {
		return "", false, refuse(op, "no person was given")
	}
	operator, err := c.tokens.Operator(ctx)
	if err != nil {
		return "", false, noAnswer(ctx, op, answer{}, &signInError{cause: err})
	}
	if same(id, operator.ID) || same(id, operator.UserPrincipalName) {
		return "/me", true, nil
	}
	return userPath(id.Wire()), false, nil
}

// getOf reads what is at rest below somebody's path.
func (c *Client) getOf(ctx context.Context, op operation, id text.Key, rest string) (answer, error) {
	path, _, err := c.pathOf(ctx, op, id)
	if err != nil {
		return answer{}, err
	}
	return c.do(ctx, get(op, path+rest))
}

// same reports whether two identifiers are the same to Graph, which ignores case.
func same(a, b text.Key) bool { return !a.IsZero() && strings.EqualFold(a.Wire(), b.Wire()) }

// othersPath returns the path of another person for a write. Nobody can issue a pass for themselves, or delete a
// pass or another method of their own through Graph.
// Source: learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass.
func (c *Client) othersPath(ctx context.Context, op operation, id text.Key) (string, error) {
	path, self, err := c.pathOf(ctx, op, id)
	if err != nil {
		return "", err
	}
	if self {
		return "", refuse(op, "you cannot do this for yourself: ask a colleague")
	}
	return path, nil
}

// withoutPasses refuses an operation in a cloud without Temporary Access Pass, before anything is sent.
func (c *Client) withoutPasses(op operation) error {
	if c.cloud.HasTAP() {
		return nil
	}
	return c.noPasses(op)
}

func (c *Client) noPasses(op operation) *fault.Fault {
	return refuse(op, "Microsoft's cloud in China (21Vianet) has no Temporary Access Pass: help the person another way")
}

// OwnRoles returns the template ids of the directory roles that are active for the operator, including those held
// through groups. It is only a hint: roles that the operator may not read, eligible roles, and roles scoped to an
// administrative unit are missing. Source: learn.microsoft.com/graph/api/user-list-transitivememberof.
func (c *Client) OwnRoles(ctx context.Context) ([]string, error) {
	r := get(readOwnRoles, "/me/transitiveMemberOf/microsoft.graph.directoryRole?$select=roleTemplateId")
	a, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	roles, err := listOf[person.Role](ctx, c, r, a)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, role := range roles {
		if role.TemplateID != "" {
			ids = append(ids, string(role.TemplateID))
		}
	}
	return ids, nil
}

// wireActive is a unifiedRoleAssignmentScheduleInstance, with the properties that are requested.
type wireActive struct {
	RoleDefinitionID text.Text `json:"roleDefinitionId"`
	AssignmentType   raw       `json:"assignmentType"`
	MemberType       raw       `json:"memberType"`
	EndDateTime      stamp     `json:"endDateTime"`
}

// ActiveRoles returns the directory roles that are active for the operator by an assignment or an activation of their
// own, and when they end. It reads to the end of the list, since one role more may last longer. Source:
// learn.microsoft.com/graph/api/unifiedroleassignmentscheduleinstance-filterbycurrentuser.
func (c *Client) ActiveRoles(ctx context.Context) ([]session.ActiveRole, error) {
	r := get(readOwnActivations, "/roleManagement/directory/roleAssignmentScheduleInstances/"+
		"filterByCurrentUser(on='principal')?$select=roleDefinitionId,assignmentType,memberType,endDateTime")
	a, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	all, err := listOf[wireActive](ctx, c, r, a)
	if err != nil {
		return nil, err
	}
	var active []session.ActiveRole
	for _, w := range all {
		active = append(active, session.ActiveRole{
			TemplateID: w.RoleDefinitionID, Activated: strings.EqualFold(string(w.AssignmentType), "Activated"),
			Direct: strings.EqualFold(string(w.MemberType), "Direct"), End: w.EndDateTime.Time,
		})
	}
	return active, nil
}
