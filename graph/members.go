package graph

import (
	"context"
	"encoding/json"
	"net/http"

	"tapdesk/state/person"
	"tapdesk/state/text"
)

// Membership of named groups: POST /users/{id}/checkMemberGroups, a read. Source:
// learn.microsoft.com/graph/api/directoryobject-checkmembergroups.
var readMemberships = operation{
	what:    "read the person's memberships",
	scopes:  []string{scopeGroupMembers, scopeDirectory},
	missing: personGone,
}

// Memberships returns which of some groups, by object id, the person is a member of, including through other groups. It
// is one request and a read, about the first person.MostGroups only. Without groups it sends nothing. Source:
// learn.microsoft.com/graph/api/directoryobject-checkmembergroups.
func (c *Client) Memberships(ctx context.Context, id text.Key, groups []string) (person.Memberships, error) {
	path, _, err := c.pathOf(ctx, readMemberships, id)
	if err != nil || len(groups) == 0 {
		return person.Memberships{ReadAt: c.Now()}, err
	}
	groups = groups[:min(len(groups), person.MostGroups)]
	body, err := json.Marshal(map[string][]string{"groupIds": groups})
	if err != nil {
		panic("graph: a list of strings cannot fail to encode: " + err.Error())
	}
	r := request{op: readMemberships, method: http.MethodPost, target: path + "/checkMemberGroups", body: body}
	a, err := c.do(ctx, r)
	if err != nil {
		return person.Memberships{}, err
	}
	p, err := pageOf[text.Text](readMemberships, a)
	if err == nil && p.next != "" {
		// With only part of the list the person would seem not to be in the rest.
		err = senseless(readMemberships, a, errEndless)
	}
	if err != nil {
		return person.Memberships{}, err
	}
	return person.Memberships{Asked: groups, In: p.items, ReadAt: c.Now()}, nil
}
