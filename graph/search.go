package graph

import (
	"context"
	"maps"
	"slices"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// Searching people: /users with $search and $filter. Source: learn.microsoft.com/graph/api/user-list.
var searchPeople = operation{
	what:   "search people",
	scopes: []string{scopeUserBasic, scopeUser},
}

// pageSize is how many people one request asks for.
const pageSize = "50"

// Search finds people, the exact match first, in one request: $search if only a name can be meant, $filter if only an
// exact value can, and both in one $batch if either can. A half that fails does not affect what the other half found,
// and is the page's Gap. If nobody is found, one more request looks for what may have been meant: Query.Wider. An empty
// query finds nobody and sends nothing. While Graph has asked the search to wait, waits, if not nil, is called with the
// time until when, by the client's clock, and then with the zero time. It may be called from several goroutines.
func (c *Client) Search(ctx context.Context, q person.Query, waits func(until time.Time)) (person.Page, error) {
	ctx = withWaits(ctx, waits)
	basic := c.basic()
	page, err := c.search(ctx, q, basic)
	switch {
	case basic:
	case err == nil && len(page.People) > 0:
		c.learned.TakeAnswer(allProperties, "", nil)
	case fault.Is(err, fault.Denied):
		less, again := c.search(ctx, q, true)
		if again != nil {
			return page, err
		}
		c.learned.TakeAnswer(allProperties, q.Text, fault.Of(err))
		page, err = less, nil
	}
	if err == nil && len(page.People) == 0 && page.Next != "" {
		page, err = c.skipEmpty(ctx, page)
	}
	if err == nil && len(page.People) == 0 && page.Next == "" {
		return c.searchWider(ctx, q, page)
	}
	c.learned.Meet(page.People)
	return page, err
}

// half is one of the two requests of a search: by name, or for exact values.
type half struct {
	exact  bool
	target string
	// looks lists the properties it looks in, by Graph's names.
	looks []string
}

// halves returns the requests of a search, two, one or none, without clauses on the properties in without.
func halves(q person.Query, basic bool, without unsearchable) []half {
	all := []half{nameTarget(q, basic, without), exactTarget(q, basic, without)}
	return slices.DeleteFunc(all, func(h half) bool { return h.target == "" })
}

// search does the work of Search, with only the basic properties if basic is true. A half that Graph refuses because of
// a clause is requested once more without it; what was not searched in the end is the page's Gap.
func (c *Client) search(ctx context.Context, q person.Query, basic bool) (person.Page, error) {
	wanted := halves(q, basic, nil)
	if len(wanted) == 0 {
		return person.Page{}, nil
	}
	known := c.learned.Unsearched()
	asked := halves(q, basic, known)
	results, err := c.askHalves(ctx, asked)
	if err != nil {
		return person.Page{}, err
	}
	refused := maps.Clone(known)
	for i := range asked {
		refused = c.learnUnsearchable(refused, asked[i], results[i].err)
	}
	if len(refused) > len(known) {
		c.askNarrower(ctx, asked, results, halves(q, basic, refused))
	}
	page, err := merge(q, asked, results)
	if g := gap(wanted, asked, results, refused); err == nil && g != nil {
		page.Gap = g
	}
	return page, err
}

// askHalves sends the halves: one by itself, two in one $batch.
func (c *Client) askHalves(ctx context.Context, asked []half) ([]result, error) {
	parts := make([]request, len(asked))
	for i, h := range asked {
		parts[i] = advanced(searchPeople, h.target)
	}
	switch len(parts) {
	case 0:
		return nil, nil
	case 1:
		a, err := c.do(ctx, parts[0])
		return []result{{answer: a, err: err}}, nil
	}
	return c.batch(ctx, searchPeople, parts)
}

// askNarrower requests refused halves once more if they have fewer clauses now. It updates asked and results in place.
func (c *Client) askNarrower(ctx context.Context, asked []half, results []result, narrower []half) {
	var again []half
	var places []int
	for i, was := range asked {
		for _, h := range narrower {
			if h.exact == was.exact && fault.Is(results[i].err, fault.Invalid) && len(h.looks) < len(was.looks) {
				again, places = append(again, h), append(places, i)
			}
		}
	}
	more, err := c.askHalves(ctx, again)
	if err != nil {
		return
	}
	for i, at := range places {
		asked[at], results[at] = again[i], more[i]
	}
}

// merge combines the halves, exact matches first. It fails if no half was answered.
func merge(q person.Query, asked []half, results []result) (person.Page, error) {
	named, exact := person.Page{Total: -1}, person.Page{Total: -1}
	var failed []error
	for i, h := range asked {
		page, err := peopleIn(results[i])
		switch {
		case err != nil:
			failed = append(failed, err)
		case h.exact:
			exact = page
		default:
			named = page
		}
	}
	if len(failed) > 0 && len(failed) == len(asked) {
		return person.Page{}, failed[0]
	}
	page := person.Page{
		People: person.Rank(q, exact.People, named.People), Total: max(named.Total, exact.Total), Next: named.Next,
	}
	if page.Next == "" {
		page.Next = exact.Next
	} else if exact.Next != "" {
		page.Total = -1 // the rest of the exact matches is not read, so the list is never complete
		page.Gap = &person.Gap{
			What:  "the rest of the exact matches",
			Fault: refuse(searchPeople, "they fill more than one page: type more of the name"),
		}
	}
	if page.Total >= 0 {
		page.Total = max(page.Total, len(page.People))
	}
	return page, nil
}
