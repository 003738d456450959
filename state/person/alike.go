package person

import (
	"slices"
	"strings"

	"tapdesk/state/fold"
)

// LookAlikes returns those among people who have the same display name, read without case, diacritics and order of words, and are not
// the person themself.
func LookAlikes(of Person, among []Person) (alike []Person) {
	for _, p := range among {
		if p.ID != of.ID && fold.SameName(p.DisplayName, of.DisplayName) {
			alike = append(alike, p)
		}
	}
	return alike
}

// Apart returns what tells somebody from those of the same name, in a few words: title, department and mail, where others differ in
// it, and always the userPrincipalName. Hide leaves the department out.
func (p Person) Apart(others []Person, hideDepartment bool) string {
	words := []string{p.UserPrincipalName.String()}
	add := func(of func(Person) string) {
		own := of(p)
		if own != "" && slices.ContainsFunc(others, func(o Person) bool { return fold.Key(of(o)) != fold.Key(own) }) {
			words = append(words, own)
		}
	}
	add(func(p Person) string { return p.JobTitle })
	if !hideDepartment {
		add(func(p Person) string { return p.Department })
	}
	if !strings.EqualFold(p.Mail, p.UserPrincipalName.Wire()) {
		add(func(p Person) string { return p.Mail })
	}
	if p.Disabled() {
		words = append(words, "disabled")
	}
	return strings.Join(words, ", ")
}
