package graph

import (
	"context"
	"net/http"

	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// maxEmpty is how many successive empty pages are skipped. Graph may send an empty page that has a next one.
const maxEmpty = 10

// peopleIn reads one page of people.
func peopleIn(r result) (person.Page, error) {
	if r.err != nil {
		return person.Page{}, r.err
	}
	p, err := pageOf[loose[wireUser]](searchPeople, r.answer)
	if err != nil {
		return person.Page{}, err
	}
	people := person.Page{Total: p.total, Next: p.next, People: make([]person.Person, 0, len(p.items))}
	for i := range p.items {
		if user := &p.items[i].is; !user.ID.IsZero() {
			people.People = append(people.People, user.person())
		}
	}
	if len(people.People) < len(p.items) { // some people cannot be shown, so these are not all
		people.Total = max(people.Total, len(p.items))
	}
	return people, nil
}

// More reads the page that Page.Next links to. Its Total is -1: Graph sends the total only on the first page. A link to
// another host or version is refused before anything is sent.
func (c *Client) More(ctx context.Context, next string) (person.Page, error) {
	page, err := c.more(ctx, next)
	if err == nil && len(page.People) == 0 && page.Next != "" {
		return c.skipEmpty(ctx, page)
	}
	return page, err
}

func (c *Client) more(ctx context.Context, next string) (person.Page, error) {
	if err := c.allow(searchPeople, next); err != nil {
		return person.Page{}, err
	}
	a, err := c.do(ctx, advanced(searchPeople, next))
	return peopleIn(result{answer: a, err: err})
}

// skipEmpty continues from an empty page to the first page with people on it, keeping the total. After too many empty
// pages it fails with fault.Broken: a list with room on the screen would keep asking for more.
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
