package graph

import (
	"net/url"
	"slices"
	"strings"

	"tapdesk/state/person"
)

// nameTarget returns the $search for the query, or nothing if a search by name cannot find what is meant. Clauses other
// than displayName match the start of the value. Source: learn.microsoft.com/graph/search-query-parameter.
func nameTarget(q person.Query, basic bool, without unsearchable) half {
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
	}
	properties = slices.DeleteFunc(properties, func(p string) bool { return without[p] != nil })
	if len(properties) == 0 {
		return half{}
	}
	clauses := make([]string, len(properties))
	for i, p := range properties {
		clauses[i] = searchClause(p, q.Text)
	}
	return half{looks: properties, target: searchTarget(q, clauses, basic)}
}

// searchClause returns a clause of a $search, in which a backslash escapes itself and a quote.
func searchClause(property, text string) string {
	return `"` + property + ":" + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// searchTarget returns the request for people found by any of the clauses.
func searchTarget(q person.Query, clauses []string, basic bool) string {
	return "/users?$search=" + escapeQuery(strings.Join(clauses, " OR ")) +
		"&$select=" + selectFor(q, basic) + "&$top=" + pageSize + "&$count=true"
}

// exactTarget returns the $filter for the query, or nothing if it cannot be an exact value, or the operator may not
// filter by the properties that could hold it. Several of the properties need advanced queries. Source:
// learn.microsoft.com/graph/aad-advanced-queries.
func exactTarget(q person.Query, basic bool, without unsearchable) half {
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
			return half{}
		}
		eq("employeeId", q.Text)
		eq("onPremisesSamAccountName", q.Account)
		eq("mailNickname", q.Account)
		clauses = append(clauses, phoneClauses(q)...)
	}
	clauses = slices.DeleteFunc(clauses, func(clause string) bool { return without[propertyOf(clause)] != nil })
	if len(clauses) == 0 {
		return half{}
	}
	var looks []string
	for _, clause := range clauses {
		looks = append(looks, propertyOf(clause))
	}
	return half{exact: true, looks: unique(looks...), target: filterTarget(q, clauses, basic)}
}

// filterTarget returns the request for people who match any of the clauses.
func filterTarget(q person.Query, clauses []string, basic bool) string {
	return "/users?$filter=" + escapeQuery(strings.Join(clauses, " or ")) +
		"&$select=" + selectFor(q, basic) + "&$top=" + pageSize + "&$count=true"
}

// phoneClauses compares both kinds of phone with the number as typed and as digits, with and without a plus: the
// directory stores numbers as someone wrote them, and cannot compare digits alone.
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

// selectFor returns the properties that the list needs, and those that show why someone matches exactly.
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

// escapeQuery percent-encodes a query value, with %20 for a space.
func escapeQuery(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// unique returns each string once, in order of first appearance.
func unique(all ...string) []string {
	var out []string
	for _, s := range all {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
