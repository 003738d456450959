package graph

import (
	"context"
	"maps"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// Searching people: /users with $search and $filter. Source: learn.microsoft.com/graph/api/user-list.
var searchPeople = operation{
	what:   "search people",
	scopes: []string{scopeUserBasic, scopeUser},
}

// pageSize is how many people are asked for at a time.
const pageSize = "50"

// Search finds people, the exact match first, in one request: $search where only a name can be meant, $filter where only an
// exact value can, and both in one $batch where either can. Half of a batch that fails takes nothing from what the other half
// found, and is the page's Gap. Where nobody is found, one more request looks for what may have been meant: Query.Wider. An empty query
// finds nobody, without a request. While Graph has asked the search to wait, waits, where it is not nil, is told until when, by the
// client's clock, and then the zero time. It may be called from several goroutines.
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

// half is one of the two requests of a search. The zero half is none.
type half struct {
	target string
	// looks names the properties it looks in, by Graph's names.
	looks []string
}

// search does it, with the basic properties only if so asked. A half that Graph refuses for one of its clauses is asked
// for once more without that clause; what was not searched in the end is the page's Gap.
func (c *Client) search(ctx context.Context, q person.Query, basic bool) (person.Page, error) {
	wanted := halves(q, basic, nil)
	if wanted[0].target == "" && wanted[1].target == "" {
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
		asked, results = c.askNarrower(ctx, asked, halves(q, basic, refused), results)
	}
	page, err := c.merge(q, results)
	if g := gap(wanted, asked, results, refused); err == nil && g != nil {
		page.Gap = g
	}
	return page, err
}

// halves returns the search by name and the search for exact values, without the clauses on some properties.
func halves(q person.Query, basic bool, without unsearchable) [2]half {
	return [2]half{nameTarget(q, basic, without), exactTarget(q, basic, without)}
}

// askHalves asks for the halves there are: one by itself, two in one $batch. The result of none is the zero result.
func (c *Client) askHalves(ctx context.Context, asked [2]half) (results [2]result, err error) {
	var parts []request
	for _, h := range asked {
		if h.target != "" {
			parts = append(parts, advanced(searchPeople, h.target))
		}
	}
	var got []result
	switch len(parts) {
	case 1:
		a, err := c.do(ctx, advanced(searchPeople, parts[0].target))
		got = []result{{answer: a, err: err}}
	case 2:
		if got, err = c.batch(ctx, searchPeople, parts); err != nil {
			return results, err
		}
	}
	for i, n := 0, 0; i < len(asked); i++ {
		if asked[i].target != "" {
			results[i] = got[n]
			n++
		}
	}
	return results, nil
}

// askNarrower asks for what was refused once more, where fewer clauses are left of it, and returns what was asked for
// in the end.
func (c *Client) askNarrower(ctx context.Context, asked, narrower [2]half, results [2]result) ([2]half, [2]result) {
	var again [2]half
	for i, h := range narrower {
		if fault.Is(results[i].err, fault.Invalid) && h.target != "" && len(h.looks) < len(asked[i].looks) {
			again[i] = h
		}
	}
	more, err := c.askHalves(ctx, again)
	if err != nil {
		return asked, results
	}
	for i, h := range again {
		if h.target != "" {
			asked[i], results[i] = h, more[i]
		}
	}
	return asked, results
}

// merge puts the halves together, those found exactly first. It fails when no half was answered.
func (c *Client) merge(q person.Query, results [2]result) (person.Page, error) {
	named, err := c.pageOf(results[0])
	exact, exactErr := c.pageOf(results[1])
	switch {
	case err != nil && (exactErr != nil || results[1].none()):
		return person.Page{}, err
	case exactErr != nil && results[0].none():
		return person.Page{}, exactErr
	}
	page := person.Page{
		People: person.Rank(q, exact.People, named.People), Total: max(named.Total, exact.Total), Next: named.Next,
	}
	if page.Next == "" {
		page.Next = exact.Next
	} else if exact.Next != "" {
		page.Total = -1 // the rest of the exact ones is not read, so that the list is never the whole
		page.Gap = &person.Gap{
			What:  "the rest of those found exactly",
			Fault: refuse(searchPeople, "they fill more than one page: type more"),
		}
	}
	if page.Total >= 0 {
		page.Total = max(page.Total, len(page.People))
	}
	return page, nil
}

// none reports whether a result is that of a request that was not made.
func (r result) none() bool { return r.err == nil && r.answer.status == 0 }

func (c *Client) pageOf(r result) (person.Page, error) {
	if r.err != nil || r.none() {
		return person.Page{Total: -1}, r.err
	}
	return c.peopleIn(r.answer)
}
