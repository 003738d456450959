package graph

import (
	"context"
	"net/http"
	"net/url"

	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// maxEmpty is how many empty pages in a row are passed over. Graph may give an empty page that has a next one.
const maxEmpty = 10

// wirePage is one page of users. Source: learn.microsoft.com/graph/paging.
type wirePage struct {
	Count    loose[*int]       `json:"@odata.count"`
	NextLink raw               `json:"@odata.nextLink"`
	Value    []loose[wireUser] `json:"value"`
}

func (c *Client) decodePage(a answer) (person.Page, error) {
	var wire wirePage
	if err := decode(searchPeople, a, &wire); err != nil {
		return person.Page{}, err
	}
	if wire.Value == nil {
		return person.Page{}, senseless(searchPeople, a, errMissing)
	}
	page := person.Page{Total: -1, Next: string(wire.NextLink), People: make([]person.Person, 0, len(wire.Value))}
	if wire.Count.is != nil {
		page.Total = max(*wire.Count.is, 0)
	}
	for i := range wire.Value {
		if user := &wire.Value[i].is; !user.ID.IsZero() {
			page.People = append(page.People, user.person())
		}
	}
	if len(page.People) < len(wire.Value) { // somebody cannot be shown, so that these are not all
		page.Total = max(page.Total, len(wire.Value))
	}
	return page, nil
}

// More reads the page that Page.Next names. Its Total is -1: Graph tells the total on the first page only. A link to
// another host, or to another version, is refused before anything is sent.
func (c *Client) More(ctx context.Context, next string) (person.Page, error) {
	page, err := c.more(ctx, next)
	if err == nil && len(page.People) == 0 && page.Next != "" {
		return c.skipEmpty(ctx, page)
	}
	return page, err
}

func (c *Client) more(ctx context.Context, next string) (person.Page, error) {
	u, err := url.Parse(next)
	if err != nil || !c.ours(u) {
		return person.Page{}, refuse(searchPeople, "Graph pointed to another host for the next page, where the sign-in must not go")
	}
	// A nextLink does not carry the headers. Source: learn.microsoft.com/graph/paging.
	a, err := c.do(ctx, request{op: searchPeople, method: http.MethodGet, target: next, eventual: true})
	if err != nil {
		return person.Page{}, err
	}
	return c.decodePage(a)
}

// skipEmpty goes on from an empty page to the first that has somebody on it, keeping the total. Where there is none for too long
// it fails with fault.Broken: a list with room on the screen would ask for ever.
func (c *Client) skipEmpty(ctx context.Context, page person.Page) (person.Page, error) {
	total, gap := page.Total, page.Gap
	for range maxEmpty {
		more, err := c.more(ctx, page.Next)
		if err != nil {
			return person.Page{}, err
		}
		if more.Next == page.Next && len(more.People) == 0 {
			break
		}
		page = more
		if len(page.People) > 0 || page.Next == "" {
			page.Total, page.Gap = total, gap
			return page, nil
		}
	}
	return person.Page{}, &fault.Fault{
		Kind: fault.Broken, What: searchPeople.what, Status: http.StatusOK,
		Hint: "Graph sends one empty page after another: narrow the search",
	}
}
