package person

import (
	"slices"
	"sort"
	"strings"
)

// Rank merges the people found by an exact value with those found by name: each once, exact matches of what was typed
// first, otherwise in Graph's order.
func Rank(q Query, exact, named []Person) []Person {
	merged := make([]Person, 0, len(exact)+len(named))
	order := make(map[string]int, cap(merged))
	for i, p := range slices.Concat(exact, named) {
		id := strings.ToLower(p.ID.Wire())
		if _, seen := order[id]; seen {
			continue
		}
		merged = append(merged, p)
		order[id] = distance(q, p)
		if i < len(exact) {
			order[id] = 0
		}
	}
	sort.SliceStable(merged, func(i, j int) bool {
		return order[strings.ToLower(merged[i].ID.Wire())] < order[strings.ToLower(merged[j].ID.Wire())]
	})
	return merged
}

// distance returns how far a person is from an exact match: 0 if one of their addresses or identifiers was typed, 1 for
// the part of an address before the at sign, 2 for the display name, 3 for anything else.
func distance(q Query, p Person) int {
	is := func(s string) bool { return s != "" && strings.EqualFold(s, q.Text) }
	upn := p.UserPrincipalName.Wire()
	switch {
	case is(p.ID.Wire()), is(upn), is(string(p.Mail)), is(string(p.EmployeeID)):
		return 0
	case p.OnPremisesSamAccountName != "" && strings.EqualFold(string(p.OnPremisesSamAccountName), q.Account):
		return 0
	case is(localPart(upn)), is(localPart(string(p.Mail))):
		return 1
	case is(string(p.DisplayName)):
		return 2
	}
	return 3
}

func localPart(address string) string {
	if at := strings.LastIndexByte(address, '@'); at > 0 {
		return address[:at]
	}
	return ""
}
