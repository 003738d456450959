package verdict

import (
	"fmt"
	"slices"

	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// accessPart is one list of those that tell whether somebody is privileged, or at risk.
type accessPart struct {
	name  Name
	whole bool
	fault *fault.Fault
	// reach says that whether an Authentication Administrator may act on the person rests on it.
	reach bool
}

func accessParts(a person.Access) []accessPart {
	return []accessPart{
		{Roles, a.Roles.Whole, a.Roles.Fault, true}, {Roles, a.Assigned.Whole, a.Assigned.Fault, true},
		{EligibleRoles, a.Eligible.Whole, a.Eligible.Fault, false}, {RoleGroups, a.Groups.Whole, a.Groups.Fault, true},
		{OwnedGroups, a.Owned.Whole, a.Owned.Fault, true}, {RiskLevel, a.Risk.Whole, a.Risk.Fault, false},
	}
}

// forbidden reports whether Graph refused to show something: a 403.
func forbidden(f *fault.Fault) bool { return f != nil && f.Kind == fault.Denied }

// unreadParts are those that could not be read, each name once: with the other trouble where one of two lists was
// denied.
func unreadParts(a person.Access) (out []accessPart) {
	for _, part := range accessParts(a) {
		at := slices.IndexFunc(out, func(other accessPart) bool { return other.name == part.name })
		switch {
		case part.whole:
		case at < 0:
			out = append(out, part)
		case forbidden(out[at].fault):
			out[at] = part
		}
	}
	return out
}

// unread has a check that could not be made for each part of the person that could not be read and that no other check
// is about.
func (f *Facts) unread() (out []Check) {
	add := func(name Name, why string, what *fault.Fault) {
		c := Check{Name: name, Kind: Unknown, Why: fmt.Sprintf(formatItUnread, why), Do: would(what), Trouble: what.Word()}
		if f.Reading && !what.Final() {
			c.Do, c.Trouble = "", beingRead
			if what != nil {
				c.Trouble = fmt.Sprintf(formatBeingRead, what.Word())
			}
		}
		out = append(out, c)
	}
	if !f.isSelf() {
		for _, part := range unreadParts(f.Dossier.Access) {
			if part.name == RiskLevel {
				add(part.name, it, part.fault)
				continue
			}
			add(part.name, they, part.fault)
		}
	}
	if f.MembershipsFault != nil && len(f.Site.Protected()) > 0 {
		add(SiteGroups, they, f.MembershipsFault)
	}
	if f.Dossier.ManagerFault != nil {
		add(Manager, it, f.Dossier.ManagerFault)
	}
	if f.Dossier.MethodsFault != nil {
		add(Methods, they, f.Dossier.MethodsFault)
	}
	return out
}

// listed are the names of parts as a sentence has them: one or two by their names, more of them together.
func listed(names []Name) string {
	switch len(names) {
	case 1:
		return string(names[0])
	case 2:
		return string(names[0]) + and + string(names[1])
	}
	return rolesAndGroups
}
