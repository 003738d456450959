package graph

import (
	"context"
	"slices"
	"strings"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// mostClauses is how many alternatives a $filter may have. Source: learn.microsoft.com/graph/filter-query-parameter. A
// $search, for which no limit is documented, gets no more.
const mostClauses = 15

// searchWider looks, in one more request, for what may have been meant by a text that found nobody. page is that empty
// answer. People found by surname alone count only if nobody else is found.
func (c *Client) searchWider(ctx context.Context, q person.Query, page person.Page) (person.Page, error) {
	w := q.Wider()
	if w.Empty() {
		return page, nil
	}
	operator, err := c.tokens.Operator(ctx)
	if err != nil {
		return page, noAnswer(ctx, searchPeople, answer{}, &signInError{cause: err})
	}
	domains := unique(append(c.learned.Domains(), operator.Domain())...)
	basic := c.basic()
	targets := widerTargets(q, w, domains, basic)
	whole := len(targets)
	targets = append(targets, nameTargets(q, w.Alone, domains, basic)...)
	parts := make([]request, 0, len(targets))
	for _, t := range targets[:min(len(targets), maxParts)] {
		parts = append(parts, advanced(searchPeople, t))
	}
	results, err := c.batch(ctx, searchPeople, parts)
	if err != nil {
		return page, err
	}
	whole = min(whole, len(results))
	page.Reach = person.Otherwise
	found, err := c.takeWider(q, w, results[:whole])
	if len(found) == 0 && err == nil {
		found, err = c.takeWider(q, w, results[whole:])
		if len(found) > 0 {
			page.Reach = person.SurnameAlone
		}
	}
	if len(found) > 0 {
		page.People, page.Total = person.Rank(q, nil, found), -1
	}
	if f := firstFault(results); f != nil && page.Gap == nil {
		page.Gap = &person.Gap{What: "a part of what may have been meant", Fault: f}
	}
	return page, err
}

// firstFault returns the first fault among the results; nil if all were answered.
func firstFault(results []result) *fault.Fault {
	for _, r := range results {
		if r.err != nil {
			return fault.Of(r.err)
		}
	}
	return nil
}

// takeWider returns the people in all results. A result that Graph refuses as a query does not affect the others. Any
// other failure fails the search if nobody was found, because someone might have been.
func (c *Client) takeWider(q person.Query, w person.Wider, results []result) ([]person.Person, error) {
	var all []person.Person
	var failed error
	for _, r := range results {
		page, err := peopleIn(r)
		if err != nil && !fault.Is(err, fault.Invalid) {
			failed = err
		}
		all = append(all, page.People...)
	}
	if len(w.Leads) > 0 {
		all = slices.DeleteFunc(all, func(p person.Person) bool {
			return !slices.ContainsFunc(append(slices.Clone(p.BusinessPhones), p.MobilePhone), func(phone text.Text) bool {
				return q.Dials(string(phone))
			})
		})
	}
	if len(all) > 0 {
		return all, nil
	}
	return nil, failed
}

// widerTargets returns the requests for everything except the surname alone. A mobile phone can be compared by its
// start, a business phone only as a whole. Source: learn.microsoft.com/graph/aad-advanced-queries.
func widerTargets(q person.Query, w person.Wider, domains []string, basic bool) []string {
	targets := nameTargets(q, w.Guess, domains, basic)
	if basic {
		return targets
	}
	var mobile, business []string
	for _, lead := range w.Leads {
		mobile = append(mobile, starts("mobilePhone", lead))
	}
	for _, number := range w.Numbers {
		business = append(business, "businessPhones/any(p:p eq "+literal(number)+")")
	}
	return slices.Concat(targets, filters(q, mobile, basic), filters(q, business, basic))
}

// nameTargets returns the requests for one way to look for a name. The end of an account name can be searched only in
// known domains.
func nameTargets(q person.Query, g person.Guess, domains []string, basic bool) []string {
	var targets, begins, ends []string
	for names := range slices.Chunk(g.Names, mostClauses) {
		clauses := make([]string, len(names))
		for i, name := range names {
			clauses[i] = searchClause("displayName", name)
		}
		targets = append(targets, searchTarget(q, clauses, basic))
	}
	for _, b := range g.Begins {
		begins = append(begins, starts("userPrincipalName", b), starts("mail", b))
		if !basic && !strings.HasSuffix(b, "@") {
			begins = append(begins, starts("onPremisesSamAccountName", b))
		}
	}
	for _, e := range g.Ends {
		for _, domain := range domains {
			for _, property := range []string{"userPrincipalName", "mail"} {
				ends = append(ends, "endsWith("+property+","+literal(e+"@"+domain)+")")
			}
		}
	}
	return slices.Concat(targets, filters(q, begins, basic), filters(q, ends, basic))
}

func starts(property, with string) string {
	return "startsWith(" + property + "," + literal(with) + ")"
}

// filters returns the requests for people who match any of the clauses.
func filters(q person.Query, clauses []string, basic bool) []string {
	var targets []string
	for some := range slices.Chunk(clauses, mostClauses) {
		targets = append(targets, filterTarget(q, some, basic))
	}
	return targets
}
