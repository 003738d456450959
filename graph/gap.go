package graph

import (
	"slices"
	"strings"

	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// looked are the properties that a search may look in, by Graph's names and in an operator's words. Plain ones need no
// advanced query; the others are left out first if Graph refuses a search without saying why. Source:
// learn.microsoft.com/graph/aad-advanced-queries.
var looked = []struct {
	property, words string
	plain           bool
}{
	{"displayName", "names", true},
	{"userPrincipalName", "user principal names", true},
	{"mail", "mail addresses", true},
	{"proxyAddresses", "other mail addresses", false},
	{"id", "object ids", true},
	{"employeeId", "employee ids", true},
	{"onPremisesSamAccountName", "account names", false},
	{"mailNickname", "mail nicknames", true},
	{"mobilePhone", "mobile phones", false},
	{"businessPhones", "business phones", false},
}

// propertyOf returns the property that a clause of a $filter begins with.
func propertyOf(clause string) string {
	if end := strings.IndexAny(clause, " /"); end >= 0 {
		return clause[:end]
	}
	return clause
}

// unsearchable maps the properties that Graph refuses to search, by Graph's names, to the reasons.
type unsearchable = map[string]*fault.Fault

// learnUnsearchable adds the properties for which Graph refused a half. A property that Graph names is left out from
// then on. If it names none the text may be the reason, and only this search leaves them out.
func (c *Client) learnUnsearchable(known unsearchable, h half, err error) unsearchable {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Invalid {
		return known
	}
	if known == nil {
		known = unsearchable{}
	}
	named := false
	for _, property := range h.looks {
		if strings.Contains(f.Message, "'"+property+"'") {
			c.learned.TakeUnsearched(property, f)
			known[property], named = f, true
		}
	}
	for _, l := range looked {
		if !named && !l.plain && slices.Contains(h.looks, l.property) {
			known[l.property] = f
		}
	}
	return known
}

// gap returns what should have been searched and was not; nil if everything was.
func gap(wanted, asked []half, results []result, refused unsearchable) *person.Gap {
	var all, searched, words []string
	var why *fault.Fault
	for i, h := range asked {
		if f := fault.Of(results[i].err); f != nil {
			why = f
			continue
		}
		searched = append(searched, h.looks...)
	}
	for _, h := range wanted {
		all = append(all, h.looks...)
	}
	for _, l := range looked {
		if slices.Contains(searched, l.property) || !slices.Contains(all, l.property) {
			continue
		}
		words = append(words, l.words)
		if why == nil {
			why = refused[l.property]
		}
	}
	if len(words) == 0 {
		return nil
	}
	return &person.Gap{What: strings.Join(words, ", "), Fault: why}
}
