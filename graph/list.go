package graph

import (
	"context"
	"encoding/json"
	"net/url"
)

// maxListPages is how many pages of a complete list are followed. Everything about one person fits on one page, which
// may follow an empty one.
const maxListPages = 10

// page is one page of a list. Source: learn.microsoft.com/graph/paging.
type page[T any] struct {
	items []T
	next  string // the address of the next page, which Client.allow must pass; empty on the last one
	total int    // how many there are in all; -1 if Graph does not say
}

// pageOf reads one page. An item that may be malformed is a loose one, so that it does not withhold others.
func pageOf[T any](op operation, a answer) (page[T], error) {
	var wire struct {
		Count    loose[*int] `json:"@odata.count"`
		NextLink raw         `json:"@odata.nextLink"`
		Value    []T         `json:"value"`
	}
	if err := decode(op, a, &wire); err != nil {
		return page[T]{}, err
	}
	if wire.Value == nil { // a missing list is not an empty list
		return page[T]{}, senseless(op, a, errMissing)
	}
	p := page[T]{items: wire.Value, next: string(wire.NextLink), total: -1}
	if wire.Count.is != nil {
		p.total = max(*wire.Count.is, 0)
	}
	return p, nil
}

// allow refuses a link to another host or version, where the token must not go.
func (c *Client) allow(op operation, link string) error {
	if u, err := url.Parse(link); err != nil || !c.ours(u) {
		return refuse(op, "Graph pointed to another host for the next page, where the sign-in must not go")
	}
	return nil
}

// listOf reads a list to its end. a is the answer with its first page. Links that loop end it with an error.
func listOf[T any](ctx context.Context, c *Client, r request, a answer) ([]T, error) {
	var all []T
	followed := map[string]bool{}
	for range maxListPages {
		p, err := pageOf[T](r.op, a)
		if err != nil {
			return nil, err
		}
		if all = append(all, p.items...); p.next == "" {
			return all, nil
		}
		if followed[p.next] {
			break
		}
		followed[p.next] = true
		if err := c.allow(r.op, p.next); err != nil {
			return nil, err
		}
		// A link does not include the headers.
		next := get(r.op, p.next)
		next.eventual = r.eventual
		if a, err = c.do(ctx, next); err != nil {
			return nil, err
		}
	}
	return nil, senseless(r.op, a, errEndless)
}

// within returns an answer whose body is one item of a's body.
func within(a answer, item json.RawMessage) answer {
	a.body = item
	return a
}
