package graph

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// maxEmpty is how many empty pages in a row are passed over. Graph may give an empty page that has a next one.
const maxEmpty = 10

// knownMark begins the fragment a nextLink is given here: the ids of people shown already because they matched exactly. A
// fragment is never sent.
const knownMark = "#known="

// wirePage is one page of users. Source: learn.microsoft.com/graph/paging.
type wirePage struct {
	Count    loose[*int] `json:"@odata.count"`
	NextLink string      `json:"@odata.nextLink"`
	Value    []wireUser  `json:"value"`
}

func (c *Client) decodePage(a answer) (person.Page, error) {
	var wire wirePage
	if err := decode(searchPeople, a, &wire); err != nil {
		return person.Page{}, err
	}
	if wire.Value == nil {
		return person.Page{}, senseless(searchPeople, a, errMissing)
	}
	page := person.Page{Total: -1, Next: wire.NextLink, People: make([]person.Person, 0, len(wire.Value))}
	if wire.Count.is != nil {
		page.Total = max(*wire.Count.is, 0)
	}
	for i := range wire.Value {
		if wire.Value[i].ID != "" {
			page.People = append(page.People, wire.Value[i].person())
		}
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
	link, known, _ := strings.Cut(next, knownMark)
	u, err := url.Parse(link)
	if err != nil || !c.ours(u) {
		return person.Page{}, refuse(searchPeople, "Graph pointed to another host for the next page, where the sign-in must not go")
	}
	// A nextLink does not carry the headers. Source: learn.microsoft.com/graph/paging.
	a, err := c.do(ctx, request{op: searchPeople, method: http.MethodGet, target: link, eventual: true})
	if err != nil {
		return person.Page{}, err
	}
	page, err := c.decodePage(a)
	if err != nil || known == "" {
		return page, err
	}
	ids := strings.Split(known, ",")
	page.People = slices.DeleteFunc(page.People, func(p person.Person) bool {
		return slices.ContainsFunc(ids, func(id string) bool { return strings.EqualFold(id, url.PathEscape(p.ID.Wire())) })
	})
	if page.Next != "" {
		page.Next += knownMark + known
	}
	return page, nil
}

// skipEmpty goes on from an empty page to the first that has somebody on it, keeping the total. Where there is none for too long
// it fails with fault.Broken: a list with room on the screen would ask for ever.
func (c *Client) skipEmpty(ctx context.Context, page person.Page) (person.Page, error) {
	total := page.Total
	for range maxEmpty {
		more, err := c.more(ctx, page.Next)
		if err != nil {
			return person.Page{}, err
		}
		page = more
		if len(page.People) > 0 || page.Next == "" {
			page.Total = total
			return page, nil
		}
	}
	return person.Page{}, goesRound("Graph sends one empty page after another: narrow the search")
}

// goesRound returns the fault of a search whose pages do not end.
func goesRound(hint string) *fault.Fault {
	return &fault.Fault{Kind: fault.Broken, What: searchPeople.what, Status: http.StatusOK, Hint: hint}
}

// Pages yields the pages of a search one after another, asking for each only when it is wanted. It ends after the last page
// or after the first error. A link that Graph has given before ends it with fault.Broken.
func (c *Client) Pages(ctx context.Context, q person.Query) iter.Seq2[person.Page, error] {
	return func(yield func(person.Page, error) bool) {
		page, err := c.Search(ctx, q)
		seen := map[string]bool{}
		for {
			if !yield(page, err) || err != nil || page.Next == "" {
				return
			}
			if seen[page.Next] {
				yield(person.Page{}, goesRound("Graph sends the same page over and over: narrow the search"))
				return
			}
			seen[page.Next] = true
			page, err = c.More(ctx, page.Next)
		}
	}
}

// withKnown marks a nextLink with people shown already.
func withKnown(next string, people []person.Person) string {
	if next == "" || len(people) == 0 {
		return next
	}
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = url.PathEscape(p.ID.Wire())
	}
	return next + knownMark + strings.Join(ids, ",")
}
