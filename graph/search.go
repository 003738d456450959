package graph

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"tapdesk/state/fault"
	"tapdesk/state/person"
)

const (
	pageSize  = "50"
	exactSize = "10"
)

// Search finds people, the exact match first, in one request: $search where only a name can be meant, $filter where only an
// exact value can, and both in one $batch where either can. Half of a batch that fails takes nothing from what the other half
// found. An empty query finds nobody, without a request.
func (c *Client) Search(ctx context.Context, q person.Query) (person.Page, error) {
	page, err := c.search(ctx, q, c.session.isBasic())
	if fault.Is(err, fault.Denied) && !c.session.isBasic() {
		basic, again := c.search(ctx, q, true)
		if again != nil {
			return page, err
		}
		c.session.setBasic()
		page, err = basic, nil
	}
	if err == nil && len(page.People) == 0 && page.Next != "" {
		return c.skipEmpty(ctx, page)
	}
	return page, err
}

// search does it, with the basic properties only if so asked.
func (c *Client) search(ctx context.Context, q person.Query, basic bool) (person.Page, error) {
	names, exact := nameTarget(q, basic), exactTarget(q, basic)
	switch {
	case names == "" && exact == "":
		return person.Page{}, nil
	case names != "" && exact != "":
		return c.searchBoth(ctx, q, names, exact)
	}
	a, err := c.do(ctx, request{op: searchPeople, method: http.MethodGet, target: names + exact, eventual: true})
	if err != nil {
		return person.Page{}, err
	}
	page, err := c.decodePage(a)
	page.People = rank(q, nil, page.People)
	return page, err
}

// searchBoth sends both halves in one $batch and merges them.
func (c *Client) searchBoth(ctx context.Context, q person.Query, names, exact string) (person.Page, error) {
	results, err := c.batch(ctx, searchPeople, []part{
		{op: searchPeople, target: names, eventual: true},
		{op: searchPeople, target: exact, eventual: true},
	})
	if err != nil {
		return person.Page{}, err
	}
	page, err := c.pageOf(results[0])
	found, exactErr := c.pageOf(results[1])
	if err != nil && (exactErr != nil || len(found.People) == 0) {
		return person.Page{}, err
	}
	if err != nil {
		page = person.Page{Total: -1}
	}
	page.Next = withKnown(page.Next, found.People)
	page.People = rank(q, found.People, page.People)
	if page.Total >= 0 {
		page.Total = max(page.Total, len(page.People))
	}
	return page, nil
}

func (c *Client) pageOf(r result) (person.Page, error) {
	if r.err != nil {
		return person.Page{}, r.err
	}
	return c.decodePage(r.answer)
}

// nameTarget returns the $search for the query, or nothing when a search by name cannot find what is meant. Clauses other
// than displayName match the beginning. Source: learn.microsoft.com/graph/search-query-parameter.
func nameTarget(q person.Query, basic bool) string {
	var properties []string
	switch q.Kind {
	case person.ByName:
		properties = []string{"displayName"}
		if !strings.Contains(q.Text, " ") {
			properties = append(properties, "userPrincipalName", "mail")
		}
	case person.ByAccount:
		properties = []string{"displayName", "userPrincipalName", "mail"}
	case person.ByAddress:
		properties = []string{"userPrincipalName", "mail"}
	default:
		return ""
	}
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(q.Text)
	clauses := make([]string, len(properties))
	for i, p := range properties {
		clauses[i] = `"` + p + ":" + escaped + `"`
	}
	return "/users?$search=" + escapeQuery(strings.Join(clauses, " OR ")) +
		"&$select=" + selectFor(q, basic) + "&$top=" + pageSize + "&$count=true"
}

// exactTarget returns the $filter for the query, or nothing when no exact value can be meant, or the operator may not
// filter by any that can. Several of the properties need advanced queries. Source: learn.microsoft.com/graph/aad-advanced-queries.
func exactTarget(q person.Query, basic bool) string {
	var clauses []string
	eq := func(property, value string) { clauses = append(clauses, property+" eq "+literal(value)) }
	switch q.Kind {
	case person.ByID:
		eq("id", q.Text)
	case person.ByAddress:
		eq("userPrincipalName", q.Text)
		eq("mail", q.Text)
		if !basic {
			clauses = append(clauses, "proxyAddresses/any(p:p eq "+literal("smtp:"+q.Text)+")")
		}
	case person.ByPhone:
		clauses = phoneClauses(q)
	case person.ByAccount:
		if basic {
			return ""
		}
		eq("employeeId", q.Text)
		eq("onPremisesSamAccountName", q.Account)
		eq("mailNickname", q.Account)
		clauses = append(clauses, phoneClauses(q)...)
	default:
		return ""
	}
	return "/users?$filter=" + escapeQuery(strings.Join(clauses, " or ")) +
		"&$select=" + selectFor(q, basic) + "&$top=" + exactSize + "&$count=true"
}

// phoneClauses compares both kinds of phone with the number as typed and as bare digits, with a plus and without: the
// directory keeps numbers as somebody wrote them, and cannot compare digits.
func phoneClauses(q person.Query) []string {
	if q.Digits == "" {
		return nil
	}
	var clauses []string
	for _, number := range unique(q.Text, "+"+q.Digits, q.Digits) {
		clauses = append(clauses, "mobilePhone eq "+literal(number), "businessPhones/any(p:p eq "+literal(number)+")")
	}
	return clauses
}

// selectFor names the properties the list needs, and those that show why an exact match is one.
func selectFor(q person.Query, basic bool) string {
	if basic {
		return basicSelect
	}
	properties := listSelect
	if q.Kind == person.ByAccount {
		properties += ",employeeId,onPremisesSamAccountName"
	}
	if q.Digits != "" {
		properties += ",mobilePhone,businessPhones"
	}
	return properties
}

// literal returns an OData string literal. Source: learn.microsoft.com/graph/query-parameters.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// escapeQuery percent-encodes a value of the query, a space as %20.
func escapeQuery(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

func unique(all ...string) []string {
	var out []string
	for _, s := range all {
		seen := false
		for _, o := range out {
			seen = seen || o == s
		}
		if !seen {
			out = append(out, s)
		}
	}
	return out
}
