package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// maxListPages is how many pages of a person's passes or methods are followed. Both fit on one; an empty page in front is
// all that has to be passed over.
const maxListPages = 10

// collect returns the items of a list whose first page is the answer, following @odata.nextLink: the list of a person's
// methods or passes counts as read only when it is whole. Links that come round end it with an error.
// eventual is that of the first request: a link does not carry the headers.
func (c *Client) collect(ctx context.Context, op operation, a answer, eventual bool) ([]json.RawMessage, error) {
	var all []json.RawMessage
	followed := map[string]bool{}
	for range maxListPages {
		items, next, err := decodeList(op, a)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if next == "" {
			return all, nil
		}
		if followed[next] {
			break
		}
		followed[next] = true
		u, err := url.Parse(next)
		if err != nil || !c.ours(u) {
			return nil, refuse(op, "Graph pointed to another host for the next page, where the sign-in must not go")
		}
		if a, err = c.do(ctx, request{op: op, method: http.MethodGet, target: next, eventual: eventual}); err != nil {
			return nil, err
		}
	}
	return nil, senseless(op, a, errEndless)
}

// decodeList returns the items of one page and the link to the next.
func decodeList(op operation, a answer) ([]json.RawMessage, string, error) {
	var wire struct {
		NextLink raw               `json:"@odata.nextLink"`
		Value    []json.RawMessage `json:"value"`
	}
	if err := decode(op, a, &wire); err != nil {
		return nil, "", err
	}
	if wire.Value == nil { // no list is not an empty list
		return nil, "", senseless(op, a, errMissing)
	}
	return wire.Value, string(wire.NextLink), nil
}

// within returns an answer whose body is one item of a's.
func within(a answer, item json.RawMessage) answer {
	a.body = item
	return a
}
