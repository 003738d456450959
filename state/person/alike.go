package person

import (
	"slices"
	"strings"

	"tapdesk/state/text"
)

// Alike are the other people with a person's name. The zero Alike was not looked for.
type Alike struct {
	// Others are those found.
	Others []Person
	// More means that there may be others: not all search results were read.
	More bool
}

// LookAlikes returns the people found, except the person, who have the same display name, ignoring case, diacritics and
// word order.
func LookAlikes(of Person, in *Found) Alike {
	alike := Alike{More: !in.Whole()}
	for _, p := range in.People {
		if p.ID != of.ID && text.SameName(p.DisplayName, of.DisplayName) {
			alike.Others = append(alike.Others, p)
		}
	}
	return alike
}

// Apart returns what distinguishes a person from others of the same name, in a few words: title, department and mail,
// if others differ in them, and always the userPrincipalName. hideDepartment leaves the department out.
func (p Person) Apart(others []Person, hideDepartment bool) string {
	words := []string{p.UserPrincipalName.String()}
	add := func(of func(Person) text.Text) {
		own := of(p)
		if own != "" && slices.ContainsFunc(others, func(o Person) bool { return text.Fold(of(o)) != text.Fold(own) }) {
			words = append(words, string(own))
		}
	}
	add(func(p Person) text.Text { return p.JobTitle })
	if !hideDepartment {
		add(func(p Person) text.Text { return p.Department })
	}
	if !strings.EqualFold(string(p.Mail), p.UserPrincipalName.Wire()) {
		add(func(p Person) text.Text { return p.Mail })
	}
	if p.Disabled() {
		words = append(words, "disabled")
	}
	return strings.Join(words, ", ")
}
